# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CreateResourceShare, ListResourceShares, DeleteResourceShare."""

from __future__ import annotations

import re

from ...actions.declare import Answer, Call, Gap, Note, action
from ...state.resource_shares import ResourceShare
from ..ecs.text_rules import tags_match
from .checks import SHARING_ERRORS, SHARING_GAPS, add, read_resources, read_targets
from .find import IDS_ERRORS, OWNER_ERRORS, PAGE_ERRORS, SHARE_ERRORS, Row, anything, own_share, owned_shares, paged
from .find import show_share as show
from .resources import PERMISSIONS

_NAME = re.compile(r"[\w.-]+")
_NAME_LENGTH = 50
_STATUSES = ("Active", "Pending", "Deleting", "Deleted")
_NAME_ERRORS = ("InvalidParameter.ResourceShareName", "InvalidParameter.ResourceShareName.Length")


@action(
    "resourcesharing",
    "CreateResourceShare",
    mutating=True,
    resources=anything,
    models=(
        "AllowExternalTargets", "PermissionNames", "ResourceGroupId", "ResourceShareName", "Resources", "Tag",
        "Targets",
    ),
    errors=(
        *SHARING_ERRORS, *_NAME_ERRORS, "MissingParameter.ResourceShareName", "QuotaExceeded.ResourceShare.Count",
    ),
    gaps=(*SHARING_GAPS, Gap.of("ids are given by the service", "EntityAlreadyExists.ResourceShare")),
    notes=(
        Note("a share is of one region; names are not unique; there is no client token", "assumed"),
        Note("names have 1 to 50 letters, digits, `.`, `_`, `-`, Chinese characters too", "RS-Create"),
        Note("five resources and five targets a call; the types are Image and Snapshot", "RS-Create; type: OOS-GH"),
        Note(f"the permissions are {' and '.join(PERMISSIONS.values())}, the default ones", "RS-perm, RS-types"),
        Note("targets: directory, root, folder, member, or any account (AllowExternalTargets)", "RS-Create"),
        Note("accounts outside the directory are invited: the share is Pending until they accept", "RS-SDK"),
        Note("another's image or snapshot is InvalidParameter.Resources, an unknown account InvalidTarget", "assumed"),
        Note(
            "images under the service key are refused (setting unshareable_in_resource_share)",
            "NOTE-2025; the code: assumed",
        ),
        Note("the role for sharing encrypted images is not looked at", "assumed"),
        Note("snapshots under the service key or in progress fail: UnsupportedOperation", "UG-sharesnap; how: assumed"),
        Note(
            "AliyunECSShareEncryptSnapshotDefaultRole must trust `<uid>@ecs.aliyuncs.com` of each account, else what "
            "was added last fails: Unavailable (setting snapshot_share_without_role)",
            "UG-encperm; trust form, and what fails how: assumed",
        ),
        Note("64 accounts a snapshot, else LimitExceeded", "UG-sharesnap; how: assumed"),
        Note("associations take a while (setting resource_share_seconds)", "RS-Associate; how long: assumed"),
    ),
)  # fmt: skip
def create_resource_share(call: Call) -> Answer:
    """Make a resource share, with its first resources and targets."""
    name = call.parameters.text("ResourceShareName")
    _check_name(call, name)
    resources, targets = read_resources(call), read_targets(call)
    existing = [share for share in call.region.resource_shares.values() if share.deleted is None]
    quota = call.account.quotas.resource_shares
    if quota and len(existing) >= quota:
        raise call.refuse("QuotaExceeded.ResourceShare.Count")
    now = call.cloud.now()
    share = ResourceShare(
        id=f"rs-{call.cloud.ids.word('resource-share', 12)}",
        name=name,
        created=now,
        updated=now,
        allow_external=bool(call.parameters.flag("AllowExternalTargets")),
        resource_group=call.parameters.text("ResourceGroupId"),
        tags={tag["Key"]: tag.get("Value", "") for tag in call.parameters.records("Tag") if "Key" in tag},
    )
    add(call, share, resources, targets)
    call.region.resource_shares[share.id] = share
    return {"ResourceShare": show(call, call.account, share)}


def _check_name(call: Call, name: str) -> None:
    if len(name) > _NAME_LENGTH:
        raise call.refuse("InvalidParameter.ResourceShareName.Length")
    if not _NAME.fullmatch(name):
        raise call.refuse("InvalidParameter.ResourceShareName")


@action(
    "resourcesharing",
    "ListResourceShares",
    resources=anything,
    models=(
        "MaxResults", "NextToken", "ResourceGroupId", "ResourceOwner", "ResourceShareIds", "ResourceShareName",
        "ResourceShareStatus", "Tag",
    ),
    errors=(
        *PAGE_ERRORS, *IDS_ERRORS, *OWNER_ERRORS, *_NAME_ERRORS, "InvalidParameter.ResourceOwnerAndTag",
        "InvalidParameter.ResourceShareStatus",
    ),
    notes=(
        Note("20 a page, 100 at most; Self or OtherAccounts", "RS-SDK"),
        Note("deleted shares stay in the list for two days and longer", "RS-SDK"),
        Note("ResourceShareName is the whole name; OtherAccounts sees shares that reach it, without tags", "assumed"),
    ),
)  # fmt: skip
def list_resource_shares(call: Call) -> Answer:
    """List own shares, or those of others that reach the caller."""
    owned = owned_shares(call)
    tags, status = call.parameters.records("Tag"), call.parameters.text("ResourceShareStatus")
    if tags and call.parameters.text("ResourceOwner") != "Self":
        raise call.refuse("InvalidParameter.ResourceOwnerAndTag")
    if not all(tag.get("Key") for tag in tags):
        raise call.invalid("Tag")
    if status and status not in _STATUSES:
        raise call.refuse("InvalidParameter.ResourceShareStatus")
    name, group = call.parameters.text("ResourceShareName"), call.parameters.text("ResourceGroupId")
    if name:
        _check_name(call, name)
    rows = []
    for owner, share in owned:
        shown = show(call, owner, share)
        if owner is call.account:
            shown["ResourceGroupId"] = share.resource_group
            shown["Tags"] = [{"Key": key, "Value": value} for key, value in share.tags.items()]
        fits = name in ("", share.name) and group in ("", share.resource_group)
        if fits and status in ("", shown["ResourceShareStatus"]) and tags_match(share.tags, tags):
            rows.append(Row(share.id, shown))
    return paged(call, "ResourceShares", rows)


@action(
    "resourcesharing",
    "DeleteResourceShare",
    mutating=True,
    resources=anything,
    models=("ResourceShareId",),
    errors=(*SHARE_ERRORS, "DeleteResourceShareConflict", "ResourceShareStatusMismatchAction"),
    notes=(
        Note("not while an association changes; Deleting, then Deleted", "RS-Delete"),
        Note("all targets lose access at once; pending invitations are Cancelled", "assumed"),
    ),
)
def delete_resource_share(call: Call) -> Answer:
    """Delete a share with its associations."""
    share, now = own_share(call), call.cloud.now()
    if share.busy(now):
        raise call.refuse("DeleteResourceShareConflict")
    share.deleted, share.updated = now + call.cloud.settings.resource_share_seconds, now
    for invitation in share.invitations.values():
        if invitation.status == "Pending":
            invitation.status = "Cancelled"
    for items in (share.resources, share.targets):
        for item in items.values():
            if item.status == "Associated":
                item.status, item.updated, item.settles = "Disassociated", now, share.deleted
    return {}
