# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of ACK and their node pools. Source: CS-SDK and the pages' examples; codes are those of third parties."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, error_of, refused
from ...worlds import OWNER, allow, changed, with_beijing

GROUP: dict[str, Any] = {
    "image_id": "m-plain",
    "image_type": "Custom",
    "instance_types": ["ecs.g7.large"],
    "system_disk_encrypted": True,
    "system_disk_kms_key_id": "key-bj",
    "data_disks": [{"size": 100, "encrypted": "true"}],
    "tags": [{"key": "team", "value": "web"}],
    "private_pool_options": {"id": "eap-1", "match_criteria": "Open"},
}
WEB: dict[str, Any] = {
    "id": "c-web",
    "name": "web",
    "created": "2025-02-03T04:05:06Z",
    "tags": {"team": "web"},
    "node_pools": [
        {"id": "np-web", "name": "web", "group": "asg-web", "nodes": 3, "data": {"scaling_group": GROUP}},
        {"id": "np-bare", "name": "bare", "is_default": True, "resource_group": "rg-1"},
        {"id": "np-going", "state": "removing"},
    ],
}
OLD: dict[str, Any] = {
    "id": "c-old",
    "name": "old-web",
    "kind": "Kubernetes",
    "state": "deleting",
    "created": "2024-02-03T04:05:06Z",
    "node_pools": [{"id": "np-old"}],
}
FAR: dict[str, Any] = {"id": "c-far", "name": "far", "node_pools": [{"id": "np-far", "nodes": 2}]}


def parts(**changes: Any) -> dict[str, Any]:
    """The world with clusters in two regions, and other parts of the owner replaced."""
    account = with_beijing(clusters=[WEB, OLD])["accounts"][OWNER]
    regions = {**account["regions"], "cn-shanghai": {**account["regions"]["cn-shanghai"], "clusters": [FAR]}}
    return changed(OWNER, **{**account, "regions": regions, **changes})


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", parts())


def clusters(emu: Harness, **filters: Any) -> list[str]:
    return [item["cluster_id"] for item in emu.cs("DescribeClustersV1", **filters)["clusters"]]


def pool(emu: Harness, name: str = "np-web", **more: Any) -> dict[str, Any]:
    return emu.cs("DescribeClusterNodePoolDetail", ClusterId="c-web", NodepoolId=name, **more)


def group(emu: Harness) -> dict[str, Any]:
    return dict(pool(emu)["scaling_group"])


def modify(emu: Harness, name: str = "np-web", *, cluster: str = "c-web", **body: Any) -> dict[str, Any]:
    key, region = body.pop("key", "operator"), body.pop("region", "cn-beijing")
    return emu.cs("ModifyClusterNodePool", key=key, region=region, ClusterId=cluster, NodepoolId=name, **body)


# Requests of the ROA style


def test_the_path_says_the_action_and_the_signature_covers_it(emu: Harness) -> None:
    """Source: the vendor's SDK sends no action in query or body; the canonical request has the path."""
    status, body = emu.roa("DescribeClustersV1", {"page_size": "1"})
    assert (status, body["page_info"]) == (200, {"page_number": 1, "page_size": 1, "total_count": 3})
    entry = emu.log()[-1]
    assert (entry["action"], entry["product"], entry["mutating"]) == ("DescribeClustersV1", "cs", False)
    status, body = emu.roa("DescribeClustersV1", {}, secret="wrong")
    assert (status, body["code"]) == (400, "SignatureDoesNotMatch")


def test_a_header_that_names_another_action_than_the_path_is_refused(emu: Harness) -> None:
    """assumed"""
    status, body = emu.roa("DescribeClustersV1", {}, path="/clusters/c-web/nodepools")
    assert (status, body["code"], "Action" in body["message"]) == (400, "InvalidParameter", True)


@pytest.mark.parametrize(("method", "path"), [("GET", "/clusters"), ("POST", "/api/v1/clusters"), ("GET", "/")])
def test_a_path_that_is_not_modelled_is_said_to_be(emu: Harness, method: str, path: str) -> None:
    status, body = emu.roa("DescribeClustersV1", {}, method=method, path=path)
    assert (status, body["code"]) == (501, "Emulator.NotModelled")
    assert path in body["message"]


