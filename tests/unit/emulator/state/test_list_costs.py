# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists cost what they answer, and are still right after every change. Source: the emulator's own design."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emulator.state.accounts import Region
from emulator.state.images import Image, Key, Schedule
from emulator.state.instances import Instance
from tests.faults.fuzz_values import seeded

from ..support import Harness, send, start
from ..worlds import SHAREE, with_beijing

OWNER_KEY, CONSUMER_KEY = "LTAI-generated-owner", "LTAI-generated-consumer-1"
MANY = 10_000


@pytest.fixture(scope="module")
def large(running: Harness) -> Iterator[Harness]:
    world = {"images": MANY, "regions": ["cn-beijing"], "sharees": 1, "shared_percent": 5}
    harness, stop = start(world={"generate": world})
    assert harness.port != running.port
    yield harness
    stop()


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The images whose state was reckoned."""
    seen: list[str] = []
    reckon = Image.status_at

    def counting(image: Image, moment: float) -> str | None:
        seen.append(image.id)
        return reckon(image, moment)

    monkeypatch.setattr(Image, "status_at", counting)
    return seen


def images(emu: Harness, key: str = OWNER_KEY, **parameters: Any) -> dict[str, Any]:
    client = emu.client("ecs", key, secret="generated-secret")
    return send(client, "DescribeImages", {"RegionId": "cn-beijing", **parameters})


@pytest.mark.parametrize("parameters", [{}, {"ImageOwnerAlias": "self"}, {"Status": "ALL"}, {"PageNumber": MANY}])
def test_a_page_of_one_looks_at_one_of_10000_images(
    large: Harness, looked_at: list[str], parameters: dict[str, Any]
) -> None:
    assert images(large, PageSize=1, **parameters)["TotalCount"] == MANY
    looked_at.clear()
    answer = images(large, PageSize=1, **parameters)
    assert (len(answer["Images"]["Image"]), answer["TotalCount"]) == (1, MANY)
    assert len(looked_at) <= 2


def test_one_id_is_looked_up(large: Harness, looked_at: list[str]) -> None:
    wanted = images(large, PageSize=1, PageNumber=MANY // 2)["Images"]["Image"][0]["ImageId"]
    large.advance(1)
    looked_at.clear()
    for parameters in ({}, {"ImageOwnerAlias": "self", "Status": "ALL"}):
        answer = images(large, ImageId=wanted, **parameters)
        assert [image["ImageId"] for image in answer["Images"]["Image"]] == [wanted]
    assert set(looked_at) == {wanted}


def test_several_ids_are_looked_up(large: Harness, looked_at: list[str]) -> None:
    page = images(large, PageSize=3, PageNumber=MANY // 6)["Images"]["Image"]
    wanted = [image["ImageId"] for image in page]
    looked_at.clear()
    answer = images(large, ImageId=",".join(reversed(wanted)), PageSize=3)
    assert [image["ImageId"] for image in answer["Images"]["Image"]] == wanted
    assert set(looked_at) == set(wanted)


def test_a_consumer_looks_at_what_is_shared_with_it_alone(large: Harness, looked_at: list[str]) -> None:
    shared = images(large, CONSUMER_KEY, PageSize=1, ImageOwnerAlias="others")["TotalCount"]
    looked_at.clear()
    assert images(large, CONSUMER_KEY, PageSize=1, ImageOwnerAlias="others")["TotalCount"] == shared
    assert 0 < len(looked_at) <= shared + 2 < MANY / 10


def test_time_that_changes_no_state_costs_nothing(large: Harness, looked_at: list[str]) -> None:
    images(large, PageSize=1)
    looked_at.clear()
    for _hour in range(3):
        large.advance(3600)
        images(large, PageSize=1)
    assert len(looked_at) <= 6


def test_a_copy_that_begins_and_ends_is_the_only_image_looked_at(large: Harness, looked_at: list[str]) -> None:
    source = images(large, PageSize=1)["Images"]["Image"][0]["ImageId"]
    client = large.client("ecs", OWNER_KEY, secret="generated-secret")
    given = {"RegionId": "cn-beijing", "DestinationRegionId": "cn-beijing", "Encrypted": True, "ImageId": source}
    copy = send(client, "CopyImage", {**given, "KMSKeyId": "key-cn-beijing"})["ImageId"]
    looked_at.clear()
    for status, moving in (("Creating,Waiting", 1), ("Available", MANY), ("Creating,Waiting", 1)):
        assert images(large, PageSize=1, Status=status, ImageOwnerAlias="self")["TotalCount"] == moving
    large.advance(1800)
    assert images(large, PageSize=1)["TotalCount"] == MANY + 1
    send(client, "DeleteImage", {"RegionId": "cn-beijing", "ImageId": copy})
    assert images(large, PageSize=1)["TotalCount"] == MANY
    assert len(looked_at) <= 20


def test_a_filter_reckons_the_state_of_what_it_shows_alone(large: Harness, looked_at: list[str]) -> None:
    image = images(large, PageSize=1, PageNumber=MANY // 3)["Images"]["Image"][0]
    looked_at.clear()
    assert images(large, ImageName=image["ImageName"])["Images"]["Image"] == [image]
    assert set(looked_at) == {image["ImageId"]}


@pytest.fixture
def asked_about(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys and instances that were looked at for what time has done to them."""
    seen: list[str] = []
    gone, write = Key.gone, Instance.write

    def counting_gone(key: Key, moment: float) -> bool:
        seen.append(key.id)
        return gone(key, moment)

    def counting_write(instance: Instance, moment: float, per_hour: float) -> None:
        seen.append(instance.id)
        write(instance, moment, per_hour)

    monkeypatch.setattr(Key, "gone", counting_gone)
    monkeypatch.setattr(Instance, "write", counting_write)
    return seen


