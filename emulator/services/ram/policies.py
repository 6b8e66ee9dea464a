# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreatePolicy and GetPolicy."""

from __future__ import annotations

import json
import re
from typing import Any

from ...access.grammar import policy_fault
from ...actions.declare import Answer, Call, Note, action
from ...catalogue.catalogue import system_policies
from ...state.accounts import Account
from ...state.clock import iso
from ...state.identities import Policy, PolicyRef, PolicyVersion

_NAME = re.compile(r"[A-Za-z0-9-]+")
_NAME_LENGTH = 128
_DOCUMENT_LENGTH = 6144
_DESCRIPTION_LENGTH = 1024


def policy_resource(call: Call) -> list[str]:
    """The policy of the call as policies name it."""
    owner = "system" if call.parameters.text("PolicyType") == "System" else call.account.id
    return [f"acs:ram:*:{owner}:policy/{call.parameters.text('PolicyName')}"]


def find_policy(call: Call) -> PolicyRef:
    """The policy of the call, or the error that it does not exist."""
    kind, name = call.parameters.text("PolicyType"), call.parameters.text("PolicyName")
    if kind not in ("System", "Custom"):
        raise call.refuse("InvalidParameter.PolicyType")
    if name not in (system_policies() if kind == "System" else call.account.policies):
        raise call.refuse("EntityNotExist.Policy", name=name)
    return kind, name


@action(
    "ram",
    "CreatePolicy",
    mutating=True,
    resources=policy_resource,
    models=("Description", "PolicyDocument", "PolicyName", "Tag"),
    errors=(
        "EntityAlreadyExists.Policy", "InvalidParameter.Description.Length", "InvalidParameter.PolicyDocument.Length",
        "InvalidParameter.PolicyName.InvalidChars", "InvalidParameter.PolicyName.Length", "MalformedPolicyDocument",
    ),
    notes=(
        Note(
            "name 1 to 128 of letters, digits, dash; document 6,144 characters at most, grammar checked",
            "RAM-SDK; grammar: assumed",
        ),
    ),
)  # fmt: skip
def create_policy(call: Call) -> Answer:
    """Make a custom policy."""
    name = call.parameters.text("PolicyName")
    if len(name) > _NAME_LENGTH:
        raise call.refuse("InvalidParameter.PolicyName.Length")
    if not _NAME.fullmatch(name):
        raise call.refuse("InvalidParameter.PolicyName.InvalidChars")
    if len(call.parameters.text("Description")) > _DESCRIPTION_LENGTH:
        raise call.refuse("InvalidParameter.Description.Length")
    text = document_of_call(call)
    if name in call.account.policies:
        raise call.refuse("EntityAlreadyExists.Policy", name=name)
    now = call.cloud.now()
    tags = {tag.get("Key", ""): tag.get("Value", "") for tag in call.parameters.records("Tag")}
    policy = Policy(name, text, call.parameters.text("Description"), created=now, updated=now, tags=tags)
    call.account.policies[name] = policy
    return {
        "Policy": {
            "PolicyName": name,
            "PolicyType": "Custom",
            "Description": policy.description,
            "DefaultVersion": policy.version,
            "CreateDate": iso(now),
        }
    }


def document_of_call(call: Call) -> str:
    """The policy document of the call, if it is one."""
    text = call.parameters.text("PolicyDocument")
    if len(text) > _DOCUMENT_LENGTH:
        raise call.refuse("InvalidParameter.PolicyDocument.Length")
    if reason := policy_fault(text):
        raise call.refuse("MalformedPolicyDocument", reason=reason)
    return text


@action(
    "ram",
    "GetPolicy",
    resources=policy_resource,
    models=("PolicyName", "PolicyType"),
    errors=("EntityNotExist.Policy", "InvalidParameter.PolicyType"),
    notes=(
        Note("Policy and DefaultPolicyVersion, which is the version in force", "RAM-SDK"),
        Note(
            "the system policies in data/system_policies.json exist, each in one version",
            "names: RAM pages; documents of ECS: doc-detail/273911, ECS-2021; of other products: assumed",
        ),
    ),
)
def get_policy(call: Call) -> Answer:
    """Show a policy and its document."""
    reference = find_policy(call)
    policy = describe(call.account, reference)
    return {
        "Policy": {
            "PolicyName": policy.name,
            "PolicyType": reference[0],
            "Description": policy.description,
            "DefaultVersion": policy.version,
            "CreateDate": iso(policy.created),
            "UpdateDate": iso(policy.updated),
            "AttachmentCount": _attachments(call.account, reference),
        },
        "DefaultPolicyVersion": show_version(policy, policy.default),
    }


def show_version(policy: Policy, version: PolicyVersion) -> dict[str, Any]:
    """A version of a policy as answers show it."""
    return {
        "VersionId": version.id,
        "IsDefaultVersion": version.id == policy.version,
        "PolicyDocument": version.text,
        "CreateDate": iso(version.created),
    }


def describe(account: Account, reference: PolicyRef) -> Policy:
    """A policy of either type in one shape."""
    kind, name = reference
    if kind == "Custom":
        return account.policies[name]
    system = system_policies()[name]
    return Policy(name, json.dumps(system.document), system.description)


def _attachments(account: Account, reference: PolicyRef) -> int:
    attached = [user.policies for user in account.users.values()]
    attached += [role.policies for role in account.roles.values()]
    return sum(reference in policies for policies in attached)
