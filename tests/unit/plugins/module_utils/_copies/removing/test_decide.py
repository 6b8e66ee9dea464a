# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is removed when copies are to go, and what is left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.removing.decide import RemovalsPlan, plan_removals
from plugins.module_utils._copies.removing.values import (
    LiveDisks,
    Origins,
    RegionStock,
    Removal,
    RemovalDecision,
    RemovalWorld,
    Unwanted,
)
from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE, read_copy_tag
from plugins.module_utils._model.key import KeyType

from ...support import AWAY, CONSUMER, HOME, KEY, OWNER, copy_of, disk, image, snapshot, wanted

WANT = wanted()
SOURCE = WANT.source
UNWANTED = Unwanted(
    source_image_id="m-1",
    source_region=HOME,
    region=HOME,
    account_id=OWNER,
    kms_key_id=KEY,
    name_template="{name}-cmk",
)
UNSEEN = disk(snapshot_id="s-copy", encrypted=True)


def copied(attempt: int = 1, **more: Any) -> Image:
    """A copy whose snapshot was copied from the source's."""
    return copy_of(WANT, attempt, **{"disks": (disk(KEY, snapshot_id="s-copy", source_snapshot_id="s-1"),), **more})


def tags(attempt: int = 1, **changes: Any) -> dict[str, str]:
    return {TAG_SOURCE: "m-1", TAG_COPY: replace(WANT.tag(attempt), **changes).value}


def plan(
    *images: Image,
    unwanted: Unwanted = UNWANTED,
    source: Image | None = SOURCE,
    kept: frozenset[str] = frozenset(),
    **stock: Any,
) -> RemovalsPlan:
    """A region that holds these images, and the source if it is still there, or those of its snapshots that are."""
    listed = [*images, *([source] if source else [])]
    copies = [item for item in listed if item.tags.get(TAG_SOURCE) == "m-1"]
    own = frozenset(item.snapshot_id for item in source.disks) if source else None
    every = frozenset(item.snapshot_id for one in listed for item in one.disks)
    return plan_removals(
        RemovalWorld(
            unwanted=[unwanted],
            regions={HOME: RegionStock(images=listed, copies=copies, **stock)},
            origins={"m-1": Origins(source=own, others=every, kept=kept)},
        )
    )


def only(found: RemovalsPlan) -> Removal:
    (removal,) = found.removals
    return removal


# What goes


def test_a_copy_goes_with_its_snapshots_and_loses_its_accounts() -> None:
    found = plan(copied(), shares={"m-copy-1": (CONSUMER,)})

    assert (only(found).decision, only(found).snapshot_ids, only(found).shared_with) == (
        RemovalDecision.REMOVE,
        ("s-copy",),
        (CONSUMER,),
    )
    assert found.changed
    (label,) = found.before
    assert "m-copy-1" in label
    assert found.before[label] == f"available; snapshots s-copy; shared with {CONSUMER}"
    assert found.after == {}
    (told,) = found.predicted()
    assert (told["state"], told["action"], told["image_id"]) == ("planned", "none", "m-copy-1")
    assert (told["snapshot_ids"], told["unshared"], told["kms_key_id"]) == (["s-copy"], [CONSUMER], KEY)


def test_every_attempt_goes() -> None:
    found = plan(copied(1, status="CreateFailed", disks=()), copied(2, status="UnAvailable"), copied(3))

    assert [item.decision for item in found.removals] == [RemovalDecision.REMOVE] * 3


@pytest.mark.parametrize("status", ["Creating", "Waiting"])
def test_a_copy_that_is_being_made_goes_even_if_its_snapshots_cannot_be_seen(status: str) -> None:
    assert only(plan(copied(status=status, disks=(UNSEEN,)))).decision is RemovalDecision.REMOVE
    assert only(plan(copied(status=status, disks=()))).decision is RemovalDecision.REMOVE


def test_a_copy_goes_although_its_source_is_gone() -> None:
    assert only(plan(copied(), source=None)).decision is RemovalDecision.REMOVE


def test_a_copy_goes_although_its_key_is_gone() -> None:
    gone = disk(KEY, snapshot_id="s-copy", key_type=KeyType.UNKNOWN)

    assert only(plan(copied(disks=(gone,)))).decision is RemovalDecision.REMOVE


