# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An image should reach an account one way only: by its own share list or through Resource Sharing.

ECS's page on sharing images advises against both: the data about who has it become inconsistent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .._core.reasons import reason
from .._model.reason import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """`accounts` have an image both ways. `unclear` are directories and folders that may hold others of them."""

    accounts: tuple[str, ...]
    unclear: tuple[str, ...]


def find_overlap(direct: Iterable[str], targets: Iterable[str]) -> Overlap:
    """Compare accounts on an image's share list with the targets of its resource shares."""
    have, through = set(direct), set(targets)
    groups = {target for target in through if not target.isdigit()} if have - through else set()
    return Overlap(accounts=tuple(sorted(have & through)), unclear=tuple(sorted(groups)))


def overlap_note(image_id: str, direct: Iterable[str], targets: Iterable[str]) -> Reason:
    """Return the note about accounts that may be in a directory or folder."""
    accounts = ", ".join(sorted(set(direct)))
    return reason("may_be_shared_both_ways", image=image_id, accounts=accounts, targets=", ".join(targets))
