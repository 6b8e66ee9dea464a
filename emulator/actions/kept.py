# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters that are kept as a whole: typed values from a call, and the same values in a world file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..catalogue.catalogue import Spec
from .parameters import Value

Data = dict[str, Any]
_TYPES: dict[str, tuple[type, ...]] = {"String": (str,), "Integer": (int,), "Long": (int,), "Boolean": (bool,)}


def typed_data(specs: Mapping[str, Spec], values: Mapping[str, Value], fractions: Collection[str] = ()) -> Data:
    """The values that have a spec, with numbers and booleans as such also inside of structures.

    `fractions` are parameters that the API has as fractions and the catalogue as texts; ValueError if one is none.
    """
    return {
        name: float(str(value)) if name in fractions else _typed(specs[name], value)
        for name, value in values.items()
        if name in specs
    }


def _typed(spec: Spec, value: Value) -> Any:
    if isinstance(value, dict) and spec.type == "Struct":
        return _structure(spec, value)
    if isinstance(value, list):
        return [_structure(spec, item) if isinstance(item, dict) else item for item in value]
    return value


def _structure(spec: Spec, parts: Mapping[str, str]) -> Data:
    found: Data = {}
    for path, text in parts.items():
        field, _dot, number = path.partition(".")
        if number:
            found.setdefault(field, []).append(text)
        else:
            found[field] = _scalar((spec.fields or {})[field], text)
    return found


def _scalar(kind: str, text: str) -> str | int | bool:
    if kind == "Boolean":
        return text.lower() == "true"
    return int(text) if kind in ("Integer", "Long") else text


def data_fault(specs: Mapping[str, Spec], data: Mapping[str, Any], fractions: Collection[str] = ()) -> str:
    """What is wrong with such data in a world file, or nothing."""
    for name, value in data.items():
        if name not in specs:
            return f"{name} is not a parameter that is modelled"
        fits = type(value) in (int, float) if name in fractions else _fits(specs[name], value)
        if not fits:
            return f"{name} does not have the type that the API says"
    return ""


def _fits(spec: Spec, value: Any) -> bool:
    if spec.type == "RepeatList":
        return isinstance(value, list) and all(_is_item(spec, item) for item in value)
    if spec.type == "Struct":
        return _is_item(spec, value)
    if spec.type == "Map":
        return isinstance(value, dict) and all(isinstance(part, str) for part in value.values())
    return type(value) in _TYPES[spec.type]


def _is_item(spec: Spec, value: Any) -> bool:
    if spec.fields is None:
        return isinstance(value, str)
    return isinstance(value, dict) and all(_is_part(spec.fields.get(name), part) for name, part in value.items())


def _is_part(kind: str | None, value: Any) -> bool:
    if kind == "String" and isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    return kind is not None and type(value) in _TYPES[kind]
