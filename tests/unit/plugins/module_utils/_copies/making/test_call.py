# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The CopyImage call of a copy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.module_utils._copies.making.call import client_token, dropped_tags, make_start, missing_tags
from plugins.module_utils._copies.values import CopyOptions
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_RUN, TAG_SOURCE, CopyWanted

from ...support import AWAY, CONSUMER, KEY, OWNER, copy_of, image, wanted

OPTIONS = CopyOptions()


def test_a_copy_carries_what_its_source_has_and_says_what_it_is() -> None:
    source = image(description="golden", tags={"team": "web"}, resource_group_id="rg-1")

    start = make_start(wanted(source, region=AWAY), 2, OPTIONS, ())

    assert start.name == "web-1-cmk-2"
    assert start.description == "golden"
    assert start.resource_group_id == "rg-1"
    assert start.tags == {
        "team": "web",
        TAG_SOURCE: "m-1",
        TAG_COPY: f"{OWNER}/cn-beijing>cn-shanghai/{KEY}/2",
    }


def test_the_resource_group_of_another_accounts_image_is_not_asked_for() -> None:
    source = image(owner_alias="others", owner_id=CONSUMER, resource_group_id="rg-1")

    assert make_start(wanted(source), 1, OPTIONS, ()).resource_group_id == ""
    assert make_start(wanted(source), 1, CopyOptions(resource_group_id="rg-2"), ()).resource_group_id == "rg-2"


def test_a_resource_group_that_is_asked_for_beats_the_sources() -> None:
    start = make_start(wanted(image(resource_group_id="rg-1")), 1, CopyOptions(resource_group_id="rg-2"), ())

    assert start.resource_group_id == "rg-2"


def test_tags_are_left_out_on_request() -> None:
    start = make_start(wanted(image(tags={"team": "web"})), 1, CopyOptions(carry_tags=False), ())

    assert set(start.tags) == {TAG_SOURCE, TAG_COPY}


@pytest.mark.parametrize("key", ["acs:autoscaling", "aliyun.team", "imageops:note", TAG_RUN])
def test_reserved_tags_are_never_carried(key: str) -> None:
    source = image(tags={key: "x", "team": "web"})

    assert set(make_start(wanted(source), 1, OPTIONS, ()).tags) == {"team", TAG_SOURCE, TAG_COPY}
    assert dropped_tags(source, OPTIONS) == ()


def test_a_copy_of_our_copy_names_its_own_source_and_request() -> None:
    first = copy_of(wanted(image(image_id="m-old")), image_id="m-new")
    want = wanted(first, region=AWAY, key_id="key-sh")

    tags = make_start(want, 1, OPTIONS, ()).tags

    assert tags == {TAG_SOURCE: "m-new", TAG_COPY: want.tag_value(1)}


@pytest.mark.parametrize("count", [16, 17])
def test_tags_that_fit_beside_ours_are_all_carried(count: int) -> None:
    source = image(tags={f"t{number:02}": "x" for number in range(count)})

    assert len(make_start(wanted(source), 1, OPTIONS, ()).tags) == count + 2
    assert dropped_tags(source, OPTIONS) == ()


@pytest.mark.parametrize("count", [18, 20])
def test_a_full_set_of_tags_leaves_room_for_ours_and_says_what_was_dropped(count: int) -> None:
    source = image(tags={f"t{number:02}": "x" for number in reversed(range(count))})

    tags = make_start(wanted(source), 1, OPTIONS, ()).tags
    (told,) = dropped_tags(source, OPTIONS)
    dropped = [f"t{number:02}" for number in range(17, count)]

    assert len({**tags, TAG_RUN: "r"}) == 20
    assert not set(dropped) & set(tags)
    assert told.code == "tags_dropped"
    assert told.message.endswith(f"not carried: {', '.join(dropped)}")


def test_nothing_counts_as_dropped_when_no_tags_were_to_be_carried() -> None:
    source = image(tags={f"t{number:02}": "x" for number in range(20)})

    assert dropped_tags(source, CopyOptions(carry_tags=False)) == ()


def test_the_same_request_is_the_same_call() -> None:
    one = image(tags={"b": "2", "a": "1"})
    same = replace(one, tags={"a": "1", "b": "2"}, progress=7)

    first = make_start(wanted(one), 1, OPTIONS, {"x"})
    second = make_start(wanted(same), 1, OPTIONS, {"y"})

    assert list(first.tags.items()) == list(second.tags.items())
    assert (first.name, first.description, first.client_token) == (second.name, second.description, second.client_token)


def test_a_token_never_changes_between_releases() -> None:
    assert client_token(wanted(), 1) == "imageops-8b0712371b10ad632b9dae3dcc08b7d97dfa25eeb661cd4c"


@pytest.mark.parametrize(
    "other",
    [
        pytest.param((wanted(), 2), id="attempt"),
        pytest.param((wanted(region=AWAY), 1), id="destination"),
        pytest.param((wanted(key_id="key-2"), 1), id="key"),
        pytest.param((wanted(image(image_id="m-2")), 1), id="source"),
        pytest.param((wanted(image(region=AWAY)), 1), id="source region"),
        pytest.param((replace(wanted(), account_id="2"), 1), id="account"),
    ],
)
def test_another_request_has_another_token(other: tuple[CopyWanted, int]) -> None:
    assert client_token(*other) != client_token(wanted(), 1)


def test_a_token_is_at_most_64_ascii_characters_whatever_the_request() -> None:
    token = client_token(wanted(image(image_id="m-" + "镜" * 200), region="r" * 100, key_id="k" * 64), 10**9)

    assert token.isascii()
    assert len(token) <= 64


@pytest.mark.parametrize(
    ("tags", "options", "missing"),
    [
        pytest.param({"team": "web", "extra": "x"}, OPTIONS, {}, id="all there"),
        pytest.param({}, OPTIONS, {"team": "web"}, id="one removed"),
        pytest.param({"team": "db"}, OPTIONS, {}, id="one changed on purpose"),
        pytest.param({}, CopyOptions(carry_tags=False), {}, id="not to be carried"),
    ],
)
def test_only_tags_that_a_copy_has_lost_are_put_back(
    tags: dict[str, str], options: CopyOptions, missing: dict[str, str]
) -> None:
    want = wanted(image(tags={"team": "web"}))
    copy = copy_of(want)

    assert missing_tags(want, 1, replace(copy, tags={**copy.tags, **tags}), options) == missing


@pytest.mark.parametrize("run", ["", "r-1"])
@pytest.mark.parametrize("has_run", [False, True])
def test_a_copy_that_lost_all_its_tags_gets_back_as_many_as_a_new_one_has(run: str, has_run: bool) -> None:
    want = wanted(image(tags={f"t{number:02}": "" for number in range(20)}))
    copy = copy_of(want, tags={TAG_RUN: "r-0"} if has_run else {})

    missing = missing_tags(want, 1, copy, CopyOptions(run=run))

    assert make_start(want, 1, OPTIONS, ()).tags.items() <= missing.items()
    assert len({**copy.tags, **missing}) <= 20


@pytest.mark.parametrize("tags", [{}, {TAG_SOURCE: "m-9", TAG_COPY: "x"}])
def test_our_own_tags_are_put_right(tags: dict[str, str]) -> None:
    want = wanted()

    assert missing_tags(want, 2, copy_of(want, tags=tags), OPTIONS) == {TAG_SOURCE: "m-1", TAG_COPY: want.tag_value(2)}
