# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a region's default encryption means."""

from __future__ import annotations

import pytest

from plugins.module_utils._audit.defaults import default_key_id, region_defaults, unavailable_defaults
from plugins.module_utils._model.key import Key, KeyType

from ..support import HOME, KEY, OWNER, key

ARN = f"acs:kms:{HOME}:{OWNER}:key/{KEY}"
SERVICE = key(key_id="key-ecs", creator="Ecs", instance_id="")


@pytest.mark.parametrize(
    ("enabled", "kms_key_id", "keys", "key_type", "codes"),
    [
        pytest.param(True, KEY, [key()], KeyType.CUSTOMER, [], id="customer key"),
        pytest.param(True, ARN, [key()], KeyType.CUSTOMER, [], id="customer key by ARN"),
        pytest.param(True, "key-ecs", [SERVICE], KeyType.SERVICE, ["default_service_key"], id="service key by id"),
        pytest.param(True, "alias/acs/ecs", [], KeyType.SERVICE, ["default_service_key"], id="service key by alias"),
        pytest.param(True, "", [], KeyType.SERVICE, ["default_service_key"], id="no key named"),
        pytest.param(False, "", [], KeyType.SERVICE, [], id="not encrypted by default"),
        pytest.param(False, KEY, [key()], KeyType.CUSTOMER, [], id="a key, but not encrypted by default"),
        pytest.param(True, KEY, [], KeyType.UNKNOWN, ["key_not_found"], id="key is gone"),
    ],
)
def test_defaults_are_told_with_the_keys_type(
    enabled: bool, kms_key_id: str, keys: list[Key], key_type: KeyType, codes: list[str]
) -> None:
    found = region_defaults(HOME, enabled=enabled, kms_key_id=kms_key_id, keys={item.key_id: item for item in keys})

    assert (found.enabled, found.key_type) == (enabled, key_type)
    assert [why.code for why in found.reasons] == codes


def test_a_key_that_may_not_be_read_is_unknown_and_the_right_is_named() -> None:
    found = region_defaults(HOME, enabled=True, kms_key_id=KEY, keys={}, denied="kms:DescribeKey")

    assert found.key_type is KeyType.UNKNOWN
    assert [why.code for why in found.reasons] == ["key_not_visible"]
    assert "kms:DescribeKey" in found.reasons[0].remedy


def test_the_service_key_is_not_looked_up_by_name() -> None:
    assert [default_key_id(name) for name in ("", "alias/acs/ecs", KEY, ARN)] == ["", "", KEY, KEY]


def test_what_is_not_told_is_unknown_and_says_why() -> None:
    denied = unavailable_defaults(HOME, permission="ecs:DescribeDiskDefaultKMSKeyId")
    refused = unavailable_defaults(HOME, error="InvalidRegion.NotSupport")

    assert denied.to_result()["enabled"] is None
    assert denied.to_result()["key_type"] == "unknown"
    assert "ecs:DescribeDiskDefaultKMSKeyId" in denied.reasons[0].remedy
    assert "InvalidRegion.NotSupport" in refused.reasons[0].message
