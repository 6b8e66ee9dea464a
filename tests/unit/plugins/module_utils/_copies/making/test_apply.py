# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A pass over a set of copies."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.making.apply import CopyPass
from plugins.module_utils._model.errors import ApiError, CopyFailed, Denied
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_RUN, TAG_SOURCE

from ...conftest import Connect
from ...support import AWAY, HOME, OWNER
from ..driving import Driver, Slow

DONE = ("available", "started")
TWELVE = [f"m-{number:02}" for number in range(12)]


def tag(attempt: int, region: str = HOME, key: str = "key-bj") -> str:
    return f"{OWNER}/{HOME}>{region}/{key}/{attempt}"


# One copy


def test_a_copy_is_started_waited_for_and_proven(drive: Driver) -> None:
    result = drive.run("m-web")

    assert result.brief == [DONE]
    assert result.failures == {}
    assert drive.made() == {result.ids[0]: "Available"}
    assert drive.tags(result.ids[0]) == {"team": "web", TAG_SOURCE: "m-web", TAG_COPY: tag(1)}
    assert all(disk.kms_key_id == "key-bj" for image in [result.copies[0].image] if image for disk in image.disks)
    assert 60 <= drive.time.passed <= 60 + 10


def test_a_second_run_finds_the_copy_and_does_nothing(drive: Driver) -> None:
    first = drive.run("m-web")
    writes = sum(entry["mutating"] for entry in drive.emu.log())
    second = drive.run("m-web")

    assert second.ids == first.ids
    assert second.brief == [("available", "reused")]
    assert sum(entry["mutating"] for entry in drive.emu.log()) == writes


def test_an_image_under_the_key_is_its_own_copy(drive: Driver) -> None:
    result = drive.run("m-cmk")

    assert (result.ids, result.brief) == (["m-cmk"], [("available", "none")])
    assert drive.made() == {}


def test_a_copy_gets_back_what_ecs_does_not_carry(drive: Driver) -> None:
    drive.emu.set(copy_keeps_boot_mode=False, copy_keeps_features=False)
    (copy_id,) = drive.run("m-web", restore_family=True).ids
    source, copy = drive.emu.image("m-web"), drive.emu.image(copy_id)

    for name in ("Description", "BootMode", "Features", "ImageFamily"):
        assert copy[name] == source[name]
    assert drive.count("ModifyImageAttribute") == 1


def test_nothing_is_repaired_that_is_as_it_should_be(drive: Driver) -> None:
    drive.emu.set(copy_keeps_features=True)
    drive.run("m-web")

    assert drive.count("ModifyImageAttribute") == 0


def test_a_copy_in_another_region_is_encrypted_with_that_regions_key(drive: Driver) -> None:
    result = drive.run("m-plain", to=[AWAY])

    assert result.brief == [DONE]
    assert drive.made(AWAY) == {result.ids[0]: "Available"}
    assert drive.tags(result.ids[0], AWAY)[TAG_COPY] == tag(1, AWAY, "key-sh")


def test_a_copy_bears_the_runs_name_as_soon_as_it_exists(drive: Driver) -> None:
    result = drive.run("m-web", "m-00", "m-cmk", wait=False, run="r-1")

    assert result.brief[0][0] == "copying"
    assert [drive.tags(image_id).get(TAG_RUN) for image_id in result.ids] == ["r-1", "r-1", None]
    assert drive.count("TagResources") == 0