def test_nothing_is_looked_at_while_nothing_is_due(emu: Harness, asked_about: list[str]) -> None:
    disks = [{"type": "system", "size_gib": 40}]
    kept = [{"id": f"i-kept-{number}", "disks": disks} for number in range(50)]
    emu.control("POST", "reset", with_beijing(instances=kept))
    ids(emu)
    asked_about.clear()
    for _hour in range(3):
        emu.advance(3600)
        ids(emu)
        emu.ecs("DescribeInstances")
    assert asked_about == []


def test_what_a_call_has_made_due_is_looked_at_in_its_time(emu: Harness, asked_about: list[str]) -> None:
    key = emu.call("kms", "CreateKey", DKMSInstanceId="kst-1")["KeyMetadata"]["KeyId"]
    emu.call("kms", "ScheduleKeyDeletion", KeyId=key, PendingWindowInDays=7)
    ids(emu)
    asked_about.clear()
    emu.advance(7 * 86_400 - 1)
    ids(emu)
    assert asked_about == []
    emu.advance(1)
    ids(emu)
    assert key in asked_about
    assert all(key not in region.keys for account in emu.cloud.accounts.values() for region in account.regions.values())


# Still right


def ids(emu: Harness, key: str = "operator", **parameters: Any) -> list[str]:
    answer = emu.ecs("DescribeImages", key=key, PageSize=100, **parameters)
    return [image["ImageId"] for image in answer["Images"]["Image"]]


def test_a_copy_moves_through_the_lists_as_time_goes_by(emu: Harness) -> None:
    assert ids(emu, Status="Creating") == []
    copy = emu.copy()
    assert (ids(emu, Status="Creating"), copy in ids(emu)) == ([copy], False)
    emu.advance(1799)
    assert ids(emu, Status="Creating,CreateFailed") == [copy, "m-failed"]
    emu.advance(1)
    assert (ids(emu, Status="Creating"), ids(emu)[0]) == ([], copy)
    emu.ecs("ModifyImageAttribute", ImageId=copy, Status="Deprecated")
    assert ids(emu, Status="Deprecated") == [copy, "m-old"]
    emu.ecs("DeleteImage", ImageId=copy)
    assert copy not in ids(emu, Status="ALL")


def test_a_consumer_sees_a_share_at_once_and_no_longer_than_it_lasts(emu: Harness) -> None:
    before = ids(emu, "sharee", ImageOwnerAlias="others")
    emu.share("m-plain", SHAREE)
    assert set(ids(emu, "sharee", ImageOwnerAlias="others")) == {*before, "m-plain"}
    assert ids(emu, "sharee", ImageId="m-plain") == ["m-plain"]
    emu.ecs("ModifyImageSharePermission", ImageId="m-plain", RemoveAccount=[SHAREE])
    assert ids(emu, "sharee", ImageOwnerAlias="others") == before
    assert ids(emu, "sharee", ImageId="m-plain") == []


def test_another_world_has_other_lists(emu: Harness) -> None:
    before = ids(emu)
    emu.control("POST", "reset", with_beijing(images=[{"id": "m-late", "created": "2026-01-01T00:00:00Z"}]))
    assert set(ids(emu)) == {*before, "m-late"}
    emu.control("POST", "reset")
    assert ids(emu) == before


def test_lists_that_lag_show_the_past(emu: Harness) -> None:
    before = ids(emu, Status="ALL")
    emu.set(list_lag_seconds=10, list_lag_every=2)
    copy = emu.copy()
    assert sorted([copy in ids(emu, Status="ALL"), copy in ids(emu, Status="ALL")]) == [False, True]
    emu.advance(11)
    assert ids(emu, Status="ALL") == ids(emu, Status="ALL") == [copy, *before]


def test_kept_lists_equal_those_made_anew() -> None:
    """Random images come, go and change, and the moments asked for go back and forth."""
    random, region = seeded(1), Region("cn-beijing")
    states = ("Available", "Deprecated", "Creating", "Waiting", "CreateFailed", "UnAvailable")
    for step in range(600):
        draw = random.random()
        if draw < 0.4:
            begin = random.randrange(100)
            schedule = Schedule(begin, begin + random.randrange(5), random.randrange(20), random.random() < 0.2)
            image = Image(f"m-{step}", "", begin, [], [(begin, "Available")], copied=True)
            image.schedule = schedule if random.random() < 0.5 else None
            region.add_image(image)
        elif draw < 0.5 and region.images:
            region.remove_image(random.choice(list(region.images.values())))
        elif draw < 0.6 and region.images:
            random.choice(list(region.images.values())).statuses.append((random.randrange(100), "Deprecated"))
            region.image_lists.images_changed()
        moment, wanted = random.randrange(-5, 130), frozenset(random.sample(states, random.randint(1, 6)))
        anew = [image for image in reversed(region.images.values()) if image.status_at(moment) in wanted]
        assert region.images_with_status(wanted, moment) == anew
