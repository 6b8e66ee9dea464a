# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images whose data disks are left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from plugins.module_utils._copies.system_disks import (
    images_to_remove,
    in_order,
    left_out,
    named_after_images,
    read_pairs,
    system_disk_copies,
    system_disk_name,
    with_regions,
)
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image_copy import TAG_SYSTEM_DISK_OF


def image(image_id: str, disks: int, **changes: Any) -> dict[str, Any]:
    all_disks = [
        {"device": f"/dev/{number}", "type": "data" if number else "system", "size_gib": 40, "encrypted": True,
         "kms_key_id": "key-1"}
        for number in range(disks)
    ]  # fmt: skip
    plain = {"image_id": image_id, "name": image_id, "region": "here", "size_gib": 40, "tags": {}, "copied_from": ""}
    return {**plain, "status": "Available", "disks": all_disks, **changes}


WANTED = [{"image_id": "m-one", "destination_region": ""}, {"image_id": "m-two", "destination_region": "there"}]
SOURCES = [image("m-one", 1), image("m-two", 2)]
COPY = image("m-copy", 1, region="there", copied_from="m-gone", tags={TAG_SYSTEM_DISK_OF: "m-two"})


def planned(
    made: Sequence[dict[str, Any]] = (), key: str = "key-1", system_disk_images: dict[str, str] | None = None
) -> dict[str, Any]:
    return system_disk_copies(SOURCES, with_regions(WANTED, SOURCES), made, {"there": key}, system_disk_images or {})


def test_an_image_with_one_disk_is_copied_as_it_is() -> None:
    found = planned()

    assert found["copies"] == [{"image_id": "m-one", "destination_region": "here"}]
    assert found["waiting"] == [{"image_id": "m-two", "destination_region": "there"}]
    assert [item["image_id"] for item in found["images"]] == ["m-two"]
    assert found["with_data_disks"][0]["data_disks"] == ["/dev/1 (40 GiB)"]


def test_a_system_disk_image_is_copied_in_the_place_of_an_image_with_data_disks() -> None:
    found = planned(system_disk_images={"m-two": "m-alone"})

    assert {"image_id": "m-alone", "destination_region": "there"} in found["copies"]
    assert (found["waiting"], found["with_data_disks"][0]["has_system_disk_image"]) == ([], True)


def test_a_copy_made_earlier_is_used() -> None:
    found = planned([COPY])

    assert found["images"] == []
    (done,) = found["done"]
    assert (done["source_image_id"], done["image_id"], done["region"]) == ("m-two", "m-copy", "there")
    assert (done["state"], done["action"]) == ("available", "reused")


@pytest.mark.parametrize(
    ("change", "key"),
    [
        pytest.param({}, "key-2", id="under another key"),
        pytest.param({"copied_from": ""}, "key-1", id="made by hand"),
        pytest.param({"status": "Creating"}, "key-1", id="not there yet"),
        pytest.param({"disks": image("m-any", 2)["disks"]}, "key-1", id="with data disks"),
        pytest.param({"tags": {TAG_SYSTEM_DISK_OF: "m-other"}}, "key-1", id="of another image"),
    ],
)
def test_what_is_no_copy_of_the_system_disk_under_the_key_is_not_used(change: dict[str, Any], key: str) -> None:
    found = planned([{**COPY, **change}], key)

    assert found["done"] == []
    assert [item["image_id"] for item in found["images"]] == ["m-two"]


def test_a_system_disk_image_left_by_an_earlier_run_is_known() -> None:
    left = image("m-alone", 1, tags={TAG_SYSTEM_DISK_OF: "m-two"})

    assert planned([left])["with_data_disks"][0]["has_system_disk_image"]


def test_a_system_disk_image_takes_as_many_tags_as_its_copies_can_carry() -> None:
    tags = {f"tag-{number:02}": "x" for number in range(18)} | {"imageops:copy": "x", "acs:rm": "x"}
    source = image("m-two", 2, tags=tags)
    (told,) = system_disk_copies([source], WANTED[1:], [], {}, {})["images"]

    assert sorted(told["tags"]) == sorted([*list(tags)[:16], TAG_SYSTEM_DISK_OF])
    assert told["dropped_tags"] == ["tag-16", "tag-17"]


def test_the_name_of_a_system_disk_image_is_one_that_ecs_takes() -> None:
    (told,) = system_disk_copies([image("m-two", 2, name="x" * 128)], WANTED[1:], [], {}, {})["images"]

    assert (len(told["system_disk_image"]), told["system_disk_image"][-13:]) == (128, "x-system-disk")


