# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto Scaling. Source: the API pages of 2022-02-22 with their examples, ESS-SDK, and for codes ESS-2021."""

from __future__ import annotations

from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, allow, changed, disk, with_beijing

READY = {"ImageId": "m-plain", "InstanceType": "ecs.g7.large", "SecurityGroupId": "sg-1"}
DATA_DISK = {"Size": 100, "Encrypted": "true", "KMSKeyId": "key-bj", "Category": "cloud_essd"}
PARTS: dict[str, list[dict[str, Any]]] = {
    "images": [
        {"id": "m-two", "name": "two", "family": "pair", "disks": [disk(), disk("key-bj", type="data")]},
        {"id": "m-pair", "family": "pair", "created": "2025-09-01T00:00:00Z"},
    ],
    "launch_templates": [
        {"id": "lt-web", "versions": [{"data": {**READY, "ImageId": "m-old"}}, {"data": READY}], "default": 1},
        {"id": "lt-bare", "versions": [{"data": {"ImageId": "m-plain"}}, {"data": {"InstanceType": "x"}}]},
    ],
    "scaling_groups": [
        {"id": "asg-web", "name": "web", "configuration": "asc-web", "maximum": 5, "tags": {"team": "web"}},
        {"id": "asg-lt", "name": "web-lt", "template": "lt-web", "template_version": "Latest"},
        {"id": "asg-off", "name": "off", "state": "Inactive", "resource_group": "rg-1"},
        {"id": "asg-eci", "name": "eci", "kind": "ECI"},
    ],
    "scaling_configurations": [
        {
            "id": "asc-web",
            "name": "web",
            "group": "asg-web",
            "created": "2025-02-03T04:05:06Z",
            "data": {
                "ImageId": "m-two",
                "InstanceTypes": ["ecs.g7.large", "ecs.g6.large"],
                "SystemDisk": {"Category": "cloud_essd", "Size": 60, "Encrypted": True, "KMSKeyId": "key-bj"},
                "DataDisks": [DATA_DISK],
                "Tags": {"team": "web"},
            },
        },
        {"id": "asc-old", "name": "old", "group": "asg-web", "data": {"ImageId": "m-old", "DataDisks": [DATA_DISK]}},
        {"id": "asc-family", "group": "asg-off", "data": {"ImageFamily": "pair"}},
    ],
    "instances": [{"id": "i-scaled", "image": "m-two", "scaling_group": "asg-web"}],
}


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(**PARTS))


def ess(emu: Harness, action: str, **parameters: Any) -> dict[str, Any]:
    if action.startswith("Describe"):
        parameters = {"RegionId": "cn-beijing", "PageSize": 50, **parameters}
    return emu.call("ess", action, **parameters)


def groups(emu: Harness, **filters: Any) -> dict[str, dict[str, Any]]:
    return {item["ScalingGroupId"]: item for item in ess(emu, "DescribeScalingGroups", **filters)["ScalingGroups"]}


def configurations(emu: Harness, **filters: Any) -> dict[str, dict[str, Any]]:
    found = ess(emu, "DescribeScalingConfigurations", **filters)["ScalingConfigurations"]
    return {item["ScalingConfigurationId"]: item for item in found}


def modify(emu: Harness, configuration: str = "asc-web", **changes: Any) -> dict[str, Any]:
    ess(emu, "ModifyScalingConfiguration", ScalingConfigurationId=configuration, **changes)
    return configurations(emu)[configuration]


def modify_group(emu: Harness, group: str = "asg-web", **changes: Any) -> dict[str, Any]:
    ess(emu, "ModifyScalingGroup", ScalingGroupId=group, **changes)
    return groups(emu)[group]


