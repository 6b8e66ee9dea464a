# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rights of a caller."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..actions.declare import Call, Principal
from ..actions.errors import ApiError, not_modelled, refusal
from ..catalogue.catalogue import system_policies
from ..state.accounts import Account
from ..state.identities import PolicyRef
from . import key_policies
from .conditions import UnknownCondition
from .evaluate import Document, Question, Verdict, evaluate

_DENIED = {
    "cs": "Forbidden.RAM",
    "ecs": "Forbidden.RAM",
    "ess": "Forbidden.Unauthorized",
    "kms": "Forbidden.NoPermission",
}
_DENIED_ELSEWHERE = "NoPermission"
_PRINCIPAL_TYPES = {"RAMUser": "SubUser", "AssumedRoleUser": "AssumedRoleUser", "Account": "RootUser"}
IDENTITY = "AccountLevelIdentityBasedPolicy"
SESSION = "SessionPolicy"
TRUST = "AssumeRolePolicy"
KEY = "ResourceBasedPolicy"


def authorise(call: Call) -> None:
    """The main account may do everything; others what their policies allow on every resource of the call."""
    for resource in call.action.resources(call):
        check(call, call.action.ram, resource)


def check(call: Call, action: str, resource: str) -> None:
    """Refuse unless the caller may do this action on this resource."""
    try:
        verdict, kind = _judge(call, Question(action, resource, call.context))
    except UnknownCondition as condition:
        raise not_modelled(call.action.product, call.action.name, str(condition)) from None
    if verdict is not Verdict.ALLOW:
        raise denial(call, action, verdict, kind)


def denial(call: Call, action: str, verdict: Verdict, kind: str) -> ApiError:
    """The product's error for a missing permission, with the details newer gateways add."""
    principal = call.principal
    known = refusal(call.action.product, call.action.name, _DENIED.get(call.action.product, _DENIED_ELSEWHERE))
    detail = {
        "AuthAction": action,
        "AuthPrincipalType": _PRINCIPAL_TYPES[principal.kind],
        "AuthPrincipalOwnerId": principal.account.id,
        "AuthPrincipalDisplayName": principal.display_name,
        "NoPermissionType": verdict.value,
        "PolicyType": kind,
    }
    return ApiError(known.code, known.status, known.message, access_denied=detail)


def documents(account: Account, policies: Iterable[PolicyRef]) -> list[Document]:
    """The documents behind attached policies."""
    return [
        system_policies()[name].document if kind == "System" else account.policies[name].document
        for kind, name in policies
    ]


def _judge(call: Call, question: Question) -> tuple[Verdict, str]:
    """What the caller's policies and, for a key, its policy say; a session policy narrows all of it."""
    verdict, kind = _with_key(call, question, _identity(call.principal, question))
    session_policy = call.principal.session_policy
    if verdict is not Verdict.ALLOW or session_policy is None:
        return verdict, kind
    return evaluate([json.loads(session_policy)], question), SESSION


def _with_key(call: Call, question: Question, identity: Verdict) -> tuple[Verdict, str]:
    found = key_policies.key_of_arn(call.cloud, question.resource)
    if found is None:
        return identity, IDENTITY
    owner, key = found
    same = owner is call.account
    if same and call.principal.kind == "Account":
        return identity, IDENTITY
    says = key_policies.says(owner, key, call.account, call.principal.relative_id, question)
    # Across accounts the key policy must allow as well; until it does, the key is not found at all (assumed).
    if not same and says is Verdict.IMPLICIT_DENY:
        return identity, IDENTITY
    verdict = key_policies.combined(identity, says, same_account=same)
    return verdict, KEY if says is Verdict.EXPLICIT_DENY else IDENTITY


def _identity(principal: Principal, question: Question) -> Verdict:
    if principal.kind == "Account":
        return Verdict.ALLOW
    account = principal.account
    holders = account.users if principal.kind == "RAMUser" else account.roles
    holder = holders.get(principal.name)
    # A user or role removed since loses everything.
    return evaluate(documents(account, holder.policies if holder else ()), question)
