# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Searching a region of the emulator for users of images: what is found, what stays unknown, in how many calls."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError
from plugins.module_utils._references.observe import read_info
from plugins.module_utils._references.request import read_request

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, CONSUMER, HOME, OWNER
from ..world import WORLD, all_but

PARTS: dict[str, Any] = {
    "instances": [{"id": "i-1", "image": "m-web"}, {"id": "i-2", "image": "m-cmk"}],
    "launch_templates": [
        {"id": "lt-1", "name": "web", "versions": [{"data": {"ImageId": "m-web"}}, {"data": {"ImageId": "m-plain"}}]}
    ],
    "scaling_groups": [
        {"id": "asg-1", "configuration": "asc-1"},
        {"id": "asg-2", "template": "lt-1", "template_version": "Default"},
    ],
    "scaling_configurations": [
        {"id": "asc-1", "group": "asg-1", "data": {"ImageFamily": "web"}},
        {"id": "asc-2", "group": "asg-1", "data": {"ImageId": "m-web"}},
    ],
    "clusters": [
        {
            "id": "c-1",
            "node_pools": [
                {"id": "np-1", "name": "web", "group": "asg-9", "data": {"scaling_group": {"image_id": "m-web"}}},
                {"id": "np-2", "state": "deleting", "data": {"scaling_group": {"image_id": "m-web"}}},
                {"id": "np-3", "data": {"scaling_group": {"image_id": "aliyun_3_x64_20G_alibase.vhd"}}},
            ],
        }
    ],
    "oos_parameters": [{"name": "images/web", "value": "m-web"}, {"name": "other", "value": "m-plain"}],
    "image_pipelines": [
        {"id": "ip-1", "base_image": "m-web"},
        {"id": "ip-2", "base_image_type": "IMAGE_FAMILY", "base_image": "web"},
        {"id": "ip-3", "base_image": "m-plain"},
    ],
    "auto_provisioning_groups": [
        {"id": "apg-1", "template": "lt-1", "template_version": "1"},
        {"id": "apg-2", "image": "m-web", "status": "deleted"},
    ],
}
SEARCHED = (
    "instances",
    "launch_templates",
    "scaling",
    "image_families",
    "node_pools",
    "oos_parameters",
    "image_pipelines",
    "auto_provisioning_groups",
)


def reset(emu: Harness, policies: list[Any] | None = None, **parts: Any) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], **PARTS, **parts}
    users = {**account["users"], "operator": {"policies": policies or ["AdministratorAccess"]}}
    changed = {**account, "users": users, "regions": {**account["regions"], HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: changed}})


def search(session: Session, *image_ids: str, region: str = HOME, **more: Any) -> dict[str, Any]:
    given = {"region": region, "image_ids": image_ids or ("m-web",), "image_map": {}, "kinds": [], **more}
    return read_info(session, read_request(given))


def ids(found: dict[str, Any]) -> list[tuple[str, bool]]:
    return [(item["id"], item["active"]) for item in found["references"]]


def states(found: dict[str, Any]) -> dict[str, str]:
    return {row["kind"]: row["state"] for row in found["kinds"]}


def codes(found: dict[str, Any], kind: str) -> list[tuple[str, str]]:
    rows = {row["kind"]: row for row in found["kinds"]}
    return [(reason["code"], reason["remedy"]) for reason in rows[kind]["reasons"]]


def test_users_of_every_kind_are_found(emu: Harness, connect: Connect) -> None:
    reset(emu)
    found = search(connect())
    assert ids(found) == [
        ("i-1", True),
        ("lt-1", True),
        ("asc-1", True),
        ("asg-2", True),
        ("asc-2", False),
        ("web", True),
        ("np-1", True),
        ("np-2", False),
        ("images/web", True),
        ("ip-1", True),
        ("ip-2", True),
        ("apg-1", True),
    ]
    assert found["images"] == [{"image_id": "m-web", "new_image_id": "", "references": 12}]
    assert found["account_id"] == OWNER
    assert states(found) == dict.fromkeys(SEARCHED, "searched")
    assert [row["found"] for row in found["kinds"]] == [1, 1, 3, 1, 2, 1, 2, 1]


