# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts, versions, regions and strict parameters.

Source: the vendor's endpoint data; `assumed` where a test says so.
"""

from __future__ import annotations

from typing import Any

import pytest

from emulator.actions.declare import registry
from emulator.catalogue.catalogue import documented, errors_of, regions

from .support import Harness, refused, send


@pytest.mark.parametrize(
    ("host", "region"),
    [
        ("ecs.cn-beijing.aliyuncs.com", "cn-beijing"), ("ecs-vpc.cn-beijing.aliyuncs.com", "cn-beijing"),
        ("ecs-cn-hangzhou.aliyuncs.com", "cn-hangzhou"), ("ecs.cn-hangzhou.aliyuncs.com", "cn-hangzhou"),
        ("ecs.aliyuncs.com", "cn-beijing"), ("ecs.aliyuncs.com", "us-west-1"),
        ("ECS.cn-beijing.aliyuncs.com", "cn-beijing"),
    ],
)  # fmt: skip
def test_ecs_hosts(emu: Harness, host: str, region: str) -> None:
    status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": region}, host=host)
    assert (status, body.get("RegionId")) == (200, region)


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
    assert set(found) == set(regions())
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
    if spec.required
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
    # Tags have codes of their own with 404, DescribeDisks has one that the vendor misspells.
    own = any(
        code.partition(".")[2].startswith(name) for code in errors_of(product, action) if code.startswith("Missing")
    )
    assert (status, body["Code"].partition(".")[0]) == {
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


def test_answers_in_xml_are_not_modelled(emu: Harness) -> None:
    status, body = emu.rpc("ecs", "DescribeRegions", {}, changes={"Format": "XML"})
    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
