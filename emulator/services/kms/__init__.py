# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Key Management Service: importing this package declares its actions."""

from . import aliases, key_create, key_description, key_states, key_tags, keys, lists, policies

__all__ = ["aliases", "key_create", "key_description", "key_states", "key_tags", "keys", "lists", "policies"]
