# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates. Source: the API pages with their examples, and ECS-SDK, unless a test says assumed."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, allow, changed, with_beijing

FULL: dict[str, Any] = {
    "ImageId": "m-plain",
    "ImageOwnerAlias": "self",
    "InstanceType": "ecs.g7.large",
    "InstanceName": "web",
    "HostName": "web-1",
    "Description": "a web server",
    "SecurityGroupIds": ["sg-1", "sg-2"],
    "VSwitchId": "vsw-1",
    "UserData": base64.b64encode(b"#!/bin/sh\n").decode(),
    "InternetMaxBandwidthOut": 5,
    "SpotStrategy": "SpotWithPriceLimit",
    "SpotPriceLimit": 0.5,
    "DeletionProtection": True,
    "ImageOptions": {"LoginAsNonRoot": True},
    "SecurityOptions": {"TrustedSystemMode": "vTPM"},
    "SystemDisk": {"Category": "cloud_essd", "Size": 60, "Encrypted": "true", "KMSKeyId": "key-bj"},
    "DataDisk": [{"Size": 100, "Encrypted": "true", "KMSKeyId": "key-bj", "DeleteWithInstance": False}],
    "NetworkInterface": [{"InstanceType": "Primary", "SecurityGroupIds": ["sg-1"], "DeleteOnRelease": True}],
    "Tag": [{"Key": "team", "Value": "web"}],
}
TEMPLATES: list[dict[str, Any]] = [
    {
        "id": "lt-web",
        "name": "web",
        "default": 2,
        "created": "2025-04-01T00:00:00Z",
        "resource_group": "rg-1",
        "tags": {"team": "web"},
        "versions": [
            {"data": {"ImageId": "m-old"}},
            {"data": {"ImageId": "m-plain", "SystemDisk": {"Encrypted": "true", "KMSKeyId": "key-bj", "Size": 40}}},
            {"data": {"InstanceType": "ecs.g7.large"}, "description": "no image"},
        ],
    },
    {"id": "lt-db", "name": "db", "versions": [{"data": {"ImageId": "m-plain"}}]},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(launch_templates=TEMPLATES))


def templates(emu: Harness, **filters: Any) -> dict[str, dict[str, Any]]:
    found = emu.ecs("DescribeLaunchTemplates", PageSize=50, **filters)["LaunchTemplateSets"]["LaunchTemplateSet"]
    return {item["LaunchTemplateId"]: item for item in found}


def raw_versions(emu: Harness, template: str = "lt-web", **more: str) -> dict[int, dict[str, Any]]:
    """Versions as they are on the wire: the SDK's models lose the keys with a dot."""
    parameters = {"RegionId": "cn-beijing", "LaunchTemplateId": template, "PageSize": "50", **more}
    status, answer = emu.acs3("ecs", "DescribeLaunchTemplateVersions", parameters)
    assert status == 200, answer
    return {item["VersionNumber"]: item for item in answer["LaunchTemplateVersionSets"]["LaunchTemplateVersionSet"]}


