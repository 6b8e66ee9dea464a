# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Judge what was seen in the accounts that have an image: do they have its copy, and do without the old one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .._core.reasons import reason
from .._model.reason import Reason
from .._model.share import SEEN
from .guards import kind_text, users_text
from .marks import read_mark

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What was found with an account's credentials. `why` says why it could not be looked at, empty if it was.

    `proofs` are those of `prove` about copies, `references` the users that the account has of old images, `unknown`
    the kinds of users that could not be searched as a whole, with the reasons as results have them.
    """

    account: str
    why: str = ""
    proofs: Sequence[Row] = ()
    references: Sequence[Row] = ()
    unknown: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What the request accepts: accounts and kinds of users that are unknown, and users that launch nothing today."""

    accounts: Collection[str] = ()
    kinds: Collection[str] = ()
    inactive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """By image and account, why the account still needs the image. `notes` are of accounts that were not looked at."""

    faults: Mapping[str, Mapping[str, Sequence[Reason]]] = field(default_factory=dict)
    notes: Mapping[str, Sequence[Reason]] = field(default_factory=dict)

    def cleared(self) -> dict[str, list[str]]:
        """Return by image the accounts that nothing was found against."""
        return {
            image_id: [account for account, faults in accounts.items() if not faults]
            for image_id, accounts in self.faults.items()
        }


def accounts_of(image: Row, former: Mapping[str, Sequence[str]], now: datetime, after_days: int) -> list[str]:
    """Return the accounts to look at for an image: none for one that waits for its days."""
    mark = read_mark(image["tags"])
    if image["status"] == "Deprecated" and mark and now < mark.since + timedelta(days=after_days):
        return []
    return sorted({*image["shared_with"], *(former.get(image["image_id"], ()) if mark else ())})


def judge(
    wanted: Mapping[str, Sequence[str]],
    copies: Mapping[str, str],
    deprecated: Collection[str],
    views: Mapping[str, AccountView],
    accepted: Accepted,
) -> Judgement:
    """Return what is found of each image and account of `wanted`.

    `copies` are the new ids by old one. A consumer of an image that is `deprecated` already need not see the copy any
    more: it lost the old one long ago.
    """
    faults: dict[str, dict[str, list[Reason]]] = {}
    notes: dict[str, list[Reason]] = {}
    for image_id, accounts in wanted.items():
        for account in accounts:
            view = views[account]
            found = faults.setdefault(image_id, {}).setdefault(account, [])
            if view.why and account in accepted.accounts:
                notes.setdefault(image_id, []).append(reason("retire_account_accepted", account=account))
                continue
            found += _faults(view, image_id, copies[image_id], accepted, needs_copy=image_id not in deprecated)
    return Judgement(faults=faults, notes=notes)


def _faults(view: AccountView, image_id: str, copy: str, accepted: Accepted, *, needs_copy: bool) -> list[Reason]:
    if view.why:
        return [reason("retire_account_unseen", account=view.account, why=view.why)]
    faults = []
    proof = next((item for item in view.proofs if item["image_id"] == copy), None)
    if needs_copy and (proof is None or proof["result"] not in SEEN):
        why = proof["reason"] if proof else "it was not asked"
        faults.append(reason("retire_account_blind", account=view.account, image=copy, why=why))
    users = [
        item for item in view.references if item["image_id"] == image_id and (item["active"] or not accepted.inactive)
    ]
    if users:
        faults.append(reason("retire_account_uses", account=view.account, users=users_text(users)))
    unknown = [kind_text(kind, why) for kind, why in view.unknown.items() if kind not in accepted.kinds]
    if unknown:
        faults.append(reason("retire_account_unknown", account=view.account, kinds=", ".join(unknown)))
    return faults


def explained(rows: Iterable[Row], judged: Judgement) -> list[dict[str, Any]]:
    """Return rows of image_retirement that say in detail why an account is not cleared."""
    return [{**row, "reasons": _explained(row, judged)} for row in rows]


def _explained(row: Row, judged: Judgement) -> list[dict[str, Any]]:
    faults = judged.faults.get(row["image_id"], {})
    general = [reason("retire_account_not_cleared", account=account).to_result() for account in faults]
    kept = [item for item in row["reasons"] if item not in general]
    if len(kept) < len(row["reasons"]):
        kept += [item.to_result() for found in faults.values() for item in found]
    notes = judged.notes.get(row["image_id"], ()) if row["state"] == "planned" else ()
    return [*kept, *(item.to_result() for item in notes)]