def test_a_change_in_the_query_is_none(emu: Harness) -> None:
    """assumed: the vendor's SDK sends it in the body."""
    given = {"ClusterId": "c-web", "NodepoolId": "np-web"}
    odd = {**given, "scaling_group": '{"image_id": "m-cmk"}'}
    status, _body = emu.roa("ModifyClusterNodePool", odd, body=b"{}")
    assert (status, group(emu)["image_id"]) == (200, "m-plain")


def test_other_methods_are_no_requests_of_the_api(emu: Harness) -> None:
    assert emu.roa("DescribeClustersV1", {}, method="PATCH")[1]["code"] == "UnsupportedHTTPMethod"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"ClusterId": "c-old"}', b'{"a": NaN}'])
def test_a_body_that_is_no_object_or_contradicts_the_path_is_refused(emu: Harness, body: bytes) -> None:
    """assumed"""
    given = {"ClusterId": "c-web", "NodepoolId": "np-web"}
    status, answer = emu.roa("ModifyClusterNodePool", given, body=body)
    assert (status, answer["code"]) == (400, "InvalidParameter")


def test_errors_have_the_names_of_the_style(emu: Harness) -> None:
    """Source: the SDK's core reads these names, too."""
    status, body = emu.roa("DescribeClusterNodePools", {"ClusterId": "none"})
    assert (status, set(body)) == (404, {"code", "message", "requestId", "status"})
    assert (body["code"], body["status"]) == ("ErrorClusterNotFound", 404)
    denied = error_of(lambda: emu.cs("DescribeClustersV1", key="nobody"))
    assert (denied.status_code, denied.code) == (403, "Forbidden.RAM")
    assert denied.access_denied_detail["AuthAction"] == "cs:DescribeClustersV1"


def test_no_password_is_in_the_log_or_in_an_answer(emu: Harness) -> None:
    """Source: the page's example shows six asterisks."""
    modify(emu, scaling_group={"login_password": "Secret-1"})
    assert group(emu)["login_password"] == "******"
    assert "Secret-1" not in json.dumps([emu.log(), emu.control("GET", "world")])


# Clusters


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["c-web", "c-old", "c-far"]),
        ({"region_id": "cn-beijing"}, ["c-web", "c-old"]),
        ({"region_id": "cn-shanghai"}, ["c-far"]),
        ({"region_id": "cn-nowhere"}, []),
        ({"name": "web"}, ["c-web", "c-old"]),
        ({"cluster_id": "c-old"}, ["c-old"]),
        ({"cluster_type": "ManagedKubernetes", "profile": "Default"}, ["c-web", "c-far"]),
        ({"cluster_spec": "ack.standard"}, []),
        ({"page_size": 1, "page_number": 3}, ["c-old"]),
    ],
)
def test_filters_narrow_the_list_of_clusters(emu: Harness, filters: dict[str, Any], found: list[str]) -> None:
    assert sorted(clusters(emu, **filters)) == sorted(found)


def test_a_list_without_a_region_may_be_about_the_hosts_region_alone(emu: Harness) -> None:
    emu.set(clusters_without_region="endpoint")
    assert clusters(emu, region="cn-shanghai") == ["c-far"]
    assert clusters(emu, region="cn-shanghai", region_id="cn-beijing") == ["c-web", "c-old"]


def test_a_cluster_has_its_region_state_and_size(emu: Harness) -> None:
    [web] = emu.cs("DescribeClustersV1", cluster_id="c-web")["clusters"]
    assert (web["region_id"], web["state"], web["size"]) == ("cn-beijing", "running", 3)
    assert (web["created"], web["tags"]) == ("2025-02-03T12:05:06+08:00", [{"key": "team", "value": "web"}])


def test_a_page_has_fifty_clusters_at_most(emu: Harness) -> None:
    """assumed"""
    assert refused(lambda: clusters(emu, page_size=51)) == (400, "InvalidParameter")


# Node pools


def test_a_list_has_all_node_pools_of_a_cluster_with_their_images(emu: Harness) -> None:
    found = emu.cs("DescribeClusterNodePools", ClusterId="c-web")["nodepools"]
    assert [item["nodepool_info"]["nodepool_id"] for item in found] == ["np-web", "np-bare", "np-going"]
    assert found[0] == pool(emu)
    [bare] = emu.cs("DescribeClusterNodePools", ClusterId="c-web", NodepoolName="bare")["nodepools"]
    assert (bare["nodepool_info"]["is_default"], bare["scaling_group"]["image_id"]) == (True, "")
    assert bare["scaling_group"]["data_disks"] == []


