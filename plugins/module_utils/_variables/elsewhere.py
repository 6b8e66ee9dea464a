# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables that a playbook does not read because they belong to others: which it reads for the same thing instead.

One file of variables may serve all playbooks, so a variable of another one is no error in a file or an inventory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .._model.errors import InvalidInput
from .declared import BY_NAME, taken_by
from .variable import FAMILIES, Variable


class UnknownVariables(InvalidInput):
    """Names that begin like the playbooks' variables and mean nothing here; `option` is the first."""

    def __init__(self, names: list[str], text: str) -> None:
        super().__init__(names[0], "", "", "")
        self.args = (text,)


def meant(name: str, playbook: str, given: Collection[str]) -> list[str]:
    """Return the playbook's own variables for the same thing, as repoint_kms_key_id is for images_kms_key_id.

    None once one of them is `given`: then it is known which is meant.
    """
    own = [variable.name for variable in taken_by(playbook) if _subject(variable.name) == _subject(name)]
    return [] if set(own) & set(given) else own


def notes(playbook: str, ignored: Iterable[str], given: Collection[str], written: Collection[str]) -> list[str]:
    """Return a line for each ignored variable that has another name here, or that was `written` with -e."""
    lines = []
    for name in ignored:
        own = meant(name, playbook, given) if name in BY_NAME else []
        if own:
            verb = "is" if len(own) == 1 else "are"
            lines.append(f"{playbook} does not read {name}, but {' and '.join(own)}, which {verb} not given.")
        elif name in written:
            lines.append(f"{playbook} does not read {name}.")
    return lines


def refuse(
    playbook: str,
    others: Mapping[str, Variable],
    given: Collection[str],
    from_command_line: Collection[str],
    written: Collection[str],
) -> None:
    """Refuse variables of other playbooks that came with -e, where ignoring them would surprise.

    A variable that has another name here is refused if it was `written` there; a file of -e may be that of all
    playbooks. Raises UnknownVariables.
    """
    for name, variable in others.items():
        own = meant(name, playbook, given) if name in written else []
        if own or (variable.elsewhere == "refuse" and name in from_command_line):
            takers = " and ".join((", ".join(variable.playbooks[:-1]), variable.playbooks[-1])).removeprefix(" and ")
            remedy = f"Give {' or '.join(own)}, or leave it out." if own else "Leave it out."
            raise UnknownVariables([name], f"{name} is not a variable of {playbook}, only of {takers}. {remedy}")


def _subject(name: str) -> str:
    """Return a name without the beginning that says which playbooks it belongs to."""
    return next((name.removeprefix(family) for family in FAMILIES if name.startswith(family)), name)