ALL = {"asg-web", "asg-lt", "asg-off", "asg-eci"}


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"ScalingGroupIds": ["asg-web", "asg-none"]}, {"asg-web"}),
        ({"ScalingGroupNames": ["web"]}, {"asg-web"}),
        ({"ScalingGroupName": "web"}, {"asg-web", "asg-lt"}),
        ({"GroupType": "ECI"}, {"asg-eci"}),
        ({"ResourceGroupId": "rg-1"}, {"asg-off"}),
        ({"Tags": [{"Key": "team", "Value": "web"}]}, {"asg-web"}),
    ],
)
def test_filters_narrow_the_list_of_groups(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(groups(emu, **filters)) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"asc-web", "asc-old", "asc-family"}),
        ({"ScalingGroupId": "asg-web"}, {"asc-web", "asc-old"}),
        ({"ScalingConfigurationIds": ["asc-old", "asc-none"]}, {"asc-old"}),
        ({"ScalingConfigurationNames": ["old"]}, {"asc-old"}),
    ],
)
def test_filters_narrow_the_list_of_configurations(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(configurations(emu, **filters)) == found


@pytest.mark.parametrize(
    ("action", "parameters"),
    [
        ("DescribeScalingGroups", {"ScalingGroupIds": [str(n) for n in range(21)]}),
        ("DescribeScalingGroups", {"ScalingGroupNames": [str(n) for n in range(21)]}),
        ("DescribeScalingGroups", {"Tags": [{"Value": "x"}]}),
        ("DescribeScalingGroups", {"PageSize": 51}),
        ("DescribeScalingConfigurations", {"ScalingConfigurationIds": [str(n) for n in range(11)]}),
        ("DescribeScalingConfigurations", {"ScalingConfigurationNames": [str(n) for n in range(11)]}),
        ("DescribeScalingConfigurations", {"PageSize": 51}),
    ],
)
def test_wrong_filters_are_refused(emu: Harness, action: str, parameters: dict[str, Any]) -> None:
    assert refused(lambda: ess(emu, action, **parameters)) == (400, "InvalidParameter")


def test_lists_have_pages_of_ten_and_a_total(emu: Harness) -> None:
    many = [{"id": f"asg-{number}"} for number in range(12)]
    items = [{"id": f"asc-{number}", "group": "asg-0"} for number in range(12)]
    emu.control("POST", "reset", with_beijing(scaling_groups=many, scaling_configurations=items))
    for action, part in (("Groups", "ScalingGroups"), ("Configurations", "ScalingConfigurations")):
        answer = emu.call("ess", f"DescribeScaling{action}", RegionId="cn-beijing", PageNumber=2)
        assert (len(answer[part]), answer["TotalCount"], answer["PageSize"]) == (2, 12, 10)


def test_a_group_shows_what_it_launches_from(emu: Harness) -> None:
    shown = groups(emu)
    assert shown["asg-web"]["ActiveScalingConfigurationId"] == "asc-web"
    assert (shown["asg-web"]["LaunchTemplateId"], shown["asg-web"]["TotalInstanceCount"]) == ("", 1)
    assert (shown["asg-lt"]["LaunchTemplateId"], shown["asg-lt"]["LaunchTemplateVersion"]) == ("lt-web", "Latest")
    assert (shown["asg-off"]["LifecycleState"], shown["asg-web"]["CreationTime"][-1]) == ("Inactive", "Z")


def test_a_configuration_shows_disks_without_dots_and_which_is_active(emu: Harness) -> None:
    shown = configurations(emu)
    web = shown["asc-web"]
    assert (web["ImageId"], web["ImageName"], web["CreationTime"]) == ("m-two", "two", "2025-02-03T04:05Z")
    assert (web["SystemDiskEncrypted"], web["SystemDiskKMSKeyId"], web["SystemDiskSize"]) == (True, "key-bj", 60)
    assert (web["DataDisks"], web["Tags"]) == ([DATA_DISK], [{"Key": "team", "Value": "web"}])
    assert (web["LifecycleState"], shown["asc-old"]["LifecycleState"]) == ("Active", "Inactive")


def test_inactive_groups_are_listed_or_found_by_id_only(emu: Harness) -> None:
    """Source: assumed; a text says `not included`, a third-party client reads them by id."""
    emu.set(list_inactive_scaling_groups=False)
    assert set(groups(emu)) == ALL - {"asg-off"}
    assert set(groups(emu, ScalingGroupIds=["asg-off"])) == {"asg-off"}


def test_a_configuration_with_a_family_shows_the_image_of_today_or_none(emu: Harness) -> None:
    """Source: assumed."""
    family = configurations(emu)["asc-family"]
    assert (family["ImageFamily"], family["ImageId"]) == ("pair", "")
    emu.set(scaling_family_image="resolved")
    assert configurations(emu)["asc-family"]["ImageId"] == "m-pair"


def test_a_change_in_place_keeps_what_is_not_sent(emu: Harness) -> None:
    before = configurations(emu)["asc-web"]
    after = modify(emu, SystemDisk={"KMSKeyId": "key-other"}, InstanceName="web-{1,3}")
    assert after == {**before, "SystemDiskKMSKeyId": "key-other", "InstanceName": "web-{1,3}"}


def test_another_image_clears_the_data_disks_if_the_image_before_had_some(emu: Harness) -> None:
    assert modify(emu, ImageId="m-two")["DataDisks"] == [DATA_DISK]
    assert modify(emu, ImageId="m-plain")["DataDisks"] == []
    assert modify(emu, "asc-old", ImageId="m-plain")["DataDisks"] == [DATA_DISK]


def test_data_disks_that_are_sent_with_the_image_stay(emu: Harness) -> None:
    """Source: assumed."""
    after = modify(emu, ImageId="m-plain", DataDisks=[{**DATA_DISK, "Categories": ["cloud_essd", "cloud_auto"]}])
    assert after["DataDisks"] == [{**DATA_DISK, "Categories": ["cloud_essd", "cloud_auto"]}]


def test_an_image_and_a_family_take_each_others_place(emu: Harness) -> None:
    both = {"ImageId": "m-plain", "ImageFamily": "pair"}
    assert refused(lambda: modify(emu, **both)) == (400, "InvalidParameter.Conflict")
    assert modify(emu, ImageFamily="pair")["ImageId"] == ""
    after = modify(emu, ImageId="m-plain")
    assert (after["ImageId"], after.get("ImageFamily")) == ("m-plain", None)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ImageId": "m-none"}, (404, "InvalidImageId.NotFound")),
        ({"ScalingConfigurationId": "asc-none"}, (404, "InvalidScalingConfigurationId.NotFound")),
        ({"ScalingConfigurationName": "old"}, (400, "InvalidScalingConfigurationName.Duplicate")),
        ({"Tags": '{"a":""}'}, (400, "InvalidTags.KeyValue")),
        ({"Tags": '{"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1"}'}, (400, "InvalidTags.ListSize")),
        ({"Tags": "[]"}, (400, "InvalidParameter")),
        ({"Tags": "x"}, (400, "InvalidParameter")),
        ({"Override": True}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_changes_of_a_configuration_are_refused(
    emu: Harness, changes: dict[str, Any], error: tuple[int, str]
) -> None:
    before = configurations(emu)
    given = {"ScalingConfigurationId": "asc-web", **changes}
    assert refused(lambda: ess(emu, "ModifyScalingConfiguration", **given)) == error
    assert configurations(emu) == before


def test_tags_and_name_of_a_configuration_change(emu: Harness) -> None:
    after = modify(emu, Tags='{"stage":"prod"}', ScalingConfigurationName="new")
    assert (after["Tags"], after["ScalingConfigurationName"]) == ([{"Key": "stage", "Value": "prod"}], "new")


def test_a_group_goes_over_to_another_configuration(emu: Harness) -> None:
    assert modify_group(emu, ActiveScalingConfigurationId="asc-old")["ActiveScalingConfigurationId"] == "asc-old"
    shown = configurations(emu)
    assert (shown["asc-web"]["LifecycleState"], shown["asc-old"]["LifecycleState"]) == ("Inactive", "Active")


def test_a_group_goes_over_to_a_template_and_back(emu: Harness) -> None:
    after = modify_group(emu, LaunchTemplateId="lt-web", LaunchTemplateVersion="2")
    shown = [after[name] for name in ("LaunchTemplateId", "LaunchTemplateVersion", "ActiveScalingConfigurationId")]
    assert shown == ["lt-web", "2", ""]
    assert configurations(emu)["asc-web"]["LifecycleState"] == "Inactive"
    back = modify_group(emu, ActiveScalingConfigurationId="asc-web")
    assert (back["LaunchTemplateId"], back["LaunchTemplateVersion"]) == ("", "")


def test_without_a_version_it_is_the_default_and_overrides_name_types(emu: Harness) -> None:
    """Source: assumed."""
    overrides = [{"InstanceType": "ecs.g6.large"}]
    after = modify_group(emu, LaunchTemplateId="lt-web", LaunchTemplateOverrides=overrides)
    assert (after["LaunchTemplateVersion"], after["LaunchTemplateOverrides"]) == ("Default", overrides)


def test_sizes_and_name_of_a_group_change(emu: Harness) -> None:
    after = modify_group(emu, MinSize=1, MaxSize=9, DesiredCapacity=2, ScalingGroupName="new")
    assert [after[name] for name in ("MinSize", "MaxSize", "DesiredCapacity", "ScalingGroupName")] == [1, 9, 2, "new"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"ScalingGroupId": "asg-none"}, (404, "InvalidScalingGroupId.NotFound")),
        ({"ScalingGroupName": "off"}, (400, "InvalidScalingGroupName.Duplicate")),
        ({"ActiveScalingConfigurationId": "asc-family"}, (404, "InvalidScalingConfigurationId.NotFound")),
        (
            {"ActiveScalingConfigurationId": "asc-old", "LaunchTemplateId": "lt-web"},
            (400, "InvalidParameter.Conflict"),
        ),
        ({"LaunchTemplateId": "lt-none"}, (400, "LaunchTemplateSet.NotFound")),
        ({"LaunchTemplateVersion": "Latest"}, (400, "LaunchTemplateSet.NotFound")),
        ({"LaunchTemplateId": "lt-web", "LaunchTemplateVersion": "9"}, (400, "LaunchTemplateVersionSet.NotFound")),
        ({"LaunchTemplateId": "lt-web", "LaunchTemplateVersion": "last"}, (400, "TemplateVersion.NotNumber")),
        (
            {"LaunchTemplateId": "lt-bare", "LaunchTemplateVersion": "2"},
            (400, "TemplateMissingParameter.ImageId"),
        ),
        ({"LaunchTemplateId": "lt-bare"}, (400, "TemplateMissingParameter.InstanceTypes")),
        (
            {"LaunchTemplateId": "lt-bare", "LaunchTemplateOverrides": [{"InstanceType": "x"}]},
            (400, "TemplateMissingParameter.SecurityGroup"),
        ),
    ],
)
def test_wrong_changes_of_a_group_are_refused(emu: Harness, changes: dict[str, Any], error: tuple[int, str]) -> None:
    before = groups(emu)
    assert refused(lambda: ess(emu, "ModifyScalingGroup", **{"ScalingGroupId": "asg-web", **changes})) == error
    assert groups(emu) == before


