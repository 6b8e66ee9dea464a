# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource Sharing. Source: its API pages and SDK 2.2.2; `assumed` where a test says so."""

from __future__ import annotations

from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import CROWD, DIRECTORY, OWNER, SHAREE, STRANGER, changed

OUTSIDER = CROWD[1]
NOTHING = "rs-nothing00000"


def ask(emu: Harness, action: str, *, key: str = "operator", **parameters: Any) -> dict[str, Any]:
    return emu.call("resourcesharing", action, key=key, **parameters)


def images(*ids: str) -> list[dict[str, str]]:
    return [{"ResourceId": image_id, "ResourceType": "Image"} for image_id in ids]


def share(emu: Harness, *targets: str, image: str = "m-plain", external: bool = False, **more: Any) -> str:
    """A share whose associations are through."""
    given = {"ResourceShareName": "images", "Resources": images(image), "Targets": list(targets), **more}
    answer = ask(emu, "CreateResourceShare", AllowExternalTargets=external, **given)
    emu.advance(2)
    return str(answer["ResourceShare"]["ResourceShareId"])


def seen_by(emu: Harness, key: str) -> list[str]:
    found = emu.ecs("DescribeImages", key=key, ImageOwnerAlias="others", PageSize=100)
    return sorted(image["ImageId"] for image in found["Images"]["Image"])


def statuses(emu: Harness, share_id: str, kind: str = "Target") -> dict[str, str]:
    answer = ask(emu, "ListResourceShareAssociations", AssociationType=kind, ResourceShareIds=[share_id])
    return {item["EntityId"]: item["AssociationStatus"] for item in answer["ResourceShareAssociations"]}


def status(emu: Harness, share_id: str) -> str:
    answer = ask(emu, "ListResourceShares", ResourceOwner="Self", ResourceShareIds=[share_id])
    return str(answer["ResourceShares"][0]["ResourceShareStatus"])


def test_a_share_is_created_and_its_associations_take_a_while(emu: Harness) -> None:
    answer = ask(
        emu,
        "CreateResourceShare",
        ResourceShareName="images",
        Resources=images("m-plain"),
        Targets=["fd-production"],
        Tag=[{"Key": "team", "Value": "web"}],
        ResourceGroupId="rg-1",
        PermissionNames=["AliyunRSDefaultPermissionImage"],
    )["ResourceShare"]
    share_id = answer["ResourceShareId"]
    assert (answer["ResourceShareOwner"], answer["ResourceShareStatus"]) == (OWNER, "Active")
    assert answer["AllowExternalTargets"] is False
    assert statuses(emu, share_id) == {"fd-production": "Associating"}
    assert seen_by(emu, "stranger") == []
    emu.advance(2)
    assert statuses(emu, share_id) == {"fd-production": "Associated"}
    assert statuses(emu, share_id, "Resource") == {"m-plain": "Associated"}
    listed = ask(emu, "ListResourceShares", ResourceOwner="Self")["ResourceShares"][0]
    assert (listed["Tags"], listed["ResourceGroupId"]) == ([{"Key": "team", "Value": "web"}], "rg-1")


@pytest.mark.parametrize(
    ("target", "sharee", "stranger"),
    [
        ("rd-test01", True, True),
        ("r-root01", True, True),
        ("fd-production", True, True),
        ("fd-shops00000", True, False),
        ("fd-test000000", False, False),
        (STRANGER, False, True),
    ],
)
def test_members_below_a_target_see_the_image(emu: Harness, target: str, sharee: bool, stranger: bool) -> None:
    """Source: documented; that DescribeImages shows it as others: assumed."""
    share(emu, target)
    assert ("m-plain" in seen_by(emu, "sharee"), "m-plain" in seen_by(emu, "stranger")) == (sharee, stranger)


