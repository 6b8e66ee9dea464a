# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image, and who moves from an image to its copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._images.verdict import assess
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.evidence import ShareTrust
from plugins.module_utils._model.image import AssessedImage
from plugins.module_utils._model.role import SHARE_ROLE
from plugins.module_utils._model.share import ShareChange
from plugins.module_utils._shares.decide import may_lose, plan_share, plan_shares, share_list_error, source_region
from plugins.module_utils._shares.request import check_request
from plugins.module_utils._shares.values import ShareRequest, ShareSource, SharesSeen, ShareState, SourceChange

from ..support import AWAY, HOME, KEY, OWNER, copy_of, evidence, image, key, snapshot, wanted

CUSTOMER = evidence(snapshot(KEY), key())


def shared(image_id: str, *accounts: str, **more: Any) -> AssessedImage:
    return assess(image(image_id=image_id, **more), CUSTOMER, accounts)


def request(*accounts: str, ids: tuple[str, ...] = ("m-1",), **more: Any) -> ShareRequest:
    return ShareRequest(**{"region": HOME, "image_ids": ids, "accounts": accounts, **more})


def seen(*items: AssessedImage, sources: dict[str, ShareSource] | None = None) -> SharesSeen:
    everybody = frozenset(str(number) for number in range(10))
    return SharesSeen(
        account_id=OWNER,
        images={item.image.image_id: item for item in items},
        sources=sources or {},
        trust=ShareTrust(role=SHARE_ROLE, accounts=everybody),
    )


@pytest.mark.parametrize(
    ("state", "have", "want", "add", "remove"),
    [
        pytest.param("present", "", "23", "23", "", id="add to nothing"),
        pytest.param("present", "2", "23", "3", "", id="add what is missing"),
        pytest.param("present", "234", "2", "", "", id="others stay"),
        pytest.param("absent", "23", "3", "", "3", id="remove"),
        pytest.param("absent", "2", "34", "", "", id="remove what is not there"),
        pytest.param("exact", "23", "34", "4", "2", id="add and remove"),
        pytest.param("exact", "23", "32", "", "", id="same in another order"),
        pytest.param("exact", "23", "", "", "23", id="remove all"),
        pytest.param("present", "9", "51", "15", "", id="in order"),
    ],
)
def test_a_share_list_is_compared_with_the_wanted_accounts(
    state: str, have: str, want: str, add: str, remove: str
) -> None:
    change = plan_share(shared("m-1", *have), list(want), ShareState(state))

    assert ("".join(change.add), "".join(change.remove)) == (add, remove)
    assert change.changed is bool(add or remove)


@pytest.mark.parametrize("state", ShareState)
def test_after_the_change_nothing_is_left_to_do(state: ShareState) -> None:
    first = plan_share(shared("m-1", "1", "2"), ["2", "3"], state)

    assert first.changed
    assert not plan_share(shared("m-1", *first.after), ["2", "3"], state).changed


def test_the_diff_shows_every_images_list_sorted() -> None:
    plan = plan_shares(request("8", ids=("m-2", "m-1")), seen(shared("m-1", "9"), shared("m-2")))

    assert plan.before == {"m-2": [], "m-1": ["9"]}
    assert plan.after == {"m-2": ["8"], "m-1": ["8", "9"]}
    assert plan.changed


def test_a_plan_without_changes_has_no_work() -> None:
    plan = plan_shares(request("8"), seen(shared("m-1", "8")))

    assert not plan.changed
    assert not plan.has_work