def add_version(emu: Harness, **data: Any) -> dict[str, Any]:
    return emu.ecs("CreateLaunchTemplateVersion", **{"LaunchTemplateId": "lt-web", **data})


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, {"lt-web", "lt-db"}),
        ({"LaunchTemplateId": ["lt-web", "lt-none"]}, {"lt-web"}),
        ({"LaunchTemplateName": ["db"]}, {"lt-db"}),
        ({"TemplateTag": [{"Key": "team", "Value": "web"}]}, {"lt-web"}),
        ({"TemplateTag": [{"Key": "team", "Value": "db"}]}, set()),
        ({"TemplateResourceGroupId": "rg-1"}, {"lt-web"}),
    ],
)
def test_filters_narrow_the_list_of_templates(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(templates(emu, **filters)) == found


def test_a_template_shows_numbers_and_no_image(emu: Harness) -> None:
    shown = templates(emu)["lt-web"]
    assert (shown["DefaultVersionNumber"], shown["LatestVersionNumber"], shown["CreatedBy"]) == (2, 3, OWNER)
    assert shown["Tags"]["Tag"] == [{"TagKey": "team", "TagValue": "web"}]
    assert "ImageId" not in str(shown)


def test_templates_come_in_pages_of_ten(emu: Harness) -> None:
    many = [{"id": f"lt-{number}", "name": f"t-{number}"} for number in range(60)]
    emu.control("POST", "reset", with_beijing(launch_templates=many))
    answer = emu.ecs("DescribeLaunchTemplates", PageNumber=2)
    assert (len(answer["LaunchTemplateSets"]["LaunchTemplateSet"]), answer["TotalCount"]) == (10, 60)
    assert len(templates(emu)) == 50


def test_the_largest_page_and_a_list_of_all_are_settings(emu: Harness) -> None:
    """Source: assumed; no page says it."""
    assert refused(lambda: emu.ecs("DescribeLaunchTemplates", PageSize=51)) == (400, "InvalidParameter")
    emu.set(launch_template_page_size=100)
    assert emu.ecs("DescribeLaunchTemplates", PageSize=100)["PageSize"] == 100
    emu.set(launch_template_page_size=1, launch_template_large_page="shorten")
    answer = emu.ecs("DescribeLaunchTemplates", PageSize=100, PageNumber=2)
    assert (answer["PageSize"], len(answer["LaunchTemplateSets"]["LaunchTemplateSet"])) == (1, 1)
    emu.set(list_all_launch_templates=False)
    assert refused(lambda: templates(emu)) == (400, "MissingParameter")
    assert set(templates(emu, LaunchTemplateName=["web"])) == {"lt-web"}


def test_the_system_disk_has_keys_with_a_dot_that_the_sdks_model_does_not_read(emu: Harness) -> None:
    data = raw_versions(emu)[2]["LaunchTemplateData"]
    assert data["SystemDisk.Encrypted"] == "true"
    assert (data["SystemDisk.KMSKeyId"], data["SystemDisk.Size"]) == ("key-bj", 40)
    assert "SystemDisk" not in data
    modelled = emu.ecs("DescribeLaunchTemplateVersions", LaunchTemplateId="lt-web", LaunchTemplateVersion=[2])
    version = modelled["LaunchTemplateVersionSets"]["LaunchTemplateVersionSet"][0]
    assert version["LaunchTemplateData"] == {"ImageId": "m-plain"}
    emu.set(launch_template_disk="nested")
    assert raw_versions(emu)[2]["LaunchTemplateData"]["SystemDisk"]["KMSKeyId"] == "key-bj"


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, [3, 2, 1]),
        ({"DefaultVersion": "true"}, [2]),
        ({"MinVersion": "2"}, [3, 2]),
        ({"MinVersion": "2", "MaxVersion": "2"}, [2]),
        ({"LaunchTemplateVersion.1": "3", "LaunchTemplateVersion.2": "9"}, [3]),
    ],
)
def test_versions_are_chosen_by_number(emu: Harness, more: dict[str, str], found: list[int]) -> None:
    assert list(raw_versions(emu, **more)) == found


def test_without_details_versions_have_no_data(emu: Harness) -> None:
    shown = raw_versions(emu, DetailFlag="false")
    assert all("LaunchTemplateData" not in version for version in shown.values())
    assert shown[3]["VersionDescription"] == "no image"


def test_a_version_shows_exactly_what_was_sent(emu: Harness) -> None:
    number = add_version(emu, VersionDescription="everything", **FULL)["LaunchTemplateVersionNumber"]
    data = raw_versions(emu)[number]["LaunchTemplateData"]
    disk = FULL["SystemDisk"]
    assert {key: value for key, value in data.items() if key.startswith("SystemDisk")} == {
        f"SystemDisk.{name}": value for name, value in disk.items()
    }
    assert data["DataDisks"] == {"DataDisk": FULL["DataDisk"]}
    assert data["Tags"] == {"InstanceTag": FULL["Tag"]}
    assert data["SecurityGroupIds"] == {"SecurityGroupId": ["sg-1", "sg-2"]}
    card = data["NetworkInterfaces"]["NetworkInterface"][0]
    assert card == {**FULL["NetworkInterface"][0], "SecurityGroupIds": {"SecurityGroupId": ["sg-1"]}}
    plain = set(FULL) - {"SystemDisk", "DataDisk", "Tag", "SecurityGroupIds", "NetworkInterface"}
    assert {name: data[name] for name in plain} == {name: FULL[name] for name in plain}
    assert len(data) == len(plain) + len(disk) + 4


