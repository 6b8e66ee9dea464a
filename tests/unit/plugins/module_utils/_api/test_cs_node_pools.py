# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Node pools of ACK at the emulator: what lists show, in how many calls, and what a change sends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._api.cs_node_pools import list_node_pools, modify_node_pool, node_pools_of
from plugins.module_utils._model.errors import ApiError, Denied, Missing, MissingLibrary, UnexpectedAnswer

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, HOME, OWNER
from ..world import WORLD, all_but

GROUP: dict[str, Any] = {
    "image_id": "m-web",
    "image_type": "Custom",
    "system_disk_encrypted": True,
    "system_disk_kms_key_id": "key-bj",
    "data_disks": [{"size": 100, "encrypted": "true", "category": ""}],
    "tags": [{"key": "team", "value": "web"}],
}
WEB = {"id": "np-web", "name": "web", "group": "asg-web", "nodes": 3, "data": {"scaling_group": GROUP}}


def reset(emu: Harness, *clusters: dict[str, Any], policies: list[Any] | None = None) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], "clusters": list(clusters)}
    away = {**account["regions"].get(AWAY, {}), "clusters": [{"id": "c-away", "node_pools": [{"id": "np-away"}]}]}
    users = {**account["users"], "operator": {"policies": policies or ["AdministratorAccess"]}}
    changed = {**account, "users": users, "regions": {**account["regions"], HOME: region, AWAY: away}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def test_a_node_pool_is_read_with_its_disks_and_without_what_is_empty(emu: Harness, connect: Connect) -> None:
    reset(emu, {"id": "c-web", "node_pools": [WEB]})
    (pool,) = list_node_pools(connect(), HOME)
    assert (pool.pool_id, pool.name, pool.cluster_id, pool.state) == ("np-web", "web", "c-web", "active")
    assert (pool.image_id, pool.image_type, pool.group_id, pool.nodes) == ("m-web", "Custom", "asg-web", 3)
    assert (pool.encrypted, pool.kms_key_id) == (True, "key-bj")
    assert list(pool.data_disks) == [{"size": 100, "encrypted": "true"}]
    assert pool.tags == {"team": "web"}


@pytest.mark.parametrize("reading", ["all", "endpoint"])
def test_clusters_of_one_region_are_listed_whatever_chooses_it(emu: Harness, connect: Connect, reading: str) -> None:
    """CS-SDK does not say whether the host or region_id chooses the region; 50 a page, and a call for each cluster."""
    reset(emu, *({"id": f"c-{number}", "node_pools": [{"id": f"np-{number}"}]} for number in range(60)))
    emu.set(clusters_without_region=reading)
    session = connect()
    found = list_node_pools(session, HOME)
    assert sorted(pool.pool_id for pool in found) == sorted(f"np-{number}" for number in range(60))
    assert session.api_calls == {"DescribeClustersV1": 2, "DescribeClusterNodePools": 60}


def test_no_cluster_is_missed_where_pages_are_smaller_than_asked_for(emu: Harness, connect: Connect) -> None:
    """CS-SDK: page_info has the page_size that counts. A cluster that is missed would let its image be retired."""
    reset(emu, *({"id": f"c-{number}", "node_pools": [{"id": f"np-{number}"}]} for number in range(60)))
    smaller = {"match": {"page_size": "50"}, "parameters": {"page_size": "20"}, "times": 9}
    emu.fault(action="DescribeClustersV1", kind="misread", **smaller)
    session = connect()
    found = list_node_pools(session, HOME)
    assert sorted(pool.pool_id for pool in found) == sorted(f"np-{number}" for number in range(60))
    assert session.api_calls["DescribeClustersV1"] == 3


def test_a_cluster_that_goes_while_it_is_read_has_no_node_pools(emu: Harness, connect: Connect) -> None:
    reset(emu, {"id": "c-web", "node_pools": [WEB]})
    assert node_pools_of(connect(), HOME, "c-none") == []
    emu.fault(action="DescribeClusterNodePools", kind="error", code="ErrorClusterNotFound", status=404)
    assert list_node_pools(connect(), HOME) == []


def test_a_node_pool_without_an_id_is_an_odd_answer(emu: Harness, connect: Connect) -> None:
    """It could not be changed, and two of them would be taken for one."""
    reset(emu, {"id": "c-web", "node_pools": [WEB]})
    nameless = {"nodepools": [{"nodepool_info": {"name": "web"}, "scaling_group": GROUP}]}
    emu.fault(action="DescribeClusterNodePools", kind="alter", answer=nameless)
    with pytest.raises(UnexpectedAnswer, match=r"null in nodepools.*nodepool_id, where an id belongs"):
        list_node_pools(connect(), HOME)


def test_a_change_sends_what_is_given_and_no_empty_lists(emu: Harness, connect: Connect) -> None:
    """The SDK's typed model adds an empty list for each that is not given, and ACK may clear what is there."""
    reset(emu, {"id": "c-web", "node_pools": [WEB]})
    session = connect()
    (pool,) = list_node_pools(session, HOME)
    task = modify_node_pool(session, HOME, pool, {"image_id": "m-cmk"})
    (sent,) = [entry for entry in emu.log() if entry["action"] == "ModifyClusterNodePool"]
    assert sent["parameters"]["scaling_group"] == '{"image_id": "m-cmk"}'
    assert set(sent["parameters"]) == {"ClusterId", "NodepoolId", "scaling_group"}
    (after,) = list_node_pools(session, HOME)
    assert (after.image_id, after.state, task[:2]) == ("m-cmk", "updating", "T-")
    assert (after.data_disks, after.tags) == (pool.data_disks, pool.tags)
    assert len(session.request_ids["ModifyClusterNodePool"]) == 1


def test_a_refusal_of_this_style_has_its_code_text_request_and_right(emu: Harness, connect: Connect) -> None:
    reset(emu, {"id": "c-web", "node_pools": [WEB]}, policies=[all_but("cs:ModifyClusterNodePool")])
    session = connect()
    (pool,) = list_node_pools(session, HOME)
    with pytest.raises(Denied) as denied:
        modify_node_pool(session, HOME, pool, {"image_id": "m-cmk"})
    assert denied.value.permission == "cs:ModifyClusterNodePool"
    assert denied.value.request_id == emu.log()[-1]["request_id"]
    reset(emu, {"id": "c-web", "node_pools": [{**WEB, "state": "removing"}]})
    with pytest.raises(ApiError) as busy:
        modify_node_pool(session, HOME, pool, {"image_id": "m-cmk"})
    assert (busy.value.code, busy.value.status) == ("ErrorNodepoolState", 409)
    assert "request id" not in busy.value.message
    reset(emu)
    with pytest.raises(Missing):
        modify_node_pool(session, HOME, pool, {"image_id": "m-cmk"})


def test_without_its_package_ack_is_a_missing_library(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "alibabacloud_cs20151215"
    package.mkdir()
    (package / "__init__.py").write_text("raise ModuleNotFoundError('gone', name='alibabacloud_cs20151215')")
    for name in [name for name in sys.modules if name.startswith("alibabacloud_cs20151215")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MissingLibrary) as caught:
        list_node_pools(connect(), HOME)
    assert caught.value.library == "alibabacloud-cs20151215"
