# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListKeys and ListAliases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from ...actions.declare import Answer, Call, Note, action
from ...actions.json_text import parse_json
from ...state.images import Key
from .find import Found
from .keys import protection_level

Item = TypeVar("Item")

_PAGE_AT_MOST = 100
_FILTERS_AT_MOST = 10
_FILTER_KEYS = {
    "KeyState", "KeySpec", "KeyUsage", "ProtectionLevel", "CreatorType", "DKMSInstanceId", "keyId", "AliasName",
    "Creator", "TagKey", "TagValue",
}  # fmt: skip


@action(
    "kms",
    "ListKeys",
    resources=lambda call: [f"acs:kms:{call.region_id}:{call.account.id}:key"],
    models=("Filters", "PageNumber", "PageSize"),
    errors=("InvalidParameter",),
    notes=(
        Note("10 a page by default, 100 at most; keys of every state, the service key too", "KMS-SDK, KMS-2021"),
        Note("Filters: JSON, 10 pairs at most; AND between keys, OR within one, all documented keys", "KMS-SDK"),
    ),
)
def list_keys(call: Call) -> Answer:
    """List the keys of the region."""
    wanted = _filters(call)
    found = [key for key in call.region.keys.values() if _matches(call, key, wanted)]
    page, counts = shown_page(call, found, smallest=1)
    arn = f"acs:kms:{call.region_id}:{call.account.id}:key/"
    return {**counts, "Keys": {"Key": [{"KeyId": key.id, "KeyArn": arn + key.id} for key in page]}}


@action(
    "kms",
    "ListAliases",
    resources=lambda call: [f"acs:kms:{call.region_id}:{call.account.id}:alias"],
    models=("PageNumber", "PageSize"),
    errors=("InvalidParameter",),
    notes=(
        Note("10 a page by default, 100 at most, 0 allowed; alias/acs/ecs is among them once it exists", "KMS-SDK"),
    ),
)
def list_aliases(call: Call) -> Answer:
    """List the aliases of the region."""
    found = [(alias, key.id) for key in call.region.keys.values() for alias in key.aliases]
    page, counts = shown_page(call, found, smallest=0)
    arn = f"acs:kms:{call.region_id}:{call.account.id}:"
    shown = [{"AliasName": alias, "AliasArn": arn + alias, "KeyId": key_id} for alias, key_id in page]
    return {**counts, "Aliases": {"Alias": shown}}


def shown_page(
    call: Call, items: Sequence[Item], *, smallest: int, largest: int = _PAGE_AT_MOST
) -> tuple[Sequence[Item], dict[str, Any]]:
    """The asked page and what the answer says about it."""
    number, size = call.parameters.number("PageNumber", 1), call.parameters.number("PageSize", 10)
    if number < 1:
        raise call.invalid("PageNumber")
    if not smallest <= size <= largest:
        raise call.invalid("PageSize")
    start = (number - 1) * size
    return items[start : start + size], {"PageNumber": number, "PageSize": size, "TotalCount": len(items)}


def _filters(call: Call) -> dict[str, set[str]]:
    text = call.parameters.text("Filters", "[]")
    try:
        pairs = parse_json(text)
    except ValueError:
        raise call.invalid("Filters") from None
    if not isinstance(pairs, list) or len(pairs) > _FILTERS_AT_MOST:
        raise call.invalid("Filters")
    wanted: dict[str, set[str]] = {}
    for pair in pairs:
        if (
            not isinstance(pair, dict)
            or str(pair.get("Key")) not in _FILTER_KEYS
            or not isinstance(pair.get("Values"), list)
        ):
            raise call.invalid("Filters")
        wanted.setdefault(str(pair["Key"]), set()).update(str(value) for value in pair["Values"])
    return wanted


def _matches(call: Call, key: Key, wanted: dict[str, set[str]]) -> bool:
    own: dict[str, set[str]] = {
        "KeyState": {key.state},
        "KeySpec": {key.spec},
        "KeyUsage": {key.usage},
        "ProtectionLevel": {protection_level(call, Found(call.account, key))},
        "CreatorType": {"Service" if key.creator else "User"},
        "DKMSInstanceId": {key.instance or ""},
        "keyId": {key.id},
        "AliasName": set(key.aliases),
        "Creator": {key.creator or call.account.id},
        "TagKey": set(key.tags),
        "TagValue": set(key.tags.values()),
    }
    return all(own[name] & values for name, values in wanted.items())
