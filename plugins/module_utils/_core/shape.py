# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether data of a file has the shape that is read: what is not so is named by its path in the file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# A shape is a type, several, a list of one shape, or a mapping from keys to shapes. A key with `?` may be missing.
NAMES = {str: "text", int: "number", bool: "true or false", type(None): "null", list: "list", dict: "mapping"}
MISSING = object()


def shape_fault(value: Any, shape: Any, where: str = "") -> str:
    """Return what is wrong, such as `has no text at plans[0].site`; empty if nothing is."""
    if isinstance(shape, Mapping):
        if not isinstance(value, Mapping):
            return _lacks("mapping", where)
        parts = ((key, inner, f"{where}.{key.rstrip('?')}".lstrip(".")) for key, inner in shape.items())
        faults = (
            shape_fault(value.get(key.rstrip("?"), MISSING), inner, path)
            for key, inner, path in parts
            if not (key.endswith("?") and value.get(key.rstrip("?")) is None)
        )
        return next(filter(None, faults), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return _lacks("list", where)
        faults = (shape_fault(item, shape[0], f"{where}[{number}]") for number, item in enumerate(value))
        return next(filter(None, faults), "")
    types = shape if isinstance(shape, tuple) else (shape,)
    is_fine = isinstance(value, types) and not (isinstance(value, bool) and bool not in types)
    return "" if is_fine else _lacks(" or ".join(NAMES[kind] for kind in types), where)


def _lacks(what: str, where: str) -> str:
    return f"has no {what} at {where}" if where else f"is no {what}"
