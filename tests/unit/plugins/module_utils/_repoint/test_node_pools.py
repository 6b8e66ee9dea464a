# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Node pools of the emulator's clusters get other images and the old ones again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._api.cs_node_pools import list_node_pools
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import Denied, InvalidInput
from plugins.module_utils._model.image_users import NodePool
from plugins.module_utils._repoint.apply_node_pools import NodePoolWriter
from plugins.module_utils._repoint.node_pools import NodePoolsPlan, differing, not_kept, plan_node_pools
from plugins.module_utils._repoint.observe_node_pools import observe_node_pools
from plugins.module_utils._repoint.request import read_node_pools
from plugins.module_utils._repoint.values import Moved, RepointRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

GROUP: dict[str, Any] = {
    "image_id": "m-old",
    "image_type": "Custom",
    "system_disk_encrypted": False,
    "data_disks": [{"size": 100, "encrypted": "true"}],
    "instance_types": ["ecs.g7.large"],
    "tags": [{"key": "team", "value": "web"}],
}
WEB: dict[str, Any] = {"id": "np-web", "name": "web", "nodes": 3, "data": {"scaling_group": GROUP}}
SHOP: dict[str, Any] = {"id": "np-shop", "name": "shop", "data": {"scaling_group": {"image_id": "m-old"}}}
OTHER: dict[str, Any] = {"id": "np-other", "name": "other", "data": {"scaling_group": {"image_id": "aliyun_3_x64"}}}
IMAGES = ({"id": "m-old", "name": "old"}, {"id": "m-new", "name": "new"})


def reset(emu: Harness, *pools: dict[str, Any]) -> None:
    account = WORLD["accounts"][OWNER]
    cluster = {"id": "c-web", "name": "web", "node_pools": list(pools or (WEB, SHOP, OTHER))}
    region = {**account["regions"][HOME], "images": list(IMAGES), "clusters": [cluster]}
    changed = {**account, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def asked(**more: Any) -> RepointRequest:
    given: dict[str, Any] = {
        "region": HOME,
        "image_map": {"m-old": "m-new"},
        "node_pools": [],
        "kms_key_id": "",
        "encrypted": None,
    }
    return read_node_pools({**given, **more})


def planned(session: Session, **more: Any) -> NodePoolsPlan:
    request = asked(**more)
    return plan_node_pools(request, observe_node_pools(session, request))


def writer(emu: Harness, session: Session, sleep: Callable[[float], None] | None = None, **more: Any) -> NodePoolWriter:
    """A writer that waits on the emulator's clock, which stands still otherwise."""
    return NodePoolWriter(session=session, request=asked(**more), clock=emu.cloud.now, sleep=sleep or emu.advance)


def move(emu: Harness, session: Session, **more: Any) -> Moved:
    return writer(emu, session, **more).carry_out(planned(session, **more))


def rows(done: Moved) -> list[tuple[str, str]]:
    return [(item.id, str(item.state)) for item in done.moves]


def codes(done: Moved) -> list[str]:
    return [item.code for move in done.moves for item in move.reasons]


def now(session: Session, name: str = "np-web") -> NodePool:
    return next(pool for pool in list_node_pools(session, HOME) if pool.pool_id == name)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"node_pool_empty_lists": "ignore"},
        {"node_pool_unknown_fields": "refuse"},
        {"node_pool_busy": "accept"},
        {"node_pool_images": "any"},
    ],
)
def test_the_image_changes_and_everything_else_stays_whatever_is_unproven(
    emu: Harness, connect: Connect, settings: dict[str, Any]
) -> None:
    reset(emu)
    emu.set(**settings)
    session = connect()
    before = now(session)
    done = move(emu, session)
    assert rows(done) == [("np-shop", "changed"), ("np-web", "changed")]
    assert now(session) == replace(before, image_id="m-new")
    assert now(session, "np-other").image_id == "aliyun_3_x64"
    assert (done.changed, done.failures) == (True, {})


@pytest.mark.parametrize(("nodes", "says"), [(1, "its 1 node keeps"), (2, "its 2 nodes keep"), (3, "its 3 nodes keep")])
def test_the_nodes_that_keep_the_old_image_are_counted(emu: Harness, connect: Connect, nodes: int, says: str) -> None:
    reset(emu, {**WEB, "nodes": nodes}, SHOP)
    shop, web = move(emu, connect()).moves
    assert shop.reasons == ()
    (note,) = web.reasons
    assert (note.code, note.message) == (
        "node_pool_nodes_stay",
        f"only new nodes get the image, and {says} the old one",
    )


