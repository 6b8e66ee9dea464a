# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts, versions, regions and strict parameters.

Source: the vendor's endpoint data; `assumed` where a test says so.
"""

from __future__ import annotations

from typing import Any

import pytest

from emulator.access.hosts import Endpoint, resolve
from emulator.actions.declare import registry
from emulator.catalogue.catalogue import documented, errors_of, regions

from ..support import Harness, refused, send
from ..worlds import OWNER, changed


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("ecs.cn-beijing.aliyuncs.com", "cn-beijing"), ("ecs-vpc.cn-beijing.aliyuncs.com", "cn-beijing"),
        ("ecs-cn-hangzhou.aliyuncs.com", "cn-hangzhou"), ("ecs-cn-hangzhou.aliyuncs.com", "cn-qingdao"),
        ("ecs-cn-hangzhou.aliyuncs.com", "cn-beijing"), ("ecs-cn-hangzhou.aliyuncs.com", "cn-shanghai"),
        ("ecs-cn-hangzhou.aliyuncs.com", "cn-shenzhen"), ("ecs-cn-hangzhou.aliyuncs.com", "cn-hongkong"),
        ("ecs-cn-hangzhou.aliyuncs.com", "ap-southeast-1"), ("ecs-cn-hangzhou.aliyuncs.com", "us-west-1"),
        ("ecs-cn-hangzhou.aliyuncs.com", "us-east-1"), ("ecs-cn-hangzhou.aliyuncs.com", "cn-shanghai-finance-1"),
        ("ecs-cn-hangzhou.aliyuncs.com", "cn-shenzhen-finance-1"), ("ecs.aliyuncs.com", "cn-hangzhou-finance"),
        ("ecs.aliyuncs.com", "cn-north-2-gov-1"),
        ("ecs-vpc.cn-shanghai-finance-1.aliyuncs.com", "cn-shanghai-finance-1"),
        ("ecs-vpc.cn-north-2-gov-1.aliyuncs.com", "cn-north-2-gov-1"), ("ecs.ap-south-1.aliyuncs.com", "ap-south-1"),
        ("ecs.ap-southeast-2.aliyuncs.com", "ap-southeast-2"), ("ecs.cn-hangzhou.aliyuncs.com", "cn-hangzhou"),
        ("ecs.aliyuncs.com", "cn-beijing"), ("ecs.aliyuncs.com", "us-west-1"),
        ("ECS.cn-beijing.aliyuncs.com", "cn-beijing"),
    ],
)  # fmt: skip
def test_ecs_hosts(emu: Harness, host: str, region: str) -> None:
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": region}, host=host)
    assert (status, body.get("RegionId")) == (200, region)


def test_a_host_for_many_regions_is_in_hangzhou_if_nothing_else_is_said(emu: Harness) -> None:
    """Source: the vendor's older endpoints list names it for every product call without a region of its own."""
    status, body = emu.acs3("ecs", "DescribeSnapshots", {"RegionId": "cn-beijing"}, host="ecs-cn-hangzhou.aliyuncs.com")
    assert (status, body["TotalCount"] > 0) == (200, True)
    status, body = emu.acs3("ecs", "DescribeRegions", {}, host="ecs-cn-hangzhou.aliyuncs.com")
    assert status == 200
    assert resolve("ecs-cn-hangzhou.aliyuncs.com") == Endpoint("ecs", None, "cn-hangzhou")


OLDER_ECS = (
    "cn-huhehaote", "me-east-1", "ap-northeast-1", "ap-southeast-5", "ap-southeast-3", "ap-southeast-2", "ap-south-1",
    "eu-central-1", "cn-zhangjiakou", "eu-west-1",
)  # fmt: skip
OLDER_KMS = (
    *OLDER_ECS, "us-west-1", "cn-beijing", "us-east-1", "cn-shanghai", "cn-hongkong", "cn-shenzhen", "cn-hangzhou",
    "ap-southeast-1", "cn-qingdao",
)  # fmt: skip


@pytest.mark.parametrize(
    ("product", "region"), [*(("ecs", region) for region in OLDER_ECS), *(("kms", region) for region in OLDER_KMS)]
)
def test_every_regional_host_of_the_older_endpoints_list_is_known(product: str, region: str) -> None:
    """Source: endpoints.json of aliyun-python-sdk-core 2.16.1."""
    assert resolve(f"{product}.{region}.aliyuncs.com") == Endpoint(product, region)


