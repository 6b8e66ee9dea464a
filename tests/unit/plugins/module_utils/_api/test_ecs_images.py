# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS images: lists, copies, attributes."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.ecs_images import find_image, list_images, modify_image, parse_image, start_copy
from plugins.module_utils._copies.making.call import make_start
from plugins.module_utils._copies.values import CopyOptions
from plugins.module_utils._model.errors import InvalidInput, Missing
from plugins.module_utils._model.image import Disk, Image
from plugins.module_utils._model.image_copy import CopyStart

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, CONSUMER, HOME, OWNER, image, wanted
from ..world import IMAGES, WORLD


def sent(emu: Harness, action: str) -> list[dict[str, Any]]:
    return [entry["parameters"] for entry in emu.log() if entry["action"] == action]


def many_images(emu: Harness, count: int) -> None:
    """A world with so many images in HOME."""
    images = [{"id": f"m-{number:03}", "name": f"web-{number:03}"} for number in range(count)]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"images": images}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})


# Lists


def test_own_images_are_listed_in_every_state(connect: Connect) -> None:
    found = {item.image_id: item.status for item in list_images(connect(), HOME)}

    assert set(found) == {item["id"] for item in IMAGES}
    assert found["m-old"] == "Deprecated"


def test_only_asked_states_are_listed(connect: Connect) -> None:
    assert [item.image_id for item in list_images(connect(), HOME, statuses=("Deprecated", "Creating"))] == ["m-old"]


def test_shared_images_are_listed_for_the_consumer_without_community_images(emu: Harness, connect: Connect) -> None:
    (only,) = list_images(connect("consumer"), HOME, owner_alias="others")

    assert (only.image_id, only.owner_id, only.is_own) == ("m-cmk", OWNER, False)
    assert sent(emu, "DescribeImages")[0]["IsPublic"].lower() == "false"


@pytest.mark.parametrize(
    ("count", "calls"), [(0, 1), (99, 1), (100, 1), (101, 2), (200, 2), (205, 3), (1000, 10), (10_000, 100)]
)
def test_every_image_is_read_with_one_call_for_a_hundred(
    emu: Harness, connect: Connect, count: int, calls: int
) -> None:
    many_images(emu, count)

    assert len({item.image_id for item in list_images(connect(), HOME)}) == count
    assert len(sent(emu, "DescribeImages")) == calls


# Lists that change while they are read


def change(emu: Harness, before: int, **changed: Any) -> None:
    """Somebody changes the world before this call of the list."""
    emu.fault(kind="change", action="DescribeImages", skip=before - 1, change=changed)


def assert_listed(connect: Connect, *ids: str, **query: Any) -> None:
    found = [item.image_id for item in list_images(connect(), HOME, **query)]

    assert len(found) == len(set(found)), "an image came twice"
    assert set(ids) <= set(found), "an image is missing that was there all the time"


def names(*numbers: int) -> list[str]:
    return [f"m-{number:03}" for number in numbers]


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
@pytest.mark.parametrize("gone", [[204], [0], [100], [0, 204], [*range(20)], [*range(120, 205)]])
def test_an_image_that_slips_over_the_border_of_a_page_is_not_lost(
    emu: Harness, connect: Connect, order: str, gone: list[int]
) -> None:
    many_images(emu, 205)
    emu.set(image_order=order)
    change(emu, 2, remove_images=names(*gone))

    assert_listed(connect, *names(*(number for number in range(205) if number not in gone)))
    assert emu.control("GET", "faults")["faults"][0]["fired"] == 1
    assert len(sent(emu, "DescribeImages")) <= 6


def test_a_list_that_shrinks_to_one_page_keeps_its_last_image(emu: Harness, connect: Connect) -> None:
    many_images(emu, 101)
    change(emu, 2, remove_images=names(50))

    assert_listed(connect, *names(*range(50), *range(51, 101)))


def test_images_made_while_the_list_is_read_come_too_and_only_once(emu: Harness, connect: Connect) -> None:
    many_images(emu, 205)
    change(emu, 2, add_images=[{"id": "m-new-1"}, {"id": "m-new-2"}])

    assert_listed(connect, *names(*range(205)), "m-new-1", "m-new-2")
    assert len(sent(emu, "DescribeImages")) == 4


