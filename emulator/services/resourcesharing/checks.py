# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Resource Sharing demands of resources and targets before it shares them."""

from __future__ import annotations

import re

from ...actions.declare import Call, Gap
from ...catalogue.gaps import NOBODY_KNOWS, REFUSED_PARAMETER
from ...state.resource_shares import Association, Invitation, ResourceShare
from ...state.sharing_reach import accounts_of, directory_of
from .resources import IMAGE, PERMISSIONS, Fault, check_type, resource_faults, snapshot_fault

AT_MOST = 5
SERVICE_KEY = "InvalidOperation.ServiceKeyEncryptedImageUnsupported"
_TARGET = re.compile(r"rd-[A-Za-z0-9]{6}|r-[A-Za-z0-9]{6}|fd-[A-Za-z0-9]{10}|[0-9]{6,20}")

RESOURCE_ERRORS = (
    "InvalidParameter.ResourceType", "InvalidParameter.Resources", "InvalidParameter.Resources.Duplicate",
    "InvalidParameter.Resources.Length", "InvalidParameter.Targets", "InvalidParameter.Targets.Duplicate",
    "InvalidParameter.Targets.Length",
)  # fmt: skip
SHARING_ERRORS = (
    *RESOURCE_ERRORS, "AccountNotInResourceDirectory", "EntityNotExists.Permission",
    "InvalidParameter.PermissionNames.Duplicate", "InvalidParameter.PermissionNames.Length", "InvalidTarget",
    "NotEnableSharingWithResourceDirectory", "QuotaExceeded.PendingInvitations", "QuotaExceeded.SharedResource.Count",
    SERVICE_KEY, "ShareWithYourself",
)  # fmt: skip
ARN_GAP = Gap.of(
    REFUSED_PARAMETER,
    "InvalidParameter.ResourceArns", "InvalidParameter.ResourceArns.Duplicate", "InvalidParameter.ResourceArns.Length",
    "InvalidParameter.ResourceConflict", "NotSupport.ResourceType.ResourcesParameter",
)  # fmt: skip
SHARING_GAPS = (
    ARN_GAP,
    Gap.of(
        "about properties of resources and targets, which are refused",
        "InvalidParameter.ResourceProperties", "InvalidParameter.ResourceProperties.Duplicate",
        "InvalidParameter.ResourceProperties.Length", "InvalidParameter.TargetProperties",
        "InvalidParameter.TargetProperties.Duplicate", "InvalidParameter.TargetProperties.Length",
        "NotSupport.ResourceProperty",
    ),
    Gap.of(
        "services are no targets here", "NotSupport.Service.AssociateConflict",
        "NotSupport.Service.ExistInOtherResourceShare",
    ),
    Gap.of("accounts have no enterprise name and are of one site",
           "InvalidTarget.LegalEntityMismatch", "InvalidTarget.SiteMismatch"),
    Gap.of(NOBODY_KNOWS, "ExternalTargetsNotAllowed.ResourceType", "NotManagementAccount"),
)  # fmt: skip


def read_resources(call: Call) -> dict[str, str]:
    """The ids of the call's resources with their types, five at most."""
    given = call.parameters.records("Resources")
    if len(given) > AT_MOST:
        raise call.refuse("InvalidParameter.Resources.Length")
    ids = [item.get("ResourceId", "") for item in given]
    if not all(ids) or not all(item.get("ResourceType") for item in given):
        raise call.refuse("InvalidParameter.Resources")
    if len(set(ids)) < len(ids):
        raise call.refuse("InvalidParameter.Resources.Duplicate")
    for item in given:
        check_type(call, item["ResourceType"])
    return {item["ResourceId"]: item["ResourceType"] for item in given}


def read_targets(call: Call) -> list[str]:
    """The call's targets, five at most."""
    targets = call.parameters.texts("Targets")
    if len(targets) > AT_MOST:
        raise call.refuse("InvalidParameter.Targets.Length")
    if len(set(targets)) < len(targets):
        raise call.refuse("InvalidParameter.Targets.Duplicate")
    if not all(_TARGET.fullmatch(target) for target in targets):
        raise call.refuse("InvalidParameter.Targets")
    return targets


def check_permissions(call: Call) -> None:
    """The default permissions for images and snapshots are the only ones there are."""
    names = call.parameters.texts("PermissionNames")
    if len(set(names)) < len(names):
        raise call.refuse("InvalidParameter.PermissionNames.Duplicate")
    if len(names) > AT_MOST:
        raise call.refuse("InvalidParameter.PermissionNames.Length")
    if any(name not in PERMISSIONS.values() for name in names):
        raise call.refuse("EntityNotExists.Permission")


