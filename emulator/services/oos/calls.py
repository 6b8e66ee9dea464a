# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How OOS calls ECS: with its own permissions checked, and without a trace in the log of requests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...access.authorisation import authorise
from ...access.evaluate import trusted_services
from ...actions.declare import Answer, Call, Origin, Principal, registry
from ...actions.parameters import read
from ...state.accounts import Account
from ...state.cloud import Cloud
from ...state.executions import Execution

_SERVICE = "oos.aliyuncs.com"


def starter(principal: Principal) -> dict[str, str]:
    """A caller, to be remembered."""
    return {
        "kind": principal.kind,
        "name": principal.name,
        "session": principal.session,
        "policy": principal.session_policy or "",
    }


def role_fault(account: Account, role_name: str) -> str:
    """Why OOS cannot assume a role of the account; empty if it can."""
    role = account.roles.get(role_name)
    if role is None:
        return f"Assumes role failed. Code: EntityNotExist.Role, msg: The role not exists: {role_name}."
    if _SERVICE not in trusted_services(role.trust_document):
        return f"Assumes role failed. Code: NoPermission, msg: The role {role_name} does not trust {_SERVICE}."
    return ""


def invoke(cloud: Cloud, account: Account, execution: Execution, api: str, parameters: Mapping[str, Any]) -> Answer:
    """Call an action of ECS for an execution: as its role, or as who started it."""
    action = registry()["ecs", api]
    raw = {name: _wire(value) for name, value in parameters.items() if value is not None}
    values = read("ecs", api, raw, action.models)
    by = execution.by
    if execution.role:
        principal = Principal(account, "AssumedRoleUser", execution.role, session=execution.id)
    else:
        principal = Principal(account, by["kind"], by["name"], by["session"], by["policy"] or None)
    region_id = str(parameters.get("RegionId") or execution.region)
    call = Call(cloud, action, principal, region_id, values, raw, Origin(secure=True))
    authorise(call)
    return action.handler(call)


def _wire(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)