def test_a_page_that_is_answered_twice_does_not_hide_another(emu: Harness, connect: Connect) -> None:
    many_images(emu, 305)
    emu.fault(kind="misread", action="DescribeImages", match={"PageNumber": "2"}, parameters={"PageNumber": 1})

    assert_listed(connect, *names(*range(305)))


def test_throttling_in_the_middle_of_a_list_loses_nothing(emu: Harness, connect: Connect, slept: list[float]) -> None:
    many_images(emu, 205)
    emu.fault(kind="throttle", action="DescribeImages", skip=1, times=3)

    assert_listed(connect, *names(*range(205)))
    assert len(sent(emu, "DescribeImages")) == 3 + 3
    assert len(slept) >= 3


def test_an_image_deleted_while_the_list_is_throttled_hides_no_other(
    emu: Harness, connect: Connect, slept: list[float]
) -> None:
    many_images(emu, 205)
    emu.fault(kind="throttle", action="DescribeImages", skip=1, times=2)
    change(emu, 2, remove_images=names(204))

    assert_listed(connect, *names(*range(204)))
    assert slept


def test_a_list_that_lags_and_catches_up_loses_nothing(emu: Harness, connect: Connect) -> None:
    many_images(emu, 205)
    emu.set(list_lag_seconds=60)
    change(emu, 2, add_images=[{"id": "m-late"}])

    # It is there but not listed yet.
    assert_listed(connect, *names(*range(205)))
    assert len(sent(emu, "DescribeImages")) == 3
    emu.advance(61)
    assert_listed(connect, *names(*range(205)), "m-late")


def test_a_total_that_says_too_much_does_not_keep_the_list_from_ending(emu: Harness, connect: Connect) -> None:
    many_images(emu, 150)
    emu.fault(kind="alter", action="DescribeImages", times=100, answer={"TotalCount": 300})

    assert_listed(connect, *names(*range(150)))
    assert len(sent(emu, "DescribeImages")) == 6


@pytest.mark.parametrize("order", ["newest_first", "oldest_first"])
def test_copies_that_end_while_those_in_progress_are_listed_hide_no_other(
    emu: Harness, connect: Connect, order: str
) -> None:
    running = {"submitted": 1.0, "started": 1.0, "seconds": 1e11}
    images = [{"id": name, "copying": running} for name in names(*range(150))]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"images": images}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    emu.set(image_order=order)
    ended = names(3, 40, 149)
    change(emu, 2, remove_images=ended, add_images=[{"id": name, "created": "2025-01-01T00:00:00Z"} for name in ended])

    assert_listed(connect, *(set(names(*range(150))) - set(ended)), statuses=("Creating", "Waiting"))


def test_reading_stops_once_all_wanted_images_were_seen(emu: Harness, connect: Connect) -> None:
    many_images(emu, 205)
    session = connect()
    order = [item.image_id for item in list_images(session, HOME)]
    calls = len(sent(emu, "DescribeImages"))

    found = {item.image_id for item in list_images(session, HOME, until=[order[3], order[90]])}

    assert {order[3], order[90]} <= found
    assert len(sent(emu, "DescribeImages")) == calls + 1


def test_reading_goes_on_to_the_end_for_an_image_that_is_not_there(emu: Harness, connect: Connect) -> None:
    many_images(emu, 205)

    assert len(list_images(connect(), HOME, until=["m-none"])) == 205
    assert len(sent(emu, "DescribeImages")) == 3


def test_only_images_made_since_a_time_are_listed_counted_from_its_minute(emu: Harness, connect: Connect) -> None:
    session = connect()
    emu.advance(3600)
    copy_id = emu.copy("m-plain")
    created = emu.image(copy_id)["CreationTime"]

    assert [item.image_id for item in list_images(session, HOME, created_since=created)] == [copy_id]
    assert sent(emu, "DescribeImages")[-1]["Filter.1.Value"] == f"{created[:16]}Z"


def test_one_image_is_found_in_any_state(emu: Harness, connect: Connect) -> None:
    session = connect()
    copy_id = emu.copy("m-plain")
    found = [find_image(session, HOME, image_id) for image_id in ("m-old", copy_id)]

    assert [item.status for item in found if item] == ["Deprecated", "Creating"]


def test_an_image_that_is_not_there_is_none(connect: Connect) -> None:
    assert find_image(connect(), HOME, "m-none") is None
    assert find_image(connect(), AWAY, "m-web") is None


