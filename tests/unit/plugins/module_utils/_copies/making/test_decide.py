# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a wanted copy needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.making.decide import (
    check_source,
    copy_failure,
    plan_copy,
    plan_making,
)
from plugins.module_utils._copies.values import CopyOptions, CopyWorld, Destination
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE, CopyAction, CopyState
from plugins.module_utils._model.key import KeyType

from ...support import AWAY, HOME, KEY, copy_of, disk, image, key, wanted

OPTIONS = CopyOptions()
WANT = wanted()
SERVICE_DISK = disk(key_type=KeyType.SERVICE, encrypted=True)


# Decisions


def test_without_any_copy_one_is_started() -> None:
    plan = plan_copy(WANT, [], OPTIONS, ())

    assert plan.start
    assert (plan.start.attempt, plan.start.name) == (1, "web-1-cmk")
    assert plan.copy is None
    assert plan.changed


def test_a_good_copy_is_reused() -> None:
    plan = plan_copy(WANT, [copy_of(WANT)], OPTIONS, {"web-1-cmk"})

    assert plan.copy
    assert (plan.copy.action, plan.copy.state, plan.copy.image_id) == (
        CopyAction.REUSED,
        CopyState.AVAILABLE,
        "m-copy-1",
    )
    assert not plan.changed


@pytest.mark.parametrize(
    ("status", "state"),
    [pytest.param("Creating", CopyState.COPYING, id="running"), pytest.param("Waiting", CopyState.QUEUED, id="queued")],
)
def test_a_copy_in_progress_is_adopted(status: str, state: CopyState) -> None:
    plan = plan_copy(WANT, [copy_of(WANT, status=status, disks=())], OPTIONS, ())

    assert plan.copy
    assert (plan.copy.action, plan.copy.state, plan.copy.is_pending) == (CopyAction.ADOPTED, state, True)
    assert not plan.changed


def test_a_source_under_the_key_is_its_own_copy() -> None:
    plan = plan_copy(wanted(image(disks=(disk(KEY),))), [], OPTIONS, ())

    assert plan.copy
    assert (plan.copy.action, plan.copy.image_id) == (CopyAction.NONE, "m-1")
    assert [item.code for item in plan.reasons] == ["source_already_encrypted"]
    assert not plan.changed


def test_a_source_under_the_key_is_copied_to_another_region() -> None:
    source = image(disks=(disk("key-sh"),))

    assert plan_copy(wanted(source, region=AWAY, key_id="key-sh"), [], OPTIONS, ()).start


def test_a_source_with_one_disk_under_another_key_is_copied() -> None:
    assert plan_copy(wanted(image(disks=(disk(KEY), disk("key-2", type="data")))), [], OPTIONS, ()).start


def test_a_finished_copy_beats_one_in_progress_and_the_newest_attempt_wins() -> None:
    images = [copy_of(WANT, 1), copy_of(WANT, 3, status="Creating"), copy_of(WANT, 2)]
    plan = plan_copy(WANT, images, OPTIONS, ())

    assert plan.copy
    assert plan.copy.image_id == "m-copy-2"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param(copy_of(WANT, status="CreateFailed"), "copy_failed", id="failed"),
        pytest.param(copy_of(WANT, status="UnAvailable"), "copy_failed", id="unavailable"),
        pytest.param(copy_of(WANT, status="Deprecated"), "copy_deprecated", id="deprecated since"),
        pytest.param(copy_of(WANT, disks=(disk("key-2"),)), "copy_wrong_key", id="under another key than its tag says"),
        pytest.param(copy_of(WANT, disks=(SERVICE_DISK,)), "copy_wrong_key", id="under the service key"),
        pytest.param(
            copy_of(WANT, disks=(disk(encrypted=False, key_type=KeyType.NONE),)), "copy_wrong_key", id="plain"
        ),
        pytest.param(copy_of(WANT, disks=(disk(KEY, size_gib=20),)), "copy_disks_differ", id="of another size"),
        pytest.param(copy_of(WANT, disks=(disk("key-2", size_gib=20),)), "copy_wrong_key", id="key before size"),
    ],
)
def test_a_copy_that_is_no_good_is_replaced_by_the_next_attempt(bad: Image, code: str) -> None:
    plan = plan_copy(WANT, [bad], OPTIONS, {"web-1-cmk"})

    assert plan.start
    assert (plan.start.attempt, plan.start.name) == (2, "web-1-cmk-2")
    assert [item.code for item in plan.reasons] == [code]
    assert bad.image_id in plan.reasons[0].message