def test_a_node_pool_is_named_with_its_cluster_and_scaling_group(emu: Harness, connect: Connect) -> None:
    reset(emu)
    found = search(connect(), kinds=["node_pools"])["references"][0]
    assert (found["name"], found["through"], found["group_id"]) == ("web", "cluster c-1", "asg-9")


@pytest.mark.parametrize(
    ("action", "kinds"),
    [
        ("ecs:DescribeInstances", ["instances"]),
        ("ecs:DescribeLaunchTemplates", ["launch_templates"]),
        ("ecs:DescribeLaunchTemplateVersions", ["launch_templates", "scaling", "auto_provisioning_groups"]),
        ("ecs:DescribeImagePipelines", ["image_pipelines"]),
        ("cs:DescribeClustersV1", ["node_pools"]),
        ("cs:DescribeClusterNodePools", ["node_pools"]),
        ("oos:ListParameters", ["oos_parameters"]),
        ("oos:GetParameters", ["oos_parameters"]),
        ("ecs:DescribeAutoProvisioningGroups", ["auto_provisioning_groups"]),
        ("ess:DescribeScalingGroups", ["scaling"]),
        ("ess:DescribeScalingConfigurations", ["scaling"]),
        ("ecs:DescribeImages", ["image_families"]),
        ("ecs:DescribeImageFromFamily", ["scaling", "image_families", "image_pipelines"]),
    ],
)
def test_what_may_not_be_read_is_unknown_with_the_right_and_the_rest_is_found(
    emu: Harness, connect: Connect, action: str, kinds: list[str]
) -> None:
    reset(emu, [all_but(action)])
    found = search(connect())
    assert [kind for kind in SEARCHED if states(found)[kind] == "unknown"] == kinds
    for kind in kinds:
        assert codes(found, kind) == [("users_not_readable", f"Allow the RAM action {action}.")]
    assert ids(found)


def test_an_empty_list_of_instances_counts_only_with_a_dry_run(emu: Harness, connect: Connect) -> None:
    reset(emu, instances=[])
    assert states(search(connect()))["instances"] == "searched"
    emu.set(dry_run_ignored=True)
    found = search(connect())
    assert states(found)["instances"] == "unknown"
    assert [code for code, _remedy in codes(found, "instances")] == ["users_unproven"]


def test_instances_that_are_listed_need_no_dry_run(emu: Harness, connect: Connect) -> None:
    reset(emu)
    session = connect()
    search(session, kinds=["instances"])
    assert session.api_calls == {"DescribeInstances": 1, "GetCallerIdentity": 1}


def test_a_refused_list_is_unknown_with_the_code_and_the_rest_is_found(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="DescribeScalingGroups", kind="error", code="InvalidProduct.Odd", status=400, times=9)
    found = search(connect())
    assert [code for code, _remedy in codes(found, "scaling")] == ["users_search_failed"]
    assert "InvalidProduct.Odd" in str(found["kinds"])
    assert states(found)["launch_templates"] == "searched"


def denied_of(found: dict[str, Any], kind: str) -> list[str]:
    row = next(row for row in found["kinds"] if row["kind"] == kind)
    return [reason["message"].partition(" may not be read")[0] for reason in row["reasons"]]


