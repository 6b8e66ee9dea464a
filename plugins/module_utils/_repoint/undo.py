# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo what a run changed of users of images: what the modules are asked, and what of it is done.

A user goes back to the old image only if it is still as the run left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .users import DUE, KINDS
from .version_data import lacking

WORDS = {"launch_templates": "launch template", "scaling": "scaling configuration"}
CHANGED_SINCE = "it was changed since the run"
Change = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoCall:
    """One call of a module for the users of a kind that go back in the same way, and what the record says of them."""

    kind: str
    options: Mapping[str, Any]
    changes: Sequence[Change]

    @property
    def module(self) -> str:
        """The module's name."""
        return KINDS[self.kind][0]

    @property
    def users(self) -> str:
        """The name of the module's option, and of its result, that list the users."""
        return KINDS[self.kind][1]

    def asked(self) -> dict[str, Any]:
        """Return the options that ask what would be done: configurations that are gone must not be named."""
        return {**self.options, **(self.naming([item["id"] for item in self.changes]) if self._finds_own else {})}

    def naming(self, ids: Sequence[str]) -> dict[str, Any]:
        """Return the option that names users."""
        return {self.users: list(ids)}

    @property
    def _finds_own(self) -> bool:
        return self.kind == "launch_templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A user that goes back, or stays: then `why` says why, and the new image is still launched from."""

    change: Change
    why: str
    is_due: bool
    is_used: bool

    @property
    def words(self) -> str:
        """The user as a sentence names it."""
        return f"the {WORDS[self.change['kind']]} {self.change['name']} launches from it"


def undo_calls(changes: Iterable[Change]) -> list[UndoCall]:
    """Return the calls that take changes back, scaling configurations first: the reverse of the order of moving."""
    groups: dict[tuple[Any, ...], list[Change]] = {}
    for change in changes:
        groups.setdefault(_group(change), []).append(change)
    order = list(KINDS)
    sorted_groups = sorted(groups.items(), key=lambda item: (-order.index(item[0][0]), item[0][1:4]))
    return [UndoCall(kind=key[0], options=_options(*key), changes=found) for key, found in sorted_groups]


def judge(call: UndoCall, rows: Iterable[Mapping[str, Any]]) -> list[Judged]:
    """Return what becomes of each user, by what the module says in check mode. One that is back already is left out."""
    by_id = {row["id"]: row for row in rows}
    found = []
    for change in call.changes:
        row = by_id.get(change["id"])
        if row is None or row["state"] == "unchanged":
            continue
        why = " ".join(f"{item['message']}. {item['remedy']}" for item in row["reasons"])
        if row["state"] == DUE and call.kind == "scaling" and _differs(change["after"], row["before"]):
            found.append(Judged(change=change, why=CHANGED_SINCE, is_due=False, is_used=True))
        else:
            found.append(Judged(change=change, why=why, is_due=row["state"] == DUE, is_used=bool(why)))
    return found


def _differs(left: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    return any(name != "active" for name in lacking(left, now))


def _group(change: Change) -> tuple[Any, ...]:
    encryption: tuple[Any, ...] = (None, "")
    if change["kind"] == "scaling":
        before, after = ({name: part.get(name) for name in ("encrypted", "kms_key_id")} for part in _both(change))
        if before != after:
            encryption = (bool(before["encrypted"]), before["kms_key_id"] or "")
    return (change["kind"], change["region"], change["old_image_id"], change["new_image_id"], *encryption)


def _both(change: Change) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return change["before"], change["after"]


def _options(kind: str, region: str, old: str, new: str, encrypted: bool | None, key: str) -> dict[str, Any]:
    if kind == "launch_templates":
        return {"region": region, "image_map": {old: new}, "state": "absent"}
    return {"region": region, "image_map": {new: old}, "encrypted": encrypted, "kms_key_id": key or None}
