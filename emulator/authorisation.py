# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a caller may do."""

from __future__ import annotations

import json
from collections.abc import Iterable

from .actions import Call, Principal
from .catalogue import system_policies
from .errors import ApiError, not_modelled, refusal
from .identities import PolicyRef
from .policies import Document, Question, UnknownCondition, Verdict, evaluate
from .state import Account

_DENIED = {"ecs": "Forbidden.RAM", "kms": "Forbidden.NoPermission", "ram": "NoPermission", "sts": "NoPermission"}
_PRINCIPAL_TYPES = {"RAMUser": "SubUser", "AssumedRoleUser": "AssumedRoleUser", "Account": "RootUser"}
IDENTITY = "AccountLevelIdentityBasedPolicy"
SESSION = "SessionPolicy"
TRUST = "AssumeRolePolicy"


def authorise(call: Call) -> None:
    """The main account may do everything; others what their policies allow on every resource of the call."""
    for resource in call.action.resources(call):
        check(call, call.action.ram, resource)


def check(call: Call, action: str, resource: str) -> None:
    """Refuse unless the caller may do this action on this resource."""
    try:
        verdict, kind = _judge(call.principal, Question(action, resource))
    except UnknownCondition as condition:
        raise not_modelled(call.action.product, call.action.name, str(condition)) from None
    if verdict is not Verdict.ALLOW:
        raise denial(call, action, verdict, kind)


def denial(call: Call, action: str, verdict: Verdict, kind: str) -> ApiError:
    """The product's error for a missing permission, with the details newer gateways add."""
    principal = call.principal
    known = refusal(call.action.product, call.action.name, _DENIED[call.action.product])
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


def _judge(principal: Principal, question: Question) -> tuple[Verdict, str]:
    if principal.kind == "Account":
        return Verdict.ALLOW, IDENTITY
    account = principal.account
    holders = account.users if principal.kind == "RAMUser" else account.roles
    holder = holders.get(principal.name)
    # A user or role removed since loses everything.
    verdict = evaluate(documents(account, holder.policies if holder else ()), question)
    if verdict is not Verdict.ALLOW or principal.session_policy is None:
        return verdict, IDENTITY
    return evaluate([json.loads(principal.session_policy)], question), SESSION
