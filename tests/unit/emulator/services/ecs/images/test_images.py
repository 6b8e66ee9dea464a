# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImages.

Source of each test: the page of the action (API-DescImages) or the vendor's SDK, unless it says assumed.
"""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused, send
from ....worlds import OWNER, SHAREE, allow, changed


def ids(answer: dict[str, Any]) -> list[str]:
    return [image["ImageId"] for image in answer["Images"]["Image"]]


def own(emu: Harness, **parameters: Any) -> list[str]:
    return ids(emu.ecs("DescribeImages", ImageOwnerAlias="self", PageSize=100, **parameters))


def test_only_available_images_are_listed_unless_status_is_given(emu: Harness) -> None:
    found = own(emu)
    assert "m-plain" in found
    assert not {"m-old", "m-failed"} & set(found)


def test_several_statuses_are_separated_by_commas(emu: Harness) -> None:
    assert set(own(emu, Status="Deprecated,CreateFailed")) == {"m-old", "m-failed"}


def test_status_all_lists_every_state(emu: Harness) -> None:
    assert {"m-plain", "m-old", "m-failed"} <= set(own(emu, Status="ALL"))


@pytest.mark.parametrize("status", ["ALL,Available", "available", "Gone"])
def test_a_wrong_status_is_refused(emu: Harness, status: str) -> None:
    assert refused(lambda: own(emu, Status=status)) == (400, "InvalidParamter")


def test_ten_images_make_a_page_unless_asked_otherwise(emu: Harness) -> None:
    answer = emu.ecs("DescribeImages", ImageOwnerAlias="self")
    assert (len(ids(answer)), answer["PageSize"], answer["PageNumber"]) == (10, 10, 1)
    assert answer["TotalCount"] == 11


def test_pages_are_counted_and_do_not_overlap(emu: Harness) -> None:
    pages = [ids(emu.ecs("DescribeImages", ImageOwnerAlias="self", PageSize=4, PageNumber=n)) for n in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [4, 4, 3, 0]
    assert len({image for page in pages for image in page}) == 11


@pytest.mark.parametrize(("name", "value"), [("PageSize", 101), ("PageSize", 0), ("PageNumber", 0)])
def test_page_limits_are_enforced(emu: Harness, name: str, value: int) -> None:
    assert refused(lambda: emu.ecs("DescribeImages", **{name: value})) == (400, "InvalidParameter")


def test_image_id_is_an_id_or_a_comma_list_of_a_hundred(emu: Harness) -> None:
    """Source: the vendor's older page doc-detail/25534, and its own Karpenter provider; the code is assumed."""
    assert own(emu, ImageId="m-plain") == ["m-plain"]
    assert set(own(emu, ImageId="m-plain,m-cmk,m-none")) == {"m-plain", "m-cmk"}
    hundred = ",".join(["m-plain", *(f"m-{number}" for number in range(99))])
    assert own(emu, ImageId=hundred) == ["m-plain"]
    assert refused(lambda: own(emu, ImageId=f"{hundred},m-cmk")) == (400, "InvalidParameter")


def test_each_image_of_a_comma_list_needs_permission(emu: Harness) -> None:
    """Source: the RAM table names the single image."""
    images = [f"acs:ecs:*:{OWNER}:image/{image}" for image in ("m-plain", "m-cmk")]
    users = {name: {"policies": []} for name in ("reader", "nobody")}
    users["operator"] = {"policies": [allow("ecs:DescribeImages", images[:1])]}
    emu.control("POST", "reset", changed(OWNER, users=users))
    assert own(emu, ImageId="m-plain") == ["m-plain"]
    assert refused(lambda: own(emu, ImageId="m-plain,m-cmk")) == (403, "Forbidden.RAM")


def test_a_comma_list_may_find_nothing(emu: Harness) -> None:
    """Source: the page of today speaks of one id (image_id_lists)."""
    emu.set(image_id_lists=False)
    assert own(emu, ImageId="m-plain,m-cmk") == []


def test_usable_is_answered_and_asked_for_with_a_status(emu: Harness) -> None:
    """Source: ECS-SDK; which images are usable, and the code, are assumed."""
    every = emu.ecs("DescribeImages", ImageOwnerAlias="self", Status="ALL", PageSize=100)["Images"]["Image"]
    assert {image["ImageId"] for image in every if not image["Usable"]} == {"m-failed"}
    assert own(emu, Usable=False, Status="ALL") == ["m-failed"]
    assert "m-failed" not in own(emu, Usable=True, Status="ALL")
    assert own(emu, Usable=True, Status="CreateFailed") == []
    assert refused(lambda: own(emu, Usable=True)) == (400, "MissingParameter")


