# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Scaling configurations of the emulator move to a new image and back."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._repoint.apply_scaling import ScalingWriter
from plugins.module_utils._repoint.observe_scaling import observe_scaling
from plugins.module_utils._repoint.request import read_configurations
from plugins.module_utils._repoint.scaling import ScalingPlan, not_kept, plan_configurations
from plugins.module_utils._repoint.values import Moved, RepointRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD

DISKS = [{"Size": 100, "Category": "cloud_essd", "Encrypted": "true", "KMSKeyId": "key-2"}]
DATA: dict[str, Any] = {
    "ImageId": "m-data",
    "InstanceTypes": ["ecs.g7.large"],
    "SystemDisk": {"Category": "cloud_essd", "Size": 40},
    "DataDisks": DISKS,
    "Tags": {"team": "web"},
}
IMAGES = (
    {"id": "m-data", "name": "data", "disks": [{"type": "system"}, {"size_gib": 100}]},
    {"id": "m-new", "name": "new"},
    {"id": "m-making", "name": "making", "status": "Deprecated"},
)


def reset(emu: Harness, *more: dict[str, Any], groups: Any = None, images: Any = IMAGES, **parts: Any) -> None:
    account = WORLD["accounts"][OWNER]
    region = {
        **account["regions"][HOME],
        "images": list(images),
        "scaling_groups": groups or [{"id": "asg-1", "configuration": "asc-1"}],
        "scaling_configurations": [{"id": "asc-1", "name": "web", "group": "asg-1", "data": DATA}, *more],
        **parts,
    }
    changed = {**account, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def asked(**more: Any) -> RepointRequest:
    given = {"region": HOME, "image_map": {"m-data": "m-new"}, "scaling_configurations": [], "kms_key_id": ""}
    return read_configurations({**given, "encrypted": None, **more})


def planned(session: Session, **more: Any) -> ScalingPlan:
    request = asked(**more)
    return plan_configurations(request, observe_scaling(session, request))


def move(session: Session, **more: Any) -> Moved:
    request = asked(**more)
    plan = planned(session, **more)
    return ScalingWriter(session=session, request=request).carry_out(plan)


def rows(done: Moved) -> list[tuple[str, str]]:
    return [(item.id, str(item.state)) for item in done.moves]


def codes(done: Moved) -> list[str]:
    return [item.code for move in done.moves for item in move.reasons]


def data(emu: Harness, place: int = 0) -> dict[str, Any]:
    world = emu.control("GET", "world")
    found: dict[str, Any] = world["accounts"][OWNER]["regions"][HOME]["scaling_configurations"][place]["data"]
    return found


def test_the_image_changes_and_everything_else_stays_data_disks_included(emu: Harness, connect: Connect) -> None:
    """ESS, ModifyScalingConfiguration: another image clears the data disks if the old one had some."""
    reset(emu)
    done = move(connect())
    assert (rows(done), done.failures, done.changed) == ([("asc-1", "changed")], {}, True)
    assert data(emu) == {**DATA, "ImageId": "m-new"}
    assert done.moves[0].before["image_id"] == "m-data"
    assert done.moves[0].after["data_disks"] == DISKS


def test_a_second_run_sends_no_write(emu: Harness, connect: Connect) -> None:
    reset(emu)
    move(connect())
    session = connect()
    done = move(session)
    assert (rows(done), done.changed) == ([("asc-1", "unchanged")], False)
    assert set(session.api_calls) == {"DescribeImages", "DescribeScalingConfigurations", "DescribeScalingGroups"}


def test_a_key_encrypts_the_system_disk_and_leaves_its_other_fields(emu: Harness, connect: Connect) -> None:
    reset(emu)
    done = move(connect(), kms_key_id="key-bj")
    assert data(emu)["SystemDisk"] == {
        "Category": "cloud_essd",
        "Size": 40,
        "Encrypted": True,
        "KMSKeyId": "key-bj",
    }
    assert (done.moves[0].after["encrypted"], done.moves[0].after["kms_key_id"]) == (True, "key-bj")


def test_exchanged_ids_take_a_change_back_with_its_encryption(emu: Harness, connect: Connect) -> None:
    reset(emu)
    before = move(connect(), kms_key_id="key-bj").moves[0].before
    done = move(connect(), image_map={"m-new": "m-data"}, encrypted=False)
    assert done.moves[0].after == before
    assert data(emu)["ImageId"] == "m-data"


def test_inactive_configurations_move_and_those_with_a_family_do_not(emu: Harness, connect: Connect) -> None:
    spare = {"id": "asc-2", "name": "spare", "group": "asg-1", "data": {"ImageId": "m-data"}}
    family = {"id": "asc-3", "name": "family", "group": "asg-1", "data": {"ImageFamily": "web"}}
    reset(emu, spare, family)
    done = move(connect())
    assert rows(done) == [("asc-2", "changed"), ("asc-1", "changed")]
    assert [item.after["active"] for item in done.moves] == [False, True]


def test_a_group_that_a_node_pool_names_is_left_to_ack_without_a_tag(emu: Harness, connect: Connect) -> None:
    reset(emu, clusters=[{"id": "c-1", "node_pools": [{"id": "np-1", "group": "asg-1"}]}])
    done = move(connect())
    assert (rows(done), codes(done)) == ([("asc-1", "blocked")], ["scaling_of_ack"])
    assert "(scaling group asg-1)" in done.moves[0].reasons[0].message


@pytest.mark.parametrize(
    ("action", "match", "why"),
    [
        ("DescribeClustersV1", {}, "(cs:DescribeClustersV1 is not allowed)"),
        ("DescribeClusterNodePools", {"ClusterId": "c-2"}, "(cluster c-2: cs:DescribeClusterNodePools is not allowed)"),
    ],
)
def test_a_partial_search_for_node_pools_is_said_and_stops_nothing(
    emu: Harness, connect: Connect, action: str, match: dict[str, str], why: str
) -> None:
    reset(
        emu, clusters=[{"id": "c-1", "node_pools": []}, {"id": "c-2", "node_pools": [{"id": "np-1", "group": "asg-1"}]}]
    )
    emu.fault(action=action, match=match, kind="error", code="Forbidden.RAM", status=403)
    plan = planned(connect())
    assert [item.code for item in plan.unknown] == ["scaling_pools_unknown"]
    assert why in plan.unknown[0].message
    assert plan.changed


def test_nothing_is_unknown_where_all_node_pools_were_read_or_none_had_to_be(emu: Harness, connect: Connect) -> None:
    reset(emu, clusters=[{"id": "c-1", "node_pools": []}])
    assert planned(connect()).unknown == ()
    emu.fault(action="DescribeClustersV1", kind="error", code="Forbidden.RAM", status=403)
    assert planned(connect(), image_map={"m-none": "m-new"}).unknown == ()


@pytest.mark.parametrize("part", ["group", "configuration"])
def test_what_belongs_to_a_node_pool_is_left_to_ack(emu: Harness, connect: Connect, part: str) -> None:
    tags = {"ack.aliyun.com": "c-1"}
    pool = {"id": "asc-9", "name": "pool", "group": "asg-9", "data": {"ImageId": "m-data"}}
    group: dict[str, Any] = {"id": "asg-9"}
    if part == "group":
        group["tags"] = tags
    else:
        pool["data"] = {"ImageId": "m-data", "Tags": tags}
    reset(emu, pool, groups=[{"id": "asg-1", "configuration": "asc-1"}, group])
    done = move(connect())
    assert rows(done) == [("asc-9", "blocked"), ("asc-1", "changed")]
    assert (codes(done), done.failures) == (["scaling_of_ack"], {})
    assert list(move(connect(), scaling_configurations=["pool"]).failures) == ["pool (asc-9)"]


def test_a_new_image_that_cannot_be_launched_blocks(emu: Harness, connect: Connect) -> None:
    reset(emu)
    assert codes(move(connect(), image_map={"m-data": "m-making"})) == ["new_image_not_usable"]
    assert data(emu) == DATA


def test_one_that_failed_shows_what_is_there_and_what_to_do(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="ModifyScalingConfiguration", kind="error", code="Forbidden.RAM", status=403)
    (row,) = move(connect()).moves
    assert (row.state, row.after) == ("failed", row.before)
    assert [item.remedy for item in row.reasons] == ["Allow ess:ModifyScalingConfiguration in RAM."]


def test_what_cannot_be_read_after_a_failure_is_not_known(emu: Harness, connect: Connect) -> None:
    reset(emu)
    request = asked()
    session = connect()
    plan = planned(session)
    emu.fault(action="ModifyScalingConfiguration", kind="error", code="Odd", status=400)
    emu.fault(action="DescribeScalingConfigurations", kind="error", code="Odd", status=400)
    (row,) = ScalingWriter(session=session, request=request).carry_out(plan).moves
    assert (row.state, row.after) == ("failed", {})
    assert [item.remedy for item in row.reasons] == ["Fix the cause and run it again."]


def test_one_that_fails_does_not_stop_the_others(emu: Harness, connect: Connect) -> None:
    reset(emu, {"id": "asc-2", "name": "spare", "group": "asg-1", "data": {"ImageId": "m-data"}})
    emu.fault(action="ModifyScalingConfiguration", kind="error", code="Odd", status=400, times=1)
    done = move(connect())
    assert sorted(state for _id, state in rows(done)) == ["changed", "failed"]
    assert len(done.failures) == 1
    assert {state for _id, state in rows(move(connect()))} == {"changed", "unchanged"}


def test_a_lost_answer_does_no_harm(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="ModifyScalingConfiguration", kind="drop_after", times=1)
    assert rows(move(connect())) == [("asc-1", "changed")]
    assert data(emu) == {**DATA, "ImageId": "m-new"}


def test_disks_that_do_not_read_back_are_named() -> None:
    wanted = {"image_id": "m-new", "active": True, "data_disks": DISKS}
    assert not_kept(wanted, {**wanted, "active": False}) == []
    assert not_kept(wanted, {**wanted, "data_disks": [{**DISKS[0], "Device": "/dev/xvdb"}]}) == []
    assert not_kept(wanted, {"image_id": "m-old", "data_disks": []}) == [
        "data_disks.1.Category",
        "data_disks.1.Encrypted",
        "data_disks.1.KMSKeyId",
        "data_disks.1.Size",
        "image_id",
    ]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"scaling_configurations": ["webb"]}, "is not a scaling configuration in cn-beijing"),
        ({"kms_key_id": "key-bj", "encrypted": False}, "does not go with kms_key_id key-bj"),
    ],
)
def test_what_cannot_work_is_refused(emu: Harness, connect: Connect, given: dict[str, Any], says: str) -> None:
    reset(emu)
    with pytest.raises(InvalidInput, match=says):
        move(connect(), **given)


def test_five_hundred_configurations_are_looked_at_within_the_floor_of_calls(emu: Harness, connect: Connect) -> None:
    more = [
        {"id": f"asc-{number}", "name": f"web-{number}", "group": "asg-1", "data": {"ImageId": f"m-{number % 20}"}}
        for number in range(2, 501)
    ]
    reset(emu, *more)
    session = connect()
    request = read_configurations(
        {
            "region": HOME,
            "image_map": {"m-1": "m-new"},
            "scaling_configurations": [],
            "kms_key_id": "",
            "encrypted": None,
        }
    )
    plan = plan_configurations(request, observe_scaling(session, request))
    assert len(plan.before) == 24
    assert session.api_calls == {
        # To see which groups node pools have.
        "DescribeClustersV1": 1,
        "DescribeImages": 1,
        "DescribeScalingConfigurations": 10,
        "DescribeScalingGroups": 1,
    }