def add(call: Call, share: ResourceShare, resources: dict[str, str], targets: list[str]) -> None:
    """Associate resources and targets; all are checked before the first is."""
    check_permissions(call)
    moment = call.cloud.now()
    there = [item.id for item in share.associations("Target", moment) if item.status == "Associated"]
    faults = resource_faults(call, resources, _accounts(call, [*there, *targets]))
    images = [faults[item] for item, kind in resources.items() if kind == IMAGE]
    if any(images) and call.cloud.settings.unshareable_in_resource_share == "refuse":
        raise call.refuse(SERVICE_KEY)
    outside = {target: _is_outside(call, share, target) for target in targets}
    _check_quotas(call, share, list(resources), [target for target in targets if outside[target]])
    late = {target: _target_fault(call, share, target) for target in targets}
    for resource_id, kind in resources.items():
        _associate(call, share.resources, resource_id, kind=kind, fault=faults[resource_id])
    for target in targets:
        _associate(call, share.targets, target, external=outside[target], fault=late[target])
        known = share.invitations.get(target)
        if outside[target] and late[target] is None and (known is None or known.status != "Accepted"):
            invitation_id = f"i-{call.cloud.ids.word('invitation', 14)}"
            share.invitations[target] = Invitation(invitation_id, target, call.cloud.now())


def _accounts(call: Call, targets: list[str]) -> set[str]:
    return {account for target in targets for account in accounts_of(call.cloud, call.account.id, target)}


def _target_fault(call: Call, share: ResourceShare, target: str) -> Fault | None:
    """Why the snapshots that are in a share already cannot go to another target."""
    if target in share.targets and share.targets[target].status == "Associated":
        return None
    there = (call.region.snapshots.get(item) for item in share.live("Resource", call.cloud.now()))
    accounts = _accounts(call, [target])
    faults = (snapshot_fault(call, snapshot, accounts) for snapshot in there if snapshot is not None)
    return next((fault for fault in faults if fault is not None), None)


def _associate(
    call: Call,
    items: dict[str, Association],
    entity: str,
    *,
    kind: str = "",
    external: bool = False,
    fault: Fault | None = None,
) -> None:
    known, now = items.get(entity), call.cloud.now()
    if known is not None and known.status == "Associated":
        return
    settles = now + call.cloud.settings.resource_share_seconds
    item = Association(entity, "Associated", now, now, settles, external, kind=kind)
    if fault is not None:
        item.status, item.message, item.failure = "Failed", fault.message, fault.reason
    items[entity] = item


def _is_outside(call: Call, share: ResourceShare, target: str) -> bool:
    """Whether a target is outside of the caller's directory; every reason to refuse it is checked."""
    if target == call.account.id:
        raise call.refuse("ShareWithYourself")
    found = directory_of(call.cloud, call.account.id)
    if found is not None and target.isascii() and target.isdecimal() and target in (found[0], *found[1].members):
        return _inside(call, found[1].sharing)
    if target.isascii() and target.isdecimal():
        if not share.allow_external:
            raise call.refuse("AccountNotInResourceDirectory")
        if target not in call.cloud.accounts:
            raise call.refuse("InvalidTarget")
        return True
    if found is None:
        raise call.refuse("AccountNotInResourceDirectory")
    if target not in (found[1].id, found[1].root, *found[1].folders):
        raise call.refuse("InvalidTarget")
    return _inside(call, found[1].sharing)


def _inside(call: Call, enabled: bool) -> bool:
    if not enabled:
        raise call.refuse("NotEnableSharingWithResourceDirectory")
    return False


def _check_quotas(call: Call, share: ResourceShare, resources: list[str], invited: list[str]) -> None:
    quotas, moment = call.account.quotas, call.cloud.now()
    shares = [other for other in call.region.resource_shares.values() if other.deleted is None]
    shared = {item for other in shares for item in other.live("Resource", moment)}
    if quotas.shared_resources and len(shared | set(resources)) > quotas.shared_resources:
        raise call.refuse("QuotaExceeded.SharedResource.Count")
    pending = sum(item.status == "Pending" for other in (*shares, share) for item in other.invitations.values())
    if quotas.pending_invitations and invited and pending + len(invited) > quotas.pending_invitations:
        raise call.refuse("QuotaExceeded.PendingInvitations")