def test_a_second_run_sends_no_write(emu: Harness, connect: Connect) -> None:
    reset(emu)
    move(emu, connect())
    session = connect()
    again = move(emu, session)
    assert rows(again) == [("np-shop", "unchanged"), ("np-web", "unchanged")]
    assert (again.changed, session.api_calls.get("ModifyClusterNodePool")) == (False, None)


def test_exchanged_ids_take_a_change_back_with_its_encryption(emu: Harness, connect: Connect) -> None:
    reset(emu)
    done = move(emu, connect(), kms_key_id="key-bj")
    assert [(item.after["encrypted"], item.after["kms_key_id"]) for item in done.moves] == [(True, "key-bj")] * 2
    back = move(emu, connect(), image_map={"m-new": "m-old"}, encrypted=False)
    assert [item.after for item in back.moves] == [item.before for item in done.moves]


@pytest.mark.parametrize(
    ("pool", "image_map", "code"),
    [
        ({}, {"m-old": "m-none"}, "new_image_not_usable"),
        ({"state": "deleting"}, {"m-old": "m-new"}, "node_pool_busy"),
    ],
)
def test_what_cannot_be_changed_stays_and_fails_the_task_if_it_is_named(
    emu: Harness, connect: Connect, pool: dict[str, Any], image_map: dict[str, str], code: str
) -> None:
    reset(emu, {**WEB, **pool})
    done = move(emu, connect(), image_map=image_map)
    assert (rows(done), codes(done), done.failures) == ([("np-web", "blocked")], [code], {})
    named = move(emu, connect(), image_map=image_map, node_pools=["web"])
    assert list(named.failures) == ["web (np-web)"]


def test_wrong_options_are_refused(emu: Harness, connect: Connect) -> None:
    reset(emu)
    with pytest.raises(InvalidInput, match="is not a node pool of a cluster in cn-beijing"):
        planned(connect(), node_pools=["webb"])
    with pytest.raises(InvalidInput, match="does not go with kms_key_id"):
        asked(kms_key_id="key-bj", encrypted=False)