def test_a_member_may_share_with_the_whole_directory(emu: Harness) -> None:
    """Source: UG-share: a member's images, for all members; the management account among them: assumed."""
    world = changed(SHAREE, regions={"cn-beijing": {"images": [{"id": "m-shop"}]}})
    emu.control("POST", "reset", world)
    given = {"ResourceShareName": "shop", "Resources": images("m-shop"), "Targets": ["rd-test01"]}
    ask(emu, "CreateResourceShare", key="sharee", **given)
    emu.advance(2)
    assert seen_by(emu, "operator") == ["m-shop"]
    assert seen_by(emu, "stranger") == ["m-shop"]


def test_a_copy_of_an_image_from_a_share_is_allowed(emu: Harness) -> None:
    """Source: assumed, as for images that are shared directly."""
    given = {"KMSKeyId": "key-sharee", "key": "sharee"}
    assert refused(lambda: emu.copy(**given)) == (404, "InvalidImageId.NotFound")
    share(emu, "fd-shops00000")
    assert emu.copy(**given).startswith("m-")


@pytest.mark.parametrize("shows", [False, True])
def test_the_share_list_of_ecs_shows_it_or_not(emu: Harness, shows: bool) -> None:
    """Source: none; both readings."""
    emu.set(share_list_shows_resource_shares=shows)
    share(emu, "fd-shops00000")
    answer = emu.ecs("DescribeImageSharePermission", ImageId="m-plain")
    assert [item["AliyunId"] for item in answer["Accounts"]["Account"]] == ([SHAREE] if shows else [])


def test_an_account_outside_is_invited_and_accepts(emu: Harness) -> None:
    emu.control("POST", "reset", changed(OWNER, resource_directory={**DIRECTORY, "members": {SHAREE: {}}}))
    share_id = share(emu, STRANGER, external=True)
    assert (status(emu, share_id), statuses(emu, share_id)) == ("Pending", {STRANGER: "Associating"})
    assert seen_by(emu, "stranger") == []
    invitation = ask(emu, "ListResourceShareInvitations", key="stranger")["ResourceShareInvitations"][0]
    assert (invitation["SenderAccountId"], invitation["Status"]) == (OWNER, "Pending")
    wanted = {"ResourceShareInvitationId": invitation["ResourceShareInvitationId"]}
    accepted = ask(emu, "AcceptResourceShareInvitation", key="stranger", **wanted)["ResourceShareInvitation"]
    assert (accepted["Status"], accepted["ResourceShareId"]) == ("Accepted", share_id)
    emu.advance(2)
    assert (status(emu, share_id), statuses(emu, share_id)) == ("Active", {STRANGER: "Associated"})
    assert seen_by(emu, "stranger") == ["m-plain"]
    again = refused(lambda: ask(emu, "AcceptResourceShareInvitation", key="stranger", **wanted))
    assert again == (409, "InvitationStatus.AlreadyAccepted")
    targets = ask(emu, "ListSharedTargets", ResourceOwner="Self")["SharedTargets"]
    assert [(item["TargetId"], item["External"]) for item in targets] == [(STRANGER, True)]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("Rejected", "InvitationStatus.AlreadyRejected"),
        ("Expired", "InvitationStatus.Expired"),
        ("Cancelled", "EntityNotExists.ResourceShareInvitation"),
    ],
)
def test_an_invitation_that_has_ended_cannot_be_accepted(emu: Harness, state: str, code: str) -> None:
    invitation = {"id": "i-test0000000001", "status": state}
    given = {"id": "rs-test00000001", "targets": {STRANGER: {}}, "invitations": {STRANGER: invitation}}
    emu.control("POST", "reset", changed(OWNER, regions={"cn-beijing": {"resource_shares": [given]}}))
    wanted = {"ResourceShareInvitationId": "i-test0000000001"}
    assert refused(lambda: ask(emu, "AcceptResourceShareInvitation", key="stranger", **wanted)) == (409, code)


@pytest.mark.parametrize("value", ["nonsense", ""])
def test_an_invitation_needs_an_id(emu: Harness, value: str) -> None:
    code = "InvalidParameter" if value else "MissingParameter"
    error = refused(lambda: ask(emu, "AcceptResourceShareInvitation", ResourceShareInvitationId=value))
    assert error == (400, f"{code}.ResourceShareInvitationId")


