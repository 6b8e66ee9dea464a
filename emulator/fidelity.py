# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fidelity table, made from what the actions declare."""

from __future__ import annotations

from collections.abc import Iterator

from .actions import Action, registry
from .catalogue import documented, find_error


def table() -> str:
    """Every modelled action: what of it is modelled, from which source, or `assumed`."""
    lines: list[str] = []
    for (product, name), action in sorted(registry().items()):
        lines += [f"### {product.upper()} {name}", "", *_parameters(action), *_codes(action), ""]
        lines += ["| modelled | source |", "| --- | --- |"]
        lines += [f"| {note.text} | {note.source} |" for note in action.notes]
        lines.append("")
    return "\n".join(lines)


def _parameters(action: Action) -> Iterator[str]:
    known = set(documented()[action.product, action.name])
    yield f"Parameters: {_list(action.models)}."
    if refused := known - action.models:
        yield f"Refused, because not modelled: {_list(refused)}."


def _codes(action: Action) -> Iterator[str]:
    if not action.errors:
        return
    by_origin: dict[str, set[str]] = {}
    for code in action.errors:
        known = find_error(action.product, action.name, code)
        by_origin.setdefault(known.origin if known else "", set()).add(code)
    for origin, codes in sorted(by_origin.items(), key=lambda item: item[0] != "documented"):
        yield f"Errors ({origin}): {_list(codes)}."


def _list(names: frozenset[str] | set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "none"
