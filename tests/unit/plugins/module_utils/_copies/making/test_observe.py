# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What image_copy reads and refuses before it decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.making.observe import observe_making
from plugins.module_utils._copies.values import SourceOwner
from plugins.module_utils._model.errors import Denied, InvalidInput
from plugins.module_utils._model.key import KeyType

from ...conftest import Connect
from ...support import AWAY, CONSUMER, HOME, OWNER
from ..driving import Driver


def test_keys_are_resolved_to_the_ids_that_copyimage_takes(drive: Driver) -> None:
    keys = {HOME: "alias/image-share", AWAY: f"acs:kms:{AWAY}:{OWNER}:key/key-sh"}
    world = observe_making(drive.session, drive.request("m-web", to=[HOME, AWAY], keys=keys))

    assert [(item.region, item.kms_key_id) for item in world.wanted] == [(HOME, "key-bj"), (AWAY, "key-sh")]
    assert {name: item.key.key_id for name, item in world.destinations.items()} == {HOME: "key-bj", AWAY: "key-sh"}


def test_of_the_sources_keys_only_the_wanted_one_is_read(drive: Driver) -> None:
    world = observe_making(drive.session, drive.request("m-web", "m-cmk"))

    assert [item.source.disks[0].key_type for item in world.wanted] == [KeyType.UNKNOWN, KeyType.CUSTOMER]
    assert all(item.source.disks[0].kms_key_id for item in world.wanted)
    assert drive.count("DescribeKey") == 1
    assert {item.account_id for item in world.wanted} == {OWNER}


def test_copies_that_are_there_stand_with_their_source_and_every_name_is_known(drive: Driver) -> None:
    result = drive.run("m-web", "m-00")
    destination = observe_making(drive.session, drive.request("m-web")).destinations[HOME]

    assert {key: [item.image_id for item in found] for key, found in destination.candidates.items()} == {
        "m-web": [result.ids[0]]
    }
    assert {"web", "web-cmk", "db-00-cmk", "old"} <= destination.names
    assert destination.newest == max(drive.emu.image(image_id)["CreationTime"] for image_id in result.ids)


def test_a_region_without_images_has_no_newest(drive: Driver) -> None:
    destination = observe_making(drive.session, drive.request("m-web", to=[AWAY])).destinations[AWAY]

    assert (destination.newest, destination.names, destination.candidates) == ("", frozenset(), {})


@pytest.mark.parametrize(
    ("image_id", "key", "message"),
    [
        pytest.param(
            "m-none", "key-bj", f"image_ids: 'm-none' is not among the account's images in {HOME}", id="image"
        ),
        pytest.param("m-old", "key-bj", "image_ids: 'm-old' is deprecated", id="deprecated image"),
        pytest.param("m-web", "key-none", f"kms_key_id: 'key-none' is not found in {HOME}", id="key"),
        pytest.param("m-web", "key-sh", f"kms_key_id: 'key-sh' is not found in {HOME}", id="another region's key"),
        pytest.param("m-web", "key-off", "kms_key_id: 'key-off' is Disabled", id="disabled key"),
        pytest.param("m-web", "alias/acs/ecs", "kms_key_id: 'alias/acs/ecs' is the ECS service key", id="service key"),
        pytest.param(
            "m-web", f"acs:kms:{HOME}:{CONSUMER}:key/k", f"key/k' is not found in {HOME}", id="another account's key"
        ),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    drive: Driver, image_id: str, key: str, message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        drive.plan(drive.request("m-00", image_id, keys={HOME: key}))

    assert message in str(caught.value)
    assert not any(entry["mutating"] for entry in drive.emu.log())


def test_a_key_that_may_not_be_read_is_told_as_a_missing_right(drive: Driver, connect: Connect) -> None:
    with pytest.raises(Denied) as caught:
        observe_making(connect("no-keys"), drive.request("m-web"))

    assert caught.value.permission == "kms:DescribeKey"


def test_each_region_is_listed_once_however_many_images_are_copied(drive: Driver) -> None:
    observe_making(drive.session, drive.request(*(f"m-{number:02}" for number in range(12)), to=[HOME, AWAY]))

    assert drive.count("DescribeImages") == 2
    # The account's own images name it.
    assert drive.count("GetCallerIdentity") == 0


# Images that others share


def consumer(drive: Driver, connect: Connect) -> Driver:
    """The consumer, with a key of its own."""
    world = drive.emu.control("GET", "world")
    world["accounts"][CONSUMER]["regions"] = {HOME: {"keys": [{"id": "key-shop", "instance": "kst-9"}]}}
    world["accounts"][CONSUMER]["roles"] = {"AliyunECSDiskEncryptDefaultRole": {}}
    drive.emu.control("POST", "reset", world)
    return replace(drive, session=connect("consumer"))


SHARED: dict[str, Any] = {"keys": {HOME: "key-shop"}, "source_owner": SourceOwner.SHARED}


def test_a_shared_image_is_copied_as_its_owners_under_an_own_key(drive: Driver, connect: Connect) -> None:
    shop = consumer(drive, connect)
    world = observe_making(shop.session, shop.request("m-cmk", **SHARED))

    assert [(item.account_id, item.kms_key_id) for item in world.wanted] == [(OWNER, "key-shop")]
    assert [disk.key_type for disk in world.wanted[0].source.disks] == [KeyType.UNKNOWN]
    assert world.destinations[HOME].candidates == {}


@pytest.mark.parametrize("seen", [False, True], ids=["hidden snapshots", "visible snapshots"])
def test_whether_a_consumer_sees_the_owners_snapshots_changes_nothing(
    drive: Driver, connect: Connect, seen: bool
) -> None:
    shop = consumer(drive, connect)
    drive.emu.set(sharee_sees_snapshots=seen)
    result = shop.run("m-cmk", **SHARED)

    assert result.brief == [("available", "started")]
    assert [item.code for item in result.copies[0].reasons] == ([] if seen else ["source_not_examined"])
    assert shop.run("m-cmk", **SHARED).brief == [("available", "reused")]


def test_an_image_that_is_not_shared_is_refused(drive: Driver, connect: Connect) -> None:
    shop = consumer(drive, connect)
    with pytest.raises(InvalidInput, match="'m-web' is not among the images that other accounts share"):
        observe_making(shop.session, shop.request("m-web", **SHARED))


def test_a_consumer_who_may_not_see_snapshots_starts_no_copy(drive: Driver, connect: Connect) -> None:
    shop = consumer(drive, connect)
    drive.emu.fault(kind="error", action="DescribeSnapshots", code="Forbidden.RAM", status=403, times=9)
    with pytest.raises(Denied):
        observe_making(shop.session, shop.request("m-cmk", **SHARED))
