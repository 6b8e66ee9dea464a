# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DetachPolicyFromRole, DeletePolicy and DeleteRole."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from .policies import find_policy, policy_resource
from .roles import find_role, role_resource


def _custom_policy(call: Call) -> list[str]:
    return [f"acs:ram:*:{call.account.id}:policy/{call.parameters.text('PolicyName')}"]


@action(
    "ram",
    "DetachPolicyFromRole",
    mutating=True,
    resources=lambda call: [*role_resource(call), *policy_resource(call)],
    models=("PolicyName", "PolicyType", "RoleName"),
    errors=(
        "EntityNotExist.Policy", "EntityNotExist.Role", "EntityNotExist.Role.Policy", "InvalidParameter.PolicyType",
    ),
    notes=(
        Note("a policy that is not attached is an error", "RAM-2021"),
        Note("RAM: the role and the policy", "assumed"),
    ),
)  # fmt: skip
def detach_policy_from_role(call: Call) -> Answer:
    """Take a policy from a role."""
    role = find_role(call)
    reference = find_policy(call)
    if reference not in role.policies:
        raise call.refuse("EntityNotExist.Role.Policy", name=reference[1])
    del role.policies[reference]
    return {}


@action(
    "ram",
    "DeletePolicy",
    mutating=True,
    resources=_custom_policy,
    models=("PolicyName",),
    errors=("DeleteConflict.Policy.Role", "EntityNotExist.Policy"),
    notes=(
        Note("a policy that roles or users have is not deleted", "RAM-2021; one code for both: assumed"),
        Note("its versions go with it, although the default one should be the only one left", "assumed"),
    ),
)  # fmt: skip
def delete_policy(call: Call) -> Answer:
    """Delete a custom policy."""
    name = call.parameters.text("PolicyName")
    if name not in call.account.policies:
        raise call.refuse("EntityNotExist.Policy", name=name)
    attached = [role.policies for role in call.account.roles.values()]
    attached += [user.policies for user in call.account.users.values()]
    if any(("Custom", name) in policies for policies in attached):
        raise call.refuse("DeleteConflict.Policy.Role", name=name)
    del call.account.policies[name]
    return {}


@action(
    "ram",
    "DeleteRole",
    mutating=True,
    resources=role_resource,
    models=("RoleName",),
    errors=("DeleteConflict.Role.Policy", "EntityNotExist.Role"),
    notes=(Note("a role that has policies is not deleted", "RAM-2021"),),
)
def delete_role(call: Call) -> Answer:
    """Delete a role."""
    role = find_role(call)
    if role.policies:
        raise call.refuse("DeleteConflict.Role.Policy", name=role.name)
    del call.account.roles[role.name]
    return {}
