# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States of keys: disabling, deleting, protecting. Source: KMS-SDK and KMS-2021, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER

DAY = 86_400


def kms(emu: Harness, action: str, **parameters: Any) -> dict[str, Any]:
    return emu.call("kms", action, **parameters)


def state(emu: Harness, key_id: str) -> str:
    return str(kms(emu, "DescribeKey", KeyId=key_id)["KeyMetadata"]["KeyState"])


def test_a_disabled_key_no_longer_serves_copies_and_shares(emu: Harness) -> None:
    kms(emu, "DisableKey", KeyId="key-bj")
    assert state(emu, "key-bj") == "Disabled"
    assert refused(lambda: emu.copy("m-service")) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    assert refused(lambda: emu.share("m-cmk", "2000000000000002")) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    kms(emu, "EnableKey", KeyId="key-bj")
    emu.copy("m-service")


def test_a_key_is_gone_when_its_waiting_period_ends(emu: Harness) -> None:
    kms(emu, "ScheduleKeyDeletion", KeyId="key-bj", PendingWindowInDays=7)
    assert state(emu, "key-bj") == "PendingDeletion"
    assert kms(emu, "DescribeKey", KeyId="key-bj")["KeyMetadata"]["DeleteDate"] != ""
    emu.advance(7 * DAY - 10)
    assert state(emu, "key-bj") == "PendingDeletion"
    emu.advance(20)
    assert refused(lambda: state(emu, "key-bj")) == (404, "Forbidden.KeyNotFound")
    assert refused(lambda: emu.copy("m-cmk", KMSKeyId="key-sm4")) == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    keys = emu.control("GET", "world")["accounts"][OWNER]["regions"]["cn-beijing"]["keys"]
    assert "key-bj" not in {key["id"] for key in keys}


def test_a_deletion_can_be_cancelled_and_the_key_is_enabled(emu: Harness) -> None:
    kms(emu, "DisableKey", KeyId="key-bj")
    kms(emu, "ScheduleKeyDeletion", KeyId="key-bj", PendingWindowInDays=366)
    kms(emu, "CancelKeyDeletion", KeyId="key-bj")
    assert state(emu, "key-bj") == "Enabled"
    emu.advance(400 * DAY)
    assert state(emu, "key-bj") == "Enabled"


@pytest.mark.parametrize("days", [0, 6, 367])
def test_the_waiting_period_is_7_to_366_days(emu: Harness, days: int) -> None:
    wish = {"KeyId": "key-bj", "PendingWindowInDays": str(days)}
    status, body = emu.acs3("kms", "ScheduleKeyDeletion", wish)
    assert (status, body["Code"]) == (400, "InvalidParameter")


def test_deletion_protection_refuses_deletion(emu: Harness) -> None:
    """Source: the page of SetDeletionProtection; code assumed."""
    arn = f"acs:kms:cn-beijing:{OWNER}:key/key-bj"
    protection = {"EnableDeletionProtection": True, "DeletionProtectionDescription": "images depend on it"}
    kms(emu, "SetDeletionProtection", ProtectedResourceArn=arn, **protection)
    shown = kms(emu, "DescribeKey", KeyId="key-bj")["KeyMetadata"]
    assert (shown["DeletionProtection"], shown["DeletionProtectionDescription"]) == ("Enabled", "images depend on it")
    schedule = {"KeyId": "key-bj", "PendingWindowInDays": 7}
    assert refused(lambda: kms(emu, "ScheduleKeyDeletion", **schedule)) == (409, "Rejected.StateModifiedFailed")
    kms(emu, "SetDeletionProtection", KeyId="key-bj", EnableDeletionProtection=False)
    assert kms(emu, "DescribeKey", KeyId="key-bj")["KeyMetadata"].get("DeletionProtectionDescription", "") == ""
    kms(emu, "ScheduleKeyDeletion", **schedule)


