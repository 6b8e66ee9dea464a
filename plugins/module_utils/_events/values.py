# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An event that a reaction is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A call that ActionTrail reported. Its ids are only looked for, and a reaction goes by what ECS and KMS show.

    `image_ids` are empty of a key, and `key_id` is empty of images.
    """

    name: str
    account_id: str
    region: str
    image_ids: tuple[str, ...] = ()
    key_id: str = ""
