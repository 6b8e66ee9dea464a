# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of resources: importing this package declares its actions."""

from . import listing, tagging

__all__ = ["listing", "tagging"]
