# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo what a run changed of users of images: what the modules are asked, and what of it is done.

A user goes back to the old image only if it is still as the run left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .users import DUE, IN_PLACE, KINDS
from .version_data import lacking

# Those whose module undoes a change by itself, with state absent.
UNDOING = ("image_families", "launch_templates")
# What a user is, and what it does with its image.
WORDS = {
    "image_families": ("image family", "gives"),
    "launch_templates": ("launch template", "launches from"),
    "scaling": ("scaling configuration", "launches from"),
    "node_pools": ("node pool", "launches nodes from"),
    "oos_parameters": ("parameter of OOS", "names"),
}
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
        what, does = WORDS[self.change["kind"]]
        return f"the {what} {self.change['name']} {does} it"


def undo_calls(changes: Iterable[Change]) -> list[UndoCall]:
    """Return the calls that take changes back, parameters of OOS first: the reverse of the order of moving."""
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
        if row["state"] == DUE and _was_changed(change, row):
            found.append(Judged(change=change, why=CHANGED_SINCE, is_due=False, is_used=True))
        else:
            found.append(Judged(change=change, why=why, is_due=row["state"] == DUE, is_used=bool(why)))
    return found


def _was_changed(change: Change, row: Mapping[str, Any]) -> bool:
    """Return whether a user is not as it was left, or would not be as it was. A template's versions say it."""
    if change["kind"] == "oos_parameters":
        is_as_left = row["before"]["sha256"] == change["after"].get("sha256")
        return not is_as_left or row["after"]["sha256"] != change["before"].get("sha256")
    return change["kind"] in IN_PLACE and any(name != "active" for name in lacking(change["after"], row["before"]))


def _group(change: Change) -> tuple[Any, ...]:
    """Return what users have in common that go back in one call; the last part is for the options of their kind."""
    how: tuple[Any, ...] = ()
    before, after = change["before"], change["after"]
    if change["kind"] == "oos_parameters":
        how = tuple(zip(after.get("image_ids", ()), before.get("image_ids", ()), strict=False))
    elif change["kind"] in IN_PLACE:
        was, now = ({name: part.get(name) for name in ("encrypted", "kms_key_id")} for part in (before, after))
        how = (bool(was["encrypted"]), was["kms_key_id"] or "") if was != now else (None, "")
    return (change["kind"], change["region"], change["old_image_id"], change["new_image_id"], how)


def _options(kind: str, region: str, old: str, new: str, how: tuple[Any, ...]) -> dict[str, Any]:
    if kind in UNDOING:
        return {"region": region, "image_map": {old: new}, "state": "absent"}
    if kind == "oos_parameters":
        return {"region": region, "image_map": dict(how) or {new: old}}
    encrypted, key = how
    return {"region": region, "image_map": {new: old}, "encrypted": encrypted, "kms_key_id": key or None}
