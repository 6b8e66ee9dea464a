# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What one playbook is asked for: every variable that was given, read, checked and typed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from .._core.accounts import account_warnings
from .._core.text import text_list
from .._model.errors import InvalidInput
from .declared import BY_NAME, RESULTS, ROLE_PREFIXES, VARIABLES, taken_by
from .elsewhere import UnknownVariables, notes, refuse
from .forms import is_given, read_value
from .variable import FAMILIES, IMAGES, PLAYBOOKS, Kind, Variable

OWN_VARIABLES = "own_variables"
WITH_ACCOUNTS = (Kind.ACCOUNTS, Kind.OWNERS, Kind.ROLES, Kind.BY_ACCOUNT, Kind.INSTANCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Typed values by short name, with defaults; and the connection options that were given, secrets included.

    `given` are the short names that do not have their default. `ignored` are names of variables that the playbook
    does not take and that change nothing, and `notes` are lines about those that may have been meant otherwise.
    """

    playbook: str
    values: Mapping[str, Any]
    connection: Mapping[str, Any]
    given: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def shown(self) -> dict[str, Any]:
        """Return the values without secrets."""
        secret = {variable.short for variable in VARIABLES if variable.secret}
        return {name: value for name, value in self.values.items() if name not in secret}


def belongs(name: str, prefix: str = IMAGES) -> bool:
    """Return whether a name begins like a variable of the playbooks, or with a role's prefix."""
    if prefix != IMAGES:
        return name.startswith(prefix) and name not in RESULTS
    return name.startswith(FAMILIES) and not name.startswith(ROLE_PREFIXES) and name not in RESULTS


def names_under(playbook: str, prefix: str = IMAGES) -> dict[str, Variable]:
    """Return every known variable by the name that a reader writes: a playbook's, or a role's under its prefix."""
    if prefix == IMAGES:
        return dict(BY_NAME)
    return {variable.name_under(prefix): variable for variable in taken_by(playbook) if not variable.of_play}


def read_request(
    playbook: str,
    given: Mapping[str, Any],
    *,
    prefix: str = IMAGES,
    from_command_line: Collection[str] = (),
    written: Collection[str] = (),
    in_awx: bool = False,
    resolve: Callable[[str], str] = str,
) -> Request:
    """Read what was given for a playbook, or for a role under its prefix. Raises InvalidInput.

    `from_command_line` are the names that came with -e, `written` those of them that no file had. `resolve` makes a
    path absolute.
    """
    if playbook not in PLAYBOOKS:
        raise InvalidInput("playbook", playbook, "is not a playbook", f"Give {', '.join(PLAYBOOKS)}.")
    known = names_under(playbook, prefix)
    found = {name: value for name, value in given.items() if belongs(name, prefix)}
    own = next((text_list(value, name) for name, value in found.items() if name == f"{prefix}{OWN_VARIABLES}"), [])
    _refuse_unknown(playbook, prefix, known, [name for name in found if name not in known and name not in own])
    given_here = {name: value for name, value in found.items() if name in known and is_given(value)}
    others = sorted(name for name in given_here if playbook not in known[name].playbooks)
    if not in_awx:
        refuse(playbook, {name: known[name] for name in others}, given_here, from_command_line, written)
    taken = {name: value for name, value in given_here.items() if name not in others}
    typed = {name: _typed(known[name], name, value, resolve) for name, value in taken.items()}
    lines = notes(playbook, others, given_here, () if in_awx else written)
    return replace(_request(playbook, known, typed, others), notes=tuple(lines))


def _typed(variable: Variable, name: str, value: Any, resolve: Callable[[str], str]) -> Any:
    typed = read_value(variable, name, value)
    return resolve(typed) if variable.kind is Kind.PATH else typed


def _request(playbook: str, known: Mapping[str, Variable], typed: Mapping[str, Any], ignored: list[str]) -> Request:
    values = {
        variable.short: variable.default_for(playbook)
        for variable in known.values()
        if playbook in variable.playbooks and (not variable.option or variable.default is not None)
    }
    connection = {}
    warnings: list[str] = []
    for name, value in typed.items():
        variable = known[name]
        if variable.option:
            connection[variable.option] = value
        if variable.short in values:
            values[variable.short] = value
        if variable.kind in WITH_ACCOUNTS:
            warnings += account_warnings(name, list(value))
    return Request(
        playbook=playbook,
        values=values,
        connection=connection,
        given=frozenset(known[name].short for name in typed),
        warnings=tuple(warnings),
        ignored=tuple(ignored),
    )


def _refuse_unknown(playbook: str, prefix: str, known: Mapping[str, Variable], unknown: list[str]) -> None:
    if not unknown:
        return
    taken = [name for name, variable in known.items() if playbook in variable.playbooks]
    lines = []
    for name in sorted(unknown):
        close = _close(name, taken, prefix, 0.8) or _close(name, known, prefix, 0.6)
        meant = f"; did you mean {close}?" if close else "."
        lines.append(f"{name} is not a variable of {playbook}{meant}")
    own = f"{prefix}{OWN_VARIABLES}"
    count = "it is your own, name it" if len(lines) == 1 else "these are your own, name them"
    raise UnknownVariables(sorted(unknown), f"{' '.join(lines)} If {count} in {own}.")


def _close(name: str, names: Iterable[str], prefix: str, cutoff: float) -> str:
    """Return the name of the same family that is most like this one; empty if none is."""
    family = next((beginning for beginning in (prefix, *FAMILIES) if name.startswith(beginning)), "")
    rests = {other.removeprefix(family): other for other in names if other.startswith(family)}
    return next((rests[rest] for rest in get_close_matches(name.removeprefix(family), rests, 1, cutoff)), "")
