# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyImageAttribute and TagResources. Source: their pages and the vendor's SDK, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import SHAREE


def modify(emu: Harness, image_id: str = "m-plain", **parameters: Any) -> None:
    emu.ecs("ModifyImageAttribute", ImageId=image_id, **parameters)


def refuse(emu: Harness, image_id: str = "m-plain", **parameters: Any) -> tuple[int, str]:
    return refused(lambda: modify(emu, image_id, **parameters))


def test_attributes_are_changed(emu: Harness) -> None:
    modify(
        emu, ImageName="new-name", Description="new text", ImageFamily="new-family", BootMode="UEFI-Preferred",
        LicenseType="BYOL", Features={"NvmeSupport": "supported", "ImdsSupport": "v2"},
    )  # fmt: skip
    image = emu.image("m-plain")
    assert (image["ImageName"], image["Description"], image["ImageFamily"]) == ("new-name", "new text", "new-family")
    assert (image["BootMode"], image["Features"]) == (
        "UEFI-Preferred",
        {"NvmeSupport": "supported", "ImdsSupport": "v2"},
    )


def test_what_is_not_given_stays(emu: Harness) -> None:
    before = emu.image("m-service")
    modify(emu, "m-service", Description="new text")
    assert emu.image("m-service") == {**before, "Description": "new text"}


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"ImageName": "service"}, (400, "InvalidImageName.Duplicated")),
        ({"ImageName": "1"}, (400, "InvalidImageName.Malformed")),
        ({"Description": "http://x"}, (400, "InvalidDescription.Malformed")),
        ({"ImageFamily": "acs:x"}, (400, "InvalidImageFamily.Malformed")),
        ({"ImageFamily": "1"}, (400, "InvalidImageFamily.Malformed")),
        ({"BootMode": "uefi"}, (400, "InvalidBootMode.NotSupport")),
        ({"LicenseType": "Auto"}, (400, "InvalidLicenseType.NotSupported")),
        ({"Status": "Available"}, (403, "ImageStatus.NotDeprecated")),
        ({"Status": "Gone"}, (400, "InvalidParameter")),
        ({"Features": {"NvmeSupport": "yes"}}, (400, "InvalidParameter")),
        ({"Features": {"ImdsSupport": "v3"}}, (400, "InvalidParameter.FeaturesImdsSupport")),
        ({"DryRun": True}, (400, "DryRunOperation")),
    ],
)  # fmt: skip
def test_wrong_attributes_are_refused_and_nothing_changes(
    emu: Harness, parameters: dict[str, Any], error: tuple[int, str]
) -> None:
    before = emu.image("m-plain")
    assert refuse(emu, **{"Description": "fine text", **parameters}) == error
    assert emu.image("m-plain") == before


def test_deprecating_needs_unsharing_first(emu: Harness) -> None:
    assert refuse(emu, "m-shared", Status="Deprecated") == (403, "ImageUseShared")
    emu.ecs("ModifyImageSharePermission", ImageId="m-shared", RemoveAccount=[SHAREE])
    modify(emu, "m-shared", Status="Deprecated")
    assert emu.image("m-shared")["Status"] == "Deprecated"
    assert refuse(emu, "m-shared", Status="Deprecated") == (403, "ImageStatus.NotAvailable")
    modify(emu, "m-shared", Status="Available")
    assert emu.image("m-shared")["Status"] == "Available"


def test_images_being_made_or_failed_cannot_be_changed(emu: Harness) -> None:
    """Source: API page of 2025-12; a failed one: assumed."""
    assert refuse(emu, emu.copy(), ImageFamily="web") == (403, "InvalidStatus.ImageIsCreating")
    assert refuse(emu, "m-failed", ImageFamily="web") == (403, "ImageStatus.NotAvailable")


def test_the_boot_mode_stays_while_instances_use_the_image(emu: Harness) -> None:
    assert refuse(emu, "m-old", BootMode="UEFI") == (403, "OperationDeined.ImageUsingByInstance")


def test_imds_does_not_go_back(emu: Harness) -> None:
    """Source: ECS-SDK, API page of 2025-12."""
    modify(emu, Features={"ImdsSupport": "v2"})
    assert refuse(emu, Features={"ImdsSupport": "v1"}) == (403, "InvalidOperation.FeaturesImdsSupportNotMatch")