def test_a_copy_of_an_earlier_run_keeps_that_runs_name(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web", run="r-1").ids
    drive.run("m-web", run="r-2")

    assert drive.tags(copy_id)[TAG_RUN] == "r-1"


def test_a_copy_that_another_run_began_is_adopted_and_keeps_that_runs_name(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web", wait=False, run="r-1").ids
    drive.emu.advance(61)
    again = drive.run("m-web", run="r-2")

    assert again.ids == [copy_id]
    assert drive.tags(copy_id)[TAG_RUN] == "r-1"


@pytest.mark.parametrize("has_name", [True, False])
def test_only_the_run_that_began_a_copy_puts_its_name_back(drive: Driver, *, has_name: bool) -> None:
    (copy_id,) = drive.run("m-web", wait=False, run="r-1" if has_name else "").ids
    if has_name:
        drive.emu.ecs("UntagResources", ResourceType="image", ResourceId=[copy_id], TagKey=[TAG_RUN])
    drive.emu.advance(61)
    drive.run("m-web", run="r-2")

    assert TAG_RUN not in drive.tags(copy_id)


@pytest.mark.parametrize("counts", [True, False])
def test_a_copy_whose_answer_was_lost_is_adopted_by_a_run_of_another_name(
    drive: Driver, connect: Connect, *, counts: bool
) -> None:
    """ECS may refuse the token with other tags, or answer with the same image; its lists lag behind all the while."""
    drive.emu.set(client_token_counts_tags=counts, list_lag_seconds=20)
    drive.emu.fault(kind="drop_after", action="CopyImage", times=9)
    impatient = replace(drive, session=connect(max_attempts=2))
    lost = impatient.run("m-web", wait=False, run="r-1", visibility_timeout=0)
    drive.emu.control("DELETE", "faults")
    result = drive.run("m-web", run="r-2")

    assert lost.ids == [""]
    assert result.copies[0].action == "adopted"
    assert [*drive.made()] == result.ids
    assert drive.tags(result.ids[0])[TAG_RUN] == "r-1"


# Waiting and resuming


def test_a_pass_that_ends_early_says_what_is_still_under_way(drive: Driver) -> None:
    result = drive.run("m-web", pass_seconds=30)

    assert result.brief == [("copying", "started")]
    assert result.failures == {}
    assert drive.time.passed == pytest.approx(30)
    assert result.copies[0].image
    assert 0 < result.copies[0].image.progress < 100


def test_the_next_pass_goes_on_with_what_an_earlier_one_started(drive: Driver) -> None:
    results = [drive.run("m-web", "m-00", pass_seconds=25) for _round in range(4)]

    assert [result.brief[0] for result in results] == [
        ("copying", "started"),
        ("copying", "adopted"),
        ("available", "adopted"),
        ("available", "reused"),
    ]
    assert len({tuple(result.ids) for result in results}) == 1
    assert drive.count("CopyImage") == 2


def test_pauses_grow_from_short_to_the_asked_for_and_never_beyond_the_pass(drive: Driver) -> None:
    drive.emu.set(copy_seconds=300)
    drive.run("m-web", pass_seconds=100, poll_seconds=20)
    pauses = drive.time.slept

    assert pauses[0] == pytest.approx(0.5)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert max(pauses) == pytest.approx(20)
    assert sum(pauses) == pytest.approx(100)


def test_ecs_runs_five_copies_and_queues_the_others(drive: Driver) -> None:
    result = drive.run(*TWELVE[:7], pass_seconds=5)

    assert sorted(result.brief) == [("copying", "started")] * 5 + [("queued", "started")] * 2
    assert drive.run(*TWELVE[:7]).brief == [("available", "adopted")] * 7


def test_no_more_copies_are_in_flight_than_allowed(drive: Driver) -> None:
    most: list[int] = []
    drive.time.watch = lambda: most.append(sum(state != "Available" for state in drive.made().values()))
    result = drive.run(*TWELVE, max_in_flight=3)

    assert result.brief == [DONE] * 12
    assert max(most) == 3


def test_what_is_in_flight_is_counted_for_each_region(drive: Driver) -> None:
    result = drive.run("m-00", "m-01", "m-02", "m-03", to=[HOME], max_in_flight=2, pass_seconds=1)

    assert sorted(result.brief) == [("copying", "started")] * 2 + [("queued", "none")] * 2
    assert drive.run("m-04", "m-05", to=[AWAY], max_in_flight=2, pass_seconds=1).brief == [("copying", "started")] * 2


def test_waiting_costs_list_calls_and_no_call_for_each_image(drive: Driver) -> None:
    drive.emu.set(copy_seconds=600, running_copies_per_region=12)
    drive.run(*TWELVE, poll_seconds=10, pass_seconds=300)
    polls = len(drive.time.slept)

    assert drive.count("DescribeImages") <= 2 * polls + 10
    assert drive.count("DescribeSnapshots") <= 3


# Not waiting


def test_without_waiting_copies_are_started_and_left(drive: Driver) -> None:
    result = drive.run("m-web", "m-00", "m-01", wait=False, max_in_flight=2)

    assert result.brief == [("copying", "started")] * 2 + [("queued", "none")]
    assert drive.time.slept == []
    assert result.ids[2] == ""


def test_a_later_run_without_waiting_sees_them_done(drive: Driver) -> None:
    first = drive.run("m-web", wait=False)
    drive.emu.advance(61)
    second = drive.run("m-web", wait=False)

    assert (second.ids, second.brief) == (first.ids, [("available", "reused")])


def test_a_later_run_without_waiting_repairs_what_is_done(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web", wait=False, restore_family=True).ids
    drive.emu.advance(61)
    second = drive.run("m-web", wait=False, restore_family=True)

    assert (second.ids, second.brief) == ([copy_id], [("available", "reused")])
    assert drive.emu.image(copy_id)["ImageFamily"] == "web"
    assert drive.time.slept == []


# Conflicts


@pytest.mark.parametrize("scope", ["image", "destination"])
def test_one_image_is_copied_to_two_regions_one_after_the_other(drive: Driver, scope: str) -> None:
    drive.emu.set(copy_conflict_scope=scope)
    result = drive.run("m-web", to=[HOME, AWAY])

    assert result.brief == [DONE, DONE]
    assert drive.count("CopyImage", "OperationDenied.ImageCopyConflict") == 0


def test_an_image_that_somebody_else_is_copying_is_waited_for(drive: Driver) -> None:
    drive.emu.copy("m-web", DestinationRegionId=AWAY, KMSKeyId="key-sh")
    result = drive.run("m-web", "m-00")

    assert result.brief == [DONE, DONE]
    assert drive.count("CopyImage", "OperationDenied.ImageCopyConflict") > 0


def test_an_image_that_is_still_busy_when_the_pass_ends_is_queued(drive: Driver) -> None:
    drive.emu.copy("m-web", DestinationRegionId=AWAY, KMSKeyId="key-sh")
    result = drive.run("m-web", pass_seconds=5)

    assert (result.brief, result.failures) == ([("queued", "none")], {})


def test_a_name_that_was_taken_in_the_meantime_is_changed(drive: Driver) -> None:
    request = drive.request("m-web")
    plan = drive.plan(request)
    other = drive.emu.copy("m-00", DestinationImageName="web-cmk")
    result = drive.carry_out(request, plan)

    assert result.brief == [DONE]
    assert drive.emu.image(result.ids[0])["ImageName"] == "web-cmk-m-web"
    assert result.ids != [other]


# Lost answers, hidden copies


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_lost_answer_starts_no_second_copy(drive: Driver, slept: list[float], kind: str) -> None:
    drive.emu.fault(kind=kind, action="CopyImage", times=2)
    result = drive.run("m-web")

    assert drive.emu.control("GET", "faults")["faults"][0]["fired"] == 2
    assert result.brief == [DONE]
    assert len(drive.made()) == 1
    assert slept


def test_a_copy_is_not_given_up_because_other_answers_took_long_after_it_was_looked_for(drive: Driver) -> None:
    conflict = {"code": "OperationDenied.ImageCopyConflict", "status": 400, "match": {"ImageId": "m-web"}}
    drive.emu.fault(kind="error", action="CopyImage", times=3, **conflict)
    drive.emu.set(list_lag_seconds=100)
    slow = Slow(drive.emu, action="DescribeSnapshots", seconds=300)

    result = replace(drive, time=slow).run("m-00", "m-web", visibility_timeout=120, poll_seconds=15)

    assert result.brief == [DONE, DONE]
    assert drive.count("CopyImage") == 2
    assert slow.answers > 0


@pytest.mark.parametrize("lag", [5, 90])
def test_copies_that_are_listed_late_are_started_once(drive: Driver, lag: int) -> None:
    drive.emu.set(list_lag_seconds=lag)
    result = drive.run("m-web", "m-00")

    assert result.brief == [DONE, DONE]
    assert drive.count("CopyImage") == 2


def test_copies_that_all_end_before_the_first_look_are_found_however_old_they_are(drive: Driver) -> None:
    drive.emu.set(copy_seconds=3600, running_copies_per_region=20)
    for image_id in TWELVE:
        drive.run(image_id, wait=False)
        drive.emu.advance(60)
    request = drive.request(*TWELVE)
    plan = drive.plan(request)
    drive.emu.advance(7200)
    result = drive.carry_out(request, plan)

    assert result.brief == [("available", "adopted")] * 12
    assert drive.count("CopyImage") == 12


def test_a_run_that_does_not_see_an_earlier_ones_copy_yet_starts_no_second_one(drive: Driver) -> None:
    first = drive.run("m-web", wait=False)
    drive.emu.set(list_lag_seconds=30)
    second = drive.run("m-web")

    assert second.ids == first.ids
    assert second.brief == [DONE]
    assert len(drive.made()) == 1


def test_a_hidden_copy_that_was_started_with_other_options_is_adopted(drive: Driver) -> None:
    first = drive.run("m-web", wait=False, name_template="earlier-{name}")
    drive.emu.set(list_lag_seconds=30)
    second = drive.run("m-web")

    assert drive.count("CopyImage", "IdempotentParameterMismatch") == 1
    assert second.ids == first.ids
    assert second.brief == [("available", "adopted")]
    assert len(drive.made()) == 1


def test_a_hidden_copy_whose_tags_somebody_removed_is_adopted_under_its_name(drive: Driver) -> None:
    first = drive.run("m-web", wait=False, run="first")
    drive.emu.set(list_lag_seconds=30, client_token_counts_tags=True)
    copy = drive.emu.cloud.accounts[OWNER].regions[HOME].images[first.ids[0]]
    del copy.tags[TAG_COPY]
    second = drive.run("m-web", run="second")

    assert drive.count("CopyImage", "IdempotentParameterMismatch") == 1
    assert second.ids == first.ids
    assert second.brief == [("available", "adopted")]
    assert len(drive.made()) == 1
    assert copy.tags[TAG_COPY] == tag(1)


def test_a_call_without_an_answer_whose_token_is_forgotten_makes_no_second_copy(
    drive: Driver, connect: Connect
) -> None:
    drive.emu.set(client_token_seconds=0.1)
    drive.emu.fault(kind="drop_after", action="CopyImage", times=1)
    result = replace(drive, session=connect(max_attempts=1)).run("m-web", poll_seconds=60)

    assert drive.count("CopyImage", "InvalidImageName.Duplicated") == 1
    assert result.brief == [("available", "adopted")]
    assert [*drive.made()] == result.ids


def remove(drive: Driver, image_id: str) -> None:
    """Somebody deletes an image; the cloud remembers its client token."""
    region = drive.emu.cloud.accounts[OWNER].regions[HOME]
    del region.images[image_id]
    region.image_lists.images_changed()


@pytest.mark.parametrize(
    "template", [pytest.param("{name}-cmk", id="same options"), pytest.param("new-{name}", id="other options")]
)
def test_a_copy_that_was_deleted_is_made_again_after_two_minutes(drive: Driver, template: str) -> None:
    first = drive.run("m-web", wait=False)
    remove(drive, first.ids[0])
    second = drive.run("m-web", name_template=template)

    assert second.brief == [DONE]
    assert second.ids != first.ids
    assert drive.made() == {second.ids[0]: "Available"}
    assert drive.tags(second.ids[0])[TAG_COPY] == tag(2)
    assert 120 < drive.time.passed < 120 + 60 + 30


def test_a_pass_does_not_end_while_a_copy_cannot_be_seen_since_the_next_would_wait_anew(drive: Driver) -> None:
    remove(drive, drive.run("m-web", wait=False).ids[0])
    result = drive.run("m-web", pass_seconds=30)

    assert result.brief == [("copying", "started")]
    assert drive.tags(result.ids[0])[TAG_COPY] == tag(2)
    assert 120 < drive.time.passed < 120 + 20


def test_a_copy_that_is_deleted_while_it_is_waited_for_is_made_again(drive: Driver) -> None:
    def delete_once() -> None:
        if drive.time.passed > 20 and (copies := drive.made()) and drive.time.passed < 40:
            remove(drive, next(iter(copies)))

    drive.time.watch = delete_once
    result = drive.run("m-web")

    assert result.brief == [DONE]
    assert drive.tags(result.ids[0])[TAG_COPY] == tag(2)


def hide(drive: Driver, after: float, before: float) -> None:
    """The copy cannot be seen between these seconds of the test."""
    images = drive.emu.cloud.accounts[OWNER].regions[HOME].images
    hidden = {}

    def watch() -> None:
        images.update(hidden)
        hidden.clear()
        if after < drive.time.passed < before:
            made = next(iter(drive.made()))
            hidden[made] = images.pop(made)

    drive.time.watch = watch


def test_a_long_copy_that_drops_out_of_the_lists_for_a_moment_is_not_made_again(drive: Driver) -> None:
    drive.emu.set(copy_seconds=600)
    hide(drive, 400, 420)
    result = drive.run("m-web")

    assert result.brief == [DONE]
    assert drive.count("CopyImage") == 1


def test_a_copy_is_missed_from_the_first_look_that_does_not_show_it(drive: Driver) -> None:
    """However long before it was seen: answers to something else may have taken minutes since."""
    drive.emu.set(copy_seconds=1800)
    hide(drive, 600, 900)
    result = drive.run("m-web", poll_seconds=300, visibility_timeout=120)

    assert result.brief == [DONE]
    assert drive.count("CopyImage") == 1


def test_a_copy_that_no_look_showed_is_looked_for_once_more_before_it_is_made_again(drive: Driver) -> None:
    """Lists that begin at a time may leave out what ECS says to be older."""
    images = drive.emu.cloud.accounts[OWNER].regions[HOME].images
    for image_id in TWELVE:
        drive.run(image_id, wait=False)
    made = drive.made()
    request = drive.request(*TWELVE)
    drive.emu.set(list_lag_seconds=30)
    plan = drive.plan(request)
    drive.emu.set(list_lag_seconds=0)
    for image_id in made:
        images[image_id].created -= 5000 * 86_400
    result = drive.carry_out(request, plan)

    assert [copy.state for copy in result.copies] == ["available"] * 12
    assert drive.count("CopyImage") == 24
    assert len(drive.made()) == 12


def test_an_image_that_was_taken_for_the_copy_by_its_name_is_looked_at_again_when_it_is_made(drive: Driver) -> None:
    other = drive.emu.copy("m-01", DestinationImageName="db-00-cmk")
    drive.emu.fault(kind="alter", action="DescribeSnapshots", skip=1, answer={"Snapshots": {"Snapshot": []}})
    first = drive.run("m-00")

    assert first.brief == [("failed", "adopted")]
    assert first.copies[0].reasons[-1].code == "copy_name_collision"
    assert TAG_COPY not in drive.tags(other)

    second = drive.run("m-00")

    assert second.brief == [DONE]
    assert second.ids != [other]


# Outages


def test_an_outage_of_copies_is_waited_out(drive: Driver, slept: list[float]) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="InternalError", status=500, times=20)
    result = drive.run("m-web", pass_seconds=1)

    assert result.brief[0][0] != "failed"
    assert drive.count("CopyImage", "InternalError") == 20
    assert len(drive.made()) == 1
    assert slept


def test_an_outage_of_copies_that_lasts_is_told(drive: Driver, slept: list[float]) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="InternalError", status=500, times=9999)
    result = drive.run("m-web", pass_seconds=1, visibility_timeout=60)

    assert result.brief == [("failed", "none")]
    assert result.copies[0].reasons[-1].code == "InternalError"
    assert 60 < drive.time.passed < 120
    assert slept


def test_an_outage_of_copies_is_told_at_once_to_who_does_not_wait(drive: Driver, slept: list[float]) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="InternalError", status=500, times=9999)

    assert drive.run("m-web", wait=False).brief == [("failed", "none")]
    assert slept


