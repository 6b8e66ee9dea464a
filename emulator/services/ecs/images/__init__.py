# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images and their sharing: importing this package declares its actions."""

from . import attributes, create, delete, families, listing, share_list, sharing

__all__ = ["attributes", "create", "delete", "families", "listing", "share_list", "sharing"]
