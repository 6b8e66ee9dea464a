# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shares a call is about, how they are shown, and pages of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...actions.declare import Answer, Call
from ...actions.paging import token_page
from ...state.accounts import Account
from ...state.clock import iso
from ...state.resource_shares import Association, ResourceShare
from ...state.sharing_reach import shares_with
from .resources import resource_arn

_SHARE_ID = re.compile(r"rs-[A-Za-z0-9]{12}")
_IDS_AT_MOST = 5
_TOKEN_LENGTH = 256

PAGE_ERRORS = ("InvalidParameter.MaxResults", "InvalidParameter.NextToken", "InvalidParameter.NextToken.Length")
IDS_ERRORS = (
    "InvalidParameter.ResourceShareIds", "InvalidParameter.ResourceShareIds.Duplicate",
    "InvalidParameter.ResourceShareIds.Length",
)  # fmt: skip
OWNER_ERRORS = ("InvalidParameter.ResourceOwner", "MissingParameter.ResourceOwner")
SHARE_ERRORS = ("EntityNotExists.ResourceShare", "InvalidParameter.ResourceShareId", "MissingParameter.ResourceShareId")

Owned = tuple[Account, ResourceShare]


@dataclass(frozen=True, slots=True)
class Row:
    """Something that is listed."""

    id: str
    shown: dict[str, Any]


def anything(_call: Call) -> list[str]:
    """Resource Sharing does not distinguish resources in policies."""
    return ["*"]


def own_share(call: Call) -> ResourceShare:
    """The caller's share that the call names, if it is not deleted."""
    share_id = call.parameters.text("ResourceShareId")
    if not _SHARE_ID.fullmatch(share_id):
        raise call.refuse("InvalidParameter.ResourceShareId")
    share = call.region.resource_shares.get(share_id)
    if share is None:
        raise call.refuse("EntityNotExists.ResourceShare")
    if share.deleted is not None:
        raise call.refuse("ResourceShareStatusMismatchAction")
    return share


def owned_shares(call: Call) -> list[Owned]:
    """The shares that ResourceOwner and ResourceShareIds mean."""
    owner = call.parameters.text("ResourceOwner")
    if owner == "Self":
        moment = call.cloud.now()
        found: list[Owned] = [
            (call.account, share) for share in call.region.resource_shares.values() if share.kept(moment)
        ]
    elif owner == "OtherAccounts":
        found = list(shares_with(call.cloud, call.region_id, call.account.id))
    else:
        raise call.refuse("InvalidParameter.ResourceOwner")
    return chosen(call, found)


def chosen(call: Call, found: list[Owned]) -> list[Owned]:
    """Those of ResourceShareIds, all without it."""
    ids = read_ids(call, "ResourceShareIds", _SHARE_ID)
    return [item for item in found if not ids or item[1].id in ids]


def read_ids(call: Call, name: str, pattern: re.Pattern[str], at_most: int = _IDS_AT_MOST) -> list[str]:
    """A list of ids, five at most."""
    ids = call.parameters.texts(name)
    if len(ids) > at_most:
        raise call.refuse(f"InvalidParameter.{name}.Length")
    if len(set(ids)) < len(ids):
        raise call.refuse(f"InvalidParameter.{name}.Duplicate")
    if not all(pattern.fullmatch(item) for item in ids):
        raise call.refuse(f"InvalidParameter.{name}")
    return ids


def paged(call: Call, name: str, rows: Sequence[Row]) -> Answer:
    """The page that the call asks for, 20 rows unless said otherwise."""
    size = call.parameters.number("MaxResults", 20)
    if not 1 <= size <= 100:
        raise call.refuse("InvalidParameter.MaxResults")
    if len(call.parameters.text("NextToken")) > _TOKEN_LENGTH:
        raise call.refuse("InvalidParameter.NextToken.Length")
    page, token = token_page(call, rows, size, wrong="InvalidParameter.NextToken")
    return {**token, name: [row.shown for row in page]}


def stamp(moment: float) -> str:
    """A time with milliseconds."""
    return f"{iso(moment)[:-1]}.000Z"


def show_share(call: Call, owner: Account, share: ResourceShare) -> dict[str, Any]:
    """A share as CreateResourceShare and ListResourceShares show it."""
    return {
        "AllowExternalTargets": share.allow_external,
        "CreateTime": stamp(share.created),
        "ResourceShareId": share.id,
        "ResourceShareName": share.name,
        "ResourceShareOwner": owner.id,
        "ResourceShareStatus": share.status_at(call.cloud.now()),
        "UpdateTime": stamp(share.updated),
    }


def show_association(call: Call, share: ResourceShare, kind: str, item: Association) -> dict[str, Any]:
    """A resource or target of a share."""
    shown = {
        "AssociationStatus": association_status(call, share, item),
        "AssociationStatusMessage": item.message,
        "AssociationType": kind,
        "CreateTime": stamp(item.created),
        "EntityId": item.id,
        "EntityType": item.kind or "Account",
        "ResourceShareId": share.id,
        "ResourceShareName": share.name,
        "UpdateTime": stamp(item.updated),
    }
    if kind == "Resource":
        shown["ResourceArn"] = resource_arn(call, call.account, item.kind, item.id)
    return shown


def association_status(call: Call, share: ResourceShare, item: Association) -> str:
    """An invited account is being associated until it accepts."""
    invitation = share.invitations.get(item.id)
    if invitation is not None and invitation.status == "Pending" and item.status == "Associated":
        return "Associating"
    return item.status_at(call.cloud.now())
