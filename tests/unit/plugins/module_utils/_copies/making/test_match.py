# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images of the destination region are copies made for a request."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.making.match import attempt_of, is_recopy, match_copies
from plugins.module_utils._copies.values import CopyOptions
from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_RUN, TAG_SOURCE

from ...support import AWAY, CONSUMER, HOME, KEY, OWNER, copy_of, disk, image, wanted

OPTIONS = CopyOptions()
WANT = wanted()


def tagged(value: str) -> Image:
    """A good image under the key that says `value` of itself."""
    return copy_of(WANT, tags={TAG_SOURCE: "m-1", TAG_COPY: value})


def made_from(snapshot_id: str, **more: Any) -> Image:
    """A copy whose disk's snapshot was copied from this one."""
    return copy_of(WANT, disks=(disk(KEY, source_snapshot_id=snapshot_id),), **more)


def untagged(**more: Any) -> Image:
    """A copy whose tags somebody removed."""
    return copy_of(WANT, **{"tags": {}, **more})


# What tags say


@pytest.mark.parametrize("attempt", [1, 2, 17])
def test_our_copy_tells_its_attempt(attempt: int) -> None:
    assert attempt_of(WANT, copy_of(WANT, attempt)) == attempt


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(image(is_copied=True), id="no tags"),
        pytest.param(copy_of(WANT, tags={TAG_SOURCE: "m-1"}), id="only the source"),
        pytest.param(copy_of(WANT, tags={TAG_COPY: WANT.tag_value(1)}), id="only the request"),
        pytest.param(copy_of(wanted(image(image_id="m-2"))), id="another source"),
        pytest.param(copy_of(wanted(key_id="key-2")), id="another key"),
        pytest.param(copy_of(wanted(region=AWAY), region=HOME), id="tag of another destination"),
        pytest.param(copy_of(WANT, region=AWAY), id="re-copied to another region with our tags"),
        pytest.param(copy_of(wanted(image(region=AWAY)), region=HOME), id="from another region"),
        pytest.param(copy_of(replace(WANT, account_id=CONSUMER)), id="made by another account"),
        pytest.param(tagged(WANT.tag_value(1).removesuffix("/1")), id="no attempt"),
        pytest.param(tagged(WANT.tag_value(1) + "/2"), id="two attempts"),
        pytest.param(tagged(f"{OWNER}/{HOME}>{HOME}/{KEY}/x"), id="attempt is no number"),
        pytest.param(tagged(f"{OWNER}/{HOME}>{HOME}/{KEY}/²"), id="attempt is a superscript"),
        pytest.param(tagged(f"{OWNER}/{HOME}>{HOME}/{KEY}/-1"), id="attempt is negative"),
        pytest.param(tagged(f"{OWNER}/{HOME}>{HOME}/{KEY}x/1"), id="a longer key id"),
    ],
)
def test_an_image_that_was_not_made_for_this_request_is_not_ours(stranger: Image) -> None:
    assert attempt_of(WANT, stranger) is None
    assert match_copies(WANT, [stranger], OPTIONS).ours == []


def test_attempts_are_told_the_latest_first() -> None:
    images = [copy_of(WANT, 1), copy_of(WANT, 10), copy_of(WANT, 2)]

    assert [attempt for attempt, _image in match_copies(WANT, images, OPTIONS).ours] == [10, 2, 1]


# What ECS says


@pytest.mark.parametrize(
    ("snapshots", "recopy"),
    [
        pytest.param(["s-1"], False, id="from the source's snapshot"),
        pytest.param([""], False, id="origin not reported"),
        pytest.param(["s-9"], True, id="from another snapshot"),
        pytest.param(["s-1", "s-9"], True, id="one from another"),
        pytest.param(["", "s-1"], False, id="one not reported"),
        pytest.param([], False, id="no disks"),
    ],
)
def test_a_copy_of_something_else_is_known_by_its_snapshots_origin(snapshots: list[str], recopy: bool) -> None:
    disks = tuple(disk(KEY, source_snapshot_id=snapshot_id) for snapshot_id in snapshots)

    assert is_recopy(WANT, image(disks=disks)) is recopy


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        pytest.param(
            made_from("s-1", image_id="m-a", name="other"), made_from("s-9", image_id="m-b"), id="by its origin"
        ),
        pytest.param(copy_of(WANT, image_id="m-a"), copy_of(WANT, image_id="m-b", name="other"), id="by its name"),
        pytest.param(
            copy_of(WANT, image_id="m-a", created="2025-01-01T00:00:00Z"),
            copy_of(WANT, image_id="m-b", created="2025-01-02T00:00:00Z"),
            id="by its age",
        ),
    ],
)
def test_of_two_with_the_same_tags_the_original_is_ours(ours: Image, theirs: Image, reverse: bool) -> None:
    found = match_copies(WANT, [theirs, ours] if reverse else [ours, theirs], OPTIONS)

    assert found.ours == [(1, ours)]
    assert found.others == [theirs]