@pytest.mark.parametrize(
    ("action", "match", "kind", "named"),
    [
        ("DescribeClusterNodePools", {"ClusterId": "c-2"}, "node_pools", "node pools of ACK clusters (cluster c-2)"),
        (
            "DescribeLaunchTemplateVersions",
            {"LaunchTemplateId": "lt-1"},
            "launch_templates",
            "launch templates (launch template lt-1)",
        ),
        ("DescribeImageFromFamily", {"ImageFamily": "web"}, "image_families", "image families (family web)"),
    ],
)
def test_the_one_thing_that_may_not_be_read_is_named(
    emu: Harness, connect: Connect, action: str, match: dict[str, str], kind: str, named: str
) -> None:
    reset(emu, clusters=[*PARTS["clusters"], {"id": "c-2", "node_pools": []}])
    emu.fault(action=action, match=match, kind="error", code="Forbidden.RAM", status=403, times=9)
    found = search(connect(), kinds=[kind])
    assert denied_of(found, kind) == [named]
    assert ids(found) == ([("np-1", True), ("np-2", False)] if kind == "node_pools" else [])


def test_many_that_may_not_be_read_are_one_reason(emu: Harness, connect: Connect) -> None:
    clusters = [{"id": f"c-{number}", "node_pools": []} for number in range(1, 8)]
    reset(emu, [all_but("cs:DescribeClusterNodePools")], clusters=clusters)
    names = "clusters c-1, c-2, c-3, c-4, c-5 and 2 more"
    assert denied_of(search(connect(), kinds=["node_pools"]), "node_pools") == [f"node pools of ACK clusters ({names})"]


def test_templates_that_cannot_be_listed_without_a_name_are_unknown(emu: Harness, connect: Connect) -> None:
    """A comment in the vendor's SDK says that an id or a name is needed; other clients list without either."""
    reset(emu)
    emu.set(list_all_launch_templates=False)
    found = search(connect())
    assert states(found)["launch_templates"] == "unknown"
    assert "MissingParameter" in str(found["kinds"])
    # What a group launches from is known by its id.
    assert ("asg-2", True) in ids(found)


@pytest.mark.parametrize(
    "settings",
    [{"launch_template_disk": "nested"}, {"scaling_family_image": "resolved"}, {"launch_template_page_size": 10}],
)
def test_both_readings_of_what_is_unproven_find_the_same(
    emu: Harness, connect: Connect, settings: dict[str, Any]
) -> None:
    reset(emu)
    before = search(connect())
    emu.set(**settings)
    assert search(connect()) == before


def test_a_group_that_hides_its_image_is_unknown_by_name_until_it_shows_it(emu: Harness, connect: Connect) -> None:
    """The page of DescribeAutoProvisioningGroups has no launch configuration in its answer."""
    reset(emu, auto_provisioning_groups=[{"id": "apg-1", "name": "inline", "image": "m-web"}])
    found = search(connect(), kinds=["auto_provisioning_groups"])
    assert (ids(found), states(found)["auto_provisioning_groups"]) == ([], "unknown")
    assert [code for code, _remedy in codes(found, "auto_provisioning_groups")] == ["users_hidden"]
    assert "inline" in str(found["kinds"])
    emu.set(provisioning_launch_configuration="shown")
    found = search(connect(), kinds=["auto_provisioning_groups"])
    assert (ids(found), states(found)["auto_provisioning_groups"]) == ([("apg-1", True)], "searched")


def test_inactive_groups_that_are_not_listed_leave_their_configurations_visible(emu: Harness, connect: Connect) -> None:
    reset(emu, scaling_groups=[{"id": "asg-1", "state": "Inactive", "configuration": "asc-1"}])
    emu.set(list_inactive_scaling_groups=False)
    assert ids(search(connect(), kinds=["scaling"])) == [("asc-1", True), ("asc-2", False)]