def test_a_node_pool_that_is_busy_is_waited_for(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    emu.cs("ModifyClusterNodePool", ClusterId="c-web", NodepoolId="np-web", management={"auto_repair": True})
    began = emu.cloud.now()
    session = connect()
    done = move(emu, session)
    assert (rows(done), session.api_calls["ModifyClusterNodePool"]) == ([("np-web", "changed")], 1)
    # The earlier change, and then this one: 30 seconds each.
    assert 60 <= emu.cloud.now() - began < 75


def test_a_node_pool_that_gets_busy_between_look_and_call_is_waited_for(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    emu.fault(action="ModifyClusterNodePool", kind="error", code="ErrorNodepoolState", status=409, times=2)
    session = connect()
    done = move(emu, session)
    assert (rows(done), session.api_calls["ModifyClusterNodePool"]) == ([("np-web", "changed")], 3)


@pytest.mark.parametrize("state", ["removing", "scaling"])
def test_a_node_pool_that_stays_busy_fails_after_five_minutes_and_the_others_go_on(
    emu: Harness, connect: Connect, state: str
) -> None:
    reset(emu, {**WEB, "state": state}, SHOP)
    session = connect()
    done = move(emu, session)
    assert rows(done) == [("np-shop", "changed"), ("np-web", "failed")]
    assert "node_pool_busy" in codes(done)
    assert session.api_calls["ModifyClusterNodePool"] == 1


def test_a_cluster_that_does_not_run_fails_with_its_id(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    emu.fault(action="ModifyClusterNodePool", kind="error", code="ErrorClusterState", status=409, times=1)
    done = move(emu, connect())
    assert (rows(done), codes(done), done.changed) == ([("np-web", "failed")], ["node_pool_cluster_busy"], False)
    assert "its cluster c-web is not running" in done.moves[0].reasons[0].message


def test_a_change_that_takes_longer_than_a_run_waits_is_said(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    emu.set(node_pool_update_seconds=900)
    done = move(emu, connect())
    assert (rows(done), codes(done)) == ([("np-web", "changed")], ["node_pool_unfinished", "node_pool_nodes_stay"])
    assert "(task T-" in done.moves[0].reasons[0].message


def test_a_node_pool_that_was_changed_since_the_look_is_left_as_it_is(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    session = connect()
    plan = planned(session)
    emu.set(node_pool_update_seconds=0)
    group = {"image_id": "m-web", "tags": []}
    emu.set(node_pool_images="any")
    emu.cs("ModifyClusterNodePool", ClusterId="c-web", NodepoolId="np-web", scaling_group=group)
    done = writer(emu, session).carry_out(plan)
    assert (rows(done), codes(done)) == ([("np-web", "failed")], ["node_pool_changed"])
    assert "image, tags" in done.moves[0].reasons[0].message
    assert (now(session).image_id, done.changed) == ("m-web", False)


def test_a_cluster_whose_node_pools_may_not_be_read_is_named(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="DescribeClusterNodePools", kind="error", code="Forbidden.RAM", status=403)
    with pytest.raises(Denied, match=r"^cluster c-web: DescribeClusterNodePools in cn-beijing was refused"):
        planned(connect())


@pytest.mark.parametrize("pools", [(SHOP,), ({**SHOP, "data": {}},)])
def test_a_node_pool_that_is_gone_since_the_look_fails(
    emu: Harness, connect: Connect, pools: tuple[dict[str, Any], ...]
) -> None:
    reset(emu, WEB)
    session = connect()
    plan = planned(session)
    reset(emu, *pools)
    done = writer(emu, session).carry_out(plan)
    assert (rows(done), codes(done)) == ([("np-web", "failed")], ["node_pool_gone"])


@pytest.mark.parametrize("kind", ["drop_after", "drop_before"])
def test_a_change_without_an_answer_is_looked_for_and_not_made_twice(emu: Harness, connect: Connect, kind: str) -> None:
    reset(emu, WEB)
    emu.fault(action="ModifyClusterNodePool", kind=kind, times=1)
    session = connect()
    done = move(emu, session)
    assert session.api_calls["ModifyClusterNodePool"] == 1
    wanted = ("changed", "m-new") if kind == "drop_after" else ("failed", "m-old")
    assert (str(done.moves[0].state), now(session).image_id) == wanted


def test_a_change_without_an_answer_counts_if_ack_is_at_work_and_shows_the_old_image(
    emu: Harness, connect: Connect
) -> None:
    """CS may show what was before until its task is done; a change that is on its way is no failure."""
    reset(emu, WEB)
    session = connect()
    plan = planned(session)
    info = {"nodepool_info": {"nodepool_id": "np-web", "name": "web"}, "status": {"state": "updating"}}
    late = {"nodepools": [{**info, "scaling_group": GROUP}]}
    emu.fault(action="ModifyClusterNodePool", kind="drop_after", times=1)
    emu.fault(action="DescribeClusterNodePools", kind="alter", answer=late, skip=1, times=2)
    done = writer(emu, session).carry_out(plan)
    assert (rows(done), codes(done), done.changed) == ([("np-web", "changed")], ["node_pool_nodes_stay"], True)
    assert session.api_calls["ModifyClusterNodePool"] == 1


def test_a_refused_change_fails_one_node_pool_and_not_the_others(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB, SHOP)
    emu.fault(action="ModifyClusterNodePool", kind="error", code="Forbidden.RAM", status=403, times=1)
    done = move(emu, connect())
    assert sorted(str(item.state) for item in done.moves) == ["changed", "failed"]
    assert done.changed


def test_an_image_that_reads_back_as_the_old_one_fails_with_the_task(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    emu.set(node_pool_busy="accept")
    old = {"image_id": "m-old"}

    def undone(pause: float) -> None:
        emu.advance(pause)
        emu.cs("ModifyClusterNodePool", ClusterId="c-web", NodepoolId="np-web", scaling_group=old)

    session = connect()
    done = writer(emu, session, undone).carry_out(planned(session))
    assert (rows(done), codes(done), done.changed) == ([("np-web", "failed")], ["node_pool_not_kept"], True)
    assert "image was set (task T-" in done.moves[0].reasons[0].message


def test_what_was_not_sent_has_to_read_back_as_it_was(emu: Harness, connect: Connect) -> None:
    reset(emu, WEB)
    session = connect()
    (row,) = planned(session).moves
    before = now(session)
    as_asked = replace(before, image_id="m-new")
    assert not_kept(row, before, as_asked) == []
    assert not_kept(row, before, replace(as_asked, data_disks=[], tags={})) == ["data disks", "tags"]
    assert not_kept(row, before, replace(as_asked, encrypted=True)) == ["encryption"]
    assert not_kept(row, before, replace(as_asked, image_type="Linux", nodes=9, state="scaling")) == []
    assert differing(before, as_asked) == ["image"]
