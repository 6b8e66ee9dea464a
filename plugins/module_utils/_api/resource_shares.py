# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Resource Sharing: shares, their images, snapshots and targets.

Its lists show changes at once (assumed). A share is of one region, and its name need not be the only one of its kind.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from .._client.answer import unwrap
from .._client.paging import tokened
from .._client.sdk import RESOURCE_SHARING
from .._client.session import Session
from .._model.resource_share import IMAGE, SNAPSHOT, NewResourceShare, ResourceShare, ShareContent, ShareEntity
from .wire import Answer, flag, part, text

# At most so many resources, targets and ids a call.
PER_CALL = 5
OWN, OTHERS = "Self", "OtherAccounts"
GONE = ("Deleting", "Deleted")
# An earlier change of the same association is not through yet.
UNDER_WAY = ("AssociateConflict", "DisassociateConflict", "DeleteResourceShareConflict")


def list_shares(session: Session, region: str, owner: str = OWN, name: str = "") -> list[ResourceShare]:
    """Shares that are not deleted, without what is in them. Needs resourcesharing:ListResourceShares."""
    query = {"ResourceOwner": owner, **({"ResourceShareName": name} if name else {})}
    found = _listed(session, region, "ListResourceShares", query, "ResourceShares")
    shares = [_parse_share(region, item) for item in found]
    return [share for share in shares if share.status not in GONE]


def with_associations(session: Session, share: ResourceShare) -> ResourceShare:
    """An own share with its resources and targets. Needs resourcesharing:ListResourceShareAssociations."""

    def entities(kind: str) -> dict[str, tuple[ShareEntity, ...]]:
        query = {"AssociationType": kind, "ResourceShareIds": [share.share_id]}
        action = "ListResourceShareAssociations"
        by_type: dict[str, list[ShareEntity]] = {}
        for item in _listed(session, share.region, action, query, "ResourceShareAssociations"):
            if text(item, "AssociationStatus") != "Disassociated":
                by_type.setdefault(text(item, "EntityType"), []).append(_parse_entity(item))
        return {
            entity_type: tuple(sorted(found, key=lambda item: item.entity_id)) for entity_type, found in by_type.items()
        }

    resources = entities("Resource")
    targets = [item for found in entities("Target").values() for item in found]
    return replace(
        share,
        images=resources.get(IMAGE, ()),
        snapshots=resources.get(SNAPSHOT, ()),
        targets=tuple(sorted(targets, key=lambda item: item.entity_id)),
    )


def with_shared_images(session: Session, share: ResourceShare) -> ResourceShare:
    """Another account's share with the images it brings. Needs resourcesharing:ListSharedResources."""
    query = {"ResourceOwner": OTHERS, "ResourceType": IMAGE, "ResourceShareIds": [share.share_id]}
    found = _listed(session, share.region, "ListSharedResources", query, "SharedResources")
    images = [
        ShareEntity(
            entity_id=text(item, "ResourceId"),
            status=text(item, "ResourceStatus"),
            message=text(item, "ResourceStatusMessage"),
        )
        for item in found
    ]
    return replace(share, images=tuple(sorted(images, key=lambda item: item.entity_id)))


def list_own_images(session: Session, region: str) -> set[str]:
    """The ids of all images in own shares. Needs resourcesharing:ListSharedResources."""
    query = {"ResourceOwner": OWN, "ResourceType": IMAGE}
    return {
        text(item, "ResourceId") for item in _listed(session, region, "ListSharedResources", query, "SharedResources")
    }


def list_image_targets(session: Session, region: str, image_id: str) -> tuple[str, ...]:
    """Whom own shares bring an image: accounts, folders, directories. Needs resourcesharing:ListSharedTargets."""
    query = {"ResourceOwner": OWN, "ResourceType": IMAGE, "ResourceId": image_id}
    found = _listed(session, region, "ListSharedTargets", query, "SharedTargets")
    return tuple(sorted({text(item, "TargetId") for item in found}))


def create_share(session: Session, share: NewResourceShare) -> str:
    """Make a share with its first five resources and targets, and return its id.

    Needs resourcesharing:CreateResourceShare. There is no client token, so it is not repeated blindly.
    """
    query: dict[str, Any] = {
        "ResourceShareName": share.name,
        "AllowExternalTargets": share.allow_external,
        "Tag": [{"Key": key, "Value": value} for key, value in share.tags.items()],
        **_entities(share.resources[:PER_CALL], share.targets[:PER_CALL]),
    }
    answer = session.call(RESOURCE_SHARING, share.region, "CreateResourceShare", query, repeatable=False)
    return text(part(answer, "ResourceShare", is_required=True), "ResourceShareId", is_required=True)


def associate(session: Session, region: str, share_id: str, change: ShareContent) -> None:
    """Add resources and targets, five a call. Needs resourcesharing:AssociateResourceShare."""
    _change(session, region, "AssociateResourceShare", share_id, change)


def disassociate(session: Session, region: str, share_id: str, change: ShareContent) -> None:
    """Take resources and targets out, five a call. Needs resourcesharing:DisassociateResourceShare."""
    _change(session, region, "DisassociateResourceShare", share_id, change)


def delete_share(session: Session, region: str, share_id: str) -> None:
    """Delete a share. Needs resourcesharing:DeleteResourceShare."""
    query = {"ResourceShareId": share_id}
    session.call(RESOURCE_SHARING, region, "DeleteResourceShare", query, UNDER_WAY)


def _change(session: Session, region: str, action: str, share_id: str, change: ShareContent) -> None:
    resources, targets = change.resources, change.targets
    for start in range(0, max(len(resources), len(targets)), PER_CALL):
        part = slice(start, start + PER_CALL)
        query = {"ResourceShareId": share_id, **_entities(resources[part], targets[part])}
        session.call(RESOURCE_SHARING, region, action, query, UNDER_WAY)


def _entities(resources: Sequence[tuple[str, str]], targets: Sequence[str]) -> dict[str, Any]:
    wire: dict[str, Any] = {}
    if resources:
        wire["Resources"] = [{"ResourceId": item, "ResourceType": kind} for kind, item in resources]
    if targets:
        wire["Targets"] = list(targets)
    return wire


def _listed(session: Session, region: str, action: str, query: dict[str, Any], key: str) -> Iterator[Answer]:
    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(RESOURCE_SHARING, region, action, {**query, **page})

    return tokened(fetch, key, "", sys.maxsize)


def _parse_share(region: str, answer: Answer) -> ResourceShare:
    return ResourceShare(
        share_id=text(answer, "ResourceShareId"),
        name=text(answer, "ResourceShareName"),
        region=region,
        owner_id=text(answer, "ResourceShareOwner"),
        status=text(answer, "ResourceShareStatus"),
        allow_external=flag(answer, "AllowExternalTargets"),
        created=text(answer, "CreateTime"),
        tags={text(tag, "Key"): text(tag, "Value") for tag in unwrap(answer, "Tags")},
    )


def _parse_entity(answer: Answer) -> ShareEntity:
    details = unwrap(answer, "AssociationFailedDetails")
    first: Answer = details[0] if details else {}
    return ShareEntity(
        entity_id=text(answer, "EntityId"),
        status=text(answer, "AssociationStatus"),
        external=flag(answer, "External"),
        message=text(answer, "AssociationStatusMessage") or text(first, "FailureDescription"),
    )