def test_the_network_type_of_a_filter_is_checked(emu: Harness) -> None:
    """Source: ECS-SDK, API page of 2025-12; that images are of every network is assumed."""
    for network in ("vpc", "classic"):
        assert "m-plain" in own(emu, Filter=[{"Key": "NetworkType", "Value": network}])


def test_an_unknown_image_gives_an_empty_list(emu: Harness) -> None:
    """Source: assumed, the page lists no code for it."""
    assert own(emu, ImageId="m-none") == []


def test_no_key_is_anywhere_in_an_image(emu: Harness) -> None:
    assert "key" not in repr(emu.image("m-cmk")).lower()


def test_size_counts_the_system_disk_only(emu: Harness) -> None:
    image = emu.image("m-multi")
    assert image["Size"] == 40
    assert [disk["Size"] for disk in image["DiskDeviceMappings"]["DiskDeviceMapping"]] == ["40", "100"]


@pytest.mark.parametrize(("style", "shown"), [("True", "True"), ("true", "true")])
def test_is_self_shared_is_a_string(emu: Harness, style: str, shown: str) -> None:
    emu.set(is_self_shared=style)
    assert emu.image("m-shared")["IsSelfShared"] == shown
    assert emu.image("m-plain")["IsSelfShared"].lower() == "false"


@pytest.mark.parametrize(("style", "shown"), [("boolean", True), ("string", "true"), ("absent", None)])
def test_encrypted_of_a_disk_is_boolean_string_or_absent(emu: Harness, style: str, shown: Any) -> None:
    """Source: boolean in the SDK, string on the page, which calls it a preview."""
    emu.set(mapping_encrypted=style)
    assert emu.image("m-cmk")["DiskDeviceMappings"]["DiskDeviceMapping"][0].get("Encrypted") == shown


@pytest.mark.parametrize("alias", ["system", "marketplace"])
def test_there_are_no_public_images(emu: Harness, alias: str) -> None:
    """Source: assumed."""
    assert ids(emu.ecs("DescribeImages", ImageOwnerAlias=alias)) == []


def test_images_of_others_are_listed_only_where_shared(emu: Harness) -> None:
    assert set(ids(emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others"))) == {
        "m-shared",
        "m-shared-old-rule",
    }
    assert ids(emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="self")) == []
    assert ids(emu.ecs("DescribeImages", key="stranger", ImageOwnerAlias="others")) == []
    assert ids(emu.ecs("DescribeImages", key="sharee", region="cn-shanghai", ImageOwnerAlias="others")) == []


def test_no_alias_lists_own_and_shared_images(emu: Harness) -> None:
    """Source: ECS-SDK; the page words it differently."""
    assert "m-shared" in ids(emu.ecs("DescribeImages", key="sharee"))
    assert "m-plain" in ids(emu.ecs("DescribeImages", PageSize=100))


def test_a_sharee_sees_the_owner_but_neither_tags_nor_resource_group(emu: Harness) -> None:
    """Source: tags and group are assumed."""
    answer = emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others", ImageId="m-shared")
    image = answer["Images"]["Image"][0]
    assert (image["ImageOwnerAlias"], image["ImageOwnerId"]) == ("others", int(OWNER))
    assert (image["Tags"]["Tag"], image["ResourceGroupId"], image["IsSelfShared"]) == ([], "", "False")
    assert image["DiskDeviceMappings"]["DiskDeviceMapping"][0]["SnapshotId"] == "s-shared"


