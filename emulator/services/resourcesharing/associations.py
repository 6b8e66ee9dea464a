# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AssociateResourceShare, DisassociateResourceShare, ListResourceShareAssociations."""

from __future__ import annotations

from collections.abc import Iterable

from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.gaps import REFUSED_PARAMETER
from ...state.resource_shares import Association, ResourceShare
from .checks import ARN_GAP, RESOURCE_ERRORS, SHARING_ERRORS, SHARING_GAPS, add, read_resources, read_targets
from .find import (
    IDS_ERRORS,
    PAGE_ERRORS,
    SHARE_ERRORS,
    Row,
    anything,
    association_status,
    chosen,
    own_share,
    paged,
    show_association,
)

_STATUSES = ("Associating", "Associated", "Failed", "Disassociating", "Disassociated")
_CHANGE_ERRORS = (*SHARE_ERRORS, "ResourceAndTargetBothEmpty", "ResourceShareStatusMismatchAction")


@action(
    "resourcesharing",
    "AssociateResourceShare",
    mutating=True,
    resources=anything,
    models=("PermissionNames", "ResourceShareId", "Resources", "Targets"),
    errors=(*SHARING_ERRORS, *_CHANGE_ERRORS, "AssociateConflict"),
    gaps=(
        *SHARING_GAPS,
        Gap.of("about properties of resources, which are refused", "NotSupport.ResourcePropertyConflict"),
    ),
    notes=(
        Note("five resources and five targets a call; answers Associating", "RS-Associate"),
        Note("not while one of them is being disassociated", "RS-Associate"),
        Note("existing associations stay unchanged; everything is added or nothing", "assumed"),
    ),
)
def associate_resource_share(call: Call) -> Answer:
    """Add resources and targets to a share."""
    share, resources, targets = _entities(call)
    if any(item.status == "Disassociated" for item in _changing(call, share, resources, targets)):
        raise call.refuse("AssociateConflict")
    add(call, share, resources, targets)
    share.updated = call.cloud.now()
    return _shown(call, share, resources, targets)


@action(
    "resourcesharing",
    "DisassociateResourceShare",
    mutating=True,
    resources=anything,
    models=("ResourceShareId", "Resources", "Targets"),
    errors=(*RESOURCE_ERRORS, *_CHANGE_ERRORS, "DisassociateConflict", "DisassociateInvalid"),
    gaps=(
        ARN_GAP,
        Gap.of(
            "about ResourceOwner=OtherAccounts, which is refused",
            "ExternalTargetWithdrawConflict", "LeavingFailed.Account", "LeavingFailed.ResourceType",
        ),
        Gap.of("a target that has left the directory can be taken out", "AccountNotInResourceDirectory"),
    ),
    notes=(
        Note("five resources and five targets a call; answers Disassociating", "RS-Disassociate"),
        Note("what is not associated is refused, and so is what is still being associated", "RS-Disassociate"),
        Note("an invitation that waits is Cancelled; access ends at once", "assumed"),
    ),
)  # fmt: skip
def disassociate_resource_share(call: Call) -> Answer:
    """Take resources and targets out of a share."""
    share, resources, targets = _entities(call)
    now = call.cloud.now()
    items = [share.resources.get(entity) for entity in resources]
    items += [share.targets.get(entity) for entity in targets]
    known = [item for item in items if item is not None and item.status == "Associated"]
    if len(known) < len(items):
        raise call.refuse("DisassociateInvalid")
    if any(item.settles > now for item in known):
        raise call.refuse("DisassociateConflict")
    for item in known:
        item.status, item.updated = "Disassociated", now
        item.settles = now + call.cloud.settings.resource_share_seconds
        invitation = share.invitations.pop(item.id, None)
        if invitation is not None:
            share.invitations[f"{item.id}/{invitation.id}"] = invitation
            invitation.status = "Cancelled" if invitation.status == "Pending" else invitation.status
    share.updated = now
    return _shown(call, share, resources, targets)