CREATE: dict[str, Any] = {"ResourceShareName": "images"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"ResourceShareName": ""}, (400, "MissingParameter.ResourceShareName")),
        ({"ResourceShareName": "my images"}, (400, "InvalidParameter.ResourceShareName")),
        ({"ResourceShareName": "n" * 51}, (400, "InvalidParameter.ResourceShareName.Length")),
    ],
)
def test_names_have_fifty_characters_at_most(emu: Harness, given: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == error
    share(emu, "rd-test01", ResourceShareName="n" * 50)


SHARING = [
    ({"Resources": [{"ResourceId": "m-plain"}]}, (400, "InvalidParameter.Resources")),
    ({"Resources": images("m-plain", "m-plain")}, (400, "InvalidParameter.Resources.Duplicate")),
    ({"Resources": images(*"abcdef")}, (400, "InvalidParameter.Resources.Length")),
    ({"Resources": [{"ResourceId": "x", "ResourceType": "Cat"}]}, (400, "InvalidParameter.ResourceType")),
    ({"Targets": ["everybody"]}, (400, "InvalidParameter.Targets")),
    ({"Targets": [SHAREE, SHAREE]}, (400, "InvalidParameter.Targets.Duplicate")),
    ({"Targets": CROWD[:6]}, (400, "InvalidParameter.Targets.Length")),
]
ADDING = [
    ({"Resources": images("m-nowhere")}, (400, "InvalidParameter.Resources")),
    (
        {"Resources": images("m-service")},
        (403, "InvalidOperation.ServiceKeyEncryptedImageUnsupported"),
    ),
    ({"Targets": ["fd-nowhere000"]}, (400, "InvalidTarget")),
    ({"Targets": [OWNER]}, (409, "ShareWithYourself")),
    ({"Targets": [OUTSIDER]}, (409, "AccountNotInResourceDirectory")),
    ({"PermissionNames": ["A", "A"]}, (400, "InvalidParameter.PermissionNames.Duplicate")),
    ({"PermissionNames": list("abcdef")}, (400, "InvalidParameter.PermissionNames.Length")),
    ({"PermissionNames": ["AliyunRSDefaultPermissionVSwitch"]}, (404, "EntityNotExists.Permission")),
]


@pytest.mark.parametrize(("given", "error"), [*SHARING, *ADDING])
def test_what_cannot_be_shared_is_refused(emu: Harness, given: dict[str, Any], error: tuple[int, str]) -> None:
    """Source: documented; which code an image under the service key gives: assumed."""
    assert refused(lambda: ask(emu, "CreateResourceShare", **CREATE, **given)) == error
    share_id = share(emu, "rd-test01", image="m-cmk")
    more = given if "Resources" in given or "Targets" in given else {**given, "Targets": [STRANGER]}
    assert refused(lambda: ask(emu, "AssociateResourceShare", ResourceShareId=share_id, **more)) == error
    assert statuses(emu, share_id) == {"rd-test01": "Associated"}


@pytest.mark.parametrize(("given", "error"), SHARING)
def test_taking_out_checks_the_same_lists(emu: Harness, given: dict[str, Any], error: tuple[int, str]) -> None:
    share_id = share(emu, "rd-test01")
    assert refused(lambda: ask(emu, "DisassociateResourceShare", ResourceShareId=share_id, **given)) == error


def test_an_image_under_the_service_key_may_fail_later_instead(emu: Harness) -> None:
    """Source: the failure's fields are documented; when it comes: assumed."""
    emu.set(unshareable_in_resource_share="fail")
    share_id = share(emu, "rd-test01", image="m-service")
    answer = ask(emu, "ListResourceShareAssociations", AssociationType="Resource", AssociationStatus="Failed")
    failed = answer["ResourceShareAssociations"][0]
    assert (failed["EntityId"], failed["ResourceShareId"]) == ("m-service", share_id)
    assert failed["AssociationFailedDetails"][0]["FailureReason"] == "UnsupportedOperation"
    assert seen_by(emu, "stranger") == []


def without_sharing() -> dict[str, Any]:
    return changed(OWNER, resource_directory={**DIRECTORY, "sharing": False})


@pytest.mark.parametrize("target", [SHAREE, "rd-test01", "fd-production"])
def test_sharing_with_the_directory_has_to_be_enabled(emu: Harness, target: str) -> None:
    given = {**CREATE, "Targets": [target]}
    emu.control("POST", "reset", without_sharing())
    error = (409, "NotEnableSharingWithResourceDirectory")
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == error
    empty = ask(emu, "CreateResourceShare", **CREATE)["ResourceShare"]["ResourceShareId"]
    call = {"ResourceShareId": empty, "Targets": [target]}
    assert refused(lambda: ask(emu, "AssociateResourceShare", **call)) == error


def test_an_account_without_a_directory_has_no_folders(emu: Harness) -> None:
    emu.control("POST", "reset", changed(OWNER, resource_directory=None))
    error = (409, "AccountNotInResourceDirectory")
    assert refused(lambda: ask(emu, "CreateResourceShare", **CREATE, Targets=["rd-test01"])) == error


def test_an_unknown_account_is_no_target(emu: Harness) -> None:
    """Source: assumed."""
    given = {**CREATE, "AllowExternalTargets": True, "Targets": ["9999999999999999"]}
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == (400, "InvalidTarget")


@pytest.mark.parametrize(
    ("quota", "code"),
    [
        ("resource_shares", "QuotaExceeded.ResourceShare.Count"),
        ("shared_resources", "QuotaExceeded.SharedResource.Count"),
        ("pending_invitations", "QuotaExceeded.PendingInvitations"),
    ],
)
def test_quotas_end_at_their_number(emu: Harness, quota: str, code: str) -> None:
    emu.control("POST", "reset", changed(OWNER, quotas={quota: 1}))
    first = share(emu, CROWD[1], external=True)
    given = {**CREATE, "AllowExternalTargets": True, "Resources": images("m-cmk"), "Targets": [CROWD[2]]}
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == (409, code)
    if quota != "resource_shares":
        more = {"Resources": images("m-cmk"), "Targets": [CROWD[2]]}
        assert refused(lambda: ask(emu, "AssociateResourceShare", ResourceShareId=first, **more)) == (409, code)


def test_images_and_targets_come_and_go(emu: Harness) -> None:
    share_id = share(emu, "fd-shops00000")
    given = {"ResourceShareId": share_id, "Resources": images("m-cmk"), "Targets": [STRANGER]}
    answer = ask(emu, "AssociateResourceShare", **given)["ResourceShareAssociations"]
    assert [(item["EntityType"], item["AssociationStatus"]) for item in answer] == [
        ("Image", "Associating"),
        ("Account", "Associating"),
    ]
    assert answer[0]["ResourceArn"] == f"acs:ecs:cn-beijing:{OWNER}:image/m-cmk"
    conflict = refused(lambda: ask(emu, "DisassociateResourceShare", **given))
    assert conflict == (409, "DisassociateConflict")
    emu.advance(2)
    assert seen_by(emu, "stranger") == ["m-cmk", "m-plain"]
    answer = ask(emu, "DisassociateResourceShare", **given)["ResourceShareAssociations"]
    assert {item["AssociationStatus"] for item in answer} == {"Disassociating"}
    assert seen_by(emu, "stranger") == []
    assert refused(lambda: ask(emu, "AssociateResourceShare", **given)) == (409, "AssociateConflict")
    emu.advance(2)
    assert statuses(emu, share_id) == {"fd-shops00000": "Associated", STRANGER: "Disassociated"}
    assert refused(lambda: ask(emu, "DisassociateResourceShare", **given)) == (400, "DisassociateInvalid")
    emu.advance(96 * 3600)
    assert statuses(emu, share_id) == {"fd-shops00000": "Associated"}


def test_what_is_there_already_stays_as_it_is(emu: Harness) -> None:
    """Source: assumed."""
    share_id = share(emu, "rd-test01")
    ask(emu, "AssociateResourceShare", ResourceShareId=share_id, Targets=["rd-test01"])
    assert statuses(emu, share_id) == {"rd-test01": "Associated"}


def test_an_invitation_ends_when_its_target_is_taken_out(emu: Harness) -> None:
    """Source: the states are documented; when they come: assumed."""
    share_id = share(emu, OUTSIDER, external=True)
    ask(emu, "DisassociateResourceShare", ResourceShareId=share_id, Targets=[OUTSIDER])
    assert status(emu, share_id) == "Active"
    assert statuses(emu, share_id) == {OUTSIDER: "Disassociating"}


CHANGES = ["AssociateResourceShare", "DisassociateResourceShare", "DeleteResourceShare"]


@pytest.mark.parametrize("action", CHANGES)
@pytest.mark.parametrize(
    ("share_id", "error"),
    [
        ("", (400, "MissingParameter.ResourceShareId")),
        ("images", (400, "InvalidParameter.ResourceShareId")),
        ("rs-nothing00000", (404, "EntityNotExists.ResourceShare")),
    ],
)
def test_a_share_is_named_by_its_id(emu: Harness, action: str, share_id: str, error: tuple[int, str]) -> None:
    more = {} if action == "DeleteResourceShare" else {"Targets": [SHAREE]}
    assert refused(lambda: ask(emu, action, ResourceShareId=share_id, **more)) == error


@pytest.mark.parametrize("action", CHANGES[:2])
def test_a_change_without_anything_is_refused(emu: Harness, action: str) -> None:
    share_id = share(emu, "rd-test01")
    assert refused(lambda: ask(emu, action, ResourceShareId=share_id)) == (400, "ResourceAndTargetBothEmpty")


def test_a_share_is_deleted_and_told_of_for_a_while(emu: Harness) -> None:
    share_id = share(emu, "rd-test01")
    ask(emu, "AssociateResourceShare", ResourceShareId=share_id, Targets=[STRANGER])
    delete = {"ResourceShareId": share_id}
    assert refused(lambda: ask(emu, "DeleteResourceShare", **delete)) == (409, "DeleteResourceShareConflict")
    emu.advance(2)
    ask(emu, "DeleteResourceShare", **delete)
    assert (status(emu, share_id), seen_by(emu, "stranger")) == ("Deleting", [])
    emu.advance(2)
    assert status(emu, share_id) == "Deleted"
    for action in CHANGES:
        more = {} if action == "DeleteResourceShare" else {"Targets": [SHAREE]}
        error = refused(lambda action=action, more=more: ask(emu, action, **delete, **more))
        assert error == (409, "ResourceShareStatusMismatchAction")
    emu.advance(96 * 3600)
    assert ask(emu, "ListResourceShares", ResourceOwner="Self")["ResourceShares"] == []


def test_lists_tell_both_sides(emu: Harness) -> None:
    share_id = share(emu, "fd-shops00000")
    own = ask(emu, "ListSharedResources", ResourceOwner="Self", ResourceType="Image")["SharedResources"]
    assert [(item["ResourceId"], item["ResourceShareId"]) for item in own] == [("m-plain", share_id)]
    assert "ResourceStatus" not in own[0]
    theirs = ask(emu, "ListSharedResources", key="sharee", ResourceOwner="OtherAccounts", Target=OWNER)
    assert [item["ResourceStatus"] for item in theirs["SharedResources"]] == ["Available"]
    targets = ask(emu, "ListSharedTargets", ResourceOwner="Self", ResourceId="m-plain", Targets=["fd-shops00000"])
    assert [item["TargetId"] for item in targets["SharedTargets"]] == ["fd-shops00000"]
    owners = ask(emu, "ListSharedTargets", key="sharee", ResourceOwner="OtherAccounts")["SharedTargets"]
    assert [item["TargetId"] for item in owners] == [OWNER]
    shares = ask(emu, "ListResourceShares", key="sharee", ResourceOwner="OtherAccounts")["ResourceShares"]
    assert [(item["ResourceShareOwner"], item["ResourceShareName"]) for item in shares] == [(OWNER, "images")]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"ResourceShareName": "images"}, True),
        ({"ResourceShareName": "image"}, False),
        ({"ResourceShareStatus": "Active"}, True),
        ({"ResourceShareStatus": "Pending"}, False),
        ({"Tag": [{"Key": "team", "Value": "web"}]}, True),
        ({"Tag": [{"Key": "team", "Value": "db"}]}, False),
        ({"ResourceGroupId": "rg-1"}, True),
        ({"ResourceGroupId": "rg-2"}, False),
    ],
)
def test_shares_are_found_by_what_they_are(emu: Harness, given: dict[str, Any], found: bool) -> None:
    """Source: documented; that a name is the whole name: assumed."""
    share(emu, "rd-test01", Tag=[{"Key": "team", "Value": "web"}], ResourceGroupId="rg-1")
    assert len(ask(emu, "ListResourceShares", ResourceOwner="Self", **given)["ResourceShares"]) == found