def test_a_region_that_is_not_there_is_an_error_and_no_empty_list(connect: Connect, slept: list[float]) -> None:
    with pytest.raises(InvalidInput, match="region: 'cn-nowhere' is no region that DescribeRegions lists"):
        list_images(connect(), "cn-nowhere")

    assert slept == []


@pytest.mark.parametrize("word", ["True", "true"])
def test_an_image_that_is_shared_is_known_as_such(emu: Harness, connect: Connect, word: str) -> None:
    emu.set(is_self_shared=word)

    assert {item.image_id for item in list_images(connect(), HOME) if item.is_shared} == {"m-cmk"}


@pytest.mark.parametrize(("how", "hint"), [("boolean", True), ("string", True), ("absent", None)])
def test_what_an_image_says_of_its_disks_encryption_is_a_hint(
    emu: Harness, connect: Connect, how: str, hint: bool | None
) -> None:
    emu.set(mapping_encrypted=how)
    found = find_image(connect(), HOME, "m-web")

    assert found
    assert [item.encrypted for item in found.disks] == [hint]


# Shapes

FULL = {
    "ImageId": "m-1",
    "ImageName": "web-1",
    "Status": "Available",
    "ImageOwnerId": int(OWNER),
    "ImageOwnerAlias": "self",
    "ImageFamily": "web",
    "Description": "golden",
    "CreationTime": "2025-01-31T00:00:00Z",
    "Size": "40",
    "Progress": "100%",
    "IsCopied": "True",
    "IsPublic": False,
    "IsSelfShared": "true",
    "Architecture": "x86_64",
    "Platform": "Aliyun",
    "BootMode": "UEFI",
    "Features": {"NvmeSupport": "supported"},
    "ResourceGroupId": "rg-1",
    "ProductCode": "cmjj1",
    "Tags": {"Tag": [{"TagKey": "team", "TagValue": "web"}, {"TagKey": "empty"}]},
    "DiskDeviceMappings": {
        "DiskDeviceMapping": [
            {
                "Device": "/dev/xvda",
                "Type": "system",
                "Size": "40",
                "SnapshotId": "s-1",
                "Format": "",
                "Encrypted": "True",
            },
            {"Device": "/dev/xvdb", "Type": "data", "Size": 100, "SnapshotId": "s-2", "Encrypted": False},
            {"Device": "/dev/xvdc", "Size": 1, "SnapshotId": None, "Encrypted": None},
        ]
    },
}


def test_an_image_is_read_whatever_types_its_fields_have() -> None:
    assert parse_image(FULL, HOME) == Image(
        image_id="m-1",
        name="web-1",
        region=HOME,
        status="Available",
        owner_id=OWNER,
        owner_alias="self",
        family="web",
        description="golden",
        created="2025-01-31T00:00:00Z",
        size_gib=40,
        progress=100,
        is_copied=True,
        is_public=False,
        is_shared=True,
        architecture="x86_64",
        platform="Aliyun",
        boot_mode="UEFI",
        nvme_support="supported",
        resource_group_id="rg-1",
        product_code="cmjj1",
        tags={"team": "web", "empty": ""},
        disks=(
            Disk(device="/dev/xvda", type="system", size_gib=40, snapshot_id="s-1", encrypted=True),
            Disk(device="/dev/xvdb", type="data", size_gib=100, snapshot_id="s-2", encrypted=False),
            Disk(device="/dev/xvdc", type="system", size_gib=1, snapshot_id="", encrypted=None),
        ),
    )


@pytest.mark.parametrize(
    "nothing",
    [
        pytest.param({}, id="missing"),
        pytest.param({"Tags": None, "DiskDeviceMappings": None, "Features": None}, id="null"),
        pytest.param({"Tags": {"Tag": None}, "DiskDeviceMappings": {"DiskDeviceMapping": None}}, id="null inside"),
        pytest.param({"Tags": {}, "DiskDeviceMappings": {}, "Features": {}}, id="empty"),
        pytest.param({"Tags": "", "DiskDeviceMappings": "", "Features": ""}, id="empty text"),
    ],
)
def test_lists_that_are_empty_in_any_way_are_empty(nothing: dict[str, Any]) -> None:
    found = parse_image({"ImageId": "m-1", **nothing}, HOME)

    assert (found.tags, found.disks, found.nvme_support) == ({}, (), "")


