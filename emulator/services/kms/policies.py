# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GetKeyPolicy and SetKeyPolicy."""

from __future__ import annotations

import json

from ...access import key_policies
from ...access.grammar import key_policy_fault
from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.gaps import PLANNED
from .find import Found, key_of_call, key_resource

_ERRORS = (
    "Forbidden.KeyNotFound", "Forbidden.KeyPolicyUnSupported", "Forbidden.NoPermission", "Forbidden.ResourceNotFound",
    "InvalidParameter", "Unsupported.Alias",
)  # fmt: skip


@action(
    "kms",
    "GetKeyPolicy",
    resources=key_resource,
    models=("KeyId", "PolicyName"),
    errors=_ERRORS,
    notes=(
        Note("only keys in a KMS instance have a policy; its only name is `default`", "KMS-policy, KMS-SDK"),
        Note("the default policy names all of the account", "API page's example"),
        Note(
            "one Allow, in the key policy or the caller's own, is enough within the account; both across accounts",
            "KMS-policy",
        ),
        Note("a Deny in either refuses; PolicyType of the denial: ResourceBasedPolicy", "KMS-policy; latter: assumed"),
        Note(
            "`root` or `*` of the own account grants users nothing by itself; of another account it does",
            "assumed",
        ),
        Note("a session policy narrows what the key policy allows, too", "assumed"),
        Note("ECS's roles are judged the same way when an image is copied or shared", "assumed"),
    ),
)  # fmt: skip
def get_key_policy(call: Call) -> Answer:
    """Show the policy of a key."""
    found = _found(call)
    document = key_policies.document(found.owner, found.key)
    return {"Policy": json.dumps(document)}


@action(
    "kms",
    "SetKeyPolicy",
    mutating=True,
    resources=key_resource,
    models=("KeyId", "Policy", "PolicyName"),
    errors=_ERRORS,
    gaps=(
        Gap.of(PLANNED, "Forbidden.DKMSInstanceStateInvalid", "InternalFailure"),
        Gap.of("instances have no quota for other accounts", "Rejected.ShareQuotaExceedLimit"),
    ),
    notes=(
        Note("32,768 bytes at most; Version 1; RAM principals of any account; actions of kms; Resource `*`", "KMS-SDK"),
        Note("Sid may have spaces, as the examples do; whether a principal exists is not checked", "assumed"),
        Note("a change works at once", "assumed"),
    ),
)  # fmt: skip
def set_key_policy(call: Call) -> Answer:
    """Replace the policy of a key."""
    found = _found(call)
    text = call.parameters.text("Policy")
    if key_policy_fault(text):
        raise call.invalid("Policy")
    found.key.policy = text
    return {}


def _found(call: Call) -> Found:
    found = key_of_call(call)
    if call.parameters.text("PolicyName", "default") != "default":
        raise call.refuse("Forbidden.ResourceNotFound")
    if found.key.instance is None:
        raise call.refuse("Forbidden.KeyPolicyUnSupported")
    return found
