# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Image families of the emulator give other images and the old ones again."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.ecs_families import image_of_family
from plugins.module_utils._api.ecs_images import list_images
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._repoint.apply_families import FamilyWriter
from plugins.module_utils._repoint.families import SET_ASIDE, plan_families
from plugins.module_utils._repoint.observe_families import observe_families
from plugins.module_utils._repoint.request import read_families
from plugins.module_utils._repoint.values import Moved, MovesPlan, RepointRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, HOME, OWNER
from ..world import WORLD

OLD: dict[str, Any] = {"id": "m-old", "name": "old", "family": "web", "created": "2025-01-01T00:00:00Z"}
NEW: dict[str, Any] = {"id": "m-new", "name": "new", "created": "2025-06-01T00:00:00Z"}
PAIR = (OLD, NEW)


def reset(emu: Harness, *images: dict[str, Any], shared: tuple[dict[str, Any], ...] = ()) -> None:
    accounts = {**WORLD["accounts"]}
    for account_id, found in ((OWNER, images), (CONSUMER, shared)):
        account = accounts[account_id]
        region = {**account.get("regions", {}).get(HOME, {}), "images": list(found)}
        accounts[account_id] = {**account, "regions": {**account.get("regions", {}), HOME: region}}
    emu.control("POST", "reset", {"accounts": accounts})


def asked(**more: Any) -> RepointRequest:
    given = {"region": HOME, "image_map": {"m-old": "m-new"}, "families": [], "state": "present"}
    return read_families({**given, **more})


def planned(session: Session, **more: Any) -> MovesPlan:
    request = asked(**more)
    return plan_families(request, observe_families(session, request))


def move(session: Session, **more: Any) -> Moved:
    return FamilyWriter(session=session, sleep=lambda _seconds: None).carry_out(planned(session, **more))


def back(session: Session, **more: Any) -> Moved:
    return move(session, state="absent", **more)


def rows(done: Moved | MovesPlan) -> list[tuple[str, str]]:
    return [(item.id, str(item.state)) for item in done.moves]


def codes(done: Moved | MovesPlan) -> list[str]:
    return [item.code for found in done.moves for item in found.reasons]


def given(session: Session, family: str = "web") -> str:
    return image_of_family(session, HOME, family)


def family_of(session: Session, image_id: str) -> str:
    return next(image.family for image in list_images(session, HOME) if image.image_id == image_id)