# Failing copies


def test_a_copy_that_fails_is_made_again_and_the_failed_one_stays_as_the_record(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=1)
    result = drive.run("m-web", "m-00")

    assert drive.emu.control("GET", "faults")["faults"][0]["fired"] == 1
    assert result.brief == [DONE, DONE]
    assert sorted(drive.made().values()) == ["Available", "Available", "CreateFailed"]
    assert sorted(drive.tags(image_id)[TAG_COPY][-1] for image_id in result.ids) == ["1", "2"]


def test_a_copy_that_fails_every_time_is_given_up_and_the_others_end(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=9, match={"ImageId": "m-web"})
    result = drive.run("m-web", "m-00")

    assert [item[0] for item in result.brief] == ["failed", "available"]
    assert drive.emu.control("GET", "faults")["faults"][0]["fired"] == 3
    (label,) = result.failures
    error = result.failures[label]
    assert "m-web" in label
    assert isinstance(error, CopyFailed)
    assert error.code == "copy_failed"
    assert "CreateFailed" in str(error)
    assert "3 attempts" in str(error)
    assert [reason.code for reason in result.copies[0].reasons][-1] == "copy_failed"


def test_attempts_are_counted_over_all_runs(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=9)
    for _round in range(2):
        drive.run("m-web", wait=False, max_attempts=3)
        drive.emu.advance(61)
    result = drive.run("m-web", max_attempts=3)
    again = drive.run("m-web", max_attempts=3)

    assert drive.count("CopyImage") == 3
    assert [result.brief[0][0], again.brief[0][0]] == ["failed", "failed"]
    assert list(again.failures) == list(result.failures)
    assert "max_copy_attempts" in str(next(iter(again.failures.values())))