def _entities(call: Call) -> tuple[ResourceShare, dict[str, str], list[str]]:
    resources, targets = read_resources(call), read_targets(call)
    if not resources and not targets:
        raise call.refuse("ResourceAndTargetBothEmpty")
    return own_share(call), resources, targets


def _changing(call: Call, share: ResourceShare, resources: Iterable[str], targets: Iterable[str]) -> list[Association]:
    known = [share.resources.get(entity) for entity in resources] + [share.targets.get(entity) for entity in targets]
    return [item for item in known if item is not None and item.settles > call.cloud.now()]


def _shown(call: Call, share: ResourceShare, resources: Iterable[str], targets: Iterable[str]) -> Answer:
    shown = [show_association(call, share, "Resource", share.resources[entity]) for entity in resources]
    shown += [show_association(call, share, "Target", share.targets[entity]) for entity in targets]
    return {"ResourceShareAssociations": shown}


@action(
    "resourcesharing",
    "ListResourceShareAssociations",
    resources=anything,
    models=(
        "AssociationStatus", "AssociationType", "MaxResults", "NextToken", "ResourceId", "ResourceShareIds", "Target",
    ),
    errors=(
        *PAGE_ERRORS, *IDS_ERRORS, "ConflictedAssociationType", "InvalidParameter.AssociationStatus",
        "InvalidParameter.AssociationType", "InvalidParameter.ResourceId", "InvalidParameter.Target",
        "MissingParameter.AssociationType",
    ),
    gaps=(Gap.of(REFUSED_PARAMETER, "InvalidParameter.ResourceArn", "InvalidParameter.ResourceConflict"),),
    notes=(
        Note("20 a page, 100 at most; own shares only; ended associations for two days and longer", "RS-SDK"),
        Note("an invited account is Associating until it accepts", "assumed"),
        Note("ids of more than 128 characters are InvalidParameter.ResourceId and .Target", "assumed"),
        Note("AssociationFailedDetails with a FailureReason", "RS-SDK; when: assumed"),
    ),
)  # fmt: skip
def list_resource_share_associations(call: Call) -> Answer:
    """List the resources or the targets of own shares."""
    kind, status = call.parameters.text("AssociationType"), call.parameters.text("AssociationStatus")
    if kind not in ("Resource", "Target"):
        raise call.refuse("InvalidParameter.AssociationType")
    if status and status not in _STATUSES:
        raise call.refuse("InvalidParameter.AssociationStatus")
    entity = _entity(call, kind)
    shares = chosen(call, [(call.account, share) for share in call.region.resource_shares.values()])
    rows = []
    for _owner, share in shares:
        for item in share.associations(kind, call.cloud.now()):
            if entity in ("", item.id) and status in ("", association_status(call, share, item)):
                shown = show_association(call, share, kind, item)
                shown["External"] = item.external
                shown["AssociationFailedDetails"] = _failures(call, share, item)
                rows.append(Row(f"{share.id}/{item.id}", shown))
    return paged(call, "ResourceShareAssociations", rows)


def _entity(call: Call, kind: str) -> str:
    resource, target = call.parameters.text("ResourceId"), call.parameters.text("Target")
    if (resource and kind == "Target") or (target and kind == "Resource"):
        raise call.refuse("ConflictedAssociationType")
    for name, value in (("ResourceId", resource), ("Target", target)):
        if len(value) > 128:
            raise call.refuse(f"InvalidParameter.{name}")
    return resource or target


def _failures(call: Call, share: ResourceShare, item: Association) -> list[dict[str, str]]:
    if item.status_at(call.cloud.now()) != "Failed":
        return []
    others = share.resources if item.id in share.targets else share.targets
    return [
        {
            "EntityId": other.id,
            "EntityType": other.kind or "Account",
            "FailureDescription": item.message,
            "FailureReason": item.failure or "UnsupportedOperation",
            "OperationType": "Associate",
        }
        for other in others.values()
    ]