def test_lists_come_in_pages(emu: Harness) -> None:
    for _number in range(3):
        share(emu, "rd-test01")
    first = ask(emu, "ListResourceShares", ResourceOwner="Self", MaxResults=2)
    rest = ask(emu, "ListResourceShares", ResourceOwner="Self", MaxResults=2, NextToken=first["NextToken"])
    assert (len(first["ResourceShares"]), len(rest["ResourceShares"])) == (2, 1)
    assert rest["NextToken"] == ""


LISTS: dict[str, dict[str, Any]] = {
    "ListResourceShares": {"ResourceOwner": "Self"},
    "ListSharedResources": {"ResourceOwner": "Self"},
    "ListSharedTargets": {"ResourceOwner": "Self"},
    "ListResourceShareAssociations": {"AssociationType": "Target"},
    "ListResourceShareInvitations": {},
}
LONG = "x" * 129
WRONG: list[tuple[str, dict[str, Any], str]] = [
    *(
        row
        for action in LISTS
        for row in (
            (action, {"MaxResults": 101}, "InvalidParameter.MaxResults"),
            (action, {"NextToken": "nonsense"}, "InvalidParameter.NextToken"),
            (action, {"NextToken": "x" * 257}, "InvalidParameter.NextToken.Length"),
            (action, {"ResourceShareIds": ["x"]}, "InvalidParameter.ResourceShareIds"),
            (action, {"ResourceShareIds": [NOTHING, NOTHING]}, "InvalidParameter.ResourceShareIds.Duplicate"),
            (action, {"ResourceShareIds": list("abcdef")}, "InvalidParameter.ResourceShareIds.Length"),
        )
    ),
    *((action, {"ResourceOwner": "Nobody"}, "InvalidParameter.ResourceOwner") for action in list(LISTS)[:3]),
    *((action, {"ResourceOwner": ""}, "MissingParameter.ResourceOwner") for action in list(LISTS)[:3]),
    *((action, {"ResourceType": "Cat"}, "InvalidParameter.ResourceType") for action in list(LISTS)[1:3]),
    ("ListResourceShares", {"ResourceShareName": "a b"}, "InvalidParameter.ResourceShareName"),
    ("ListResourceShares", {"ResourceShareName": "n" * 51}, "InvalidParameter.ResourceShareName.Length"),
    ("ListResourceShares", {"ResourceShareStatus": "Lost"}, "InvalidParameter.ResourceShareStatus"),
    (
        "ListResourceShares",
        {"ResourceOwner": "OtherAccounts", "Tag": [{"Key": "a"}]},
        "InvalidParameter.ResourceOwnerAndTag",
    ),
    ("ListSharedResources", {"ResourceIds": [LONG]}, "InvalidParameter.ResourceIds"),
    ("ListSharedResources", {"ResourceIds": ["a", "a"]}, "InvalidParameter.ResourceIds.Duplicate"),
    ("ListSharedResources", {"ResourceIds": list("abcdef")}, "InvalidParameter.ResourceIds.Length"),
    ("ListSharedResources", {"Target": LONG}, "InvalidParameter.Target"),
    ("ListSharedTargets", {"Targets": [LONG]}, "InvalidParameter.Targets"),
    ("ListSharedTargets", {"Targets": ["a", "a"]}, "InvalidParameter.Targets.Duplicate"),
    ("ListSharedTargets", {"Targets": list("abcdef")}, "InvalidParameter.Targets.Length"),
    ("ListSharedTargets", {"ResourceId": LONG}, "InvalidParameter.ResourceId"),
    ("ListResourceShareAssociations", {"AssociationType": "Both"}, "InvalidParameter.AssociationType"),
    ("ListResourceShareAssociations", {"AssociationType": ""}, "MissingParameter.AssociationType"),
    ("ListResourceShareAssociations", {"AssociationStatus": "Lost"}, "InvalidParameter.AssociationStatus"),
    ("ListResourceShareAssociations", {"ResourceId": "m-plain"}, "ConflictedAssociationType"),
    ("ListResourceShareAssociations", {"Target": LONG}, "InvalidParameter.Target"),
    (
        "ListResourceShareAssociations",
        {"AssociationType": "Resource", "ResourceId": LONG},
        "InvalidParameter.ResourceId",
    ),
    (
        "ListResourceShareInvitations",
        {"ResourceShareInvitationIds": ["x"]},
        "InvalidParameter.ResourceShareInvitationIds",
    ),
    (
        "ListResourceShareInvitations",
        {"ResourceShareInvitationIds": ["x", "x"]},
        "InvalidParameter.ResourceShareInvitationIds.Duplicate",
    ),
    (
        "ListResourceShareInvitations",
        {"ResourceShareInvitationIds": list("abcdef")},
        "InvalidParameter.ResourceShareInvitationIds.Length",
    ),
]


