# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of OOS in a world file, read and written: they stand with the region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..services.oos.parameter_rules import CONSTRAINTS, KINDS, NAME, constraints_are_valid, value_fault
from ..state.clock import iso
from ..state.oos_parameters import StoredParameter
from .policies import DEFAULT_TIME
from .reader import Node


def read_oos_parameters(node: Node) -> dict[str, StoredParameter]:
    """The parameters of a region."""
    found: dict[str, StoredParameter] = {}
    for child in node.items("oos_parameters"):
        parameter = _parameter(child)
        if parameter.name in found:
            raise child.wrong("name", "this parameter name is already taken")
        found[parameter.name] = parameter
    return found


def _parameter(node: Node) -> StoredParameter:
    created = node.moment("created", DEFAULT_TIME)
    constraints = node.take("constraints", {})
    if not constraints_are_valid(constraints):
        raise node.wrong("constraints", f"must be an object with {', '.join(CONSTRAINTS)}")
    parameter = StoredParameter(
        name=node.matching("name", NAME),
        value=node.text("value"),
        kind=node.choice("kind", KINDS, "String"),
        description=node.text("description", ""),
        version=node.whole("version", 1),
        constraints=dict(constraints),
        created=created,
        updated=node.moment("updated", created),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    if problem := value_fault(parameter, parameter.value):
        raise node.wrong("value", problem)
    node.done()
    return parameter


def show_oos_parameters(parameters: Mapping[str, StoredParameter]) -> list[dict[str, Any]]:
    """The parameters as a world file has them."""
    return [
        {**asdict(item), "created": iso(item.created), "updated": iso(item.updated)} for item in parameters.values()
    ]
