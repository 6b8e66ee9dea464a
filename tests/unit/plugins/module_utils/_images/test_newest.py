# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images are chosen where the choice moves with time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugins.module_utils._images.newest import choose_images
from plugins.module_utils._images.selection import Selection
from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE, TAG_SYSTEM_DISK_OF

from ..support import AWAY, HOME, KEY, OWNER, image

NOW = datetime(2026, 11, 30, tzinfo=UTC)


def build(name: str, days: float, family: str = "", **more: Any) -> Image:
    """An image of this age in days."""
    created = (NOW - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return image(**{"image_id": f"m-{name}", "name": name, "family": family, "created": created, **more})


def copy_of(source: str, days: float, region: str = HOME, **more: Any) -> Image:
    """A copy that this collection made of an image of a region, with the source's name and family."""
    tags = {TAG_SOURCE: f"m-{source}", TAG_COPY: f"{OWNER}/{region}>{HOME}/{KEY}/1"}
    return build(f"{source}-cmk", days, "web", **{"tags": tags, "is_copied": True, **more})


def chosen(selection: Selection, *images: Image) -> list[str]:
    """The names that are chosen."""
    return [item.name for item in choose_images(images, selection.at(NOW))]


BUILDS = (
    build("web-1", 3, "web"),
    build("web-2", 2, "web"),
    build("web-3", 1, "web"),
    build("api-1", 9, "api"),
    build("api-2", 5, "api"),
    build("job-1", 4),
)


@pytest.mark.parametrize(
    ("selection", "names"),
    [
        pytest.param(Selection(newest=1), ["web-3", "api-2", "job-1"], id="of each family, and of those without"),
        pytest.param(Selection(families=("web", "api"), newest=1), ["web-3", "api-2"], id="of each family asked for"),
        pytest.param(Selection(families=("web",), newest=2), ["web-2", "web-3"], id="two"),
        pytest.param(Selection(families=("web",), newest=9), ["web-1", "web-2", "web-3"], id="more than there are"),
        pytest.param(Selection(names=("web-*", "*-1"), newest=1), ["web-3", "job-1"], id="of each glob, the first one"),
        pytest.param(Selection(names=("*",), newest=1), ["web-3"], id="a glob beats families that nobody asked for"),
        pytest.param(Selection(names=("*",), families=("web", "api"), newest=1), ["web-3", "api-2"], id="family first"),
        pytest.param(Selection(exclude_names=("*-3",), families=("web",), newest=1), ["web-2"], id="but not that"),
        pytest.param(Selection(exclude_names=("web-*", "api-*")), ["job-1"], id="names left out"),
        pytest.param(
            Selection(created_within=timedelta(days=4)), ["web-1", "web-2", "web-3", "job-1"], id="to the second"
        ),
        pytest.param(Selection(created_within=timedelta(days=8), families=("api",)), ["api-2"], id="of an age"),
        pytest.param(
            Selection(created_within=timedelta(days=8), newest=1, families=("api", "web")),
            ["web-3", "api-2"],
            id="both",
        ),
    ],
)
def test_the_newest_images_of_each_group_are_chosen(selection: Selection, names: list[str]) -> None:
    assert chosen(selection, *BUILDS) == names


def test_an_earlier_limit_of_age_stays_the_later_of_two() -> None:
    since = NOW - timedelta(days=2)

    assert Selection(created_after=since, created_within=timedelta(days=8)).at(NOW).created_after == since
    before = NOW - timedelta(days=9)
    assert Selection(created_after=before, created_within=timedelta(days=2)).at(NOW).created_after == since
    assert Selection(created_after=since).at(NOW).created_after == since


@pytest.mark.parametrize("status", ["Creating", "Waiting", "CreateFailed", "UnAvailable", "Deprecated"])
def test_a_build_that_cannot_be_used_does_not_hide_the_one_before_it(status: str) -> None:
    assert chosen(Selection(newest=1), build("web-1", 2, "web"), build("web-2", 1, "web", status=status)) == ["web-1"]


def test_of_two_builds_of_one_moment_always_the_same_one_is_the_newest() -> None:
    pair = build("a", 1), build("b", 1)

    assert chosen(Selection(newest=1), *pair) == chosen(Selection(newest=1), *reversed(pair)) == ["b"]


def test_a_build_without_a_time_is_the_oldest() -> None:
    assert chosen(Selection(newest=1), build("a", 1, created=""), build("b", 99)) == ["b"]


@pytest.mark.parametrize("selection", [Selection(newest=1), Selection(created_within=timedelta(days=8))])
def test_a_copy_is_not_chosen_in_place_of_its_source(selection: Selection) -> None:
    assert chosen(selection, build("web-1", 2, "web"), copy_of("web-1", 1)) == ["web-1"]
    # The source is too old by now, the copy would not be.
    assert chosen(Selection(created_within=timedelta(days=1)), build("web-1", 2, "web"), copy_of("web-1", 0.5)) == []


def test_a_copy_whose_source_is_gone_counts() -> None:
    assert chosen(Selection(newest=1), build("web-0", 9, "web"), copy_of("web-1", 1)) == ["web-1-cmk"]


def test_a_copy_of_another_region_is_that_region_s_matter() -> None:
    assert chosen(Selection(newest=1), build("web-0", 9, "web"), copy_of("web-1", 1, region=AWAY)) == ["web-0"]


def test_the_image_of_a_system_disk_stands_for_the_whole_image_and_so_does_its_copy() -> None:
    whole, tags = build("web-1", 3, "web"), {TAG_SYSTEM_DISK_OF: "m-web-1"}
    alone = build("web-1-disk", 2, "web", tags=tags)

    assert chosen(Selection(newest=1), whole, alone, copy_of("web-1-disk", 1, tags=tags)) == ["web-1"]


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"is_copied": False}, id="no copy"),
        pytest.param({"is_copied": False, "tags": {TAG_SOURCE: "m-web-1"}}, id="a forged source"),
        pytest.param({"tags": {TAG_COPY: f"{OWNER}/{AWAY}>{AWAY}/{KEY}/1"}}, id="a tag that is for another region"),
        pytest.param({"owner_alias": "others"}, id="another account's"),
    ],
)
def test_an_image_that_only_looks_like_a_copy_is_not_overlooked(more: dict[str, Any]) -> None:
    assert chosen(Selection(newest=1), build("web-1", 2, "web"), copy_of("web-1", 1, **more)) == ["web-1-cmk"]


def test_a_choice_that_does_not_move_has_copies_in_it() -> None:
    assert chosen(Selection(), build("web-1", 2, "web"), copy_of("web-1", 1)) == ["web-1", "web-1-cmk"]
