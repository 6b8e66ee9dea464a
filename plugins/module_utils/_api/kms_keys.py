# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""KMS keys: DescribeKey, ListKeys, ListAliases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .._client.paging import numbered
from .._client.sdk import KMS
from .._client.session import Session
from .._model.errors import Missing
from .._model.key import Key
from .wire import Answer, part, text


def find_key(session: Session, region: str, key: str) -> Key | None:
    """A key by id, alias or ARN, or None if this region does not know it. Needs kms:DescribeKey."""
    try:
        answer = session.call(KMS, region, "DescribeKey", {"KeyId": key})
    except Missing:
        return None
    return _parse(part(answer, "KeyMetadata", is_required=True), region)


def list_key_ids(session: Session, region: str) -> list[str]:
    """The ids of all keys, service keys included. Needs kms:ListKeys."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(KMS, region, "ListKeys", page)

    return [text(item, "KeyId") for item in numbered(fetch, "Keys", "Key", "KeyId")]


def list_aliases(session: Session, region: str) -> dict[str, tuple[str, ...]]:
    """The aliases of each key id. Needs kms:ListAliases."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(KMS, region, "ListAliases", page)

    aliases: dict[str, list[str]] = {}
    for item in numbered(fetch, "Aliases", "Alias", "AliasName"):
        aliases.setdefault(text(item, "KeyId"), []).append(text(item, "AliasName"))
    return {key_id: tuple(sorted(names)) for key_id, names in aliases.items()}


def with_aliases(key: Key, aliases: dict[str, tuple[str, ...]]) -> Key:
    """The key with its aliases."""
    return replace(key, aliases=aliases.get(key.key_id, ()))


def _parse(answer: Answer, region: str) -> Key:
    return Key(
        key_id=text(answer, "KeyId", is_required=True),
        arn=text(answer, "Arn"),
        region=region,
        state=text(answer, "KeyState", is_required=True),
        spec=text(answer, "KeySpec"),
        usage=text(answer, "KeyUsage"),
        origin=text(answer, "Origin"),
        creator=text(answer, "Creator", is_required=True),
        instance_id=text(answer, "DKMSInstanceId"),
        description=text(answer, "Description"),
        deletion_protection=text(answer, "DeletionProtection") == "Enabled",
        created=text(answer, "CreationDate"),
    )
