# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreatePolicyVersion and ListPolicyVersions."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from ...state.identities import Policy, PolicyVersion
from .policies import describe, document_of_call, find_policy, policy_resource, show_version

_ROTATE = "DeleteOldestNonDefaultVersionWhenLimitExceeded"


@action(
    "ram",
    "CreatePolicyVersion",
    mutating=True,
    resources=policy_resource,
    models=("PolicyDocument", "PolicyName", "RotateStrategy", "SetAsDefault"),
    errors=(
        "EntityNotExist.Policy", "InvalidParameter", "InvalidParameter.PolicyDocument.Length",
        "LimitExceeded.Policy.Version", "MalformedPolicyDocument",
    ),
    notes=(
        Note("custom policies only; at most 5 versions a policy (quota of the world)", "RAM-2021, RAM-SDK"),
        Note("SetAsDefault=true puts the new version in force; by default it is not in force", "RAM-SDK"),
        Note(f"RotateStrategy={_ROTATE} makes room; by default a sixth version is refused", "RAM-SDK"),
        Note("versions are numbered from v1 on, past the highest number there is", "RAM-2021; latter: assumed"),
    ),
)  # fmt: skip
def create_policy_version(call: Call) -> Answer:
    """Add a version to a custom policy."""
    rotate = call.parameters.text("RotateStrategy", "None")
    if rotate not in ("None", _ROTATE):
        raise call.invalid("RotateStrategy")
    policy = call.account.policies.get(call.parameters.text("PolicyName"))
    if policy is None:
        raise call.refuse("EntityNotExist.Policy")
    text, limit = document_of_call(call), call.account.quotas.policy_versions
    if limit and len(policy.versions) >= limit:
        if rotate == "None" or not policy.others:
            raise call.refuse("LimitExceeded.Policy.Version")
        policy.others.remove(min(policy.others, key=lambda version: version.number))
    version = PolicyVersion(f"v{policy.versions[-1].number + 1}", text, call.cloud.now())
    if call.parameters.flag("SetAsDefault"):
        policy.put_in_force(version)
    else:
        policy.others.append(version)
    return {"PolicyVersion": show_version(policy, version)}


@action(
    "ram",
    "ListPolicyVersions",
    resources=policy_resource,
    models=("PolicyName", "PolicyType"),
    errors=("EntityNotExist.Policy", "InvalidParameter.PolicyType"),
    notes=(
        Note("all versions with their documents in one answer, no paging", "RAM-SDK"),
        Note("the newest first", "assumed"),
    ),
)  # fmt: skip
def list_policy_versions(call: Call) -> Answer:
    """List the versions of a policy."""
    policy: Policy = describe(call.account, find_policy(call))
    return {"PolicyVersions": {"PolicyVersion": [show_version(policy, item) for item in reversed(policy.versions)]}}