def test_somebodys_copy_with_our_tags_elsewhere_is_left_alone() -> None:
    plan = plan_copy(WANT, [copy_of(WANT, region=AWAY)], OPTIONS, ())

    assert plan.start
    assert plan.start.attempt == 1


def test_the_highest_attempt_counts_even_if_others_are_gone() -> None:
    plan = plan_copy(WANT, [copy_of(WANT, 2, status="CreateFailed")], OPTIONS, ())

    assert plan.start
    assert plan.start.attempt == 3


@pytest.mark.parametrize(("last", "goes_on"), [(OPTIONS.last_number - 1, True), (OPTIONS.last_number, False)])
def test_copies_that_were_deprecated_are_no_attempts_up_to_the_highest_number(last: int, goes_on: bool) -> None:
    images = [copy_of(WANT, attempt, status="Deprecated") for attempt in range(1, last + 1)]
    plan = plan_copy(WANT, images, OPTIONS, ())

    assert (plan.start.attempt if plan.start else None) == (OPTIONS.last_number if goes_on else None)


def test_after_the_last_attempt_the_copy_counts_as_failed() -> None:
    images = [copy_of(WANT, attempt, status="CreateFailed") for attempt in (1, 2, 3)]
    plan = plan_copy(WANT, images, OPTIONS, ())

    assert plan.copy
    assert (plan.copy.state, plan.copy.action, plan.start) == (CopyState.FAILED, CopyAction.NONE, None)

    failure = copy_failure(plan.copy)

    assert failure.code == "too_many_attempts"
    assert all(f"m-copy-{attempt}" in str(failure) for attempt in (1, 2, 3))
    assert str(failure).endswith("raise max_copy_attempts.")


def test_a_copy_that_was_deprecated_later_has_used_up_no_attempt() -> None:
    images = [copy_of(WANT, 1, status="Deprecated"), *(copy_of(WANT, n, status="CreateFailed") for n in (2, 3))]
    plan = plan_copy(WANT, images, OPTIONS, ())

    assert plan.start
    assert plan.start.attempt == 4


def test_one_more_attempt_is_made_when_more_are_allowed() -> None:
    images = [copy_of(WANT, attempt, status="CreateFailed") for attempt in (1, 2, 3)]
    plan = plan_copy(WANT, images, CopyOptions(max_attempts=4), ())

    assert plan.start
    assert plan.start.attempt == 4


@pytest.mark.parametrize(
    "options",
    [pytest.param(CopyOptions(name_template="x"), id="name"), pytest.param(CopyOptions(carry_tags=False), id="tags")],
)
def test_a_copy_made_with_other_options_is_reused(options: CopyOptions) -> None:
    plan = plan_copy(WANT, [copy_of(WANT)], options, ())

    assert plan.copy
    assert plan.copy.action is CopyAction.REUSED


def test_a_reused_copy_gets_back_what_it_lost() -> None:
    want = wanted(image(family="web", boot_mode="UEFI", description="golden"))
    plan = plan_copy(want, [copy_of(want, boot_mode="BIOS")], CopyOptions(restore_family=True), ())

    assert plan.repairs == {"family": "web", "description": "golden", "boot_mode": "UEFI"}
    assert plan.changed


def test_a_reused_copy_gets_back_tags_that_were_removed() -> None:
    want = wanted(image(tags={"team": "web", "stage": "prod"}))
    tags = {**copy_of(want).tags, "stage": "test"}
    plan = plan_copy(want, [copy_of(want, tags=tags)], OPTIONS, ())

    assert plan.tags == {"team": "web"}
    assert plan.changed
    assert plan.after == "m-copy-1 (available), team 'web'"


def test_a_copy_that_lost_all_its_tags_is_reused_and_tagged_again() -> None:
    plan = plan_copy(WANT, [copy_of(WANT, tags={}, name="web-1-cmk-2")], OPTIONS, ())

    assert plan.copy
    assert (plan.copy.action, plan.copy.state) == (CopyAction.REUSED, CopyState.AVAILABLE)
    assert plan.tags == {TAG_SOURCE: "m-1", TAG_COPY: WANT.tag_value(2)}
    assert [item.code for item in plan.copy.reasons] == ["copy_untagged"]