def test_a_new_version_takes_nothing_from_the_others_and_is_not_the_default(emu: Harness) -> None:
    answer = add_version(emu, InstanceType="ecs.g7.large")
    assert answer == {"LaunchTemplateId": "lt-web", "LaunchTemplateVersionNumber": 4, "RequestId": answer["RequestId"]}
    assert raw_versions(emu)[4]["LaunchTemplateData"] == {"InstanceType": "ecs.g7.large"}
    shown = templates(emu)["lt-web"]
    assert (shown["DefaultVersionNumber"], shown["LatestVersionNumber"]) == (2, 4)


def test_a_version_may_name_an_image_and_a_key_that_do_not_exist(emu: Harness) -> None:
    add_version(emu, ImageId="m-never", SystemDisk={"Encrypted": "true", "KMSKeyId": "key-never"})
    assert raw_versions(emu)[4]["LaunchTemplateData"]["ImageId"] == "m-never"


def test_a_repeated_call_makes_another_version_client_token_or_not(emu: Harness) -> None:
    parameters = {"RegionId": "cn-beijing", "LaunchTemplateId": "lt-web", "ImageId": "m-plain", "ClientToken": "once"}
    made = [emu.acs3("ecs", "CreateLaunchTemplateVersion", parameters)[1] for _time in range(2)]
    assert [answer["LaunchTemplateVersionNumber"] for answer in made] == [4, 5]


def test_a_dry_run_of_a_version_makes_one(emu: Harness) -> None:
    """The action has no DryRun: what the API does not know it ignores."""
    parameters = {"RegionId": "cn-beijing", "LaunchTemplateId": "lt-web", "DryRun": "true"}
    assert emu.acs3("ecs", "CreateLaunchTemplateVersion", parameters)[0] == 200
    assert len(raw_versions(emu)) == 4


def test_thirty_versions_of_a_template_and_thirty_templates(emu: Harness) -> None:
    for _version in range(27):
        add_version(emu)
    assert refused(lambda: add_version(emu)) == (403, "LaunchTemplateVersionLimitExceed")
    emu.ecs("DeleteLaunchTemplateVersion", LaunchTemplateId="lt-web", DeleteVersion=[1])
    assert add_version(emu)["LaunchTemplateVersionNumber"] == 31
    for number in range(28):
        emu.ecs("CreateLaunchTemplate", LaunchTemplateName=f"more-{number}")
    assert refused(lambda: emu.ecs("CreateLaunchTemplate", LaunchTemplateName="one-more")) == (
        403,
        "LaunchTemplateLimitExceed",
    )


