# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which failed attempts and orphan snapshots go, and why the others stay."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.removing.values import LiveDisks
from plugins.module_utils._model.image import Image
from plugins.module_utils._retire.leftovers import plan_leftovers, snapshot_users
from plugins.module_utils._retire.rows import Retirement
from plugins.module_utils._retire.values import RetireRequest, RetireSeen, Wish

from ..support import AWAY, HOME, KEY, OWNER, disk, image, snapshot
from .test_decide import NEW, NOW, OLD

ASKED = RetireRequest(region=HOME, new_ids={}, wish=Wish.RETIRED, leftovers=True)
ORPHAN = replace(snapshot(KEY, snapshot_id="s-orphan"), size_gib=30)


def tags(source: str = "m-old", attempt: int = 2, key: str = KEY, source_region: str = HOME) -> dict[str, str]:
    return {"imageops:source-image": source, "imageops:copy": f"{OWNER}/{source_region}>{HOME}/{key}/{attempt}"}


def attempt(**more: Any) -> Image:
    """A failed attempt at the copy of m-old."""
    disks = (disk(KEY, snapshot_id="s-failed", size_gib=20),)
    given = {"image_id": "m-failed", "name": "failed", "status": "CreateFailed", "is_copied": True, "disks": disks}
    return image(**{**given, "tags": tags(), **more})


def rows(*images: Image, request: RetireRequest = ASKED, **more: Any) -> list[Retirement]:
    seen = RetireSeen(account_id=OWNER, now=NOW, images={item.image_id: item for item in images}, **more)
    return plan_leftovers(request, seen)


def told(found: list[Retirement]) -> list[tuple[str, str, str]]:
    """Kind, state and the first reason of each."""
    return [(str(row.kind), str(row.state), row.reasons[0].code if row.reasons else "") for row in found]


def orphan(orphan_tags: dict[str, str], *images: Image, **more: Any) -> list[tuple[str, str, str]]:
    """What becomes of a snapshot with these tags."""
    item = more.pop("snapshot", ORPHAN)
    found = rows(*images, orphans={"s-orphan": orphan_tags}, snapshots={"s-orphan": item}, **more)
    return told(found)


def test_a_failed_attempt_whose_copy_is_there_goes_with_its_snapshot_and_keeps_its_name_on_it() -> None:
    (row,) = rows(OLD, NEW, attempt())
    assert told([row]) == [("failed_attempt", "planned", "")]
    assert (row.snapshot_ids, row.snapshot_tags, row.size_gib) == (("s-failed",), tags(), 20)


def test_a_deprecated_copy_is_a_copy_all_the_same() -> None:
    assert told(rows(OLD, replace(NEW, status="Deprecated"), attempt())) == [("failed_attempt", "planned", "")]


def test_the_record_of_a_copy_that_is_not_made_yet_stays() -> None:
    assert told(rows(OLD, attempt())) == [("failed_attempt", "kept", "retire_attempt_needed")]


@pytest.mark.parametrize(
    "copy",
    [
        replace(NEW, status="Creating"),
        replace(NEW, tags=tags(key="key-other")),
        replace(NEW, tags=tags(source="m-other")),
        replace(NEW, tags={"imageops:source-image": "m-old"}),
        replace(NEW, tags=tags(source_region=AWAY)),
    ],
    ids=["not done", "another key", "another source", "no tag", "another region"],
)
def test_another_image_is_not_the_copy_that_the_attempt_was_for(copy: Image) -> None:
    assert told(rows(OLD, copy, attempt())) == [("failed_attempt", "kept", "retire_attempt_needed")]


def test_an_attempt_of_a_source_that_is_gone_from_this_region_goes() -> None:
    assert told(rows(attempt())) == [("failed_attempt", "planned", "")]
    assert told(rows(attempt(tags=tags(source_region=AWAY)))) == [("failed_attempt", "kept", "retire_attempt_needed")]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"tags": {"imageops:source-image": "m-old", "imageops:copy": "x"}}, "copy_tag_unread"),
        ({"tags": {"imageops:source-image": "m-old"}}, "copy_tag_unread"),
        ({"is_copied": False}, "not_a_copy"),
        ({"disks": (disk("key-other", snapshot_id="s-failed"),)}, "copy_wrong_key"),
        ({"disks": (disk(KEY, snapshot_id="s-failed", source_snapshot_id="s-alien"),)}, "copy_of_copy"),
    ],
)
def test_an_image_that_only_looks_like_an_attempt_stays(more: dict[str, Any], code: str) -> None:
    assert told(rows(OLD, NEW, attempt(**more))) == [("failed_attempt", "kept", code)]


def test_images_that_did_not_fail_or_bear_no_source_are_no_attempts() -> None:
    assert rows(OLD, NEW, attempt(status="Available"), attempt(image_id="m-x", tags={"team": "web"})) == []