@pytest.mark.parametrize(
    ("options", "option"),
    [
        pytest.param({"from_source": True, "state": ShareState.EXACT}, "share_from_source", id="exact from a source"),
        pytest.param({"from_source": True, "state": ShareState.ABSENT}, "share_from_source", id="absent from a source"),
        pytest.param({"unshare_source": True}, "unshare_source", id="unshare without"),
        pytest.param({"sources": {"m-1": "m-0"}}, "sources", id="sources without"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: dict[str, Any], option: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_request(request("2", **options))

    assert caught.value.option == option
    assert "share_from_source" in str(caught.value)


OLD = ShareSource(image_id="m-old", region=HOME, accounts=("3", "4"))
MOVE: dict[str, Any] = {"from_source": True, "unshare_source": True}


def test_a_copy_gets_the_accounts_of_its_source_beside_those_asked_for() -> None:
    plan = plan_shares(request("2", from_source=True), seen(shared("m-1", "3"), sources={"m-1": OLD}))

    assert plan.changes[0].add == ("2", "4")
    assert plan.source_changes == {}
    assert plan.predicted()[0]["source"] == {
        "image_id": "m-old",
        "region": HOME,
        "shared_with": ["3", "4"],
        "removed": [],
        "kept_because": "unshare_source is not set",
    }


def test_a_source_is_unshared_after_its_copy_was_shared() -> None:
    plan = plan_shares(request(**MOVE), seen(shared("m-1"), sources={"m-1": OLD}))

    assert plan.changes[0].add == ("3", "4")
    assert plan.source_changes["m-old"].remove == ("3", "4")
    assert plan.before == {"m-1": [], "m-old": ["3", "4"]}
    assert plan.after == {"m-1": ["3", "4"], "m-old": []}
    assert plan.predicted()[0]["source"] == {
        "image_id": "m-old",
        "region": HOME,
        "shared_with": [],
        "removed": ["3", "4"],
        "kept_because": "",
    }


@pytest.mark.parametrize(
    ("source", "why"),
    [
        pytest.param(ShareSource(image_id="m-old", region=AWAY, accounts=("3",)), "without an image", id="away"),
        pytest.param(ShareSource(image_id="m-old", region=HOME, accounts=None), "not there any more", id="gone"),
    ],
)
def test_a_source_is_left_alone_with_a_reason(source: ShareSource, why: str) -> None:
    plan = plan_shares(request("2", **MOVE), seen(shared("m-1"), sources={"m-1": source}))

    assert plan.source_changes == {}
    assert why in plan.takeovers["m-1"].kept_because


def test_a_source_of_two_copies_is_unshared_once() -> None:
    items = (shared("m-1"), shared("m-2"))
    plan = plan_shares(request(ids=("m-1", "m-2"), **MOVE), seen(*items, sources={"m-1": OLD, "m-2": OLD}))

    assert list(plan.source_changes) == ["m-old"]
    assert list(plan.after) == ["m-1", "m-2", "m-old"]


def takeover(source: ShareSource = OLD) -> SourceChange:
    change = ShareChange(image_id=source.image_id, region=HOME, before=("3", "4"), add=(), remove=("3", "4"))
    return SourceChange(source=source, change=change)


@pytest.mark.parametrize(
    ("lists", "accounts"),
    [
        pytest.param([("2", "3", "4")], ("2", "3", "4"), id="read back in full"),
        pytest.param([("3",)], ("3",), id="one is missing"),
        pytest.param([None], (), id="sharing failed"),
        pytest.param([("3", "4"), ("4",)], ("4",), id="two copies"),
        pytest.param([("3", "4"), None], (), id="two copies, one failed"),
        pytest.param([], (), id="no copy"),
    ],
)
def test_a_source_may_lose_only_accounts_that_every_copy_has(
    lists: list[tuple[str, ...] | None], accounts: tuple[str, ...]
) -> None:
    assert may_lose([(takeover(), accounts) for accounts in lists], "m-old") == accounts


def test_a_copys_tag_names_the_region_of_its_source() -> None:
    tagged = assess(copy_of(wanted(region=AWAY)), CUSTOMER)

    assert source_region(tagged) == HOME
    assert source_region(shared("m-1")) == ""


@pytest.mark.parametrize(
    ("read_back", "message"),
    [
        pytest.param(["2", "3", "9"], "", id="as asked for"),
        pytest.param(["3", "9"], "was read back without 2", id="one missing"),
        pytest.param(["2", "3", "4"], "was read back still with 4", id="one left"),
        pytest.param(["4"], "was read back without 2, 3 and still with 4", id="both"),
    ],
)
def test_a_list_that_is_not_as_asked_for_is_an_error(read_back: list[str], message: str) -> None:
    error = share_list_error(change(), read_back)

    assert str(error or "").endswith(message)
    assert (error is None) is (message == "")


def test_an_exact_list_with_somebody_else_on_it_is_an_error() -> None:
    assert "still with 9" in str(share_list_error(change(exact=True), ["2", "3", "9"]))
    assert share_list_error(change(exact=True), ["2", "3"]) is None


def change(**more: Any) -> ShareChange:
    return ShareChange(image_id="m-1", region=HOME, before=("4",), add=("2", "3"), remove=("4",), **more)


def test_the_result_tells_the_list_and_what_was_done_to_it() -> None:
    assert change().to_result(["2", "3"], "customer_key") == {
        "image_id": "m-1",
        "region": HOME,
        "encryption": "customer_key",
        "shared_with": ["2", "3"],
        "added": ["2", "3"],
        "removed": ["4"],
    }


def through(targets: dict[str, tuple[str, ...]], *items: AssessedImage) -> SharesSeen:
    return replace(seen(*items), targets=targets)


def test_an_account_that_has_an_image_through_resource_sharing_is_refused() -> None:
    with pytest.raises(InvalidInput) as caught:
        plan_shares(request("2", "3"), through({"m-1": ("3", "fd-1")}, shared("m-1")))
    (problem,) = caught.value.results["problems"]
    assert (problem["code"], problem["accounts"]) == ("shared_both_ways", ["3"])


def test_who_has_it_both_ways_already_or_is_in_a_folder_is_not_refused() -> None:
    plan = plan_shares(request("2", "3"), through({"m-1": ("3", "fd-1")}, shared("m-1", "3")))
    assert plan.changes[0].add == ("2",)
    assert [note.code for note in plan.notes] == ["may_be_shared_both_ways"]
