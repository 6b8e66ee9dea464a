# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Making and changing keys: CreateKey, CreateAlias, tags, description, deletion and protection from it, policy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._client.answer import unwrap
from .._client.paging import numbered
from .._client.sdk import KMS
from .._client.session import Session
from .._model.errors import ApiError
from .._model.key import NewKey
from .wire import document, part, text

POLICY_NAME = "default"


def create_key(session: Session, key: NewKey, tags: Mapping[str, str]) -> str:
    """Make a key with these tags and return its id. Needs kms:CreateKey.

    There is no client token, so it is not repeated blindly.
    """
    query: dict[str, Any] = {
        "KeySpec": key.spec,
        "KeyUsage": "ENCRYPT/DECRYPT",
        "Origin": "Aliyun_KMS",
        "Tags": _wire_tags(tags),
    }
    if key.instance_id:
        query["DKMSInstanceId"] = key.instance_id
    if key.description:
        query["Description"] = key.description
    if key.policy:
        query["Policy"] = json.dumps(key.policy)
    answer = session.call(KMS, key.region, "CreateKey", query, repeatable=False)
    return text(part(answer, "KeyMetadata", is_required=True), "KeyId", is_required=True)


def create_alias(session: Session, region: str, alias: str, key_id: str) -> None:
    """Give a key an alias; one that an unanswered earlier try gave is taken as given. Needs kms:CreateAlias."""
    try:
        session.call(KMS, region, "CreateAlias", {"AliasName": alias, "KeyId": key_id})
    except ApiError as error:
        if error.code != "AliasAlreadyExists":
            raise


def find_keys_by_tag(session: Session, region: str, key: str, value: str) -> list[str]:
    """The ids of keys with this tag. Needs kms:ListKeys."""
    filters = json.dumps([{"Key": "TagKey", "Values": [key]}, {"Key": "TagValue", "Values": [value]}])

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(KMS, region, "ListKeys", {"Filters": filters, **page})

    return [text(item, "KeyId") for item in numbered(fetch, "Keys", "Key", "KeyId")]


def list_key_tags(session: Session, region: str, key_id: str) -> dict[str, str]:
    """A key's tags. Needs kms:ListResourceTags."""
    answer = session.call(KMS, region, "ListResourceTags", {"KeyId": key_id})
    return {text(tag, "TagKey"): text(tag, "TagValue") for tag in unwrap(answer, "Tags", "Tag")}


def tag_key(session: Session, region: str, key_id: str, tags: Mapping[str, str]) -> None:
    """Add tags to a key. Needs kms:TagResource."""
    session.call(KMS, region, "TagResource", {"KeyId": key_id, "Tags": _wire_tags(tags)})


def set_description(session: Session, region: str, key_id: str, description: str) -> None:
    """Change a key's description. Needs kms:UpdateKeyDescription."""
    session.call(KMS, region, "UpdateKeyDescription", {"KeyId": key_id, "Description": description})


def set_deletion_protection(session: Session, region: str, arn: str, *, enabled: bool) -> None:
    """Protect a key against deletion, or no longer. Needs kms:SetDeletionProtection."""
    query = {"ProtectedResourceArn": arn, "EnableDeletionProtection": enabled}
    session.call(KMS, region, "SetDeletionProtection", query)


def cancel_key_deletion(session: Session, region: str, key_id: str) -> None:
    """Keep a key whose deletion is scheduled. Needs kms:CancelKeyDeletion."""
    session.call(KMS, region, "CancelKeyDeletion", {"KeyId": key_id})


def get_key_policy(session: Session, region: str, key_id: str) -> dict[str, Any]:
    """A key's policy. Needs kms:GetKeyPolicy."""
    answer = session.call(KMS, region, "GetKeyPolicy", {"KeyId": key_id, "PolicyName": POLICY_NAME})
    return document(answer, "Policy")


def set_key_policy(session: Session, region: str, key_id: str, policy: Mapping[str, Any]) -> None:
    """Replace a key's policy. Needs kms:SetKeyPolicy."""
    query = {"KeyId": key_id, "PolicyName": POLICY_NAME, "Policy": json.dumps(policy)}
    session.call(KMS, region, "SetKeyPolicy", query)


def _wire_tags(tags: Mapping[str, str]) -> str:
    return json.dumps([{"TagKey": key, "TagValue": value} for key, value in tags.items()])