def test_without_a_key_copies_under_every_key_go() -> None:
    other = copied(image_id="m-other", tags=tags(kms_key_id="key-2"), disks=(disk("key-2", source_snapshot_id="s-1"),))
    found = plan(copied(), other, unwanted=replace(UNWANTED, kms_key_id=""))

    assert {item["kms_key_id"] for item in found.predicted()} == {KEY, "key-2"}
    assert {item.decision for item in found.removals} == {RemovalDecision.REMOVE}


def test_a_copy_under_another_key_than_the_one_given_is_not_spoken_of() -> None:
    other = copied(tags=tags(kms_key_id="key-2"), disks=(disk("key-2"),))
    found = plan(other)

    assert [item["state"] for item in found.predicted()] == ["absent"]
    assert not found.changed
    assert not found.has_work


def test_of_an_image_without_copies_it_is_said_that_they_are_absent() -> None:
    found = plan()
    (told,) = found.predicted()

    assert (told["state"], told["action"], told["image_id"], told["snapshot_ids"]) == ("absent", "none", None, [])
    assert (told["name"], told["size_gib"], told["progress"], told["kms_key_id"]) == ("", 0, 0, KEY)
    assert (found.before, found.after, found.changed) == ({}, {}, False)


def test_a_shared_image_whose_owner_is_not_known_any_more_has_copies_of_any_owner() -> None:
    theirs = copied(tags=tags(account_id=CONSUMER))

    assert only(plan(theirs, source=None, unwanted=replace(UNWANTED, account_id=""))).decision is RemovalDecision.REMOVE


# What stays


@pytest.mark.parametrize(
    ("stranger", "code"),
    [
        pytest.param(copied(tags={TAG_SOURCE: "m-1"}), "copy_tag_unread", id="without the tag of the copy"),
        pytest.param(copied(tags={**tags(), TAG_COPY: "by hand"}), "copy_tag_unread", id="a tag that is not ours"),
        pytest.param(copied(tags={**tags(), TAG_COPY: WANT.tag_value(1)[:-1] + "01"}), "copy_tag_unread", id="01"),
        pytest.param(copied(tags=tags(region=AWAY)), "copy_of_other_destination", id="tag of another destination"),
        pytest.param(copied(tags=tags(source_region=AWAY)), "copy_of_other_destination", id="tag of another origin"),
        pytest.param(copied(tags=tags(account_id=CONSUMER)), "copy_of_another_account", id="tag of another account"),
        pytest.param(copied(is_copied=False), "not_a_copy", id="no copy"),
        pytest.param(copied(disks=(disk("key-2"),)), "copy_wrong_key", id="under another key"),
        pytest.param(copied(disks=(disk(KEY), disk("key-2"))), "copy_wrong_key", id="one disk under another key"),
        pytest.param(
            copied(disks=(disk(encrypted=True, key_type=KeyType.SERVICE),)), "copy_wrong_key", id="service key"
        ),
        pytest.param(copied(disks=(disk(encrypted=False, key_type=KeyType.NONE),)), "copy_wrong_key", id="plain"),
        pytest.param(copied(status="CreateFailed", disks=(disk("key-2"),)), "copy_wrong_key", id="failed, another key"),
        pytest.param(copied(disks=(UNSEEN,)), "copy_not_proven", id="snapshot not to be seen"),
        pytest.param(copied(disks=()), "copy_not_proven", id="no disks"),
        pytest.param(copied(status="Deprecated", disks=()), "copy_not_proven", id="deprecated, no disks"),
        pytest.param(
            copied(disks=(disk(KEY, source_snapshot_id="s-9"),)), "copy_of_copy", id="copied from another image"
        ),
    ],
)
def test_what_is_not_provably_ours_is_left_with_the_reason(stranger: Image, code: str) -> None:
    found = plan(stranger)

    assert (only(found).decision, only(found).snapshot_ids) == (RemovalDecision.KEEP, ())
    (told,) = found.predicted()
    assert [reason["code"] for reason in told["reasons"]] == [code]
    assert told["reasons"][0]["remedy"]
    assert told["state"] in ("available", "failed")
    assert not found.changed
    assert not found.has_work
    assert found.before == found.after


