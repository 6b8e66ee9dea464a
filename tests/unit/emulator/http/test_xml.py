# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers in XML.

Source: the vendor's RPC pages (the default of Format is XML), its own XML reader, and libcloud's ECS driver.
"""

from __future__ import annotations

from typing import Any

import pytest
from alibabacloud_tea_xml.client import Client as Xml

from ..support import Harness
from ..worlds import OWNER, changed

LIBCLOUD = {"RegionId": "cn-beijing", "ImageOwnerAlias": "self", "PageSize": "100"}
KIND = "text/xml;charset=utf-8"


def asked(
    emu: Harness, action: str, parameters: dict[str, str], *, changes: dict[str, str], secret: str = ""
) -> tuple[int, str, bytes]:
    """An RPC call as libcloud sends it: GET, signed with HMAC-SHA1."""
    method, host, query, headers, _body = emu.signed_rpc("ecs", action, parameters, changes=changes, secret=secret)
    status, got, text = emu.raw(method, f"http://{host}/?{query}", headers)
    return status, got["content-type"], text


def xml(emu: Harness, action: str, parameters: dict[str, str], secret: str = "") -> tuple[int, dict[str, Any]]:
    status, kind, text = asked(emu, action, parameters, changes={"Format": "XML"}, secret=secret)
    assert kind == KIND
    return status, dict(Xml.parse_xml(text.decode()))


def test_libcloud_finds_the_images_with_their_disks_and_tags(emu: Harness) -> None:
    """It reads Images/Image, and of each ImageId, Size and DiskDeviceMappings/DiskDeviceMapping."""
    status, body = xml(emu, "DescribeImages", LIBCLOUD)
    assert (status, list(body)) == (200, ["DescribeImagesResponse"])
    answer = body["DescribeImagesResponse"]
    images = {image["ImageId"]: image for image in answer["Images"]["Image"]}
    assert len(images) == int(answer["TotalCount"]) > 10
    service = images["m-service"]
    assert (service["Size"], service["IsCopied"], service["Description"]) == ("40", "false", "from the golden pipeline")
    assert service["Tags"] == {"Tag": {"TagKey": "team", "TagValue": "web"}}
    assert len(images["m-multi"]["DiskDeviceMappings"]["DiskDeviceMapping"]) == 2
    assert not images["m-plain"]["Tags"]


@pytest.mark.parametrize(
    ("action", "outer", "inner"),
    [("DescribeRegions", "Regions", "Region"), ("DescribeInstances", "Instances", "Instance")],
)
def test_libcloud_finds_regions_and_nodes(emu: Harness, action: str, outer: str, inner: str) -> None:
    status, body = xml(emu, action, {"RegionId": "cn-beijing"})
    assert status == 200
    assert body[f"{action}Response"][outer][inner]


def test_libcloud_reads_code_message_and_request_of_an_error(emu: Harness) -> None:
    status, body = xml(emu, "DescribeImages", {"RegionId": "cn-nowhere"})
    assert (status, list(body)) == (404, ["Error"])
    assert body["Error"]["Code"] == "InvalidRegionId.NotFound"
    assert body["Error"]["HostId"] == "ecs.cn-beijing.aliyuncs.com"
    assert body["Error"]["Message"]
    assert body["Error"]["RequestId"]


@pytest.mark.parametrize(("form", "kind"), [("", KIND), ("xml", KIND), ("json", "application/json;charset=utf-8")])
def test_rpc_gets_json_only_if_it_asks_for_it(emu: Harness, form: str, kind: str) -> None:
    """The vendor's SDKs of both generations ask for it."""
    assert asked(emu, "DescribeRegions", {}, changes={"Format": form})[:2] == (200, kind)


def test_acs3_is_answered_in_json(emu: Harness) -> None:
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {})
    _status, got, _text = emu.raw(method, f"http://{host}/?{query}", headers, body)
    assert got["content-type"] == "application/json;charset=utf-8"


def test_refusals_of_the_signature_are_in_xml_too(emu: Harness) -> None:
    status, body = xml(emu, "DescribeRegions", {}, secret="wrong")
    assert (status, body["Error"]["Code"]) == (400, "SignatureDoesNotMatch")


def test_texts_are_escaped_and_what_xml_cannot_hold_is_replaced(emu: Harness) -> None:
    """Source: XML 1.0; the replacement: assumed."""
    image: dict[str, Any] = {"id": "m-odd", "description": "<a> & \u0001 \U0001f600", "tags": {"k&": '"v"'}}
    emu.control("POST", "reset", changed(OWNER, regions={"cn-beijing": {"images": [image]}}))
    shown = xml(emu, "DescribeImages", LIBCLOUD)[1]["DescribeImagesResponse"]["Images"]["Image"]
    assert shown["Description"] == "<a> & \ufffd \U0001f600"
    assert shown["Tags"]["Tag"]["TagKey"] == "k&"
