# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""RAM roles and policies; RAM is one service for all regions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._client.answer import unwrap
from .._client.sdk import RAM
from .._client.session import Session
from .._model.errors import ApiError, Missing
from .._model.role import PolicyRef, Role
from .wire import Answer, document, part, text

ANYWHERE = "cn-hangzhou"
Document = Mapping[str, Any]


def find_role(session: Session, name: str) -> Role | None:
    """A role with its trust and policies, or None. Needs ram:GetRole and ram:ListPoliciesForRole."""
    if (answer := _get_role(session, name)) is None:
        return None
    return Role(
        name=text(answer, "RoleName"),
        arn=text(answer, "Arn"),
        description=text(answer, "Description"),
        trust=_trust(answer),
        policies=list_policies(session, name),
    )


def list_policies(session: Session, role_name: str) -> tuple[PolicyRef, ...]:
    """Return the policies that are attached to a role. Needs ram:ListPoliciesForRole."""
    answer = session.call(RAM, ANYWHERE, "ListPoliciesForRole", {"RoleName": role_name})
    return tuple(
        PolicyRef(text(item, "PolicyType"), text(item, "PolicyName")) for item in unwrap(answer, "Policies", "Policy")
    )


def find_trust(session: Session, name: str) -> Document | None:
    """A role's trust document, or None if there is no such role. Needs ram:GetRole."""
    answer = _get_role(session, name)
    return None if answer is None else _trust(answer)


def has_role(session: Session, name: str) -> bool:
    """Does a role of this name exist. Needs ram:GetRole."""
    return _get_role(session, name) is not None


def _get_role(session: Session, name: str) -> Answer | None:
    try:
        return part(session.call(RAM, ANYWHERE, "GetRole", {"RoleName": name}), "Role", is_required=True)
    except Missing:
        return None


def _trust(answer: Answer) -> Document:
    return document(answer, "AssumeRolePolicyDocument")


def create_role(session: Session, name: str, trust: Document, description: str) -> None:
    """Create a role; one that an unanswered earlier try made is taken as made. Needs ram:CreateRole."""
    query = {"RoleName": name, "AssumeRolePolicyDocument": compact(trust), "Description": description}
    _unless(session, "EntityAlreadyExists.Role", "CreateRole", query)


def update_trust(session: Session, name: str, trust: Document) -> None:
    """Replace a role's whole trust document. Needs ram:UpdateRole."""
    query = {"RoleName": name, "NewAssumeRolePolicyDocument": compact(trust)}
    session.call(RAM, ANYWHERE, "UpdateRole", query)


def find_policy_document(session: Session, policy: PolicyRef) -> Document | None:
    """The document of a policy's default version, or None. Needs ram:GetPolicy."""
    query = {"PolicyName": policy.name, "PolicyType": policy.policy_type}
    try:
        answer = session.call(RAM, ANYWHERE, "GetPolicy", query)
    except Missing:
        return None
    return document(part(answer, "DefaultPolicyVersion"), "PolicyDocument")


def create_policy(session: Session, name: str, document: Document, description: str) -> None:
    """Create a custom policy. Needs ram:CreatePolicy."""
    query = {"PolicyName": name, "PolicyDocument": compact(document), "Description": description}
    _unless(session, "EntityAlreadyExists.Policy", "CreatePolicy", query)


def attach_policy(session: Session, role_name: str, policy: PolicyRef) -> None:
    """Attach a policy to a role. Needs ram:AttachPolicyToRole."""
    query = {"RoleName": role_name, "PolicyName": policy.name, "PolicyType": policy.policy_type}
    _unless(session, "EntityAlreadyExists.Role.Policy", "AttachPolicyToRole", query)


def _unless(session: Session, settled_code: str, action: str, query: Mapping[str, Any]) -> None:
    """Call a creating action that has no client token: an answer that it is there already settles it."""
    try:
        session.call(RAM, ANYWHERE, action, query)
    except ApiError as error:
        if error.code != settled_code:
            raise


def compact(document: Document) -> str:
    """A document in the form that is sent."""
    # RAM limits a trust document's length, and 50 consumers nearly fill it.
    return json.dumps(document, separators=(",", ":"), sort_keys=True)
