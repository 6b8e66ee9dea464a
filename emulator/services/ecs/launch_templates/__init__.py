# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates: importing this package declares their actions."""

from . import create, delete, lists, modify

__all__ = ["create", "delete", "lists", "modify"]
