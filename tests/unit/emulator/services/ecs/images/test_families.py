# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImageFromFamily. Source: ECS-SDK and the overview of image families, unless a test says assumed."""

from __future__ import annotations

from typing import Any

from ....support import Harness
from ....worlds import OWNER, SHAREE, disk, with_beijing

# The name of an owner's family in the accounts that its images are shared with.
SHARED = f"acs:{OWNER}:{{}}"


def newest(emu: Harness, family: str = "web", **more: Any) -> dict[str, Any]:
    return dict(emu.ecs("DescribeImageFromFamily", ImageFamily=family, **more).get("Image") or {})


def test_the_newest_available_image_stands_for_its_family(emu: Harness) -> None:
    later = {"id": "m-later", "family": "web", "created": "2025-06-01T00:00:00Z", "disks": [disk()]}
    old = {"id": "m-latest-but-old", "family": "web", "created": "2025-07-01T00:00:00Z", "status": "Deprecated"}
    emu.control("POST", "reset", with_beijing(images=[later, old]))
    assert newest(emu)["ImageId"] == "m-later"


def test_a_shared_image_can_stand_for_its_family(emu: Harness) -> None:
    assert newest(emu, key="sharee") == {}
    emu.ecs("ModifyImageAttribute", ImageId="m-shared", ImageFamily="golden")
    seen = newest(emu, SHARED.format("golden"), key="sharee")
    assert (seen["ImageOwnerAlias"], seen["ImageFamily"]) == ("others", SHARED.format("golden"))
    assert newest(emu, "golden", key="sharee") == {}
    assert newest(emu, SHARED.format("golden"), key="stranger") == {}


def test_it_tells_neither_owner_nor_boot_mode_nor_encryption(emu: Harness) -> None:
    image = newest(emu)
    assert not {"ImageOwnerId", "ResourceGroupId", "IsPublic", "BootMode", "Features"} & set(image)
    assert "Encrypted" not in image["DiskDeviceMappings"]["DiskDeviceMapping"][0]
    assert image["DiskDeviceMappings"]["DiskDeviceMapping"][0]["SnapshotId"].startswith("s-")


def test_a_family_without_an_available_image_answers_none(emu: Harness) -> None:
    assert newest(emu, "nothing") == {}
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", ImageFamily="lonely")
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", Status="Deprecated")
    assert newest(emu, "lonely") == {}


def test_a_copy_becomes_visible_when_its_family_is_set_and_it_is_available(emu: Harness) -> None:
    emu.set(copy_seconds=100)
    made = emu.copy("m-service")
    emu.advance(100)
    assert newest(emu)["ImageId"] != made
    emu.ecs("ModifyImageAttribute", ImageId=made, ImageFamily="web")
    assert newest(emu)["ImageId"] == made
    emu.share(made, SHAREE)
    assert newest(emu, SHARED.format("web"), key="sharee")["ImageId"] == made


def test_accounts_that_an_image_is_shared_with_list_its_family_under_its_owner(emu: Harness) -> None:
    emu.ecs("ModifyImageAttribute", ImageId="m-shared", ImageFamily="golden")
    for family, found in ((SHARED.format("golden"), ["m-shared"]), ("golden", [])):
        asked = emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others", ImageFamily=family)
        assert [image["ImageId"] for image in asked["Images"]["Image"]] == found


def test_an_image_changes_its_family_and_cannot_leave_it(emu: Harness) -> None:
    """Source: the overview of image families of 2024."""
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", ImageFamily="first")
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", ImageFamily="")
    assert newest(emu, "first")["ImageId"] == "m-cmk"
    emu.ecs("ModifyImageAttribute", ImageId="m-cmk", ImageFamily="second")
    assert (newest(emu, "first"), newest(emu, "second")["ImageId"]) == ({}, "m-cmk")