@pytest.mark.parametrize(
    ("host", "product", "action"),
    [
        ("ram.aliyuncs.com", "ram", "ListPoliciesForRole"),
        ("ram.vpc-proxy.aliyuncs.com", "ram", "ListPoliciesForRole"),
        ("resourcemanager.aliyuncs.com", "resourcemanager", "ListAccounts"),
        ("resourcemanager-vpc.aliyuncs.com", "resourcemanager", "ListAccounts"),
        ("sts.cn-shanghai-finance-1.aliyuncs.com", "sts", "GetCallerIdentity"),
        ("kms.cn-hangzhou-finance.aliyuncs.com", "kms", "ListKeys"),
    ],
)
def test_hosts_of_newer_lists(emu: Harness, host: str, product: str, action: str) -> None:
    """Source: the vendor's command line (products.json, 2026-04) and typed SDKs; resourcemanager-vpc: their rule."""
    parameters = {"RoleName": "auditor"} if product == "ram" else {}
    assert emu.acs3(product, action, parameters, host=host)[0] == 200


def test_a_finance_region_can_hold_images_and_is_then_listed(emu: Harness) -> None:
    """Source: the endpoint lists; who sees it: assumed."""
    assert "cn-shanghai-finance-1" not in str(emu.call("ecs", "DescribeRegions"))
    region = {"images": [{"id": "m-finance"}]}
    emu.control("POST", "reset", changed(OWNER, regions={"cn-shanghai-finance-1": region}))
    assert emu.image("m-finance", region="cn-shanghai-finance-1")["ImageId"] == "m-finance"
    assert "cn-shanghai-finance-1" in str(emu.call("ecs", "DescribeRegions"))


@pytest.mark.parametrize("host", ["kms.cn-beijing.aliyuncs.com", "kms-vpc.cn-beijing.aliyuncs.com"])
def test_kms_hosts_say_the_region(emu: Harness, host: str) -> None:
    status, body = emu.acs3("kms", "DescribeKey", {"KeyId": "key-bj"}, host=host)
    assert (status, body["KeyMetadata"]["KeyId"]) == (200, "key-bj")


@pytest.mark.parametrize(
    "host",
    [
        "ram.cn-wulanchabu.aliyuncs.com",
        "ecs.cn-nowhere.aliyuncs.com",
        "kms.aliyuncs.com",
        "example.com",
        "ecs.aliyuncs.org",
    ],
)
def test_unknown_hosts_answer_like_a_proxy_that_cannot_resolve_them(emu: Harness, host: str) -> None:
    """RAM has no regional hosts."""
    method, _host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {}, host=host)
    status, answer, text = emu.raw(method, f"http://{host}/?{query}", headers, body)
    assert (status, answer["content-type"].partition(";")[0]) == (502, "text/html")
    assert b"502" in text


def test_a_region_that_is_not_the_endpoints_is_refused(emu: Harness) -> None:
    """Source: assumed."""
    client = emu.client("ecs", region="cn-beijing")
    assert refused(lambda: send(client, "DescribeImages", {"RegionId": "cn-shanghai"})) == (
        400,
        "InvalidRegionId.MismatchEndpoint",
    )


def test_an_unknown_region_is_not_found(emu: Harness) -> None:
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": "cn-nowhere"}, host="ecs.aliyuncs.com")
    assert (status, body["Code"]) == (404, "InvalidRegionId.NotFound")


@pytest.mark.parametrize("version", ["2016-01-20", "", "2014-05-27"])
def test_a_wrong_version_is_refused(emu: Harness, version: str) -> None:
    status, body = emu.rpc("ecs", "DescribeRegions", {}, changes={"Version": version})
    assert (status, body["Code"]) == (400, "InvalidParameter")
    assert "Action or Version" in body["Message"]


