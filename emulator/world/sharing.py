# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource shares in a world file, read and written: they stand with the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..state.clock import iso
from ..state.resource_shares import Association, Invitation, ResourceShare
from .policies import DEFAULT_TIME
from .reader import Node

_STATUSES = ("Associated", "Failed", "Disassociated")
_TYPES = ("Image", "Snapshot")
_INVITATIONS = ("Pending", "Accepted", "Cancelled", "Rejected", "Expired", "AcceptFailed")
_SHARE_ID = r"rs-[A-Za-z0-9]{12}"


def read_resource_shares(node: Node) -> dict[str, ResourceShare]:
    """The resource shares of a region."""
    found = {}
    for child in node.items("resource_shares"):
        share = _share(child)
        if share.id in found:
            raise child.wrong("id", "this share id is already taken")
        found[share.id] = share
    return found


def _share(node: Node) -> ResourceShare:
    share_id = node.matching("id", _SHARE_ID)
    created = node.moment("created", DEFAULT_TIME)
    deleted = node.take("deleted") is not None
    share = ResourceShare(
        id=share_id,
        name=node.text("name", share_id),
        created=created,
        updated=node.moment("updated", created),
        allow_external=node.flag("allow_external_targets", False),
        resource_group=node.text("resource_group", ""),
        deleted=node.number("deleted") if deleted else None,
        tags=node.strings("tags"),
    )
    for entity, child in node.children("resources"):
        share.resources[entity] = _association(entity, child, created, child.choice("type", _TYPES, "Image"))
    for entity, child in node.children("targets"):
        share.targets[entity] = _association(entity, child, created)
    for place, child in node.children("invitations"):
        receiver = child.text("receiver", place)
        invitation_id = child.matching("id", r"i-[A-Za-z0-9]{14}")
        since, status = child.moment("created", created), child.choice("status", _INVITATIONS, "Pending")
        share.invitations[place] = Invitation(invitation_id, receiver, since, status)
        child.done()
    node.done()
    return share


def _association(entity: str, node: Node, created: float, kind: str = "") -> Association:
    since = node.moment("created", created)
    item = Association(
        id=entity,
        status=node.choice("status", _STATUSES, "Associated"),
        created=since,
        updated=node.moment("updated", since),
        settles=node.number("settles", 0.0),
        external=node.flag("external", False),
        message=node.text("message", ""),
        kind=kind,
        failure=node.text("failure", ""),
    )
    node.done()
    return item


def show_resource_shares(shares: Mapping[str, ResourceShare]) -> list[dict[str, Any]]:
    """The shares as a world file has them."""
    return [
        {
            "id": share.id,
            "name": share.name,
            "created": iso(share.created),
            "updated": iso(share.updated),
            "allow_external_targets": share.allow_external,
            "resource_group": share.resource_group,
            "deleted": share.deleted,
            "tags": share.tags,
            "resources": {item.id: _show(item) for item in share.resources.values()},
            "targets": {item.id: _show(item) for item in share.targets.values()},
            "invitations": {
                place: {
                    "id": item.id,
                    "receiver": item.receiver,
                    "created": iso(item.created),
                    "status": item.status,
                }
                for place, item in share.invitations.items()
            },
        }
        for share in shares.values()
    ]


def _show(item: Association) -> dict[str, Any]:
    return {
        "status": item.status,
        "created": iso(item.created),
        "updated": iso(item.updated),
        "settles": item.settles,
        "external": item.external,
        "message": item.message,
        "failure": item.failure,
        **({"type": item.kind} if item.kind else {}),
    }
