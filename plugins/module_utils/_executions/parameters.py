# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading what a template declares, and checking parameters against it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from .._model.errors import InvalidInput

# OOS's parameter types, by what Python makes of YAML and JSON.
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "String": str,
    "Number": (int, float),
    "Boolean": bool,
    "List": list,
    "Json": (dict, list),
}
READABLE = 'OOS templates take JSON; write it as the template asks for it, for example {"ResourceIds": [...]}.'


def declared_parameters(content: str, load_yaml: Callable[[str], Any] | None) -> dict[str, Mapping[str, Any]] | None:
    """Return the `Parameters` of a template's content, JSON or YAML, or None where it cannot be read."""
    for load in filter(None, (json.loads, load_yaml)):
        try:
            document = load(content)
        except ValueError:
            continue
        # The documented example is the template as text within JSON text.
        if isinstance(document, str) and document != content:
            return declared_parameters(document, load_yaml)
        if isinstance(document, dict):
            parameters = document.get("Parameters") or {}
            return {name: item for name, item in parameters.items() if isinstance(item, dict)}
    return None


def check_parameters(given: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]], template: str) -> None:
    """Refuse an unknown, missing or unfitting parameter. Raises InvalidInput."""
    for name, value in given.items():
        if name not in declared:
            remedy = f"It takes {', '.join(sorted(declared)) or 'none'}."
            raise InvalidInput("parameters", name, f"is no parameter of the template {template}", remedy)
        _check_value(name, value, declared[name])
    for name, declaration in declared.items():
        if name not in given and "Default" not in declaration:
            remedy = f"Give a value of type {declaration.get('Type', 'String')}."
            raise InvalidInput("parameters", name, f"is required by the template {template} and not given", remedy)


def _check_value(name: str, value: Any, declaration: Mapping[str, Any]) -> None:
    kind = str(declaration.get("Type", "String"))
    wanted = TYPES.get(kind)
    is_wrong = wanted is not None and (not isinstance(value, wanted) or (isinstance(value, bool) and kind != "Boolean"))
    if is_wrong:
        raise InvalidInput(f"parameters.{name}", value, f"is not of the type {kind}", READABLE)
    allowed = declaration.get("AllowedValues")
    if isinstance(allowed, list) and value not in allowed:
        raise InvalidInput(
            f"parameters.{name}", value, "is not allowed", f"Give one of {', '.join(map(str, allowed))}."
        )