def test_after_more_attempts_are_allowed_a_given_up_copy_is_made_again(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=1)
    assert drive.run("m-web", max_attempts=1).brief[0][0] == "failed"

    assert drive.run("m-web", max_attempts=2).brief == [DONE]


def test_a_copy_that_is_refused_fails_alone_with_the_clouds_code(drive: Driver) -> None:
    drive.emu.fault(
        kind="error", action="CopyImage", code="InvalidImageName.Malformed", status=400, match={"ImageId": "m-00"}
    )
    result = drive.run("m-web", "m-00", "m-01")

    assert [item[0] for item in result.brief] == ["available", "failed", "available"]
    assert result.brief[1][1] == "none"
    (error,) = result.failures.values()
    assert isinstance(error, ApiError)
    assert error.code == "InvalidImageName.Malformed"
    assert result.copies[1].reasons[-1].code == "InvalidImageName.Malformed"


def test_a_copy_under_another_key_than_its_tags_say_is_found_out_and_replaced(drive: Driver) -> None:
    tags = [{"Key": TAG_SOURCE, "Value": "m-web"}, {"Key": TAG_COPY, "Value": tag(1)}]
    wrong = drive.emu.copy("m-web", KMSKeyId="key-2", DestinationImageName="wrong", Tag=tags)
    result = drive.run("m-web")

    assert result.brief == [DONE]
    assert result.ids != [wrong]
    assert drive.tags(result.ids[0])[TAG_COPY] == tag(2)
    assert drive.made()[wrong] == "Available"


