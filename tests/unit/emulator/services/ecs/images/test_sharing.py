# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyImageSharePermission and DescribeImageSharePermission.

Source: their pages (API-Share, API-DescShare), ECS-SDK.
"""

from __future__ import annotations

import pytest

from ....support import Harness, refused
from ....worlds import CROWD, OWNER, SHAREE, STRANGER, WORLD, allow

SHARE = "AliyunECSShareEncryptImageDefaultRole"


def sharees(emu: Harness, image_id: str) -> set[str]:
    answer = emu.ecs("DescribeImageSharePermission", ImageId=image_id, PageSize=100)
    return {account["AliyunId"] for account in answer["Accounts"]["Account"]}


def refuse(emu: Harness, image_id: str, *accounts: str, key: str = "operator") -> tuple[int, str]:
    return refused(lambda: emu.share(image_id, *(accounts or (SHAREE,)), key=key))


def test_a_shared_image_is_seen_by_the_other_account(emu: Harness) -> None:
    emu.share("m-cmk", SHAREE)
    assert sharees(emu, "m-cmk") == {SHAREE}
    found = emu.ecs("DescribeImages", key="sharee", ImageOwnerAlias="others", ImageId="m-cmk")
    assert found["TotalCount"] == 1
    assert emu.image("m-cmk")["IsSelfShared"] == "True"


def test_plain_images_need_no_role(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].roles.clear()
    emu.share("m-plain", SHAREE, STRANGER)
    assert sharees(emu, "m-plain") == {SHAREE, STRANGER}


def test_accounts_beyond_ten_are_ignored_without_a_word(emu: Harness) -> None:
    emu.share("m-plain", *CROWD[:15])
    assert sharees(emu, "m-plain") == set(CROWD[:10])
    emu.share("m-plain", *CROWD[10:15])
    emu.ecs("ModifyImageSharePermission", ImageId="m-plain", RemoveAccount=CROWD[:12])
    assert sharees(emu, "m-plain") == set(CROWD[10:15])


def test_an_ignored_account_is_not_even_checked(emu: Harness) -> None:
    """Source: assumed from "ignores the rest"."""
    emu.share("m-plain", *CROWD[:10], "9999999999999999")
    assert sharees(emu, "m-plain") == set(CROWD[:10])


def test_service_key_images_cannot_be_shared(emu: Harness) -> None:
    assert refuse(emu, "m-service") == (403, "InvalidOperation.ServiceKeyEncryptedImageUnsupported")


def test_shares_of_service_key_images_can_still_be_removed(emu: Harness) -> None:
    """Source: the announcement is silent; assumed."""
    emu.ecs("ModifyImageSharePermission", ImageId="m-shared-old-rule", RemoveAccount=[SHAREE])
    assert sharees(emu, "m-shared-old-rule") == set()


def test_encrypted_images_with_data_disks_cannot_be_shared(emu: Harness) -> None:
    assert refuse(emu, "m-multi") == (403, "OperationDeined.FullImage")


def test_the_key_must_be_enabled(emu: Harness) -> None:
    assert refuse(emu, "m-off") == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")
    assert refuse(emu, "m-gone") == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")


def test_an_image_under_another_accounts_key_that_is_gone_cannot_be_shared(emu: Harness) -> None:
    """Source: assumed."""
    assert refuse(emu, "m-foreign") == (403, "InvalidParameter.KMSKeyId.CMKNotEnabled")


def test_the_share_role_must_exist(emu: Harness) -> None:
    del emu.cloud.accounts[OWNER].roles[SHARE]
    assert refuse(emu, "m-cmk") == (403, "AssumeRoleError")


def test_the_share_role_must_trust_each_added_accounts_ecs(emu: Harness) -> None:
    """Source: third-party article; the plain service principal is not enough."""
    assert refuse(emu, "m-cmk", SHAREE, STRANGER) == (403, "AssumeRoleError")
    assert sharees(emu, "m-cmk") == set()
    role = emu.cloud.accounts[OWNER].roles[SHARE]
    role.trust = role.trust.replace(f"{SHAREE}@", "")
    assert refuse(emu, "m-cmk") == (403, "AssumeRoleError")


def test_the_share_role_must_be_allowed_to_decrypt(emu: Harness) -> None:
    """Source: assumed (share_role_needs_policy)."""
    emu.cloud.accounts[OWNER].roles[SHARE].policies.clear()
    assert refuse(emu, "m-cmk") == (403, "AssumeRoleError")
    emu.set(share_role_needs_policy=False)
    emu.share("m-cmk", SHAREE)


def test_a_key_outside_an_instance_may_not_count(emu: Harness) -> None:
    """Source: no source says (default_key_shareable)."""
    emu.share("m-free", SHAREE)
    emu.ecs("ModifyImageSharePermission", ImageId="m-free", RemoveAccount=[SHAREE])
    emu.set(default_key_shareable=False)
    assert refuse(emu, "m-free") == (403, "OperationDeined.EncryptedSnapshot")
    emu.share("m-cmk", SHAREE)


@pytest.mark.parametrize(
    ("image", "error"),
    [("m-old", (403, "OperationDenied.InvalidImageStatus")), ("m-failed", (400, "IncorrectImageStatus"))],
)
def test_only_available_images_are_shared(emu: Harness, image: str, error: tuple[int, str]) -> None:
    assert refuse(emu, image) == error


def test_an_image_still_being_copied_is_not_shared(emu: Harness) -> None:
    assert refuse(emu, emu.copy()) == (400, "IncorrectImageStatus")


def test_the_own_account_is_refused(emu: Harness) -> None:
    assert refuse(emu, "m-plain", OWNER) == (404, "InvalidAccount.Forbbiden")


def test_an_unknown_account_is_not_found_and_nothing_is_shared(emu: Harness) -> None:
    assert refuse(emu, "m-plain", SHAREE, "9999999999999999") == (404, "InvalidAccount.NotFound")
    assert sharees(emu, "m-plain") == set()


@pytest.mark.parametrize("key", ["sharee", "stranger"])
def test_images_of_others_are_not_found(emu: Harness, key: str) -> None:
    """A received image cannot be shared again."""
    assert refuse(emu, "m-shared", STRANGER, key=key) == (404, "InvalidImageId.NotFound")
    assert refused(lambda: emu.ecs("DescribeImageSharePermission", key=key, ImageId="m-shared")) == (
        404,
        "InvalidImageId.NotFound",
    )


def test_accounts_per_image_are_limited(emu: Harness) -> None:
    for start in range(0, 50, 10):
        emu.share("m-plain", *CROWD[start : start + 10])
    assert refuse(emu, "m-plain", CROWD[50]) == (403, "QuotaExceed.ShareImageUser")
    emu.share("m-plain", CROWD[0])
    emu.cloud.accounts[OWNER].quotas.share_accounts_per_image = 51
    emu.share("m-plain", CROWD[50])


def test_shared_images_per_account_are_limited(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.shared_images = 2
    assert refuse(emu, "m-plain") == (403, "QuotaExceed.ShareImage")


def test_repeating_a_share_and_removing_an_absent_one_change_nothing(emu: Harness) -> None:
    """Source: not documented; assumed."""
    emu.share("m-plain", SHAREE)
    before = emu.ecs("DescribeImageSharePermission", ImageId="m-plain")["Accounts"]
    emu.advance(60)
    emu.share("m-plain", SHAREE)
    emu.ecs("ModifyImageSharePermission", ImageId="m-plain", RemoveAccount=[STRANGER])
    assert emu.ecs("DescribeImageSharePermission", ImageId="m-plain")["Accounts"] == before


def test_dry_run_shares_nothing_unless_it_is_ignored(emu: Harness) -> None:
    """Source: in SDK and metadata, not on the page (dry_run_ignored)."""
    call = {"ImageId": "m-plain", "AddAccount": [SHAREE], "DryRun": True}
    assert refused(lambda: emu.ecs("ModifyImageSharePermission", **call)) == (400, "DryRunOperation")
    assert sharees(emu, "m-plain") == set()
    emu.set(dry_run_ignored=True)
    emu.ecs("ModifyImageSharePermission", **call)
    assert sharees(emu, "m-plain") == {SHAREE}


def test_publishing_is_not_modelled_and_unpublishing_changes_nothing(emu: Harness) -> None:
    emu.ecs("ModifyImageSharePermission", ImageId="m-plain", IsPublic=False)
    assert refused(lambda: emu.ecs("ModifyImageSharePermission", ImageId="m-plain", IsPublic=True)) == (
        501,
        "Emulator.NotModelled",
    )


def test_the_list_of_accounts_is_paged(emu: Harness) -> None:
    for start in (0, 10):
        emu.share("m-plain", *CROWD[start : start + 10])
    first = emu.ecs("DescribeImageSharePermission", ImageId="m-plain")
    assert (len(first["Accounts"]["Account"]), first["TotalCount"], first["PageSize"]) == (10, 20, 10)
    rest = emu.ecs("DescribeImageSharePermission", ImageId="m-plain", PageNumber=2, PageSize=15)
    assert len(rest["Accounts"]["Account"]) == 5
    assert all(isinstance(account["AliyunId"], str) for account in rest["Accounts"]["Account"])
    assert refused(lambda: emu.ecs("DescribeImageSharePermission", ImageId="m-plain", PageSize=101)) == (
        400,
        "InvalidParameter",
    )


def test_sharing_needs_permission_on_the_image(emu: Harness) -> None:
    emu.control("POST", "reset", world_where_nobody_may("ecs:ModifyImageSharePermission", "image/m-plain"))
    emu.share("m-plain", SHAREE, key="nobody")
    assert refuse(emu, "m-cmk", key="nobody") == (403, "Forbidden.RAM")


def world_where_nobody_may(action: str, resource: str) -> dict[str, object]:
    owner = WORLD["accounts"][OWNER]
    users = {**owner["users"], "nobody": {"policies": [allow(action, f"acs:ecs:cn-beijing:{OWNER}:{resource}")]}}
    return {**WORLD, "accounts": {**WORLD["accounts"], OWNER: {**owner, "users": users}}}