def test_results_name_the_image_and_not_its_system_disk_image() -> None:
    answer = {
        "copies": [{"source_image_id": "m-alone", "region": "there", "image_id": "m-copy"}],
        "image_map": {"there": {"m-alone": "m-copy"}},
        "pending": [{"image_id": "m-alone", "destination_region": "far"}],
        "refused": "m-alone",
        "emulator": True,
    }
    done = {"source_image_id": "m-two", "region": "here", "image_id": "m-old"}
    named = named_after_images(answer, {"m-two": "m-alone"}, [done], [])

    assert [copy["source_image_id"] for copy in named["copies"]] == ["m-two", "m-two"]
    assert named["image_map"] == {"here": {"m-two": "m-old"}, "there": {"m-two": "m-copy"}}
    assert named["pending"] == [{"image_id": "m-two", "destination_region": "far"}]
    assert (named["refused"], named["emulator"]) == ("m-two", True)


def test_an_image_under_the_key_whose_data_disks_are_left_out_is_replaced_by_its_system_disk_image() -> None:
    waiting = {
        "source_image_id": "m-two", "region": "here", "image_id": "m-two", "name": "two", "state": "available",
        "action": "none",
    }  # fmt: skip
    named = named_after_images({}, {}, [], [waiting, {**waiting, "region": "there", "image_id": None, "name": "x"}])

    assert [(copy["image_id"], copy["name"], copy["state"]) for copy in named["copies"]] == [
        (None, "two-system-disk", "planned"),
        (None, "x", "available"),
    ]
    assert named["image_map"] == {"here": {}, "there": {}}


def test_copies_come_in_the_order_of_the_request() -> None:
    copies = [{"source_image_id": name, "region": region} for name, region in [("m-two", "there"), ("m-one", "here")]]

    assert in_order(copies, with_regions(WANTED, SOURCES)) == copies[::-1]


@pytest.mark.parametrize(
    ("copy", "removed"),
    [
        pytest.param({"state": "available", "image_id": "m-copy"}, ["m-two"], id="available"),
        pytest.param({"state": "copying", "image_id": "m-copy"}, [], id="not available yet"),
        pytest.param({"state": "failed", "image_id": None}, [], id="failed"),
        pytest.param({"state": "available", "image_id": "m-alone"}, [], id="the copy is that image"),
    ],
)
def test_a_system_disk_image_is_removed_once_its_copies_are_available(copy: dict[str, Any], removed: list[str]) -> None:
    made = {"m-two": "m-alone"}
    found = images_to_remove(planned(system_disk_images=made), [{"source_image_id": "m-two", **copy}], made)

    assert [image["image_id"] for image in found] == removed


def test_a_system_disk_image_that_is_still_to_be_copied_stays() -> None:
    left = image("m-alone", 1, tags={TAG_SYSTEM_DISK_OF: "m-two"})

    assert images_to_remove(planned([left]), [], {}) == []


def test_what_copies_leave_out_is_returned() -> None:
    assert left_out(planned()) == [
        {"image_id": "m-two", "name": "m-two", "region": "here", "data_disks": ["/dev/1 (40 GiB)"], "dropped_tags": []}
    ]


def test_a_name_is_foretold_for_the_image_of_the_system_disk() -> None:
    assert system_disk_name("a-{name}-{id}") == "a-{name}-system-disk-{id}"


@pytest.mark.parametrize(
    ("args", "pairs"),
    [
        ({"image_ids": "m-1, m-2"}, [("m-1", ""), ("m-2", "")]),
        ({"image_ids": ["m-1", "m-1"], "destination_regions": ["a", "b"]}, [("m-1", "a"), ("m-1", "b")]),
        ({"copies": [{"image_id": "m-1", "destination_region": "a"}], "state": "present"}, [("m-1", "a")]),
    ],
)
def test_the_copies_of_a_task_are_read(args: dict[str, Any], pairs: list[tuple[str, str]]) -> None:
    assert [(pair["image_id"], pair["destination_region"]) for pair in read_pairs(args)] == pairs


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ({"image_ids": ["m-1"], "source_owner": "shared"}, "source_owner=shared, because snapshots of other accounts"),
        ({"image_ids": ["m-1"], "state": "absent"}, "state=absent"),
        ({}, "Give exactly one of the two"),
        ({"image_ids": ["m-1"], "copies": [{"image_id": "m-1", "destination_region": "a"}]}, "exactly one"),
        ({"copies": [{"image_id": "m-1"}]}, "lacks image_id or destination_region"),
        ({"copies": ["m-1"]}, "lacks image_id or destination_region"),
    ],
)
def test_a_task_that_cannot_work_is_refused(args: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        read_pairs(args)