@pytest.mark.parametrize("image", ["m-none", "m-shared"])
def test_images_of_others_are_not_found(emu: Harness, image: str) -> None:
    assert refused(lambda: emu.ecs("ModifyImageAttribute", key="sharee", ImageId=image, ImageFamily="web")) == (
        404,
        "InvalidImageId.NotFound",
    )


def tag(emu: Harness, *ids: str, kind: str = "image", key: str = "operator", **tags: str) -> None:
    given = [{"Key": name, "Value": value} for name, value in tags.items()]
    emu.ecs("TagResources", key=key, ResourceType=kind, ResourceId=list(ids), Tag=given)


def test_tags_are_added_and_replaced(emu: Harness) -> None:
    tag(emu, "m-service", "m-plain", team="ops", empty="")
    shown = {pair["TagKey"]: pair["TagValue"] for pair in emu.image("m-service")["Tags"]["Tag"]}
    assert shown == {"team": "ops", "empty": ""}
    tag(emu, "s-loose", kind="snapshot", keep="no")
    tag(emu, "i-1", kind="instance", team="web")


@pytest.mark.parametrize(
    ("ids", "kind", "tags", "error"),
    [
        (["m-none"], "image", {"a": "1"}, (404, "InvalidResourceId.NotFound")),
        (["m-plain", "m-none"], "image", {"a": "1"}, (404, "InvalidResourceId.NotFound")),
        (["m-plain"], "snapshot", {"a": "1"}, (404, "InvalidResourceId.NotFound")),
        (["m-plain"], "picture", {"a": "1"}, (404, "InvalidResourceType.NotFound")),
        (["d-1"], "volume", {"a": "1"}, (501, "Emulator.NotModelled")),
        (["d-1"], "disk", {"a": "1"}, (404, "InvalidResourceId.NotFound")),
        (["m-plain"] * 51, "image", {"a": "1"}, (400, "NumberExceed.ResourceIds")),
        (["m-plain"], "image", {f"k{n}": "" for n in range(21)}, (400, "NumberExceed.Tags")),
        (["m-service"], "image", {f"k{n}": "" for n in range(20)}, (400, "OperationDenied.QuotaExceed")),
        (["m-plain"], "image", {"acs:x": "1"}, (400, "InvalidTagKey.Malformed")),
        (["m-plain"], "image", {"Aliyun": "1"}, (400, "InvalidTagKey.Malformed")),
        (["m-plain"], "image", {"a": "http://x"}, (400, "InvalidTagValue.Malformed")),
        (["m-plain"], "image", {"a": "x" * 129}, (400, "InvalidTagValue.Malformed")),
    ],
)  # fmt: skip
def test_wrong_tags_are_refused_and_nothing_changes(
    emu: Harness, ids: list[str], kind: str, tags: dict[str, str], error: tuple[int, str]
) -> None:
    before = emu.image("m-plain")["Tags"]
    assert refused(lambda: tag(emu, *ids, kind=kind, **tags)) == error
    assert emu.image("m-plain")["Tags"] == before


def test_fifty_resources_are_tagged_at_once(emu: Harness) -> None:
    images = ("m-plain", "m-cmk")
    tag(emu, *images * 25, a="1")
    tags = [{pair["TagKey"]: pair["TagValue"] for pair in emu.image(image)["Tags"]["Tag"]} for image in images]
    assert [read["a"] for read in tags] == ["1", "1"]


def test_a_key_twice_is_refused(emu: Harness) -> None:
    twice = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
    assert refused(lambda: emu.ecs("TagResources", ResourceType="image", ResourceId=["m-plain"], Tag=twice)) == (
        400,
        "Duplicate.TagKey",
    )


@pytest.mark.parametrize(
    ("absent", "code"),
    [
        ("ResourceType", "MissingParameter.ResourceType"),
        ("ResourceId.1", "MissingParameter.ResourceIds"),
        ("Tag.1.Key", "MissingParameter.Tags"),
        ("RegionId", "MissingParameter.RegionId"),
    ],
)
def test_missing_parameters_have_codes_of_their_own(emu: Harness, absent: str, code: str) -> None:
    given = {"RegionId": "cn-beijing", "ResourceType": "image", "ResourceId.1": "m-plain", "Tag.1.Key": "a"}
    del given[absent]
    status, body = emu.acs3("ecs", "TagResources", given)
    assert (status, body["Code"]) == (404, code)