def test_a_node_pool_shows_its_group_disks_and_state(emu: Harness) -> None:
    shown = pool(emu)
    assert {**GROUP, "scaling_group_id": "asg-web"}.items() <= shown["scaling_group"].items()
    assert (shown["status"]["state"], shown["status"]["total_nodes"]) == ("active", 3)
    assert (shown["nodepool_info"]["type"], shown["nodepool_info"]["region_id"]) == ("ess", "cn-beijing")


def test_a_host_has_the_clusters_of_its_region_and_the_central_one_all(emu: Harness) -> None:
    """assumed"""
    given = {"ClusterId": "c-far"}
    assert refused(lambda: emu.cs("DescribeClusterNodePools", **given)) == (404, "ErrorClusterNotFound")
    assert emu.cs("DescribeClusterNodePools", region="cn-shanghai", **given)["nodepools"]
    assert emu.cs("DescribeClusterNodePools", host="cs.aliyuncs.com", **given)["nodepools"]


# Changes


def test_a_change_of_the_image_keeps_all_else(emu: Harness) -> None:
    before = group(emu)
    answer = modify(emu, scaling_group={"image_id": "m-cmk"})
    assert (answer["nodepool_id"], answer["task_id"][:2], len(answer["request_id"])) == ("np-web", "T-", 36)
    assert group(emu) == {**before, "image_id": "m-cmk"}


def test_objects_change_field_by_field_and_lists_as_wholes(emu: Harness) -> None:
    modify(emu, scaling_group={"private_pool_options": {"match_criteria": "None"}, "instance_types": ["ecs.g8i.large"]})
    after = group(emu)
    assert after["private_pool_options"] == {"id": "eap-1", "match_criteria": "None"}
    assert after["instance_types"] == ["ecs.g8i.large"]


def test_empty_lists_clear_what_was_there_or_nothing(emu: Harness) -> None:
    """assumed: the SDK's models send them even if only the image is set."""
    emu.set(node_pool_empty_lists="ignore", node_pool_busy="accept")
    modify(emu, scaling_group={"image_id": "m-cmk", "data_disks": [], "tags": []})
    assert (group(emu)["data_disks"], group(emu)["tags"]) == (GROUP["data_disks"], GROUP["tags"])
    emu.set(node_pool_empty_lists="clear")
    modify(emu, scaling_group={"image_id": "m-cmk", "data_disks": [], "tags": []})
    assert (group(emu)["data_disks"], group(emu)["tags"]) == ([], [])


def test_a_pool_is_updating_for_a_while_and_refuses_other_changes(emu: Harness) -> None:
    emu.set(node_pool_update_seconds=60)
    modify(emu, scaling_group={"image_id": "m-cmk"})
    assert pool(emu)["status"]["state"] == "updating"
    assert refused(lambda: modify(emu, scaling_group={"image_id": "m-plain"})) == (409, "ErrorNodepoolState")
    emu.advance(60)
    assert pool(emu)["status"]["state"] == "active"
    assert modify(emu, scaling_group={"image_id": "m-cmk"})["task_id"]


def test_a_pool_that_is_updating_may_take_other_changes(emu: Harness) -> None:
    emu.set(node_pool_busy="accept")
    assert len({modify(emu, scaling_group={"image_id": "m-cmk"})["task_id"] for _time in range(2)}) == 2


def test_a_pool_gets_another_name_and_resource_group(emu: Harness) -> None:
    modify(emu, nodepool_info={"name": "new", "resource_group_id": "rg-2"}, update_nodes=True)
    info = pool(emu)["nodepool_info"]
    assert (info["name"], info["resource_group_id"]) == ("new", "rg-2")


@pytest.mark.parametrize(
    ("reading", "image", "answer"),
    [
        ("visible", "m-none", (400, "InvalidParameter")),
        ("system", "m-cmk", (400, "InvalidParameter")),
        ("any", "m-none", None),
    ],
)
def test_images_are_looked_at_or_not(emu: Harness, reading: str, image: str, answer: tuple[int, str] | None) -> None:
    """assumed"""
    emu.set(node_pool_images=reading)
    if answer is None:
        modify(emu, scaling_group={"image_id": image})
    else:
        assert refused(lambda: modify(emu, scaling_group={"image_id": image})) == answer
    assert (group(emu)["image_id"] == image) == (answer is None)