def test_the_new_image_joins_the_family_which_gives_it_then(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    session = connect()
    done = move(session)
    assert (rows(done), done.changed, done.failures) == ([("web", "changed")], True, {})
    assert (given(session), family_of(session, "m-old")) == ("m-new", "web")
    (row,) = done.moves
    assert (row.before, row.after) == (
        {"image_id": "m-old", "new_image_family": ""},
        {"image_id": "m-new", "new_image_family": "web"},
    )


def test_a_second_run_changes_nothing(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    move(connect())
    session = connect()
    again = move(session)
    assert (rows(again), codes(again), again.changed) == ([("web", "unchanged")], [], False)
    assert session.api_calls.get("ModifyImageAttribute") is None


def test_undoing_gives_the_old_image_again_and_sets_the_new_one_aside(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    move(connect())
    session = connect()
    done = back(session)
    assert (rows(done), given(session), family_of(session, "m-new")) == ([("web", "changed")], "m-old", SET_ASIDE)
    assert rows(back(connect())) == [("web", "unchanged")]
    assert rows(move(connect())) == [("web", "changed")]
    assert given(session) == "m-new"


def test_families_are_asked_once_each_and_images_listed(emu: Harness, connect: Connect) -> None:
    more = [{**OLD, "id": f"m-{number}", "name": f"old-{number}"} for number in range(120)]
    reset(emu, *PAIR, *more)
    session = connect()
    planned(session, image_map={"m-old": "m-new", **{item["id"]: "m-new" for item in more}})
    assert (session.api_calls["DescribeImages"], session.api_calls["DescribeImageFromFamily"]) == (2, 1)


@pytest.mark.parametrize(
    ("images", "shared", "found"),
    [
        ([OLD, {**NEW, "status": "Deprecated"}], [], ["new_image_not_usable"]),
        ([OLD], [], ["new_image_not_usable"]),
        ([OLD, {**NEW, "created": "2024-01-01T00:00:00Z"}], [], ["family_new_older"]),
        ([OLD, {**NEW, "created": OLD["created"]}], [], ["family_new_older"]),
        ([OLD, {**NEW, "family": "api"}], [], ["family_new_elsewhere"]),
        ([OLD], [{**NEW, "shared_with": [OWNER]}], ["family_of_other"]),
        ([NEW], [{**OLD, "shared_with": [OWNER]}], ["family_of_other"]),
    ],
)
def test_what_cannot_give_the_new_image_stays_and_fails_the_task_if_it_is_named(
    emu: Harness, connect: Connect, images: list[Any], shared: list[Any], found: list[str]
) -> None:
    reset(emu, *images, shared=tuple(shared))
    session = connect()
    done = move(session)
    (name,) = [item.id for item in done.moves]
    assert (rows(done), codes(done), done.failures) == ([(name, "blocked")], found, {})
    assert session.api_calls.get("ModifyImageAttribute") is None
    assert list(move(connect(), families=[name]).failures) == [f"{name} ({name})"]


def test_a_new_image_for_two_families_is_in_neither(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR, {**OLD, "id": "m-api", "name": "api", "family": "api"})
    done = move(connect(), image_map={"m-old": "m-new", "m-api": "m-new"})
    assert (rows(done), set(codes(done))) == ([("api", "blocked"), ("web", "blocked")], {"family_new_twice"})
    assert "into the families api, web, and" in done.moves[0].reasons[0].message


@pytest.mark.parametrize(
    "other",
    [
        {"id": "m-else", "name": "else", "family": "web", "created": "2025-03-01T00:00:00Z"},
        {"id": "m-late", "name": "late", "family": "web", "created": "2025-09-01T00:00:00Z"},
    ],
)
def test_a_family_that_gives_another_image_stays_and_says_so(
    emu: Harness, connect: Connect, other: dict[str, Any]
) -> None:
    reset(emu, *PAIR, other)
    done = move(connect(), families=["web"])
    assert (rows(done), codes(done), done.failures) == ([("web", "unchanged")], ["family_gives_other"], {})
    assert other["id"] in done.moves[0].reasons[0].message


def test_a_family_that_gives_another_image_names_the_old_one_that_is_in_it(emu: Harness, connect: Connect) -> None:
    api = {**OLD, "id": "m-api", "name": "api", "family": "api", "created": "2025-02-01T00:00:00Z"}
    reset(emu, *PAIR, api, {**NEW, "id": "m-late", "name": "late", "family": "web", "created": "2025-09-01T00:00:00Z"})
    done = move(connect(), image_map={"m-old": "m-new", "m-api": "m-none"})
    assert [(item.id, item.old_image_id) for item in done.moves] == [("api", "m-api"), ("web", "m-old")]


def test_a_family_without_an_available_image_is_no_user(emu: Harness, connect: Connect) -> None:
    reset(emu, {**OLD, "status": "Deprecated"}, NEW)
    done = move(connect())
    assert (rows(done), codes(done)) == ([("web", "unchanged")], ["family_gives_none"])


def test_of_several_old_images_the_one_that_is_given_counts(emu: Harness, connect: Connect) -> None:
    older = {**OLD, "id": "m-older", "name": "older", "created": "2024-01-01T00:00:00Z"}
    reset(emu, older, *PAIR, {**NEW, "id": "m-new0", "name": "new0", "created": "2025-07-01T00:00:00Z"})
    both = {"m-older": "m-new0", "m-old": "m-new"}
    session = connect()
    (row,) = move(session, image_map=both).moves
    assert (row.old_image_id, row.new_image_id, given(session)) == ("m-old", "m-new", "m-new")
    (again,) = move(connect(), image_map=both).moves
    assert (again.state, again.old_image_id) == ("unchanged", "m-old")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"ImageId": "m-old", "Status": "Deprecated"}, "no image"),
        ({"ImageId": "m-old", "ImageFamily": "past"}, "no image"),
        ({"ImageId": "m-mid", "ImageFamily": "web"}, "m-mid"),
    ],
)
def test_undoing_stays_where_the_family_would_not_give_the_old_image(
    emu: Harness, connect: Connect, change: dict[str, Any], found: str
) -> None:
    reset(emu, *PAIR, {**NEW, "id": "m-mid", "name": "mid", "created": "2025-03-01T00:00:00Z"})
    move(connect())
    emu.ecs("ModifyImageAttribute", **change)
    done = back(connect())
    assert ([state for _id, state in rows(done) if _id == "web"], codes(done)[-1:]) == (
        ["blocked"],
        ["family_old_not_next"],
    )
    assert found in done.moves[-1].reasons[0].message
    assert given(connect()) == "m-new"


