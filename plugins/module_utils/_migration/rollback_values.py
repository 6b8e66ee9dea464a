# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A run to undo, and the rows that say what becomes of what it left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Item = Mapping[str, Any]
REMOVE, UNSHARE, KEEP = "remove", "unshare", "keep"
RESTORE = "restore"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTraces:
    """What is known of a run.

    `copies` are the copies with its tag, `made` the images with it that were made to be copied, `record` its record or
    empty, `named` the images that the record names in their latest state, `predicted` what `image_copy` says in check
    mode that it would remove, None before it was asked. `doubt` says why the record proves nothing; empty if it does.
    `uses` are `run`, `image_id` and `added` of the rows of other runs' records that name one of these images. `refused`
    says of a made image's id why it cannot be removed. `launched` says of copies which users will still launch from
    them. `snapshots` are the run's copies of data disks' snapshots with the accounts that have them, and `holders` are
    the accounts that have such copies of other runs, by id.
    """

    run: str
    account: str
    copies: Sequence[Item]
    record: Item = field(default_factory=dict)
    named: Sequence[Item] = ()
    predicted: Sequence[Item] | None = None
    doubt: str = ""
    uses: Sequence[Item] = ()
    made: Sequence[Item] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    launched: Mapping[str, str] = field(default_factory=dict)
    snapshots: Sequence[Item] = ()
    holders: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def rows(self) -> Sequence[Item]:
        """The rows of the record."""
        rows: Sequence[Item] = self.record.get("images", ())
        return rows

    @property
    def own(self) -> set[str]:
        """The ids of the run's own images."""
        return {image["image_id"] for image in (*self.copies, *self.made)}


def row_of(what: str, image: Item, action: str, why: str) -> dict[str, Any]:
    """Return a row of the plan; `what` is copy, image, snapshot, share, or the kind of a user."""
    return {
        "what": what,
        "image_id": image["image_id"],
        "name": image["name"],
        "region": image["region"],
        "accounts": list(image["shared_with"]),
        "action": action,
        "why": why,
    }


def record_of_account(
    record: Item, account: str, hosts: Sequence[str], *, emulated: bool
) -> tuple[dict[str, Any], str]:
    """Return the record with the rows of one account alone, and why it says nothing of this account; empty if it does.

    `hosts` are the sites of the account in this play; they count where the record does not say whose a site is.
    """
    if record.get("check_mode"):
        return {}, "the record is of a run in check mode, which did nothing"
    if bool(record.get("emulator")) is not emulated:
        return {}, f"the record is of the {'emulator' if record.get('emulator') else 'real cloud'}"
    owners = {site["site"]: str(site.get("account") or "") for site in record["sites"]}
    mine = [name for name, owner in owners.items() if owner == account or (not owner and name in hosts)]
    if not mine:
        named = ", ".join(sorted({owner or name for name, owner in owners.items()}))
        return {}, f"the record is of {named}, not of the account {account}"
    return {**record, "images": [row for row in record["images"] if row["site"] in mine]}, ""
