# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security Token Service: AssumeRole and GetCallerIdentity."""

from __future__ import annotations

import re

from ..access.authorisation import TRUST, check, denial
from ..access.conditions import UnknownCondition
from ..access.evaluate import Verdict, trusts
from ..access.grammar import policy_fault
from ..actions.declare import Answer, Call, Gap, Note, Principal, action
from ..catalogue.gaps import INTERNAL, PLANNED
from ..state.accounts import Account
from ..state.clock import iso
from ..state.identities import Role, Session

_ROLE_ARN = re.compile(r"acs:ram::([0-9]{1,20}):role/([A-Za-z0-9.-]{1,64})")
_SESSION_NAME = re.compile(r"[\w.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_POLICY_SIZE = 2048
_SHORTEST, _DEFAULT = 900, 3600


@action(
    "sts",
    "AssumeRole",
    # Judged inside: that an own role does not exist is said before who may assume it (assumed).
    resources=lambda _: [],
    models=("DurationSeconds", "ExternalId", "Policy", "RoleArn", "RoleSessionName"),
    errors=(
        "EntityNotExist.Role", "InvalidParameter.DurationSeconds", "InvalidParameter.ExternalId",
        "InvalidParameter.PolicyGrammar", "InvalidParameter.PolicySize", "InvalidParameter.RoleArn",
        "InvalidParameter.RoleSessionName", "NoPermission",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError"),
        Gap.of(
            INTERNAL,
            "AuthenticationFail.ApiPassword", "AuthenticationFail.ApiUsername", "InvalidParameter.SerialNumber",
            "InvalidParameter.TokenCode",
        ),
        Gap.of("other bodies than forms are not read", "InvalidParameter.ContentType"),
    ),
    notes=(
        Note(
            "needs sts:AssumeRole in the caller's policies and the role's trust: account root, user or role",
            "RAM-CreateRole, STS-SDK",
        ),
        Note(
            "the main account cannot assume; a role that trusts only services cannot be assumed by users",
            "assumed; RAM-SDK",
        ),
        Note("DurationSeconds 900 to the role's maximum, 3600 by default (less if the maximum is less)", "STS-SDK"),
        Note("Policy narrows the session; ExternalId is compared with the trust's condition sts:ExternalId", "STS-SDK"),
        Note(
            "tokens expire in real time; conditions as everywhere, and sts:ExternalId",
            "design of the emulator",
        ),
    ),
)  # fmt: skip
def assume_role(call: Call) -> Answer:
    """Hand out temporary credentials of a role."""
    found = _ROLE_ARN.fullmatch(call.parameters.text("RoleArn"))
    if found is None:
        raise call.refuse("InvalidParameter.RoleArn")
    if not _SESSION_NAME.fullmatch(call.parameters.text("RoleSessionName")):
        raise call.refuse("InvalidParameter.RoleSessionName")
    _check_optional(call)
    owner, role = _find(call, found[1], found[2])
    _check_permission(call, owner, role)
    duration = call.parameters.number("DurationSeconds", min(_DEFAULT, role.max_session))
    if not _SHORTEST <= duration <= role.max_session:
        raise call.refuse("InvalidParameter.DurationSeconds")
    session = _open(call, owner, role, duration)
    return {
        "AssumedRoleUser": {
            "Arn": f"acs:ram::{owner.id}:role/{role.name}/{session.name}",
            "AssumedRoleId": f"{role.id}:{session.name}",
        },
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "AccessKeySecret": session.secret,
            "SecurityToken": session.token,
            "Expiration": iso(session.expires),
        },
    }


def _check_optional(call: Call) -> None:
    policy = call.parameters.text("Policy")
    if len(policy) > _POLICY_SIZE:
        raise call.refuse("InvalidParameter.PolicySize")
    if policy and policy_fault(policy):
        raise call.refuse("InvalidParameter.PolicyGrammar")
    external_id = call.parameters.text("ExternalId")
    if external_id and not _EXTERNAL_ID.fullmatch(external_id):
        raise call.refuse("InvalidParameter.ExternalId")


def _find(call: Call, account_id: str, name: str) -> tuple[Account, Role]:
    account = call.cloud.accounts.get(account_id)
    # Names of roles are unique without regard to case (assumed).
    for role in account.roles.values() if account else ():
        if account is not None and role.name.lower() == name.lower():
            return account, role
    raise call.refuse("EntityNotExist.Role")


def _check_permission(call: Call, owner: Account, role: Role) -> None:
    principal = call.principal
    if principal.kind == "Account":
        raise call.refuse("NoPermission", "Roles may not be assumed by root accounts.")
    check(call, "sts:AssumeRole", f"acs:ram::{owner.id}:role/{role.name}")
    external_id = call.parameters.text("ExternalId")
    context = {**call.context, **({"sts:ExternalId": external_id} if external_id else {})}
    try:
        verdict = trusts(role.trust_document, _names(principal), context)
    except UnknownCondition as condition:
        raise call.not_modelled(str(condition)) from None
    if verdict is not Verdict.ALLOW:
        raise denial(call, "sts:AssumeRole", verdict, TRUST)


def _names(principal: Principal) -> list[str]:
    account = principal.account.id
    return [f"acs:ram::{account}:root", f"acs:ram::{account}:{principal.relative_id}"]


def _open(call: Call, owner: Account, role: Role, duration: int) -> Session:
    ids = call.cloud.ids
    session = Session(
        access_key_id=f"STS.{ids.word('sts-key', 24)}",
        secret=ids.word("sts-secret", 44),
        token=f"CAIS{ids.word('sts-token', 200)}",
        account=owner.id,
        role=role.name,
        name=call.parameters.text("RoleSessionName"),
        policy=call.parameters.text("Policy") or None,
        expires=call.cloud.clock.real() + duration,
    )
    call.cloud.sessions[session.access_key_id] = session
    return session


@action(
    "sts",
    "GetCallerIdentity",
    resources=lambda _: [],
    gaps=(Gap.of(PLANNED, "InternalError"),),
    notes=(
        Note("main account, user and assumed role differ; needs no permission", "STS-SDK; no permission: assumed"),
        Note("ARN of an assumed role: `acs:ram::<account>:assumed-role/<role>/<session>`", "assumed"),
    ),
)
def get_caller_identity(call: Call) -> Answer:
    """Say who is calling."""
    principal, account = call.principal, call.account
    answer = {"AccountId": account.id, "IdentityType": principal.kind}
    if principal.kind == "Account":
        return {**answer, "Arn": f"acs:ram::{account.id}:root", "PrincipalId": account.id, "UserId": account.id}
    if principal.kind == "RAMUser":
        user_id = account.users[principal.name].id
        return {
            **answer,
            "Arn": f"acs:ram::{account.id}:user/{principal.name}",
            "PrincipalId": user_id,
            "UserId": user_id,
        }
    role = account.roles.get(principal.name)
    role_id = role.id if role else ""
    return {
        **answer,
        "Arn": f"acs:ram::{account.id}:assumed-role/{principal.name}/{principal.session}",
        "PrincipalId": f"{role_id}:{principal.session}",
        "RoleId": role_id,
    }
