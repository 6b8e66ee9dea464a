# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ships as data: documented parameters and errors, regions, system policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


def _load(name: str) -> Any:
    return json.loads(resources.files(__package__).joinpath("data", name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Spec:
    """One documented parameter of an action. An `Object` is a part of a body, as JSON text."""

    name: str
    type: str
    required: bool = False
    max_items: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RegionInfo:
    """One region: its names, the letters its ids carry, what encryption it knows, whether every account sees it."""

    id: str
    en: str
    zh: str
    code: str
    encryption: bool = True
    cmk: bool = True
    listed: bool = True


@dataclass(frozen=True, slots=True)
class SystemPolicy:
    """A policy that every account has."""

    description: str
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class KnownError:
    """A documented error; `origin` says whether code, status and text are all known."""

    status: int
    message: str
    origin: str


@cache
def versions() -> dict[str, str]:
    """API version by product."""
    found: dict[str, str] = _load("parameters.json")["versions"]
    return found


@cache
def documented() -> dict[tuple[str, str], dict[str, Spec]]:
    """Every documented parameter, by product and action."""
    found = {}
    for product, actions in _load("parameters.json")["actions"].items():
        for action, parameters in actions.items():
            found[product, action] = {name: Spec(name, **spec) for name, spec in parameters.items()}
    return found


@cache
def regions() -> dict[str, RegionInfo]:
    """All regions by id."""
    return {row["id"]: RegionInfo(**row) for row in _load("regions.json")}


@cache
def system_policies() -> dict[str, SystemPolicy]:
    """System policies by name."""
    return {name: SystemPolicy(**row) for name, row in _load("system_policies.json").items()}


@cache
def _errors() -> dict[str, dict[str, dict[str, KnownError]]]:
    return {
        product: {action: {code: KnownError(*row) for code, row in rows.items()} for action, rows in actions.items()}
        for product, actions in _load("errors.json").items()
    }


def errors_of(product: str, action: str) -> dict[str, KnownError]:
    """The errors known for an action itself, by code."""
    return _errors().get(product, {}).get(action, {})


def common_errors(product: str) -> dict[str, KnownError]:
    """The errors that all actions of a product share."""
    return _errors()[product]["*"]


def find_error(product: str, action: str, code: str) -> KnownError | None:
    """The documented error of this action, else the product's common one."""
    errors = _errors().get(product, {})
    return errors.get(action, {}).get(code) or errors.get("*", {}).get(code)
