# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListResourceShareInvitations and AcceptResourceShareInvitation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...state.accounts import Account
from ...state.resource_shares import Invitation, ResourceShare
from .find import IDS_ERRORS, PAGE_ERRORS, Row, anything, paged, read_ids, stamp

_ID = re.compile(r"i-[A-Za-z0-9]{14}")
_SHARE_ID = re.compile(r"rs-[A-Za-z0-9]{12}")
Received = tuple[Account, ResourceShare, Invitation]


@action(
    "resourcesharing",
    "ListResourceShareInvitations",
    resources=anything,
    models=("MaxResults", "NextToken", "ResourceShareIds", "ResourceShareInvitationIds"),
    errors=(
        *PAGE_ERRORS, *IDS_ERRORS, "InvalidParameter.ResourceShareInvitationIds",
        "InvalidParameter.ResourceShareInvitationIds.Duplicate", "InvalidParameter.ResourceShareInvitationIds.Length",
    ),
    notes=(
        Note("the invitations that the caller has received; 20 a page, 100 at most", "RS-Invitations"),
        Note("five ids at most", "assumed"),
    ),
)  # fmt: skip
def list_resource_share_invitations(call: Call) -> Answer:
    """List what the caller is invited to."""
    shares = read_ids(call, "ResourceShareIds", _SHARE_ID)
    ids = read_ids(call, "ResourceShareInvitationIds", _ID)
    rows = [
        Row(invitation.id, _show(owner, share, invitation))
        for owner, share, invitation in _received(call)
        if (not shares or share.id in shares) and (not ids or invitation.id in ids)
    ]
    return paged(call, "ResourceShareInvitations", rows)


@action(
    "resourcesharing",
    "AcceptResourceShareInvitation",
    mutating=True,
    resources=anything,
    models=("ResourceShareInvitationId",),
    errors=(
        "EntityNotExists.ResourceShareInvitation", "InvalidParameter.ResourceShareInvitationId",
        "InvitationStatus.AlreadyAccepted", "InvitationStatus.AlreadyRejected", "InvitationStatus.Expired",
        "MissingParameter.ResourceShareInvitationId",
    ),
    notes=(
        Note("the invited account has what is shared from then on", "UG-sharesnap"),
        Note("an invitation that the owner has cancelled is not there any more", "assumed"),
    ),
)  # fmt: skip
def accept_resource_share_invitation(call: Call) -> Answer:
    """Take what another account shares."""
    wanted = call.parameters.text("ResourceShareInvitationId")
    if not _ID.fullmatch(wanted):
        raise call.refuse("InvalidParameter.ResourceShareInvitationId")
    found = next((item for item in _received(call) if item[2].id == wanted), None)
    if found is None or found[2].status == "Cancelled":
        raise call.refuse("EntityNotExists.ResourceShareInvitation")
    owner, share, invitation = found
    if invitation.status in ("Accepted", "Rejected"):
        raise call.refuse(f"InvitationStatus.Already{invitation.status}")
    if invitation.status != "Pending":
        raise call.refuse("InvitationStatus.Expired")
    invitation.status = "Accepted"
    now = call.cloud.now()
    target = share.targets[invitation.receiver]
    target.updated, target.settles = now, now + call.cloud.settings.resource_share_seconds
    return {"ResourceShareInvitation": _show(owner, share, invitation)}


def _received(call: Call) -> Iterator[Received]:
    for owner in call.cloud.accounts.values():
        region = owner.regions.get(call.region_id)
        for share in region.resource_shares.values() if region is not None else ():
            for invitation in share.invitations.values():
                if invitation.receiver == call.account.id:
                    yield owner, share, invitation


def _show(owner: Account, share: ResourceShare, invitation: Invitation) -> dict[str, Any]:
    return {
        "CreateTime": stamp(invitation.created),
        "ReceiverAccountId": invitation.receiver,
        "ResourceShareId": share.id,
        "ResourceShareInvitationId": invitation.id,
        "ResourceShareName": share.name,
        "SenderAccountId": owner.id,
        "Status": invitation.status,
    }
