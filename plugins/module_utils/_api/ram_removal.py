# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Remove RAM roles and policies: DetachPolicyFromRole, DeletePolicy, DeleteRole. A missing resource is no error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._client.sdk import RAM
from .._client.session import Session
from .._model.errors import Missing
from .._model.role import PolicyRef
from .ram_roles import ANYWHERE, list_policies
from .wire import text


def find_policy_description(session: Session, policy: PolicyRef) -> str | None:
    """The description of a policy, or None if there is no such policy. Needs ram:GetPolicy."""
    query = {"PolicyName": policy.name, "PolicyType": policy.policy_type}
    try:
        answer = session.call(RAM, ANYWHERE, "GetPolicy", query)
    except Missing:
        return None
    return text(answer.get("Policy") or {}, "Description")


def list_role_policies(session: Session, role_name: str) -> tuple[PolicyRef, ...]:
    """The policies of a role, none if there is no such role. Needs ram:ListPoliciesForRole."""
    try:
        return list_policies(session, role_name)
    except Missing:
        return ()


def detach_policy(session: Session, role_name: str, policy: PolicyRef) -> None:
    """Take a policy from a role. Needs ram:DetachPolicyFromRole."""
    query = {"RoleName": role_name, "PolicyName": policy.name, "PolicyType": policy.policy_type}
    _unless_gone(session, "DetachPolicyFromRole", query)


def delete_policy(session: Session, name: str) -> None:
    """Delete a custom policy that nothing has any more. Needs ram:DeletePolicy."""
    _unless_gone(session, "DeletePolicy", {"PolicyName": name})


def delete_role(session: Session, name: str) -> None:
    """Delete a role that has no policies any more. Needs ram:DeleteRole."""
    _unless_gone(session, "DeleteRole", {"RoleName": name})


def _unless_gone(session: Session, action: str, query: Mapping[str, Any]) -> None:
    try:
        session.call(RAM, ANYWHERE, action, query)
    except Missing:
        return