def test_regions_have_local_names(emu: Harness) -> None:
    answer = emu.call("ecs", "DescribeRegions")
    found = {region["RegionId"]: region for region in answer["Regions"]["Region"]}
    assert set(found) == {region.id for region in regions().values() if region.listed}
    assert found["cn-beijing"]["LocalName"] == "\u534e\u53172\uff08\u5317\u4eac\uff09"
    english = emu.call("ecs", "DescribeRegions", AcceptLanguage="en-US", ResourceType="disk")["Regions"]["Region"]
    assert {region["RegionId"]: region for region in english}["cn-beijing"]["LocalName"] == "China (Beijing)"


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"AcceptLanguage": "xx"}, (404, "InvalidAcceptLanguage.NotFound")),
        ({"ResourceType": "xx"}, (404, "InvalidResourceType.NotFound")),
        ({"InstanceChargeType": "PrePaid"}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_questions_for_regions(emu: Harness, parameters: dict[str, str], error: tuple[int, str]) -> None:
    assert refused(lambda: emu.call("ecs", "DescribeRegions", **parameters)) == error


def test_an_action_that_is_not_modelled_is_refused_by_name(emu: Harness) -> None:
    status, body = emu.acs3("ecs", "StopInstances", {"RegionId": "cn-beijing"})
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
    assert "StopInstances" in body["Message"]


UNMODELLED = [
    (product, action, spec)
    for (product, action), declared in sorted(registry().items())
    for spec in documented()[product, action].values()
    if spec.name not in {name.partition(".")[0] for name in declared.models}
]
FIELDS = [
    (product, action, f"{spec.name}.{field}")
    for (product, action), declared in sorted(registry().items())
    for spec in documented()[product, action].values()
    if spec.type == "Struct" and spec.name not in declared.models
    for field in spec.fields or ()
    if f"{spec.name}.{field}" not in declared.models
]


@pytest.mark.parametrize(
    ("product", "action", "spec"), UNMODELLED, ids=[f"{row[1]}-{row[2].name}" for row in UNMODELLED]
)
def test_every_documented_parameter_that_is_not_modelled_is_refused(
    emu: Harness, product: str, action: str, spec: Any
) -> None:
    name = f"{spec.name}.1" if spec.type == "RepeatList" else spec.name
    status, body = emu.acs3(product, action, {"RegionId": "cn-beijing", name: "1"})
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
    assert spec.name in body["Message"]
    assert action in body["Message"]


@pytest.mark.parametrize(("product", "action", "name"), FIELDS, ids=[f"{row[1]}-{row[2]}" for row in FIELDS])
def test_every_documented_field_that_is_not_modelled_is_refused(
    emu: Harness, product: str, action: str, name: str
) -> None:
    status, body = emu.acs3(product, action, {"RegionId": "cn-beijing", name: "1"})
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
    assert name in body["Message"]


def test_a_parameter_the_api_does_not_know_is_ignored(emu: Harness) -> None:
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": "cn-beijing", "KmsKeyId": "x", "Tags": "y"})
    assert status == 200, body


REQUIRED = [
    (product, action, spec.name)
    for product, action in sorted(registry())
    for spec in documented()[product, action].values()
    # Those of CS stand in the path, which is another one without them.
    if spec.required and product != "cs"
]


@pytest.mark.parametrize(("product", "action", "name"), REQUIRED, ids=[f"{row[1]}-{row[2]}" for row in REQUIRED])
def test_every_required_parameter_is_required(emu: Harness, product: str, action: str, name: str) -> None:
    given = {}
    for spec in documented()[product, action].values():
        if spec.required and spec.name != name:
            suffix = {"RepeatList": ".1.Key" if spec.fields else ".1"}.get(spec.type, "")
            filler = {"Integer": "7", "Boolean": "true"}.get(spec.type, "x")
            given[spec.name + suffix] = "cn-beijing" if spec.name == "RegionId" else filler
    status, body = emu.acs3(product, action, given)
    # Tags have codes of their own with 404, two actions have one that the vendor misspells.
    own = any(
        code.partition(".")[2].startswith(name) for code in errors_of(product, action) if code.startswith("Missing")
    )
    assert (status, body["Code"].partition(".")[0]) == {
        "DescribeAutoProvisioningGroups": (400, "MissingParamter"),
        "DescribeDisks": (400, "MissingParamter"),
        "TagResources": (404, "MissingParameter"),
        "UntagResources": (404 if own else 400, "MissingParameter"),
        "ListTagResources": (404, "MissingParameter"),
    }.get(action, (400, "MissingParameter"))
    assert name.lower() in body["Message"].lower()
    if documented()[product, action][name].type != "RepeatList":
        assert emu.acs3(product, action, {**given, name: ""})[1]["Code"] == body["Code"]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"PageSize": "ten"}, "PageSize"), ({"PageSize": "1.5"}, "PageSize"), ({"IsPublic": "yes"}, "IsPublic"),
        ({"Tag.0.Key": "x"}, "Tag"), ({"Tag.x.Key": "x"}, "Tag"), ({"ImageOwnerId": "me"}, "ImageOwnerId"),
    ],
)  # fmt: skip
def test_values_must_have_the_documented_type(emu: Harness, parameters: dict[str, str], name: str) -> None:
    """Source: types documented; the code is assumed."""
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": "cn-beijing", **parameters})
    assert (status, body["Code"]) == (400, "InvalidParameter")
    assert name in body["Message"]


@pytest.mark.parametrize("text", ["True", "true", "TRUE"])
def test_booleans_are_taken_in_any_case(emu: Harness, text: str) -> None:
    """The vendor's Python SDK sends `True`."""
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": "cn-beijing", "DryRun": text})
    assert (status, body["Code"]) == (400, "DryRunOperation")


def test_lists_follow_their_numbers(emu: Harness) -> None:
    accounts = {f"AddAccount.{12 - n}": f"400000000000000{n}" for n in range(1, 10)}
    emu.acs3("ecs", "ModifyImageSharePermission", {"RegionId": "cn-beijing", "ImageId": "m-plain", **accounts})
    answer = emu.ecs("DescribeImageSharePermission", ImageId="m-plain")
    assert [account["AliyunId"][-1] for account in answer["Accounts"]["Account"]] == list("987654321")


def test_other_forms_of_answers_are_not_modelled(emu: Harness) -> None:
    status, body = emu.rpc("ecs", "DescribeRegions", {}, changes={"Format": "YAML"})
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