def test_unknown_names_are_ignored_or_refused(emu: Harness) -> None:
    """assumed"""
    body: dict[str, Any] = {"scaling_group": {"image_id": "m-cmk", "odd": 1}}
    modify(emu, **body)
    assert "odd" not in group(emu)
    emu.set(node_pool_unknown_fields="refuse", node_pool_busy="accept")
    assert refused(lambda: modify(emu, **body)) == (400, "InvalidParameter")


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ({"cluster": "none"}, (404, "ErrorClusterNotFound")),
        ({"name": "none"}, (404, "ErrorNodePoolNotFound")),
        ({"cluster": "c-old", "name": "np-old"}, (409, "ErrorClusterState")),
        ({"name": "np-going"}, (409, "ErrorNodepoolState")),
        ({"scaling_group": "m-cmk"}, (400, "InvalidParameter")),
        ({"scaling_group": {"image_id": 1}}, (400, "InvalidParameter")),
        ({"scaling_group": {"system_disk_size": True}}, (400, "InvalidParameter")),
        ({"scaling_group": {"system_disk_encrypted": "true"}}, (400, "InvalidParameter")),
        ({"scaling_group": {"data_disks": {}}}, (400, "InvalidParameter")),
        ({"scaling_group": {"data_disks": [{"encrypted": True}]}}, (400, "InvalidParameter")),
        ({"update_nodes": "yes"}, (400, "InvalidParameter")),
        ({"concurrency": True}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_changes_are_refused(emu: Harness, given: dict[str, Any], answer: tuple[int, str]) -> None:
    assert refused(lambda: modify(emu, **given)) == answer


def test_an_unknown_node_pool_is_not_found(emu: Harness) -> None:
    assert refused(lambda: pool(emu, "none")) == (404, "ErrorNodePoolNotFound")
    given = {"ClusterId": "none", "NodepoolId": "np-web"}
    assert refused(lambda: emu.cs("DescribeClusterNodePoolDetail", **given)) == (404, "ErrorClusterNotFound")


def test_rights_are_about_single_clusters_but_for_the_list_of_them(emu: Harness) -> None:
    """Source: the product's page on RAM."""
    mine = f"acs:cs:cn-beijing:{OWNER}:cluster/c-web"
    users: dict[str, Any] = {"operator": {"policies": [allow("cs:*", mine)]}, "reader": {}, "nobody": {}}
    emu.control("POST", "reset", parts(users=users))
    modify(emu, scaling_group={"image_id": "m-cmk"})
    assert refused(lambda: modify(emu, "np-old", cluster="c-old")) == (403, "Forbidden.RAM")
    assert refused(lambda: clusters(emu)) == (403, "Forbidden.RAM")


def test_a_dump_gives_the_same_clusters_and_states_again(emu: Harness) -> None:
    modify(emu, scaling_group={"image_id": "m-cmk"})
    before = emu.control("GET", "world")
    shown = pool(emu)
    emu.control("POST", "reset", before)
    assert emu.control("GET", "world") == before
    assert (pool(emu), shown["status"]["state"]) == (shown, "updating")


@pytest.mark.parametrize(
    "wrong",
    [
        [{"id": "c/1"}],
        [{"id": "c-1"}, {"id": "c-1"}],
        [{"id": "c-far"}],
        [{"id": "c-1", "node_pools": [{"id": "np-1"}, {"id": "np-1"}]}],
        [{"id": "c-1", "node_pools": [{"id": "np-1", "state": "odd"}]}],
        [{"id": "c-1", "node_pools": [{"id": "np-1", "data": {"odd": {}}}]}],
        [{"id": "c-1", "node_pools": [{"id": "np-1", "data": {"scaling_group": {"image_id": 1}}}]}],
        [{"id": "c-1", "node_pools": [{"id": "np-1", "data": []}]}],
    ],
)
def test_a_world_with_a_wrong_cluster_is_refused(emu: Harness, wrong: list[dict[str, Any]]) -> None:
    account = parts()["accounts"][OWNER]
    regions = {**account["regions"], "cn-qingdao": {"clusters": wrong}}
    assert emu.control_status("POST", "reset", parts(regions=regions))[0] == 400
