# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image pipelines and auto provisioning groups: importing this package declares their actions."""

from . import pipelines, provisioning

__all__ = ["pipelines", "provisioning"]