def test_a_copy_of_our_copy_that_is_alone_is_not_ours() -> None:
    theirs = made_from("s-9", name="their-name")
    found = match_copies(WANT, [theirs], OPTIONS)

    assert (found.ours, found.others) == ([], [theirs])


# Tags removed


@pytest.mark.parametrize(
    ("name", "attempt"),
    [("web-1-cmk", 1), ("web-1-cmk-m-1", 1), ("web-1-cmk-2", 2), ("web-1-cmk-m-1-2", 2), ("web-1-cmk-3", 3)],
)
def test_a_copy_without_tags_is_known_by_its_name(name: str, attempt: int) -> None:
    copy = untagged(name=name)

    assert match_copies(WANT, [copy], OPTIONS).untagged == [(attempt, copy)]


@pytest.mark.parametrize(
    "copy",
    [
        pytest.param(untagged(tags={"team": "web", TAG_RUN: "r-1", TAG_SOURCE: "m-1"}), id="other tags"),
        pytest.param(untagged(tags={TAG_COPY: WANT.tag_value(1)}), id="only the tag of the request"),
        pytest.param(untagged(status="Creating"), id="in progress"),
        pytest.param(untagged(status="Waiting", disks=()), id="queued, disks not reported yet"),
        pytest.param(untagged(status="Creating", disks=(disk(),)), id="in progress, key not reported yet"),
        pytest.param(tagged("mine"), id="the tag of the request edited"),
        pytest.param(made_from("s-1", tags={TAG_SOURCE: "m-9", TAG_COPY: WANT.tag_value(1)}), id="the source edited"),
        pytest.param(made_from("s-1", tags={TAG_SOURCE: "m-1", TAG_COPY: "1/cn-a>cn-b/key-9/1"}), id="both edited"),
    ],
)
def test_a_copy_without_our_tag_may_be_ours(copy: Image) -> None:
    assert match_copies(WANT, [copy], OPTIONS).untagged == [(1, copy)]


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(untagged(name="web-1"), id="another name"),
        pytest.param(untagged(name="web-1-cmk-9"), id="a number that no attempt can have"),
        pytest.param(untagged(is_copied=False), id="no copy"),
        pytest.param(untagged(disks=(disk("key-2"),)), id="another key"),
        pytest.param(untagged(disks=(disk(KEY, size_gib=20),)), id="another size"),
        pytest.param(untagged(disks=()), id="available without disks"),
        pytest.param(untagged(status="CreateFailed"), id="failed"),
        pytest.param(untagged(status="Creating", disks=(disk(size_gib=20),)), id="in progress, another size"),
        pytest.param(made_from("s-9", tags={}), id="from another snapshot"),
        pytest.param(untagged(tags={TAG_COPY: "1/cn-a>cn-b/key-9/1"}), id="only the tag of another request"),
        pytest.param(copy_of(wanted(image(image_id="m-2"))), id="another source's copy with the same name"),
        pytest.param(untagged(tags={TAG_SOURCE: "m-9", TAG_COPY: "mine"}), id="tags of another source, edited"),
        pytest.param(
            made_from("s-1", tags={TAG_SOURCE: "m-1", TAG_COPY: "1/cn-a>cn-b/key-9/1"}, status="Creating"),
            id="in progress, tags of another request",
        ),
        pytest.param(untagged(region=AWAY), id="in another region"),
    ],
)
def test_an_image_without_tags_is_not_taken_for_ours_unless_all_agrees(stranger: Image) -> None:
    assert match_copies(WANT, [stranger], OPTIONS).untagged == []
