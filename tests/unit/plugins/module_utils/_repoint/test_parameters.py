# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Parameters of OOS of the emulator get other images and the old ones again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._api.oos_parameters import get_parameters
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import InvalidInput, RepointFailed
from plugins.module_utils._model.image_users import OosParameter
from plugins.module_utils._repoint.apply_parameters import ParameterWriter
from plugins.module_utils._repoint.observe_parameters import observe_parameters
from plugins.module_utils._repoint.parameters import ParametersPlan, ParametersSeen, plan_parameters, updated
from plugins.module_utils._repoint.request import read_parameters
from plugins.module_utils._repoint.values import ImagesSeen, Moved, RepointRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

WEB: dict[str, Any] = {
    "name": "images/web",
    "value": "m-old",
    "description": "web",
    "tags": {"team": "web"},
    "resource_group": "rg-1",
    "version": 3,
}
LIST = {"name": "/golden/all", "value": "m-other,m-old", "kind": "StringList"}
IMAGES = ({"id": "m-old", "name": "old"}, {"id": "m-new", "name": "new"}, {"id": "m-new2", "name": "new2"})


def reset(emu: Harness, *parameters: dict[str, Any]) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], "images": list(IMAGES), "oos_parameters": list(parameters or (WEB, LIST))}
    changed = {**account, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def asked(**more: Any) -> RepointRequest:
    return read_parameters({"region": HOME, "image_map": {"m-old": "m-new"}, "parameters": [], **more})


def planned(session: Session, **more: Any) -> ParametersPlan:
    request = asked(**more)
    return plan_parameters(request, observe_parameters(session, request))


def move(session: Session, **more: Any) -> Moved:
    return ParameterWriter(session=session).carry_out(planned(session, **more))


def rows(done: Moved) -> list[tuple[str, str]]:
    return [(item.id, str(item.state)) for item in done.moves]


def codes(done: Moved) -> list[str]:
    return [item.code for move in done.moves for item in move.reasons]


def now(session: Session, name: str = "images/web") -> OosParameter:
    (found,) = get_parameters(session, HOME, [name])
    return found


@pytest.mark.parametrize("settings", [{}, {"oos_update_clears": True}, {"list_oos_parameters": "plain"}])
def test_the_id_is_replaced_and_the_rest_stays_whatever_is_unproven(
    emu: Harness, connect: Connect, settings: dict[str, Any]
) -> None:
    reset(emu)
    emu.set(**settings)
    session = connect()
    before = now(session)
    done = move(session)
    assert rows(done) == [("/golden/all", "changed"), ("images/web", "changed")]
    found = now(session)
    assert (found.value, found.version) == ("m-new", 4)
    assert (found.description, found.tags, found.resource_group_id) == (
        before.description,
        before.tags,
        before.resource_group_id,
    )
    assert now(session, "/golden/all").value == "m-other,m-new"
    assert done.changed


def test_a_second_run_changes_nothing(emu: Harness, connect: Connect) -> None:
    reset(emu)
    move(connect())
    session = connect()
    again = move(session)
    assert rows(again) == [("/golden/all", "unchanged"), ("images/web", "unchanged")]
    assert (again.changed, session.api_calls.get("UpdateParameter")) == (False, None)


def test_the_way_back_gives_the_same_values(emu: Harness, connect: Connect) -> None:
    reset(emu)
    done = move(connect())
    back = move(connect(), image_map={"m-new": "m-old"})
    assert [item.after["sha256"] for item in back.moves] == [item.before["sha256"] for item in done.moves]


def test_several_images_of_one_value_are_replaced_at_once(emu: Harness, connect: Connect) -> None:
    reset(emu, {"name": "all", "value": "m-old,x,m-older", "kind": "StringList"})
    done = move(connect(), image_map={"m-older": "m-new2", "m-old": "m-new"})
    assert now(connect(), "all").value == "m-new,x,m-new2"
    (row,) = done.moves
    assert (row.before["image_ids"], row.after["image_ids"]) == (["m-old", "m-older"], ["m-new", "m-new2"])
    assert (row.old_image_id, row.new_image_id) == ("m-old", "m-new")


@pytest.mark.parametrize(
    ("parameter", "image_map", "code"),
    [
        ({"value": "m-old,m-new"}, {"m-old": "m-new"}, "parameter_ambiguous"),
        ({"value": "m-old,m-older"}, {"m-old": "m-new", "m-older": "m-new"}, "parameter_ambiguous"),
        ({"constraints": {"AllowedValues": ["m-old"]}}, {"m-old": "m-new"}, "parameter_not_allowed"),
        ({"constraints": {"MaxLength": 5}}, {"m-old": "m-new2"}, "parameter_not_allowed"),
        ({}, {"m-old": "m-none"}, "new_image_not_usable"),
    ],
)
def test_what_cannot_be_changed_stays_and_fails_the_task_if_it_is_named(
    emu: Harness, connect: Connect, parameter: dict[str, Any], image_map: dict[str, str], code: str
) -> None:
    reset(emu, {**WEB, **parameter})
    done = move(connect(), image_map=image_map)
    assert (rows(done), codes(done), done.failures) == ([("images/web", "blocked")], [code], {})
    named = move(connect(), image_map=image_map, parameters=["images/web"])
    assert list(named.failures) == ["images/web (images/web)"]


def test_a_list_with_allowed_values_takes_another_of_them(emu: Harness, connect: Connect) -> None:
    reset(emu, {**LIST, "constraints": {"AllowedValues": ["m-other", "m-old", "m-new"]}})
    assert rows(move(connect())) == [("/golden/all", "changed")]


def test_a_pattern_that_is_not_met_is_the_error_of_one_parameter(emu: Harness, connect: Connect) -> None:
    reset(emu, {**WEB, "constraints": {"AllowedPattern": "m-o.*"}}, LIST)
    done = move(connect())
    assert rows(done) == [("/golden/all", "changed"), ("images/web", "failed")]
    assert list(done.failures) == ["images/web"]


@pytest.mark.parametrize(("length", "codes"), [(4096, []), (4097, ["parameter_not_allowed"])])
def test_a_value_too_long_is_known_before(length: int, codes: list[str]) -> None:
    rest = "x" * (length - len("m-longer "))
    long = OosParameter(name="long", kind="String", value=f"m-old {rest}", version=1)
    seen = ParametersSeen(parameters=[long], images=ImagesSeen(statuses={"m-longer": "Available"}))
    (row,) = plan_parameters(asked(image_map={"m-old": "m-longer"}), seen).moves
    assert [item.code for item in row.reasons] == codes


def test_an_unknown_parameter_is_wrong_input(emu: Harness, connect: Connect) -> None:
    reset(emu)
    with pytest.raises(InvalidInput):
        planned(connect(), parameters=["webb"])


def test_a_parameter_that_was_changed_since_the_look_is_left_as_it_is(emu: Harness, connect: Connect) -> None:
    reset(emu)
    session = connect()
    plan = planned(session)
    emu.call("oos", "UpdateParameter", Name="images/web", Value="m-other")
    done = ParameterWriter(session=session).carry_out(plan)
    assert rows(done) == [("/golden/all", "changed"), ("images/web", "failed")]
    assert (codes(done), now(session).value) == (["parameter_changed"], "m-other")


def test_a_parameter_that_is_gone_since_the_look_fails(emu: Harness, connect: Connect) -> None:
    reset(emu)
    session = connect()
    plan = planned(session)
    reset(emu, LIST)
    done = ParameterWriter(session=session).carry_out(plan)
    assert (rows(done)[1], codes(done)) == (("images/web", "failed"), ["parameter_gone"])


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_an_update_without_an_answer_is_looked_for_and_not_made_twice(
    emu: Harness, connect: Connect, kind: str
) -> None:
    reset(emu, WEB)
    emu.fault(action="UpdateParameter", kind=kind, times=1)
    session = connect()
    done = move(session)
    assert session.api_calls["UpdateParameter"] == 1
    if kind == "drop_after":
        assert (rows(done), now(session).version) == ([("images/web", "changed")], 4)
    else:
        assert (rows(done), now(session).version) == ([("images/web", "failed")], 3)


def test_what_reads_back_otherwise_fails_and_an_update_at_the_same_time_is_said(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    session = connect()
    (row,) = planned(session).moves
    before = now(session)
    as_asked = replace(before, value="m-new", version=4)
    assert updated(row, before, as_asked, "m-new").reasons == ()
    (told,) = updated(row, before, replace(as_asked, version=5), "m-new").reasons
    assert (told.code, "version 4 was overwritten" in told.message) == ("parameter_overwritten", True)
    for odd in (replace(as_asked, value="m-x"), replace(as_asked, tags={}), replace(as_asked, description="")):
        with pytest.raises(RepointFailed) as caught:
            updated(row, before, odd, "m-new")
        assert caught.value.code == "parameter_not_kept"
    assert updated(row, before, replace(as_asked, tags={**before.tags, "acs:x": "1"}), "m-new").reasons == ()