def test_a_copy_in_progress_that_lost_its_tags_is_adopted_with_its_attempt() -> None:
    plan = plan_copy(WANT, [copy_of(WANT, tags={}, name="web-1-cmk-2", status="Creating")], OPTIONS, ())

    assert plan.copy
    assert (plan.copy.action, plan.copy.state, plan.attempt) == (CopyAction.ADOPTED, CopyState.COPYING, 2)
    assert [item.code for item in plan.reasons] == ["copy_untagged"]


def test_a_copy_with_tags_beats_one_without() -> None:
    lost = copy_of(WANT, image_id="m-lost", tags={}, name="web-1-cmk-2")
    plan = plan_copy(WANT, [lost, copy_of(WANT)], OPTIONS, ())

    assert plan.copy
    assert plan.copy.image_id == "m-copy-1"


def test_none_of_several_copies_without_tags_is_chosen() -> None:
    images = [copy_of(WANT, number, tags={}, name=f"web-1-cmk{end}") for number, end in ((1, ""), (2, "-2"))]
    plan = plan_copy(WANT, images, OPTIONS, ())

    assert plan.copy
    assert (plan.copy.state, plan.start) == (CopyState.FAILED, None)
    assert [item.code for item in plan.reasons] == ["several_copies"]
    assert "m-copy-1, m-copy-2" in plan.reasons[0].message
    assert WANT.tag_value(1) in plan.reasons[0].remedy


def test_somebodys_copy_of_our_copy_is_told_and_left_alone() -> None:
    theirs = copy_of(WANT, image_id="m-theirs", name="theirs", disks=(disk(KEY, source_snapshot_id="s-9"),))
    reused = plan_copy(WANT, [theirs, copy_of(WANT)], OPTIONS, ())
    started = plan_copy(WANT, [theirs], OPTIONS, ())

    assert reused.copy
    assert reused.copy.image_id == "m-copy-1"
    assert started.start
    assert started.start.attempt == 1
    for plan in (reused, started):
        assert [item.code for item in plan.reasons] == ["duplicate_copies"]
        assert "m-theirs" in plan.reasons[0].message


def test_another_resource_group_is_told_on_a_reused_copy() -> None:
    want = wanted(image(resource_group_id="rg-1"))
    plan = plan_copy(want, [copy_of(want, resource_group_id="rg-2")], OPTIONS, ())

    assert plan.copy
    assert [item.code for item in plan.copy.reasons] == ["resource_group_differs"]
    assert not plan.changed


def test_dropped_tags_are_told_when_the_copy_is_started() -> None:
    plan = plan_copy(wanted(image(tags={f"t{number}": "" for number in range(20)})), [], OPTIONS, ())

    assert [item.code for item in plan.reasons] == ["tags_dropped"]


# Many copies


def world(*wants: Any, **candidates: list[Image]) -> CopyWorld:
    """Both regions with their keys; candidates by region's last word and source."""
    return CopyWorld(
        wanted=wants,
        destinations={
            region: Destination(
                region=region,
                key=key(region=region),
                candidates={item.tags[TAG_SOURCE]: [item] for item in candidates.get(region.split("-")[1], ())},
                names=frozenset({"db-cmk"}),
                newest="",
            )
            for region in (HOME, AWAY)
        },
    )


def test_no_two_copies_in_a_region_get_the_same_name() -> None:
    first, second = wanted(image(image_id="m-1")), wanted(image(image_id="m-2"))
    plan = plan_making(world(first, second, wanted(region=AWAY)), OPTIONS)

    assert [item.start.name for item in plan.plans if item.start] == ["web-1-cmk", "web-1-cmk-m-2", "web-1-cmk"]


def test_a_name_in_the_region_is_not_given_again() -> None:
    plan = plan_making(world(wanted(image(name="db"))), OPTIONS)

    assert plan.plans[0].start
    assert plan.plans[0].start.name == "db-cmk-m-1"


def test_each_source_sees_its_own_copies() -> None:
    first, second = wanted(image(image_id="m-1")), wanted(image(image_id="m-2"))
    plan = plan_making(world(first, second, beijing=[copy_of(second)]), OPTIONS)

    assert [bool(item.start) for item in plan.plans] == [True, False]