# Copies


def start(source: str = "m-web", region: str = HOME, **more: Any) -> CopyStart:
    key_id = "key-bj" if region == HOME else "key-sh"
    return make_start(wanted(image(image_id=source, **more), region=region, key_id=key_id), 1, CopyOptions(), ())


def test_a_copy_is_asked_for_with_everything_it_is_to_have(emu: Harness, connect: Connect) -> None:
    wish = start(description="golden", resource_group_id="rg-1", tags={"team": ""}, region=HOME)
    image_id = start_copy(connect(), wish)

    (query,) = sent(emu, "CopyImage")
    assert query == {
        "RegionId": HOME,
        "ImageId": "m-web",
        "DestinationRegionId": HOME,
        "DestinationImageName": "web-1-cmk",
        "DestinationDescription": "golden",
        "Encrypted": "True",
        "KMSKeyId": "key-bj",
        "ClientToken": wish.client_token,
        "ResourceGroupId": "rg-1",
        "Tag.1.Key": "team",
        "Tag.1.Value": "",
        "Tag.2.Key": "imageops:source-image",
        "Tag.2.Value": "m-web",
        "Tag.3.Key": "imageops:copy",
        "Tag.3.Value": f"{OWNER}/{HOME}>{HOME}/key-bj/1",
    }
    found = find_image(connect(), HOME, image_id)
    assert found
    assert (found.name, found.tags, found.resource_group_id) == (wish.name, wish.tags, "rg-1")


def test_a_copy_to_another_region_is_asked_of_the_sources_region(emu: Harness, connect: Connect) -> None:
    image_id = start_copy(connect(), start(region=AWAY))
    (entry,) = [entry for entry in emu.log() if entry["action"] == "CopyImage"]

    assert (entry["host"], entry["parameters"]["DestinationRegionId"]) == (f"ecs.{HOME}.aliyuncs.com", AWAY)
    assert find_image(connect(), AWAY, image_id)


def test_what_is_not_wanted_is_not_sent(emu: Harness, connect: Connect) -> None:
    start_copy(connect(), start())

    assert not {"DestinationDescription", "ResourceGroupId"} & set(sent(emu, "CopyImage")[0])


@pytest.mark.parametrize("kind", ["drop_after", "drop_before", "html_502", "throttle"])
def test_a_copy_whose_answer_was_lost_is_made_once(
    emu: Harness, connect: Connect, slept: list[float], kind: str
) -> None:
    emu.fault(kind=kind, action="CopyImage", times=2)
    image_id = start_copy(connect(), start())

    copies = [item.image_id for item in list_images(connect(), HOME) if item.is_copied]
    assert copies == [image_id]
    assert emu.control("GET", "faults")["faults"][0]["fired"] == 2
    assert len({query["ClientToken"] for query in sent(emu, "CopyImage")}) == 1
    assert slept


def test_a_source_that_is_not_there_is_an_error(connect: Connect) -> None:
    with pytest.raises(Missing, match=r"InvalidImageId\.NotFound"):
        start_copy(connect(), start("m-none"))


# Attributes


@pytest.mark.parametrize(
    ("field", "value"),
    [("family", "golden"), ("description", "new text"), ("boot_mode", "UEFI"), ("nvme_support", "supported")],
)
def test_an_attribute_is_set_and_nothing_else(emu: Harness, connect: Connect, field: str, value: str) -> None:
    session = connect()
    before = find_image(session, HOME, "m-plain")
    modify_image(session, HOME, "m-plain", {field: value})
    after = find_image(session, HOME, "m-plain")

    assert {name for name in Image.__slots__ if getattr(before, name) != getattr(after, name)} == {field}
    assert getattr(after, field) == value
    assert len(sent(emu, "ModifyImageAttribute")) == 1


def test_several_attributes_are_set_in_one_call(emu: Harness, connect: Connect) -> None:
    modify_image(connect(), HOME, "m-plain", {"family": "golden", "boot_mode": "UEFI", "nvme_support": "supported"})

    assert len(sent(emu, "ModifyImageAttribute")) == 1


def test_a_shared_images_owner_is_not_the_caller(connect: Connect) -> None:
    (only,) = list_images(connect("consumer"), HOME, owner_alias="others")

    assert only.owner_id not in ("", CONSUMER)