def test_an_image_that_only_configurations_name_can_be_deleted(emu: Harness) -> None:
    """Source: API page of DeleteImage, which speaks of instances alone."""
    modify(emu, ImageId="m-pair")
    emu.ecs("DeleteImage", ImageId="m-pair")
    assert (configurations(emu)["asc-web"]["ImageId"], configurations(emu)["asc-web"]["ImageName"]) == ("m-pair", "")


def test_the_region_must_be_that_of_the_host_and_exist(emu: Harness) -> None:
    def code(**parameters: str) -> str:
        return str(emu.acs3("ess", "DescribeScalingGroups", parameters)[1]["Code"])

    assert code() == "MissingParameter"
    assert code(RegionId="nowhere") == "InvalidRegionId.NotFound"
    assert code(RegionId="cn-shanghai") == "InvalidRegionId.MismatchEndpoint"


def test_a_policy_can_name_one_group(emu: Harness) -> None:
    """Source: the RAM page of Auto Scaling; code: ESS-2021."""
    mine = f"acs:ess:cn-beijing:{OWNER}:scalinggroup/asg-web"
    accounts = with_beijing(**PARTS)["accounts"]
    users: dict[str, Any] = {"operator": {"policies": [allow("ess:*", mine)]}, "reader": {}, "nobody": {}}
    emu.control("POST", "reset", changed(OWNER, **{**accounts[OWNER], "users": users}))
    ess(emu, "ModifyScalingConfiguration", ScalingConfigurationId="asc-web", ImageId="m-plain")
    ess(emu, "ModifyScalingGroup", ScalingGroupId="asg-web", MaxSize=3)
    for denied in (
        lambda: ess(emu, "ModifyScalingConfiguration", ScalingConfigurationId="asc-family", ImageId="m-plain"),
        lambda: ess(emu, "ModifyScalingGroup", ScalingGroupId="asg-off", MaxSize=3),
        lambda: groups(emu),
        lambda: configurations(emu),
    ):
        assert refused(denied) == (403, "Forbidden.Unauthorized")


