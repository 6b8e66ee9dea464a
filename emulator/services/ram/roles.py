# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GetRole, CreateRole, UpdateRole."""

from __future__ import annotations

import re
from typing import Any

from ...access.grammar import trust_fault
from ...actions.declare import Answer, Call, Note, action
from ...state.clock import iso
from ...state.identities import Role

_NAME = re.compile(r"[A-Za-z0-9.-]+")
_NAME_LENGTH = 64
_TRUST_LENGTH = 2048
_DESCRIPTION_LENGTH = 1024
_SHORTEST, _LONGEST = 3600, 43200


def role_resource(call: Call) -> list[str]:
    """The role of the call as policies name it."""
    return [f"acs:ram:*:{call.account.id}:role/{call.parameters.text('RoleName')}"]


def find_role(call: Call) -> Role:
    """The role of the call, or the error that it does not exist."""
    name = call.parameters.text("RoleName")
    if name not in call.account.roles:
        raise call.refuse("EntityNotExist.Role", name=name)
    return call.account.roles[name]


@action(
    "ram",
    "GetRole",
    resources=role_resource,
    models=("RoleName",),
    errors=("EntityNotExist.Role",),
    notes=(Note("the trust document is JSON in a string, as it was given", "RAM-SDK"),),
)
def get_role(call: Call) -> Answer:
    """Show a role."""
    return {"Role": _show(call, find_role(call), updated=True)}


@action(
    "ram",
    "CreateRole",
    mutating=True,
    resources=role_resource,
    models=("AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "RoleName", "Tag"),
    errors=(
        "EntityAlreadyExists.Role", "InvalidParameter.AssumeRolePolicyDocument.Length",
        "InvalidParameter.Description.Length", "InvalidParameter.MaxSessionDuration",
        "InvalidParameter.RoleName.InvalidChars", "InvalidParameter.RoleName.Length", "LimitExceeded.Role",
        "MalformedPolicyDocument",
    ),
    notes=(
        Note("name 1 to 64 of letters, digits, dot, dash; sessions of 3600 to 43200 seconds", "RAM-SDK"),
        Note("trust document: grammar checked; 2,048 characters at most", "RAM-2021; the number: assumed"),
        Note("`<directory>@<service>` is no principal (setting directories_in_trust)", "sources silent"),
        Note("whether a trusted account, user or role exists is not checked; a change works at once", "assumed"),
    ),
)  # fmt: skip
def create_role(call: Call) -> Answer:
    """Make a role."""
    name, trust = call.parameters.text("RoleName"), call.parameters.text("AssumeRolePolicyDocument")
    if len(name) > _NAME_LENGTH:
        raise call.refuse("InvalidParameter.RoleName.Length")
    if not _NAME.fullmatch(name):
        raise call.refuse("InvalidParameter.RoleName.InvalidChars")
    _check(call, trust, call.parameters.text("Description"), call.parameters.number("MaxSessionDuration", _SHORTEST))
    if any(name.lower() == other.lower() for other in call.account.roles):
        raise call.refuse("EntityAlreadyExists.Role", name=name)
    if call.account.quotas.roles and len(call.account.roles) >= call.account.quotas.roles:
        raise call.refuse("LimitExceeded.Role")
    now = call.cloud.now()
    role = Role(
        id=call.cloud.ids.number("role"),
        name=name,
        trust=trust,
        description=call.parameters.text("Description"),
        max_session=call.parameters.number("MaxSessionDuration", _SHORTEST),
        created=now,
        updated=now,
        tags={tag.get("Key", ""): tag.get("Value", "") for tag in call.parameters.records("Tag")},
    )
    call.account.roles[name] = role
    return {"Role": _show(call, role, updated=False)}


@action(
    "ram",
    "UpdateRole",
    mutating=True,
    resources=role_resource,
    models=("NewAssumeRolePolicyDocument", "NewDescription", "NewMaxSessionDuration", "RoleName"),
    errors=(
        "EntityNotExist.Role", "InvalidParameter.AssumeRolePolicyDocument.Length",
        "InvalidParameter.Description.Length", "InvalidParameter.MaxSessionDuration", "MalformedPolicyDocument",
    ),
    notes=(
        Note(
            "replaces the whole trust document; no compare-and-set; what is not given stays",
            "RAM-SDK; latter: assumed",
        ),
    ),
)  # fmt: skip
def update_role(call: Call) -> Answer:
    """Change a role."""
    role = find_role(call)
    trust = call.parameters.text("NewAssumeRolePolicyDocument", role.trust)
    description = call.parameters.text("NewDescription", role.description)
    max_session = call.parameters.number("NewMaxSessionDuration", role.max_session)
    _check(call, trust, description, max_session)
    role.trust, role.description, role.max_session = trust, description, max_session
    role.updated = call.cloud.now()
    return {"Role": _show(call, role, updated=True)}


def _check(call: Call, trust: str, description: str, max_session: int) -> None:
    if len(trust) > _TRUST_LENGTH:
        raise call.refuse("InvalidParameter.AssumeRolePolicyDocument.Length")
    if reason := trust_fault(trust):
        raise call.refuse("MalformedPolicyDocument", reason=reason)
    if not call.cloud.settings.directories_in_trust and '"rd-' in trust:
        raise call.refuse("MalformedPolicyDocument", reason="a resource directory is no principal")
    if len(description) > _DESCRIPTION_LENGTH:
        raise call.refuse("InvalidParameter.Description.Length")
    if not _SHORTEST <= max_session <= _LONGEST:
        raise call.refuse("InvalidParameter.MaxSessionDuration")


def _show(call: Call, role: Role, *, updated: bool) -> dict[str, Any]:
    shown = {
        "RoleId": role.id,
        "RoleName": role.name,
        "Arn": f"acs:ram::{call.account.id}:role/{role.name}",
        "Description": role.description,
        "AssumeRolePolicyDocument": role.trust,
        "MaxSessionDuration": role.max_session,
        "CreateDate": iso(role.created),
    }
    return {**shown, "UpdateDate": iso(role.updated)} if updated else shown