def test_owner_id_filters_shared_images_only(emu: Harness) -> None:
    assert ids(
        emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others", ImageOwnerId=int(OWNER), ImageId="m-shared")
    )
    assert ids(emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others", ImageOwnerId=int(SHAREE))) == []
    assert refused(lambda: own(emu, ImageOwnerId=int(OWNER))) == (400, "InvalidOperation.ImageOwnerIdUnsupported")


def test_community_images_are_asked_for_with_alias_others(emu: Harness) -> None:
    assert ids(emu.ecs("DescribeImages", ImageOwnerAlias="others", IsPublic=True)) == []
    assert refused(lambda: own(emu, IsPublic=True)) == (400, "InvalidImageOwnerAlias.PublicImageUnsupported")


def test_a_wrong_alias_is_refused(emu: Harness) -> None:
    assert (
        refused(lambda: emu.ecs("DescribeImages", ImageOwnerAlias="mine"))[1]
        == "InvalidImageOwnerAlias.ValueNotSupported"
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"ImageFamily": "web"}, {"m-plain", "m-service"}),
        ({"ImageName": "servic"}, {"m-service"}),
        ({"ImageName": "*hared"}, {"m-shared"}),
        ({"SnapshotId": "s-multi-2"}, {"m-multi"}),
        ({"ResourceGroupId": "rg-1"}, {"m-shared"}),
        ({"Tag": [{"Key": "team", "Value": "web"}]}, {"m-service", "m-shared"}),
        ({"Tag": [{"Key": "team"}]}, {"m-service", "m-shared"}),
        ({"Tag": [{"Key": "team", "Value": ""}]}, set()),
        ({"Usage": "instance", "Status": "ALL"}, {"m-old"}),
        ({"OSType": "windows"}, set()),
        ({"Architecture": "arm64"}, set()),
        ({"Filter": [{"Key": "CreationEndTime", "Value": "2024-12-31T00:00Z"}]}, set()),
    ],
)  # fmt: skip
def test_filters_narrow_the_list(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(own(emu, **filters)) == found


def test_the_creation_filter_finds_new_images(emu: Harness) -> None:
    made = emu.copy()
    start = emu.image(made)["CreationTime"][:16] + "Z"
    assert own(emu, Status="ALL", Filter=[{"Key": "CreationStartTime", "Value": start}]) == [made]


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        ({"Tag": [{"Value": "web"}]}, (400, "InvalidTag.Mismatch")),
        ({"Tag": [{"Key": str(n)} for n in range(21)]}, (400, "InvalidTagCount")),
        ({"Usage": "none or so"}, (404, "InvalidUsage")),
        ({"OSType": "bsd"}, (404, "InvalidOSType")),
        ({"Architecture": "mips"}, (404, "InvalidArchitecture")),
        ({"Filter": [{"Key": "Colour", "Value": "x"}]}, (404, "InvalidFilterKey.NotFound")),
        ({"Filter": [{"Key": "CreationStartTime", "Value": "yesterday"}]}, (404, "InvalidFilterValue")),
        ({"Filter": [{"Key": "NetworkType", "Value": "x"}]}, (400, "InvalidFilterValue.NetworkType")),
        ({"Filter": [{"Key": "CpuOnlineUpgrade", "Value": "supported"}]}, (501, "Emulator.NotModelled")),
        ({"DryRun": True}, (400, "DryRunOperation")),
    ],
)  # fmt: skip
def test_wrong_filters_are_refused(emu: Harness, filters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: own(emu, **filters)) == error


def test_a_tag_filter_finds_at_most_a_thousand_images(emu: Harness) -> None:
    """Source: the page names the limit; that the rest is cut off is assumed."""
    emu.control("POST", "reset", {"generate": {"images": 1100}})
    emu.set()
    key = "LTAI-generated-operator"
    client = emu.client("ecs", key, secret="generated-secret")
    for image in emu.cloud.accounts[OWNER].region("cn-beijing").images.values():
        image.tags["all"] = "yes"
    everything = send(client, "DescribeImages", {"RegionId": "cn-beijing"})
    tagged = send(client, "DescribeImages", {"RegionId": "cn-beijing", "Tag": [{"Key": "all"}]})
    assert (everything["TotalCount"], tagged["TotalCount"]) == (1100, 1000)


def test_new_images_and_changed_states_appear_late(emu: Harness) -> None:
    """Source: assumed (list_lag_seconds)."""
    emu.set(list_lag_seconds=30, copy_seconds=100)
    made = emu.copy()
    assert own(emu, Status="ALL", ImageId=made) == []
    emu.advance(30)
    assert emu.image(made)["Status"] == "Creating"
    emu.advance(75)
    assert emu.image(made)["Status"] == "Creating"
    emu.ecs("ModifyImageAttribute", ImageId=made, Status="Deprecated")
    assert emu.image(made)["Status"] == "Creating"
    emu.advance(25)
    assert emu.image(made)["Status"] == "Available"
    emu.advance(5)
    assert emu.image(made)["Status"] == "Deprecated"


def test_some_lists_may_lag_while_others_do_not(emu: Harness) -> None:
    """Source: assumed (list_lag_every)."""
    emu.set(list_lag_seconds=30, list_lag_every=2)
    made = emu.copy()
    shown = [own(emu, Status="ALL", ImageId=made) for _time in range(4)]
    assert shown in ([[], [made]] * 2, [[made], []] * 2)


def test_newest_images_come_first(emu: Harness) -> None:
    """Source: assumed."""
    made = emu.copy(DestinationImageName="newest")
    assert own(emu, Status="ALL")[0] == made


def test_oldest_images_come_first_if_the_setting_says_so(emu: Harness) -> None:
    """Source: assumed."""
    newest_first = own(emu, Status="ALL")
    emu.set(image_order="oldest_first")
    assert len(newest_first) > 2
    assert own(emu, Status="ALL") == newest_first[::-1]