def test_a_dump_keeps_groups_and_configurations(emu: Harness) -> None:
    modify(emu, ImageId="m-plain")
    modify_group(emu, "asg-off", LaunchTemplateId="lt-web", LaunchTemplateVersion="2")
    before, dump = (groups(emu), configurations(emu)), emu.control("GET", "world")
    emu.control("POST", "reset", dump)
    assert emu.control("GET", "world") == dump
    assert (groups(emu), configurations(emu)) == before


@pytest.mark.parametrize(
    ("part", "item", "message"),
    [
        ("scaling_groups", {"id": "asg-web"}, "this scaling group id is already taken"),
        ("scaling_groups", {"id": "x", "configuration": "asc-web"}, "asc-web is not a configuration of x"),
        ("scaling_groups", {"id": "x", "template": "lt-1", "template_version": "last"}, "template_version: must look"),
        ("scaling_configurations", {"id": "asc-web", "group": "asg-web"}, "configuration id is already taken"),
        ("scaling_configurations", {"id": "x", "group": "asg-none"}, "group: there is no such scaling group"),
        ("scaling_configurations", {"id": "x", "group": "asg-web", "data": []}, "data: must be an object"),
        ("scaling_configurations", {"id": "x", "group": "asg-web", "data": {"Tags": {"a": 1}}}, "Tags does not have"),
    ],
)
def test_a_wrong_scaling_group_is_a_wrong_world(emu: Harness, part: str, item: dict[str, Any], message: str) -> None:
    status, body = emu.control_status("POST", "reset", with_beijing(**{**PARTS, part: [*PARTS[part], item]}))
    assert status == 400
    assert message in body["error"]