def test_somebodys_copy_of_our_copy_is_not_taken_for_ours(drive: Driver) -> None:
    drive.emu.set(copy_keeps_tags=True)
    (ours,) = drive.run("m-web").ids
    theirs = drive.emu.copy(ours, DestinationRegionId=AWAY, KMSKeyId="key-sh")
    drive.emu.advance(61)

    result = drive.run("m-web", to=[AWAY])

    assert drive.tags(theirs, AWAY)[TAG_SOURCE] == "m-web"
    assert result.brief == [DONE]
    assert result.ids != [theirs]


def test_a_copy_of_our_copy_in_its_own_region_is_left_alone(drive: Driver) -> None:
    drive.emu.set(copy_keeps_tags=True)
    (ours,) = drive.run("m-web").ids
    theirs = drive.emu.copy(ours, DestinationImageName="theirs")
    drive.emu.advance(61)
    result = drive.run("m-web")

    assert (result.ids, result.brief) == ([ours], [("available", "reused")])
    assert [reason.code for reason in result.copies[0].reasons] == ["duplicate_copies"]
    assert theirs in result.copies[0].reasons[0].message


# Tags removed


def strip(drive: Driver, image_id: str) -> None:
    """Somebody removes all tags of an image."""
    drive.emu.cloud.accounts[OWNER].regions[HOME].images[image_id].tags.clear()