def test_a_template_that_goes_while_it_is_read_is_no_user_and_no_gap(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.fault(action="DescribeLaunchTemplateVersions", kind="error", code="InvalidLaunchTemplate.NotFound", status=404)
    found = search(connect(), kinds=["launch_templates"])
    assert (ids(found), states(found)["launch_templates"]) == ([], "searched")


def test_a_group_through_a_template_is_found_without_the_kind_of_templates(emu: Harness, connect: Connect) -> None:
    reset(emu)
    session = connect()
    found = search(session, kinds=["scaling"])
    assert ids(found) == [("asc-1", True), ("asg-2", True), ("asc-2", False)]
    assert states(found)["launch_templates"] == "left_out"
    assert session.api_calls["DescribeLaunchTemplateVersions"] == 1


def test_a_shared_image_has_users_in_the_account_that_it_is_shared_with(emu: Harness, connect: Connect) -> None:
    region = {"instances": [{"id": "i-theirs", "image": "m-cmk"}]}
    changed = {**WORLD["accounts"][CONSUMER], "regions": {HOME: region}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], CONSUMER: changed}})
    found = search(connect("consumer"), "m-cmk")
    assert ids(found) == [("i-theirs", True)]
    assert found["account_id"] == CONSUMER


def test_an_image_that_is_gone_can_have_users(emu: Harness, connect: Connect) -> None:
    reset(emu)
    emu.ecs("DeleteImage", ImageId="m-web", Force=True)
    users = ["i-1", "lt-1", "asg-2", "asc-2", "np-1", "np-2", "images/web", "ip-1", "apg-1"]
    assert [item["id"] for item in search(connect())["references"]] == users


def test_wrong_keys_are_an_error_and_not_unknown_kinds(connect: Connect) -> None:
    with pytest.raises(ApiError):
        search(connect(access_key_secret="wrong"))


def test_an_empty_region_has_no_users(emu: Harness, connect: Connect) -> None:
    reset(emu)
    found = search(connect(), region=AWAY)
    assert (found["references"], states(found)["scaling"]) == ([], "searched")


def test_a_thousand_templates_and_five_hundred_configurations_take_the_floor_of_calls(
    emu: Harness, connect: Connect
) -> None:
    reset(
        emu,
        instances=[{"id": f"i-{number}", "image": f"m-{number % 7}"} for number in range(250)],
        launch_templates=[
            {"id": f"lt-{number}", "versions": [{"data": {"ImageId": f"m-{number % 10}"}}] * 3}
            for number in range(1000)
        ],
        scaling_groups=[{"id": f"asg-{number}"} for number in range(100)],
        scaling_configurations=[
            {"id": f"asc-{number}", "group": f"asg-{number % 100}", "data": {"ImageId": f"m-{number % 5}"}}
            for number in range(500)
        ],
        clusters=[
            {
                "id": f"c-{number}",
                "node_pools": [{"id": f"np-{number}", "data": {"scaling_group": {"image_id": f"m-{number % 5}"}}}],
            }
            for number in range(60)
        ],
        oos_parameters=[{"name": f"p-{number}", "value": f"m-{number % 5}"} for number in range(100)],
        image_pipelines=[{"id": f"ip-{number}", "base_image": f"m-{number % 5}"} for number in range(300)],
        auto_provisioning_groups=[
            {"id": f"apg-{number}", "template": "lt-1", "template_version": "1"} for number in range(150)
        ],
    )
    session = connect()
    found = search(session, *(f"m-{number}" for number in range(20)))
    assert session.api_calls == {
        "GetCallerIdentity": 1,
        "DescribeInstances": 3,
        "DescribeLaunchTemplates": 20,
        "DescribeLaunchTemplateVersions": 1000,
        "DescribeScalingGroups": 2,
        "DescribeScalingConfigurations": 10,
        # Own images and those of others, for the families of the twenty.
        "DescribeImages": 2,
        "DescribeClustersV1": 2,
        "DescribeClusterNodePools": 60,
        # A list, and one of what begins with a slash; ten values a call.
        "ListParameters": 2,
        "GetParameters": 10,
        "DescribeImagePipelines": 3,
        "DescribeAutoProvisioningGroups": 2,
    }
    assert [row["found"] for row in found["kinds"]] == [250, 3000, 500, 0, 60, 100, 300, 150]