@pytest.mark.parametrize(("action", "given", "code"), WRONG)
def test_lists_check_what_they_are_asked(emu: Harness, action: str, given: dict[str, Any], code: str) -> None:
    """Source: the codes are documented; what makes an id wrong: assumed."""
    assert refused(lambda: ask(emu, action, **{**LISTS[action], **given})) == (400, code)


def test_other_kinds_of_resources_are_not_modelled(emu: Harness) -> None:
    given = {**CREATE, "Resources": [{"ResourceId": "vsw-1", "ResourceType": "VSwitch"}]}
    assert refused(lambda: ask(emu, "CreateResourceShare", **given)) == (501, "Emulator.NotModelled")


def test_a_policy_names_the_action_and_no_resource(emu: Harness) -> None:
    """Source: the pages' tables: All Resources."""
    statement = {"Effect": "Allow", "Action": "resourcesharing:ListResourceShares", "Resource": "*"}
    document = {"Version": "1", "Statement": [statement]}
    keys = {"operator": {"secret": "secret-of-operator", "user": "operator"}}
    emu.control("POST", "reset", changed(OWNER, users={"operator": {"policies": [document]}}, access_keys=keys))
    assert ask(emu, "ListResourceShares", ResourceOwner="Self")["ResourceShares"] == []
    assert refused(lambda: ask(emu, "CreateResourceShare", **CREATE)) == (403, "NoPermission")


def test_a_world_with_shares_is_dumped_and_loaded_again(emu: Harness) -> None:
    share_id = share(emu, "fd-shops00000", OUTSIDER, external=True)
    share(emu, "rd-test01")
    ask(emu, "DisassociateResourceShare", ResourceShareId=share_id, Targets=["fd-shops00000"])
    before = emu.control("GET", "world")
    emu.control("POST", "reset", before)
    assert emu.control("GET", "world") == before
    assert statuses(emu, share_id) == {"fd-shops00000": "Disassociating", OUTSIDER: "Associating"}
