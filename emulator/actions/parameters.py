# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request parameters: what is documented is checked and typed, what is not documented is ignored."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalogue.catalogue import Spec, documented
from .errors import invalid, missing, not_modelled
from .json_text import parse_json

Scalar = str | int | bool
Value = Scalar | list[str] | list[dict[str, str]] | dict[str, str]

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_INDEX = re.compile(r"0*[1-9][0-9]{0,5}")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Parameters:
    """The typed parameters of one call."""

    values: Mapping[str, Value]

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str, default: str = "") -> str:
        """A string parameter, or the default."""
        value = self.values.get(name, default)
        return value if isinstance(value, str) else default

    def number(self, name: str, default: int) -> int:
        """An integer parameter, or the default."""
        value = self.values.get(name, default)
        return value if isinstance(value, int) else default

    def flag(self, name: str) -> bool | None:
        """A boolean parameter; None if it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else None

    def texts(self, name: str) -> list[str]:
        """A list of strings (`Name.1`, `Name.2`), in the order of their numbers."""
        value = self.values.get(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []

    def records(self, name: str) -> list[dict[str, str]]:
        """A list of structures (`Name.1.Key`), in the order of their numbers; a list in one keeps its numbers."""
        value = self.values.get(name)
        return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []

    def record(self, name: str) -> dict[str, str]:
        """A structure (`Name.Key`)."""
        value = self.values.get(name)
        return value if isinstance(value, dict) else {}


def read(product: str, action: str, raw: Mapping[str, str], modelled: Collection[str]) -> Parameters:
    """Check and type what the API documents; refuse what the emulator does not model."""
    specs = documented()[product, action]
    whole = {name.partition(".")[0] for name in modelled}
    grouped: dict[str, dict[str, str]] = {}
    for key, value in raw.items():
        name, _dot, rest = key.partition(".")
        if name not in specs:
            continue
        if value and not _is_modelled(specs[name], rest, modelled):
            raise not_modelled(product, action, f"the parameter {key}")
        grouped.setdefault(name, {})[rest] = value
    values: dict[str, Value] = {}
    for name, parts in grouped.items():
        if name not in whole:
            continue
        typed = _typed(product, specs[name], parts)
        # An empty string counts as not given, as with the real API's optional parameters (assumed).
        if typed not in ("", [], {}):
            values[name] = typed
    for spec in specs.values():
        if spec.required and spec.name not in values:
            raise missing(product, action, spec.name)
    return Parameters(values)


def _is_modelled(spec: Spec, rest: str, modelled: Collection[str]) -> bool:
    """Whether a parameter, or this field of a structure or of one in a list, is modelled."""
    if spec.name in modelled:
        return True
    path = rest.partition(".")[2] if spec.type == "RepeatList" else rest
    field = path.partition(".")[0]
    # A field that the API does not document is ignored, like any other unknown name.
    return f"{spec.name}.{field}" in modelled or (field != "" and field not in (spec.fields or (field,)))


def _typed(product: str, spec: Spec, parts: dict[str, str]) -> Value:
    match spec.type:
        case "RepeatList":
            return _repeated(product, spec, parts)
        case "Struct":
            return {field: text for field, text in parts.items() if _fits(product, spec, field, text)}
        case "Json":
            return _from_json(product, spec, parts.get("", ""))
        case "Map":
            return _map(product, spec, parts.get("", ""))
        case _:
            if "" not in parts:
                raise invalid(product, spec.name)
            return _scalar(product, spec, parts[""])


def _scalar(product: str, spec: Spec, text: str) -> Scalar:
    if text == "" or spec.type in ("String", "Object"):
        return text
    if spec.type == "Boolean":
        # The vendor's Python SDK sends `True`, other clients `true`.
        if (flag := _BOOLEANS.get(text.lower())) is None:
            raise invalid(product, spec.name)
        return flag
    if not _INTEGER.fullmatch(text):
        raise invalid(product, spec.name)
    number = int(text)
    if (spec.minimum is not None and number < spec.minimum) or (spec.maximum is not None and number > spec.maximum):
        raise invalid(product, spec.name)
    return number


def whole_number(text: str) -> int | None:
    """A number that came as text; None if it is none."""
    return int(text) if _INTEGER.fullmatch(text) else None


def _fits(product: str, spec: Spec, field: str, text: str) -> bool:
    """Whether a field, or an item of a list in it (`Field.1`), is documented; its value must have that type."""
    kind = (spec.fields or {}).get(field.partition(".")[0])
    if kind is None:
        return False
    if kind in ("Integer", "Long", "Boolean"):
        _scalar(product, Spec(f"{spec.name}.{field}", kind), text)
    return True


def _repeated(product: str, spec: Spec, parts: dict[str, str]) -> list[str] | list[dict[str, str]]:
    texts: dict[int, str] = {}
    records: dict[int, dict[str, str]] = {}
    for key, value in parts.items():
        number, _dot, field = key.partition(".")
        if not _INDEX.fullmatch(number):
            raise invalid(product, spec.name)
        if spec.fields is None:
            if field:
                raise invalid(product, spec.name)
            texts[int(number)] = value
        elif _fits(product, spec, field, value):
            records.setdefault(int(number), {})[field] = value
    if spec.fields is None:
        return [texts[number] for number in sorted(texts)]
    return [records[number] for number in sorted(records)]


def _map(product: str, spec: Spec, text: str) -> dict[str, str]:
    """An object of texts, written as JSON."""
    try:
        value: Any = parse_json(text or "{}")
    except ValueError:
        raise invalid(product, spec.name) from None
    if not isinstance(value, dict):
        raise invalid(product, spec.name)
    return {name: str(part) for name, part in value.items()}


def _from_json(product: str, spec: Spec, text: str) -> list[dict[str, str]]:
    if text == "":
        return []
    try:
        value: Any = parse_json(text)
    except ValueError:
        raise invalid(product, spec.name) from None
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise invalid(product, spec.name)
    fields = spec.fields or {}
    return [{field: str(item[field]) for field in fields if field in item} for item in value]
