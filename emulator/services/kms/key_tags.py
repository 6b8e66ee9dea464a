# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TagResource and ListResourceTags."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from .find import key_of_call, key_resource
from .tag_rules import tags_of_call


@action(
    "kms",
    "TagResource",
    mutating=True,
    resources=key_resource,
    models=("KeyId", "Tags"),
    errors=("Forbidden.KeyNotFound", "InvalidParameter", "Unsupported.Alias"),
    notes=(
        Note("keys only, no secrets and certificates; without KeyId: MissingParameter", "KMS-SDK; code: assumed"),
        Note("Tags: JSON list of TagKey and TagValue; 20 a key, characters, no `acs:` or `aliyun`", "KMS-SDK"),
        Note("an unknown key is not found", "KMS-2021; here: assumed"),
    ),
)
def tag_resource(call: Call) -> Answer:
    """Add tags to a key, replacing values of keys it has."""
    if "KeyId" not in call.parameters:
        raise call.missing("KeyId")
    key = key_of_call(call).key
    key.tags.update(tags_of_call(call, key.tags))
    return {}


@action(
    "kms",
    "ListResourceTags",
    resources=key_resource,
    models=("KeyId",),
    errors=("Forbidden.KeyNotFound", "InvalidParameter", "Unsupported.Alias"),
    notes=(
        Note("all tags at once, ECS's own among them", "KMS-SDK, ECS-2021"),
        Note("an unknown key is not found", "KMS-2021; here: assumed"),
    ),
)
def list_resource_tags(call: Call) -> Answer:
    """List the tags of a key."""
    key = key_of_call(call).key
    return {"Tags": {"Tag": [{"KeyId": key.id, "TagKey": name, "TagValue": key.tags[name]} for name in key.tags]}}
