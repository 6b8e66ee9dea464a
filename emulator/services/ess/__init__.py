# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto Scaling (ESS): importing this package declares its actions."""

from . import configuration_modify, group_modify, lists

__all__ = ["configuration_modify", "group_modify", "lists"]