def test_a_higher_quota_lets_more_in(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.launch_template_versions = 0
    for _version in range(28):
        add_version(emu)
    assert templates(emu)["lt-web"]["LatestVersionNumber"] == 31


def test_a_new_template_has_one_version_which_is_the_default(emu: Harness) -> None:
    made = emu.ecs(
        "CreateLaunchTemplate",
        LaunchTemplateName="made",
        VersionDescription="the first",
        TemplateTag=[{"Key": "team", "Value": "made"}],
        **FULL,
    )
    assert made["LaunchTemplateVersionNumber"] == 1
    shown = templates(emu, TemplateTag=[{"Key": "team"}])[made["LaunchTemplateId"]]
    assert (shown["DefaultVersionNumber"], shown["LatestVersionNumber"]) == (1, 1)
    version = raw_versions(emu, made["LaunchTemplateId"])[1]
    assert (version["DefaultVersion"], version["VersionDescription"]) == (True, "the first")


def test_the_default_moves_only_when_it_is_said(emu: Harness) -> None:
    emu.ecs("ModifyLaunchTemplateDefaultVersion", LaunchTemplateName="web", DefaultVersionNumber=3)
    assert templates(emu)["lt-web"]["DefaultVersionNumber"] == 3
    assert raw_versions(emu, DefaultVersion="true").keys() == {3}
    wrong = {"LaunchTemplateId": "lt-web", "DefaultVersionNumber": 9}
    assert refused(lambda: emu.ecs("ModifyLaunchTemplateDefaultVersion", **wrong)) == (
        404,
        "InvalidLaunchTemplateVersion.NotFound",
    )


def test_versions_are_deleted_but_not_the_default(emu: Harness) -> None:
    def delete(*numbers: int) -> dict[str, Any]:
        return emu.ecs("DeleteLaunchTemplateVersion", LaunchTemplateId="lt-web", DeleteVersion=list(numbers))

    assert refused(lambda: delete(1, 2)) == (403, "InvalidOperation.DeleteDefaultVersion")
    assert refused(lambda: delete(*range(3, 33))) == (400, "InvalidParameter")
    gone = delete(1, 3, 9)["LaunchTemplateVersions"]["LaunchTemplateVersion"]
    assert [item["LaunchTemplateVersionNumber"] for item in gone] == [1, 3]
    assert templates(emu)["lt-web"]["LatestVersionNumber"] == 2
    emu.set(unknown_template_version="refuse")
    assert refused(lambda: delete(9)) == (404, "InvalidLaunchTemplateVersion.NotFound")


def test_a_template_is_deleted_with_its_versions(emu: Harness) -> None:
    gone = emu.ecs("DeleteLaunchTemplate", LaunchTemplateName="web")
    assert gone["LaunchTemplateVersionNumbers"]["versionNumbers"] == [1, 2, 3]
    assert set(templates(emu)) == {"lt-db"}


def test_deleting_an_unknown_template_is_a_success(emu: Harness) -> None:
    """Source: assumed."""
    assert "LaunchTemplateId" not in emu.ecs("DeleteLaunchTemplate", LaunchTemplateId="lt-none")


def test_an_image_that_only_a_template_names_can_be_deleted(emu: Harness) -> None:
    """Source: API page of DeleteImage, which speaks of instances alone."""
    emu.ecs("DeleteImage", ImageId="m-plain")
    assert raw_versions(emu, "lt-db")[1]["LaunchTemplateData"]["ImageId"] == "m-plain"


DATA_ERRORS: list[tuple[dict[str, Any], tuple[int, str]]] = [
    ({"VersionDescription": "x"}, (400, "InvalidDescription.Malformed")),
    ({"Description": "https://x"}, (400, "InvalidDescription.Malformed")),
    ({"HostName": "-"}, (400, "InvalidHostName.Malformed")),
    ({"UserData": "%"}, (400, "InvalidUserData.Base64FormatInvalid")),
    ({"UserData": base64.b64encode(b"x" * 16385).decode()}, (400, "InvalidUserData.SizeExceeded")),
    ({"Tag": [{"Key": "a"}, {"Key": "a"}]}, (400, "Duplicate.TagKey")),
    ({"Tag": [{"Key": str(n)} for n in range(21)]}, (400, "InvalidParameter")),
    ({"DataDisk": [{"Size": 20}] * 17}, (400, "InvalidParameter")),
    ({"ResourceGroupId": "rg-none"}, (404, "InvalidResourceGroup.NotFound")),
]


@pytest.mark.parametrize(("data", "error"), DATA_ERRORS)
def test_wrong_data_is_refused(emu: Harness, data: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: add_version(emu, **data)) == error
    assert refused(lambda: emu.ecs("CreateLaunchTemplate", LaunchTemplateName="made", **data)) == error
    assert set(templates(emu)) == {"lt-web", "lt-db"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"LaunchTemplateName": "1"}, (400, "InvalidLaunchTemplateName.Malformed")),
        ({"LaunchTemplateName": "web"}, (403, "LaunchTemplateName.Duplicated")),
        ({"TemplateTag": [{"Key": "acs:x"}]}, (400, "InvalidTagKey.Malformed")),
        ({"TemplateTag": [{"Key": "x", "Value": "acs:x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"TemplateTag": [{"Key": str(n)} for n in range(21)]}, (403, "QuotaExceed.Tags")),
        ({"TemplateResourceGroupId": "rg-none"}, (404, "InvalidResourceGroup.NotFound")),
    ],
)
def test_wrong_templates_are_refused(emu: Harness, given: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: emu.ecs("CreateLaunchTemplate", **{"LaunchTemplateName": "made", **given})) == error


NAMED = {
    "CreateLaunchTemplateVersion": {"HttpPutResponseHopLimit": "x"},
    "DescribeLaunchTemplateVersions": {"PageNumber": "0"},
    "ModifyLaunchTemplateDefaultVersion": {"DefaultVersionNumber": "x"},
    "DeleteLaunchTemplateVersion": {"DeleteVersion.1": "x"},
    "DeleteLaunchTemplate": {"LaunchTemplateName.1": "x"},
    "DescribeLaunchTemplates": {"TemplateTag.1.Value": "x"},
    "CreateLaunchTemplate": {"SpotPriceLimit": "x"},
}
NEEDED = {"CreateLaunchTemplate": {"LaunchTemplateName": "made"}, "DescribeLaunchTemplates": {}}
NUMBERS = {
    "ModifyLaunchTemplateDefaultVersion": {"DefaultVersionNumber": "1"},
    "DeleteLaunchTemplateVersion": {"DeleteVersion.1": "1"},
}


@pytest.mark.parametrize("action", sorted(NAMED))
def test_what_every_call_about_templates_needs(emu: Harness, action: str) -> None:
    """Codes: API pages."""

    def code(region: str = "cn-beijing", **parameters: str) -> tuple[int, str]:
        status, answer = emu.acs3("ecs", action, {"RegionId": region, **parameters})
        return status, answer.get("Code", "")

    named: dict[str, str] = NEEDED.get(action, {"LaunchTemplateId": "lt-web"})
    numbers = NUMBERS.get(action, {})
    assert code("nowhere", **named, **numbers) == (400, "InvalidRegion.NotExist")
    assert emu.acs3("ecs", action, {**named, **numbers})[1]["Code"] == "MissingParameter"
    assert code(**{**named, **numbers, **NAMED[action]}) == (400, "InvalidParameter")
    if action not in NEEDED:
        assert code(**numbers) == (400, "MissingParameter")
        unknown = (200, "") if action == "DeleteLaunchTemplate" else (404, "InvalidLaunchTemplate.NotFound")
        assert code(LaunchTemplateId="lt-none", **numbers) == unknown


def test_a_policy_can_name_one_template(emu: Harness) -> None:
    """Source: RAM-ECS."""
    mine = f"acs:ecs:cn-beijing:{OWNER}:launchtemplate/lt-web"
    policies = [allow("ecs:*LaunchTemplate*", mine)]
    accounts = with_beijing(launch_templates=TEMPLATES)["accounts"]
    emu.control(
        "POST",
        "reset",
        changed(
            OWNER, **{**accounts[OWNER], "users": {"operator": {"policies": policies}, "reader": {}, "nobody": {}}}
        ),
    )
    assert add_version(emu)["LaunchTemplateVersionNumber"] == 4
    by_name: dict[str, Any] = {"LaunchTemplateName": "web", "DefaultVersionNumber": 4}
    emu.ecs("ModifyLaunchTemplateDefaultVersion", **by_name)
    assert refused(lambda: emu.ecs("DeleteLaunchTemplate", LaunchTemplateId="lt-db")) == (403, "Forbidden.RAM")
    assert refused(lambda: templates(emu)) == (403, "Forbidden.RAM")


def test_a_dump_keeps_templates_and_their_versions(emu: Harness) -> None:
    add_version(emu, **FULL)
    emu.ecs("DeleteLaunchTemplateVersion", LaunchTemplateId="lt-web", DeleteVersion=[4])
    add_version(emu, **FULL)
    before, dump = raw_versions(emu), emu.control("GET", "world")
    emu.control("POST", "reset", dump)
    assert emu.control("GET", "world") == dump
    assert raw_versions(emu) == before
    assert list(before) == [5, 3, 2, 1]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({"id": "lt-db"}, "this template id or name is already taken"),
        ({"id": "lt-x", "name": "db"}, "this template id or name is already taken"),
        ({"id": "lt-x", "default": 2}, "default: there is no such version"),
        ({"id": "lt-x", "versions": [{}, {"number": 1}]}, "number: this version is there twice"),
        ({"id": "lt-x", "versions": [{"number": 0}]}, "number: must be 1 or more"),
        ({"id": "lt-x", "versions": [{"data": []}]}, "data: must be an object"),
        ({"id": "lt-x", "versions": [{"data": {"Image": "m"}}]}, "Image is not a parameter that"),
        ({"id": "lt-x", "versions": [{"data": {"SystemDisk": {"Size": "40"}}}]}, "SystemDisk does not have the type"),
        ({"id": "lt-x", "versions": [{"data": {"DataDisk": {}}}]}, "DataDisk does not have the type"),
        ({"id": "lt-x", "versions": [{"data": {"SpotPriceLimit": "1"}}]}, "SpotPriceLimit does not have the type"),
    ],
)
def test_a_wrong_template_is_a_wrong_world(emu: Harness, template: dict[str, Any], message: str) -> None:
    status, body = emu.control_status("POST", "reset", with_beijing(launch_templates=[*TEMPLATES, template]))
    assert status == 400
    assert message in body["error"]