def test_a_snapshot_that_another_image_is_made_of_stays_when_the_attempt_goes() -> None:
    both = (disk(KEY, snapshot_id="s-failed", size_gib=20), disk(KEY, snapshot_id="s-new", size_gib=50))
    (row,) = rows(OLD, NEW, attempt(disks=both))
    assert (row.snapshot_ids, row.size_gib) == (("s-failed",), 20)
    assert snapshot_users([NEW, attempt()], but="m-failed") == {"s-new": "m-new"}


def test_only_the_leftovers_that_were_shown_are_removed() -> None:
    failed = [attempt(), attempt(image_id="m-f2", disks=(disk(KEY, snapshot_id="s-f2"),))]
    some = replace(ASKED, leftover_ids=frozenset({"m-f2"}))
    assert [row.image_id for row in rows(OLD, NEW, *failed, request=some)] == ["m-f2"]
    assert [row.image_id for row in rows(OLD, NEW, *failed)] == ["m-failed", "m-f2"]


def test_orphans_of_one_image_go_together_with_their_sizes() -> None:
    others = {name: replace(ORPHAN, snapshot_id=name) for name in ("s-b", "s-a")}
    (row,) = rows(orphans=dict.fromkeys(others, tags(source="m-gone")), snapshots=others)
    assert (row.image_id, row.snapshot_ids, row.size_gib) == ("m-gone", ("s-a", "s-b"), 60)
    assert told([row]) == [("snapshots", "planned", "")]


DENIED: dict[str, Any] = {"disks_denied": {"s-orphan": "ecs:DescribeDisks"}}


@pytest.mark.parametrize(
    ("orphan_tags", "more", "code"),
    [
        (tags(source="m-gone"), DENIED, "retire_disks_unknown"),
        (tags(source="m-gone"), {"made_disks": {"s-orphan": ["d-1"]}}, "retire_disk_uses"),
        (tags(source="m-gone", key="key-other"), {}, "copy_wrong_key"),
        ({"imageops:source-image": "m-gone", "imageops:copy": "x"}, {}, "copy_tag_unread"),
        (
            {"imageops:retired-image": "m-gone"},
            {"disks_denied": {"s-orphan": "ecs:DescribeDisks"}},
            "retire_disks_unknown",
        ),
        ({"imageops:retired-image": "m-gone"}, {"made_disks": {"s-orphan": ["d-1"]}}, "retire_disk_uses"),
        ({"imageops:retired-image": "m-old"}, {}, "snapshot_in_use"),
    ],
)
def test_a_snapshot_that_may_be_needed_stays(orphan_tags: dict[str, str], more: dict[str, Any], code: str) -> None:
    assert orphan(orphan_tags, OLD, **more) == [("snapshots", "kept", code)]


@pytest.mark.parametrize("account", ["9000000000000009", OWNER])
def test_an_orphan_of_another_account_stays(account: str) -> None:
    foreign = {"imageops:source-image": "m-gone", "imageops:copy": f"{account}/{HOME}>{HOME}/{KEY}/1"}
    found = ("snapshots", "planned", "") if account == OWNER else ("snapshots", "kept", "copy_of_another_account")
    assert orphan(foreign) == [found]


def test_an_orphan_that_was_copied_from_another_image_than_its_tags_say_stays() -> None:
    copied = replace(ORPHAN, source_snapshot_id="s-alien")
    assert orphan(tags(), OLD, snapshot=copied) == [("snapshots", "kept", "copy_of_copy")]
    assert orphan(tags(), OLD, snapshot=replace(ORPHAN, source_snapshot_id="s-old")) == [("snapshots", "planned", "")]
    # If its source is gone, it is only known from what another image is made of.
    assert orphan(tags("m-gone"), OLD, snapshot=copied) == [("snapshots", "planned", "")]
    other = replace(ORPHAN, source_snapshot_id="s-old")
    assert orphan(tags("m-gone"), OLD, snapshot=other) == [("snapshots", "kept", "copy_of_copy")]


def test_the_snapshot_of_a_live_disk_stays_unless_the_record_names_it() -> None:
    live = LiveDisks(ids=frozenset({"d-1"}))
    item = replace(ORPHAN, source_disk_id="d-1")
    retired = {"imageops:retired-image": "m-gone"}
    assert orphan(retired, snapshot=item, live=live) == [("snapshots", "kept", "snapshot_of_disk")]
    recorded = replace(ASKED, recorded=frozenset({"s-orphan"}))
    assert orphan(retired, snapshot=item, live=live, request=recorded) == [("snapshots", "planned", "")]
    assert orphan(retired, snapshot=item) == [("snapshots", "planned", "")]
    # The record of copies that were removed does not name snapshots.
    assert orphan(tags("m-gone"), snapshot=item, live=live, request=recorded) == [
        ("snapshots", "kept", "snapshot_of_disk")
    ]


def test_a_tagged_snapshot_that_an_image_is_made_of_is_no_orphan() -> None:
    used = image(image_id="m-user", disks=(disk(KEY, snapshot_id="s-orphan"),))
    assert orphan(tags("m-gone"), used) == []
    assert rows(orphans={"s-orphan": tags("m-gone")}, snapshots={}) == []