def test_protection_needs_a_key_that_is_not_going(emu: Harness) -> None:
    def protect(**named: str) -> dict[str, Any]:
        return kms(emu, "SetDeletionProtection", EnableDeletionProtection=True, **named)

    assert refused(lambda: protect(KeyId="key-going")) == (409, "Rejected.PendingDeletion")
    assert refused(lambda: protect(KeyId="key-none")) == (404, "Forbidden.KeyNotFound")
    assert refused(lambda: protect(KeyId="alias/image-share")) == (400, "Unsupported.Alias")
    assert refused(protect) == (400, "MissingParameter")
    service = kms(emu, "DescribeKey", KeyId="alias/acs/ecs")["KeyMetadata"]["Arn"]
    assert refused(lambda: protect(ProtectedResourceArn=service)) == (400, "UnsupportedOperation")


MOVES = ["EnableKey", "DisableKey", "ScheduleKeyDeletion", "CancelKeyDeletion"]
WORKS = {
    "EnableKey": {"key-bj", "key-off"},
    "DisableKey": {"key-bj", "key-off"},
    "ScheduleKeyDeletion": {"key-bj", "key-off", "key-import"},
    "CancelKeyDeletion": {"key-going"},
}
KEYS = ["key-bj", "key-off", "key-going", "key-import"]


def move(emu: Harness, action: str, key_id: str) -> dict[str, Any]:
    more = {"PendingWindowInDays": 7} if action == "ScheduleKeyDeletion" else {}
    return kms(emu, action, KeyId=key_id, **more)


@pytest.mark.parametrize("key_id", KEYS)
@pytest.mark.parametrize("action", MOVES)
def test_each_state_allows_some_moves(emu: Harness, action: str, key_id: str) -> None:
    """Source: KMS-2021, "Impact of CMK states on API call"."""
    if key_id == "key-import":
        key_id = kms(emu, "CreateKey", DKMSInstanceId="kst-1", Origin="EXTERNAL")["KeyMetadata"]["KeyId"]
        works = "key-import" in WORKS[action]
    else:
        works = key_id in WORKS[action]
    if works:
        move(emu, action, key_id)
    else:
        assert refused(lambda: move(emu, action, key_id)) == (409, "Rejected.StateModifiedFailed")


BY_ID = [*MOVES, "CreateAlias", "ListAliasesByKeyId", "TagResource", "ListResourceTags", "GetKeyPolicy", "SetKeyPolicy"]
MORE = {
    "ScheduleKeyDeletion": {"PendingWindowInDays": "7"},
    "CreateAlias": {"AliasName": "alias/new"},
    "TagResource": {"Tags": "[]"},
    "SetKeyPolicy": {"Policy": "{}"},
}


@pytest.mark.parametrize("action", BY_ID)
@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("key-none", (404, "Forbidden.KeyNotFound")),
        (f"acs:kms:cn-shanghai:{OWNER}:key/key-sh", (404, "Forbidden.KeyNotFound")),
        ("alias/image-share", (400, "Unsupported.Alias")),
        ("no such name", (400, "InvalidParameter")),
    ],
)
def test_a_key_is_named_by_its_id_or_arn(emu: Harness, action: str, name: str, error: tuple[int, str]) -> None:
    """Source: KMS-2021's common errors; where each applies is assumed."""
    status, body = emu.acs3("kms", action, {"KeyId": name, **MORE.get(action, {})})
    assert (status, body["Code"]) == error


@pytest.mark.parametrize("action", [*MOVES, "CreateAlias"])
def test_the_service_key_cannot_be_managed(emu: Harness, action: str) -> None:
    """Source: UG-enc; code assumed."""
    service = kms(emu, "DescribeKey", KeyId="alias/acs/ecs")["KeyMetadata"]["KeyId"]
    status, body = emu.acs3("kms", action, {"KeyId": service, **MORE.get(action, {})})
    assert (status, body["Code"]) == (400, "UnsupportedOperation")


def test_a_malformed_name_is_no_key(emu: Harness) -> None:
    status, body = emu.acs3("kms", "DescribeKey", {"KeyId": "no such name"})
    assert (status, body["Code"]) == (400, "InvalidParameter")