def test_copies_of_shared_images_are_pointed_to_their_option() -> None:
    (told,) = plan(copied(tags=tags(account_id=CONSUMER))).predicted()

    assert "source_owner: shared" in told["reasons"][0]["remedy"]


def test_with_the_source_gone_a_copy_of_another_image_is_still_known() -> None:
    other = image(image_id="m-9", disks=(disk(snapshot_id="s-9"),))
    theirs = copied(disks=(disk(KEY, source_snapshot_id="s-9"),))

    assert {item.decision for item in plan(theirs, other, source=None).removals} == {RemovalDecision.KEEP}


def test_with_all_gone_that_it_came_from_a_copy_of_our_copy_is_known_by_its_name() -> None:
    disks = (disk(KEY, snapshot_id="s-theirs", source_snapshot_id="s-copy"),)
    theirs = copied(image_id="m-theirs", name="golden", disks=disks)
    told = only(plan(theirs, source=None))

    assert (told.decision, told.reasons[0].code) == (RemovalDecision.KEEP, "copy_of_copy")
    assert "name" in told.reasons[0].remedy
    named = replace(UNWANTED, name_template="gold{name}")
    assert only(plan(theirs, source=None, unwanted=named)).decision is RemovalDecision.REMOVE


def test_a_copy_of_any_name_goes_while_a_snapshot_of_its_source_is_there() -> None:
    renamed = copied(name="golden")

    assert only(plan(renamed, source=None)).decision is RemovalDecision.KEEP
    assert only(plan(renamed, source=None, kept=frozenset({"s-1"}))).decision is RemovalDecision.REMOVE


def test_of_several_images_with_the_same_tags_none_goes() -> None:
    found = plan(copied(), copied(image_id="m-double", disks=(disk(KEY, snapshot_id="s-double"),)), copied(2))

    decisions = {item.image.image_id: item.decision for item in found.removals if item.image}
    assert decisions == {
        "m-copy-1": RemovalDecision.KEEP,
        "m-double": RemovalDecision.KEEP,
        "m-copy-2": RemovalDecision.REMOVE,
    }
    assert "m-copy-1, m-double" in found.removals[0].reasons[0].message


def test_a_copy_of_our_copy_keeps_ours_from_nothing() -> None:
    theirs = copied(image_id="m-theirs", disks=(disk(KEY, snapshot_id="s-theirs", source_snapshot_id="s-copy"),))
    found = plan(copied(), theirs)

    decisions = {item.image.image_id: item.decision for item in found.removals if item.image}
    assert decisions == {"m-copy-1": RemovalDecision.REMOVE, "m-theirs": RemovalDecision.KEEP}


def test_a_copy_that_instances_use_cannot_be_removed() -> None:
    found = plan(copied(is_used=True), shares={"m-copy-1": (CONSUMER,)})
    (told,) = found.predicted()

    assert (only(found).decision, told["state"]) == (RemovalDecision.FAIL, "failed")
    assert [reason["code"] for reason in told["reasons"]] == ["copy_in_use"]
    assert told["unshared"] == []
    assert not found.changed
    assert found.has_work


def test_a_snapshot_that_another_image_is_made_of_stays_when_the_copy_goes() -> None:
    made_of_it = image(image_id="m-made", disks=(disk(KEY, snapshot_id="s-copy"),))
    found = plan(copied(), made_of_it)

    assert (only(found).decision, only(found).snapshot_ids) == (RemovalDecision.REMOVE, ())
    assert [reason.code for reason in only(found).reasons] == ["snapshot_in_use"]
    assert "m-made" in only(found).reasons[0].message


# What a removal that was cut off left


def marked(**changes: Any) -> Any:
    """A snapshot of an image that is gone, with the tags it was given before."""
    return replace(snapshot(KEY, snapshot_id="s-left"), **{"source_snapshot_id": "s-1", **changes}), tags()