def test_a_copy_that_lost_its_tags_is_found_and_tagged_again(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    tags = drive.tags(copy_id)
    strip(drive, copy_id)
    result = drive.run("m-web")

    assert (result.ids, result.brief) == ([copy_id], [("available", "reused")])
    assert drive.tags(copy_id) == tags
    assert drive.count("CopyImage") == 1


@pytest.mark.parametrize("name", [TAG_SOURCE, TAG_COPY])
def test_a_copy_that_lost_one_of_its_tags_is_found_and_tagged_again(drive: Driver, name: str) -> None:
    (copy_id,) = drive.run("m-web").ids
    tags = drive.tags(copy_id)
    del drive.emu.cloud.accounts[OWNER].regions[HOME].images[copy_id].tags[name]
    result = drive.run("m-web")

    assert (result.ids, result.brief) == ([copy_id], [("available", "reused")])
    assert drive.tags(copy_id) == tags
    assert drive.count("CopyImage") == 1


def test_a_copy_that_lost_its_tags_is_found_though_deleted_ones_have_used_up_the_attempts(drive: Driver) -> None:
    for number in (1, 2):
        (copy_id,) = drive.run("m-web", max_attempts=1).ids
        if number == 1:
            remove(drive, copy_id)
    strip(drive, copy_id)
    result = drive.run("m-web", max_attempts=1)

    assert (result.ids, result.brief) == ([copy_id], [("available", "reused")])
    assert drive.tags(copy_id)[TAG_COPY] == tag(2)


def test_copies_that_had_to_share_a_name_are_told_apart_without_tags(drive: Driver) -> None:
    images, options = ("m-web", "m-00"), {"name_template": "golden"}
    first = drive.run(*images, **options)
    for copy_id in first.ids:
        strip(drive, copy_id)
    second = drive.run(*images, **options)

    assert second.ids == first.ids
    assert second.brief == [("available", "reused")] * 2
    assert drive.count("CopyImage") == 2


def test_a_copy_that_lost_its_tags_while_it_was_made_is_adopted_and_tagged_again(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web", wait=False).ids
    tags = drive.tags(copy_id)
    strip(drive, copy_id)
    result = drive.run("m-web")

    assert (result.ids, result.brief) == ([copy_id], [("available", "adopted")])
    assert drive.tags(copy_id) == tags


def test_tags_that_were_changed_on_purpose_stay(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    drive.emu.ecs("TagResources", ResourceType="image", ResourceId=[copy_id], Tag=[{"Key": "team", "Value": "db"}])
    drive.run("m-web")

    assert drive.tags(copy_id)["team"] == "db"


# Quotas


@pytest.mark.parametrize("code", ["QuotaExceed.Image", "QuotaExceed.Snapshot"])
def test_a_full_region_is_asked_once_a_pass_and_waited_for(drive: Driver, code: str) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code=code, status=403, times=3, match={"ImageId": "m-00"})
    for asked in range(1, 4):
        result = drive.run("m-web", "m-00", pass_seconds=100)
        assert (result.brief[1], drive.count("CopyImage", code)) == (("queued", "none"), asked)
        assert not result.failures
    result = drive.run("m-web", "m-00")

    assert [state for state, _action in result.brief] == ["available", "available"]


def test_a_full_region_is_found_with_few_calls_and_holds_up_no_other(drive: Driver) -> None:
    drive.emu.cloud.accounts[OWNER].quotas.images = len(drive.emu.cloud.accounts[OWNER].regions[HOME].images) + 5
    images = [f"m-{number:02}" for number in range(12)]
    result = drive.run(*images, to=[HOME, AWAY], pass_seconds=60, max_in_flight=50)

    assert drive.count("CopyImage", "QuotaExceed.Image") <= drive.session.connection.concurrency
    states = Counter((copy.wanted.region, str(copy.state)) for copy in result.copies)
    assert states[HOME, "copying"] + states[HOME, "available"] == 5
    before = drive.count("CopyImage", "QuotaExceed.Image")
    drive.run(*images, to=[HOME], pass_seconds=60, max_in_flight=50)
    assert drive.count("CopyImage", "QuotaExceed.Image") - before == 1


def test_a_pass_that_only_waits_for_room_ends(drive: Driver) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="QuotaExceed.Image", status=403, times=99)
    result = drive.run("m-web", "m-00", pass_seconds=600)

    assert (result.brief, result.failures) == ([("queued", "none")] * 2, {})
    assert {copy.reasons[-1].code for copy in result.copies} == {"QuotaExceed.Image"}
    assert (drive.count("CopyImage", "QuotaExceed.Image"), drive.time.slept) == (1, [])


def test_without_waiting_a_full_region_fails_what_it_has_no_room_for(drive: Driver) -> None:
    drive.emu.fault(kind="error", action="CopyImage", code="QuotaExceed.Image", status=403, times=99)
    result = drive.run("m-web", "m-00", wait=False)

    assert result.brief == [("failed", "none")] * 2
    assert {error.code for error in result.failures.values() if isinstance(error, ApiError)} == {"QuotaExceed.Image"}


def test_a_quota_that_is_still_full_when_the_pass_ends_is_told(drive: Driver) -> None:
    match = {"ImageId": "m-00"}
    drive.emu.fault(kind="error", action="CopyImage", code="QuotaExceed.Image", status=403, times=99, match=match)
    result = drive.run("m-web", "m-00", pass_seconds=30)

    assert result.brief == [("copying", "started"), ("queued", "none")]
    assert [reason.code for reason in result.copies[1].reasons] == ["QuotaExceed.Image"]


# Missing rights


@pytest.fixture
def denied(drive: Driver, connect: Connect) -> Any:
    """The engine with another user's key."""
    return lambda key: replace(drive, session=connect(key))


def test_a_copy_that_could_not_be_proven_is_not_started(drive: Driver, denied: Any) -> None:
    with pytest.raises(Denied) as caught:
        denied("no-snapshots").run("m-web")

    assert caught.value.permission == "ecs:DescribeSnapshots"
    assert drive.made() == {}


def test_a_copy_that_may_not_be_repaired_is_there_and_fails(denied: Any) -> None:
    result = denied("no-attributes").run("m-web", "m-00", restore_family=True)

    assert result.brief == [DONE, DONE]
    (error,) = result.failures.values()
    assert isinstance(error, Denied)
    assert error.permission == "ecs:ModifyImageAttribute"


# Broken looks


def break_list(drive: Driver, code: str, status: int, times: int) -> None:
    """Reading what runs fails, after the lists that a pass begins with."""
    drive.emu.fault(kind="error", action="DescribeImages", code=code, status=status, times=times, skip=1)


def test_an_outage_while_copies_are_watched_is_waited_out(drive: Driver, connect: Connect, slept: list[float]) -> None:
    break_list(drive, "ServiceUnavailable", 503, 5)
    result = replace(drive, session=connect(max_attempts=1)).run("m-web")

    assert (result.brief, result.failures) == ([DONE], {})
    assert drive.count("DescribeImages", "ServiceUnavailable") == 5
    assert slept == []


def test_an_outage_that_lasts_leaves_the_copies_to_the_next_pass(drive: Driver, connect: Connect) -> None:
    break_list(drive, "ServiceUnavailable", 503, 999)
    result = replace(drive, session=connect(max_attempts=1)).run("m-web", pass_seconds=30)

    assert (result.brief, result.failures) == ([("copying", "started")], {})
    assert drive.time.passed == pytest.approx(30)


def test_a_look_that_is_refused_for_good_ends_the_pass_with_what_was_started(drive: Driver) -> None:
    break_list(drive, "InvalidFilterValue", 404, 999)
    result = drive.run("m-web")

    assert result.brief == [("copying", "started")]
    (error,) = result.failures.values()
    assert isinstance(error, ApiError)
    assert error.code == "InvalidFilterValue"
    assert drive.time.passed == 0


# Proof


def test_a_copy_whose_snapshots_cannot_be_seen_yet_is_not_made_again_by_the_next_run(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.advance(61)
    hide_snapshots(drive, times=4)
    result = drive.run("m-web")

    assert result.brief == [("available", "adopted")]
    assert drive.count("CopyImage") == 1


def test_a_copy_whose_snapshots_are_never_seen_fails(drive: Driver) -> None:
    drive.run("m-web", wait=False)
    drive.emu.advance(61)
    hide_snapshots(drive, times=999)
    result = drive.run("m-web", pass_seconds=1)

    assert result.brief == [("failed", "adopted")]
    assert result.copies[0].reasons[-1].code == "copy_not_proven"
    assert 120 < drive.time.passed < 140
    assert drive.count("CopyImage") == 1


def hide_snapshots(drive: Driver, times: int) -> None:
    """DescribeSnapshots leaves out the copies' for a while."""
    regions = drive.emu.cloud.accounts[OWNER].regions
    hidden = {key: item for key, item in regions[HOME].snapshots.items() if item.source_snapshot}
    for key in hidden:
        del regions[HOME].snapshots[key]
    looks = [0]

    def watch() -> None:
        looks[0] += 1
        if looks[0] == times:
            regions[HOME].snapshots.update(hidden)

    drive.time.watch = watch


def test_another_resource_group_than_the_sources_is_told_of_a_new_copy(drive: Driver) -> None:
    def move() -> None:
        for item in drive.emu.cloud.accounts[OWNER].regions[HOME].images.values():
            if item.copied:
                item.resource_group = "rg-default"

    drive.time.watch = move
    result = drive.run("m-web")

    assert [reason.code for reason in result.copies[0].reasons] == ["resource_group_differs"]
    assert [reason.code for reason in drive.run("m-web").copies[0].reasons] == ["resource_group_differs"]


def test_without_waiting_a_copy_that_was_deleted_is_made_again(drive: Driver) -> None:
    (first,) = drive.run("m-web").ids
    drive.emu.ecs("DeleteImage", ImageId=first)
    drive.time.slept.clear()
    result = drive.run("m-web", wait=False)

    assert result.failures == {}
    assert list(drive.made()) == result.ids
    assert result.ids != [first]
    assert 120 <= drive.time.passed <= 160


@pytest.mark.parametrize("action", ["ModifyImageAttribute", "TagResources"])
def test_what_cannot_be_put_right_for_a_while_is_tried_again(drive: Driver, connect: Connect, action: str) -> None:
    (made,) = drive.run("m-web", wait=False).ids
    drive.emu.ecs("UntagResources", ResourceType="image", ResourceId=[made], TagKey=[TAG_COPY])
    drive.emu.fault(kind="error", action=action, code="ServiceUnavailable", status=503, times=3)
    result = replace(drive, session=connect(max_attempts=1)).run("m-web", restore_family=True)

    assert (result.ids, result.failures) == ([made], {})
    assert [str(copy.state) for copy in result.copies] == ["available"]
    assert drive.count(action, "ServiceUnavailable") == 3
    assert drive.tags(made)[TAG_COPY] == tag(1)
    assert drive.emu.image(made)["ImageFamily"] == "web"


def test_an_outage_in_one_region_keeps_the_copies_of_another_from_nothing(drive: Driver, connect: Connect) -> None:
    match = {"RegionId": AWAY}
    drive.emu.fault(
        kind="error", action="DescribeImages", code="ServiceUnavailable", status=503, times=999, skip=1, match=match
    )
    patient = replace(drive, session=connect(max_attempts=1))
    result = patient.run("m-00", "m-01", "m-02", to=[HOME, AWAY], pass_seconds=3000)

    home = [str(copy.state) for copy in result.copies if copy.wanted.region == HOME]
    assert (home.count("available"), result.failures) == (2, {}), "and one waits for its copy in the other region"


def test_credentials_that_end_in_a_pass_leave_the_copies_to_the_next(drive: Driver) -> None:
    expired = {"code": "InvalidSecurityToken.Expired", "status": 403, "times": 999}
    drive.emu.fault(kind="error", action="CopyImage", skip=1, **expired)
    drive.emu.fault(kind="error", action="DescribeImages", skip=1, **expired)
    result = drive.run("m-00", "m-01", pass_seconds=60, max_in_flight=1)

    assert (result.brief, result.failures) == ([("copying", "started"), ("queued", "none")], {})


def test_copies_that_were_deprecated_or_deleted_are_no_failed_attempts(drive: Driver) -> None:
    for _number in range(3):
        (made,) = drive.run("m-web", max_attempts=2).ids
        drive.emu.ecs("ModifyImageAttribute", ImageId=made, Status="Deprecated")
    drive.emu.fault(kind="fail_copy", times=1)
    result = drive.run("m-web", max_attempts=2)

    assert result.brief == [("available", "started")]
    assert "copy_deprecated" in [reason.code for reason in result.copies[0].reasons]


def test_a_source_that_was_deprecated_since_still_has_its_copy(drive: Driver) -> None:
    (made,) = drive.run("m-web").ids
    drive.emu.ecs("ModifyImageAttribute", ImageId="m-web", Status="Deprecated")

    assert drive.run("m-web").ids == [made]


@pytest.mark.parametrize("name", [TAG_COPY, TAG_SOURCE])
def test_a_copy_whose_tags_somebody_edited_is_not_made_again(drive: Driver, name: str) -> None:
    (made,) = drive.run("m-web").ids
    tag = [{"Key": name, "Value": "mine"}]
    drive.emu.ecs("TagResources", ResourceType="image", ResourceId=[made], Tag=tag)
    result = drive.run("m-web")

    assert result.ids == [made]
    assert drive.count("CopyImage") == 1
    assert drive.tags(made)[name] != "mine"


def test_what_was_put_right_is_a_change_although_the_copy_was_only_found(drive: Driver) -> None:
    request = drive.request("m-web", restore_family=True)
    drive.run("m-web", wait=False)
    plan = drive.plan(request)
    work = CopyPass(drive.session, plan.world.destinations, request.options, drive.time.clock, drive.time.sleep)
    work.run(plan.plans)

    assert work.wrote