def test_undoing_leaves_a_family_that_gives_a_third_image(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR, {**NEW, "id": "m-late", "name": "late", "created": "2025-09-01T00:00:00Z"})
    move(connect())
    emu.ecs("ModifyImageAttribute", ImageId="m-late", ImageFamily="web")
    done = back(connect())
    assert (rows(done), codes(done), done.changed) == ([("web", "blocked")], ["family_changed_since"], False)
    emu.ecs("ModifyImageAttribute", ImageId="m-new", ImageFamily="else")
    assert ("web", "unchanged") in rows(back(connect()))


def test_a_move_whose_answer_was_lost_counts_as_a_change(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    emu.fault(action="ModifyImageAttribute", kind="drop_after", times=20)
    done = move(connect())
    assert (rows(done), done.changed) == ([("web", "failed")], True)
    assert done.moves[0].after == {"image_id": "m-new", "new_image_family": "web"}


def test_undoing_leaves_an_image_of_another_account(emu: Harness, connect: Connect) -> None:
    reset(emu, shared=tuple({**image, "family": "web", "shared_with": [OWNER]} for image in PAIR))
    done = back(connect())
    assert ([state for _id, state in rows(done)], codes(done)) == (["blocked"], ["family_of_other"])


def test_a_family_that_shows_the_change_late_is_waited_for(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    session = connect()
    plan = planned(session)
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        emu.ecs("ModifyImageAttribute", ImageId="m-late", ImageFamily="late")

    reset(emu, *PAIR, {**NEW, "id": "m-late", "name": "late", "family": "web", "created": "2025-09-01T00:00:00Z"})
    done = FamilyWriter(session=session, sleep=nap).carry_out(plan)
    assert (rows(done), len(naps)) == ([("web", "changed")], 1)


def test_a_family_that_goes_on_giving_another_image_fails(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    session = connect()
    plan = planned(session)
    reset(emu, *PAIR, {**NEW, "id": "m-late", "name": "late", "family": "web", "created": "2025-09-01T00:00:00Z"})
    done = FamilyWriter(session=session, sleep=lambda _seconds: None).carry_out(plan)
    assert (rows(done), codes(done), done.changed) == ([("web", "failed")], ["family_not_kept"], True)
    assert "web gives m-late instead of m-new" in done.moves[0].reasons[0].message
    assert done.moves[0].after == {"image_id": "m-late", "new_image_family": "web"}


def test_one_family_that_fails_does_not_stop_the_others(emu: Harness, connect: Connect) -> None:
    api = ({**OLD, "id": "m-api", "name": "api", "family": "api"}, {**NEW, "id": "m-api2", "name": "api2"})
    reset(emu, *PAIR, *api)
    session = connect()
    plan = planned(session, image_map={"m-old": "m-new", "m-api": "m-api2"})
    reset(emu, OLD, *api)
    done = FamilyWriter(session=session).carry_out(plan)
    assert rows(done) == [("api", "changed"), ("web", "failed")]
    assert list(done.failures) == ["web"]


def test_a_family_that_no_image_is_in_is_wrong_input(emu: Harness, connect: Connect) -> None:
    reset(emu, *PAIR)
    with pytest.raises(InvalidInput):
        planned(connect(), families=["webb"])
    assert planned(connect(), families=["webb"], state="absent").moves == []