def test_snapshots_of_a_copy_whose_image_is_gone_go() -> None:
    other = replace(marked()[0], snapshot_id="s-left-2"), tags()
    found = plan(marked_snapshots=[other, marked()])

    assert (only(found).image, only(found).snapshot_ids) == (None, ("s-left", "s-left-2"))
    assert found.changed
    assert list(found.before.values()) == ["snapshots s-left, s-left-2"]
    (told,) = found.predicted()
    assert (told["image_id"], told["state"], told["kms_key_id"]) == (None, "planned", KEY)


def test_what_another_image_left_hides_nothing() -> None:
    other = replace(marked()[0], snapshot_id="s-0"), {**tags(), TAG_SOURCE: "m-other"}
    assert only(plan(marked_snapshots=[other, marked()])).snapshot_ids == ("s-left",)


def test_snapshots_of_a_copy_that_is_there_are_counted_once() -> None:
    found = plan(copied(), marked_snapshots=[(replace(marked()[0], snapshot_id="s-copy"), tags())])

    assert len(found.removals) == 1
    assert only(found).image


@pytest.mark.parametrize(
    ("left", "code"),
    [
        pytest.param((snapshot("key-2", snapshot_id="s-left"), tags()), "copy_wrong_key", id="another key"),
        pytest.param((snapshot(encrypted=False, snapshot_id="s-left"), tags()), "copy_wrong_key", id="plain"),
        pytest.param((marked()[0], {**tags(), TAG_COPY: "x"}), "copy_tag_unread", id="tag not ours"),
        pytest.param((marked()[0], tags(region=AWAY)), "copy_of_other_destination", id="tag of another region"),
        pytest.param((marked()[0], tags(account_id=CONSUMER)), "copy_of_another_account", id="another account"),
        pytest.param(marked(source_snapshot_id="s-9"), "copy_of_copy", id="copied from something else"),
    ],
)
def test_a_snapshot_that_is_not_provably_left_of_ours_stays(left: Any, code: str) -> None:
    found = plan(marked_snapshots=[left])

    assert only(found).decision is RemovalDecision.KEEP
    (told,) = found.predicted()
    assert ([reason["code"] for reason in told["reasons"]], told["snapshot_ids"]) == ([code], [])


@pytest.mark.parametrize(("denied", "code"), [("", "snapshot_of_disk"), ("ecs:DescribeDisks", "snapshot_disk_unseen")])
def test_whatever_its_tags_say_a_snapshot_of_an_existing_disk_stays(denied: str, code: str) -> None:
    live = LiveDisks(ids=frozenset({"d-1"}), denied=denied)
    left = only(plan(marked_snapshots=[marked(source_disk_id="d-1")], live_disks=live))

    assert (left.decision, [item.code for item in left.reasons]) == (RemovalDecision.KEEP, [code])


def test_a_snapshot_of_a_disk_that_is_gone_goes() -> None:
    live = LiveDisks(ids=frozenset({"d-2"}))
    found = plan(marked_snapshots=[marked(source_disk_id="d-1")], live_disks=live)

    assert only(found).snapshot_ids == ("s-left",)


def test_a_tagged_snapshot_that_an_image_is_made_of_stays() -> None:
    other = image(image_id="m-made", disks=(disk(KEY, snapshot_id="s-left"),))

    assert [item.code for item in only(plan(other, marked_snapshots=[marked()])).reasons] == ["snapshot_in_use"]


def test_snapshots_of_another_source_are_not_spoken_of() -> None:
    found = plan(marked_snapshots=[(marked()[0], {**tags(), TAG_SOURCE: "m-2"})])

    assert [item["state"] for item in found.predicted()] == ["absent"]


# The tag


@pytest.mark.parametrize("attempt", [1, 12])
def test_a_tag_reads_as_it_was_written(attempt: int) -> None:
    tag = WANT.tag(attempt)

    assert read_copy_tag({TAG_COPY: tag.value}) == tag


@pytest.mark.parametrize(
    "text", ["", "x", f"{OWNER}/{HOME}>{HOME}/{KEY}", f"{OWNER}/{HOME}/{KEY}/1", f"me/{HOME}>{HOME}/{KEY}/1"]
)
def test_other_text_is_no_tag(text: str) -> None:
    assert read_copy_tag({TAG_COPY: text}) is None
    assert read_copy_tag({}) is None
