# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListPoliciesForRole and AttachPolicyToRole."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from ...state.clock import iso
from .policies import describe, find_policy, policy_resource
from .roles import find_role, role_resource


@action(
    "ram",
    "ListPoliciesForRole",
    resources=role_resource,
    models=("RoleName",),
    errors=("EntityNotExist.Role",),
    notes=(
        Note(
            "all policies in one answer, no paging; documents of a world file show as custom policies",
            "RAM-SDK; latter: assumed",
        ),
    ),
)  # fmt: skip
def list_policies_for_role(call: Call) -> Answer:
    """List what is attached to a role."""
    shown = []
    for reference, since in find_role(call).policies.items():
        policy = describe(call.account, reference)
        shown.append(
            {
                "PolicyName": policy.name,
                "PolicyType": reference[0],
                "Description": policy.description,
                "DefaultVersion": policy.version,
                "AttachDate": iso(since),
            }
        )
    return {"Policies": {"Policy": shown}}


@action(
    "ram",
    "AttachPolicyToRole",
    mutating=True,
    resources=lambda call: [*role_resource(call), *policy_resource(call)],
    models=("PolicyName", "PolicyType", "RoleName"),
    errors=(
        "EntityAlreadyExists.Role.Policy", "EntityNotExist.Policy", "EntityNotExist.Role",
        "InvalidParameter.PolicyType", "LimitExceeded.Role.Policy",
    ),
    notes=(
        Note("at most 20 system and 5 custom policies a role (quotas of the world)", "RAM-2021"),
        Note("a second time is an error; role and policy must exist", "RAM-2021"),
        Note("RAM: the role and the policy", "assumed"),
    ),
)  # fmt: skip
def attach_policy_to_role(call: Call) -> Answer:
    """Give a role a policy."""
    role = find_role(call)
    reference = find_policy(call)
    if reference in role.policies:
        raise call.refuse("EntityAlreadyExists.Role.Policy", name=reference[1])
    kind, quotas = reference[0], call.account.quotas
    limit = quotas.role_system_policies if kind == "System" else quotas.role_custom_policies
    if limit and sum(other == kind for other, _name in role.policies) >= limit:
        raise call.refuse("LimitExceeded.Role.Policy")
    role.policies[reference] = call.cloud.now()
    return {}