@pytest.mark.parametrize(
    ("attempts", "told"),
    [pytest.param([1], [], id="nothing was removed yet"), pytest.param([2], ["leftovers_not_visible"], id="one was")],
)
def test_a_missing_right_to_look_for_leftovers_is_told(attempts: list[int], told: list[str]) -> None:
    failed = [copy_of(WANT, number, status="CreateFailed") for number in attempts]
    seen = world(WANT, beijing=failed)
    places = {name: replace(place, orphans_denied="ecs:ListTagResources") for name, place in seen.destinations.items()}

    (plan,) = plan_making(replace(seen, destinations=places), OPTIONS).plans

    assert [item.code for item in plan.reasons if item.code == "leftovers_not_visible"] == told
    assert all("ecs:ListTagResources" in item.remedy for item in plan.reasons if item.code in told)


@pytest.mark.parametrize(
    ("found", "changed", "has_work"),
    [
        pytest.param([], True, True, id="to be started"),
        pytest.param([copy_of(WANT)], False, False, id="there"),
        pytest.param([copy_of(WANT, status="Creating")], False, True, id="to be waited for"),
        pytest.param([copy_of(WANT, 3, status="CreateFailed")], False, True, id="to be reported as failed"),
    ],
)
def test_a_plan_knows_what_is_left_to_do(found: list[Image], changed: bool, has_work: bool) -> None:
    plan = plan_making(world(WANT, beijing=found), OPTIONS)

    assert (plan.changed, plan.has_work) == (changed, has_work)


@pytest.mark.parametrize(
    ("found", "before", "after"),
    [
        pytest.param([], "no usable copy", f"web-1-cmk, encrypted with {KEY}", id="started"),
        pytest.param([copy_of(WANT)], "m-copy-1 (available)", "m-copy-1 (available)", id="reused"),
        pytest.param([copy_of(WANT, status="Creating")], "m-copy-1 (copying)", "m-copy-1 (copying)", id="adopted"),
    ],
)
def test_the_diff_shows_the_copy_before_and_after(found: list[Image], before: str, after: str) -> None:
    plan = plan_making(world(WANT, beijing=found), OPTIONS)

    assert plan.before == {"web-1 (m-1) to cn-beijing": before}
    assert plan.after == {"web-1 (m-1) to cn-beijing": after}


def test_the_diff_shows_repairs() -> None:
    want = wanted(image(boot_mode="UEFI"))
    plan = plan_making(world(want, beijing=[copy_of(want)]), OPTIONS)

    assert plan.before != plan.after
    assert list(plan.after.values()) == ["m-copy-1 (available), boot_mode 'UEFI'"]


def test_check_mode_tells_the_planned_name_and_no_id() -> None:
    result = plan_copy(WANT, [], OPTIONS, ()).predicted().to_result()

    assert (result["state"], result["action"], result["image_id"], result["name"]) == (
        "planned",
        "none",
        None,
        "web-1-cmk",
    )


def test_check_mode_tells_a_copy_that_is_there() -> None:
    result = plan_copy(WANT, [copy_of(WANT)], OPTIONS, ()).predicted().to_result()

    assert (result["state"], result["action"], result["image_id"]) == ("available", "reused", "m-copy-1")


# Sources


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        pytest.param(image(is_public=True), "is a community image", id="community"),
        pytest.param(image(status="Deprecated"), "is deprecated", id="deprecated"),
        pytest.param(image(status="Creating"), "has the status Creating", id="being made"),
        pytest.param(image(status="CreateFailed"), "has the status CreateFailed", id="failed"),
        pytest.param(image(disks=(disk(format="VHD"),)), "is in vhd format", id="vhd"),
    ],
)
def test_an_image_that_ecs_does_not_copy_is_refused(source: Image, problem: str) -> None:
    with pytest.raises(InvalidInput, match=rf"^image_ids: 'm-1' {problem}.*[Ll]eave it out\.$"):
        check_source("image_ids", source)


@pytest.mark.parametrize("source", [image(), image(disks=(disk(format="qcow2"),)), image(disks=())])
def test_a_copy_of_an_available_image_is_started(source: Image) -> None:
    plan = plan_copy(replace(WANT, source=source), [], OPTIONS, ())

    assert plan.start
    assert plan.start.wanted.source is source


def test_a_copy_whose_disks_are_not_told_yet_is_waited_for() -> None:
    plan = plan_copy(WANT, [copy_of(WANT, disks=())], OPTIONS, ())

    assert plan.start is None
    assert plan.copy
    assert (plan.copy.state, plan.copy.action) == ("copying", "adopted")
