# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""KMS keys."""

from __future__ import annotations

import pytest

from plugins.module_utils._api.kms_keys import find_key, list_aliases, list_key_ids, with_aliases
from plugins.module_utils._model.errors import ApiError, Denied
from plugins.module_utils._model.key import KeyType

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, HOME, OWNER
from ..world import WORLD

ARN = f"acs:kms:{HOME}:{OWNER}:key/key-bj"


@pytest.mark.parametrize("name", ["key-bj", "alias/image-share", ARN])
def test_a_key_is_found_by_id_alias_and_arn(connect: Connect, name: str) -> None:
    found = find_key(connect(), HOME, name)

    assert found
    assert (found.key_id, found.arn, found.region, found.account_id) == ("key-bj", ARN, HOME, OWNER)
    assert (found.state, found.spec, found.usage, found.origin) == (
        "Enabled",
        "Aliyun_AES_256",
        "ENCRYPT/DECRYPT",
        "Aliyun_KMS",
    )
    assert (found.creator, found.instance_id, found.key_type) == (OWNER, "kst-1", KeyType.CUSTOMER)
    assert found.created.endswith("Z")


@pytest.mark.parametrize(
    ("region", "name"),
    [(HOME, "key-none"), (HOME, "alias/none"), (AWAY, "key-bj"), (AWAY, "alias/image-share")],
)
def test_a_key_that_a_region_does_not_know_is_none(connect: Connect, region: str, name: str) -> None:
    assert find_key(connect(), region, name) is None


def test_a_wrong_access_key_does_not_mean_that_a_key_is_missing(connect: Connect) -> None:
    session = connect("nobody-knows-it", access_key_secret="x")

    with pytest.raises(ApiError) as caught:
        find_key(session, HOME, "key-bj")

    assert caught.value.code == "InvalidAccessKeyId.NotFound"


def test_a_missing_right_does_not_mean_that_a_key_is_missing(connect: Connect) -> None:
    with pytest.raises(Denied) as caught:
        find_key(connect("no-keys"), HOME, "key-bj")

    assert caught.value.permission == "kms:DescribeKey"


def test_the_ecs_service_key_is_known_by_its_creator(connect: Connect) -> None:
    found = find_key(connect(), HOME, "alias/acs/ecs")

    assert found
    assert found.key_type is KeyType.SERVICE
    assert found.creator == "Ecs"


def test_all_keys_are_listed_the_service_key_too(connect: Connect) -> None:
    session = connect()
    service = find_key(session, HOME, "alias/acs/ecs")

    assert service
    assert set(list_key_ids(session, HOME)) == {"key-bj", "key-2", "key-off", service.key_id}


@pytest.mark.parametrize(("count", "calls"), [(100, 1), (101, 2), (230, 3)])
def test_a_hundred_keys_and_aliases_are_read_with_a_call(
    emu: Harness, connect: Connect, count: int, calls: int
) -> None:
    keys = [{"id": f"key-{number:03}", "alias": f"alias/a-{number:03}"} for number in range(count)]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"keys": keys}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    session = connect()

    assert set(list_key_ids(session, HOME)) == {key["id"] for key in keys}
    assert list_aliases(session, HOME) == {key["id"]: (key["alias"],) for key in keys}
    assert [entry["action"] for entry in emu.log()] == ["ListKeys"] * calls + ["ListAliases"] * calls


@pytest.mark.parametrize("action", ["ListKeys", "ListAliases"])
def test_keys_that_go_while_they_are_listed_hide_no_other(emu: Harness, connect: Connect, action: str) -> None:
    keys = [{"id": f"key-{number:03}", "alias": f"alias/a-{number:03}"} for number in range(230)]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"keys": keys}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    emu.fault(kind="change", action=action, skip=1, change={"remove_keys": ["key-000", "key-001"]})
    found = list_key_ids(connect(), HOME) if action == "ListKeys" else list(list_aliases(connect(), HOME))

    assert len(found) == len(set(found))
    assert {key["id"] for key in keys[2:]} <= set(found)


def test_a_key_gets_its_aliases(connect: Connect) -> None:
    session = connect()
    found = find_key(session, HOME, "key-bj")

    assert found
    assert with_aliases(found, list_aliases(session, HOME)).aliases == ("alias/image-share",)
    assert with_aliases(found, {}).aliases == ()


def test_another_accounts_key_is_not_found_by_its_id(connect: Connect) -> None:
    assert find_key(connect("consumer"), HOME, "key-bj") is None
