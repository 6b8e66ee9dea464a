# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that a parameter of OOS may hold, and its form in answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from ...actions.declare import Call
from ...state.clock import iso
from ...state.oos_parameters import StoredParameter

KINDS = ("String", "StringList")
NAME = r"(?i:(?!aliyun|acs|alibaba|alicloud|oos)[a-z0-9_/-]{2,180})"
CONSTRAINTS = {"AllowedValues": list, "AllowedPattern": str, "MinLength": int, "MaxLength": int}
LONGEST_VALUE = 4096


def parameter_arn(call: Call, name: str = "*") -> str:
    """`acs:oos:<region>:<account>:parameter/<name>`."""
    return f"acs:oos:{call.region_id}:{call.account.id}:parameter/{name}"


def constraints_are_valid(constraints: Any) -> bool:
    """Say whether constraints have known names, and values that can be compared with."""
    if not isinstance(constraints, Mapping) or not set(constraints) <= CONSTRAINTS.keys():
        return False
    try:
        re.compile(str(constraints.get("AllowedPattern", "")))
    except re.error:
        return False
    return all(isinstance(value, CONSTRAINTS[name]) for name, value in constraints.items())


def value_fault(parameter: StoredParameter, value: str) -> str:
    """Return why a parameter cannot have a value; empty if it can."""
    constraints = parameter.constraints
    if not 1 <= len(value) <= LONGEST_VALUE:
        return f"must have 1 to {LONGEST_VALUE} characters"
    if not constraints.get("MinLength", 0) <= len(value) <= constraints.get("MaxLength", LONGEST_VALUE):
        return "has not the length that the constraints ask for"
    for part in value.split(",") if parameter.kind == "StringList" else [value]:
        if part not in constraints.get("AllowedValues", [part]):
            return "is not one of the allowed values"
        if not re.fullmatch(constraints.get("AllowedPattern", ".*"), part, re.DOTALL):
            return "does not have the allowed pattern"
    return ""


def show_parameter(call: Call, parameter: StoredParameter) -> dict[str, Any]:
    """What every answer shows of a parameter: neither its value nor its constraints."""
    root = f"root({call.account.id})"
    name = f"{call.account.id}/{call.region_id}/{parameter.name}"
    return {
        "Id": f"p-{hashlib.sha256(name.encode()).hexdigest()[:20]}",
        "Name": parameter.name,
        "Type": parameter.kind,
        "Description": parameter.description,
        "ParameterVersion": parameter.version,
        "ShareType": "Private",
        "ResourceGroupId": parameter.resource_group,
        "CreatedBy": root,
        "CreatedDate": iso(parameter.created),
        "UpdatedBy": root,
        "UpdatedDate": iso(parameter.updated),
        "Tags": dict(parameter.tags),
    }


def show_constraints(parameter: StoredParameter) -> str:
    """The constraints as JSON text."""
    return json.dumps(parameter.constraints) if parameter.constraints else ""
