# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Resource Sharing demands of resources and targets before it shares them."""

from __future__ import annotations

import re

from ...actions.declare import Call, Gap
from ...catalogue.gaps import NOBODY_KNOWS, REFUSED_PARAMETER
from ...state.images import Image
from ...state.resource_shares import Association, Invitation, ResourceShare
from ...state.sharing_reach import directory_of

AT_MOST = 5
IMAGE = "Image"
PERMISSION = "AliyunRSDefaultPermissionImage"
SERVICE_KEY = "InvalidOperation.ServiceKeyEncryptedImageUnsupported"
_OTHER_TYPES = ("VSwitch", "Snapshot", "ROSTemplate", "PrefixList", "CapacityReservation", "ElasticityAssurance")
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


def read_resources(call: Call) -> list[str]:
    """The ids of the call's images, five at most."""
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
    return ids


def check_type(call: Call, kind: str) -> None:
    """Only images are modelled."""
    if kind in _OTHER_TYPES:
        raise call.not_modelled(f"the resource type {kind}")
    if kind != IMAGE:
        raise call.refuse("InvalidParameter.ResourceType")


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
    """The default permission for images is the only one there is."""
    names = call.parameters.texts("PermissionNames")
    if len(set(names)) < len(names):
        raise call.refuse("InvalidParameter.PermissionNames.Duplicate")
    if len(names) > AT_MOST:
        raise call.refuse("InvalidParameter.PermissionNames.Length")
    if any(name != PERMISSION for name in names):
        raise call.refuse("EntityNotExists.Permission")


def add(call: Call, share: ResourceShare, resources: list[str], targets: list[str]) -> None:
    """Associate images and targets; all are checked before the first is."""
    check_permissions(call)
    faults = {image_id: _image_fault(call, image_id) for image_id in resources}
    if any(faults.values()) and call.cloud.settings.unshareable_in_resource_share == "refuse":
        raise call.refuse(SERVICE_KEY)
    outside = {target: _is_outside(call, share, target) for target in targets}
    _check_quotas(call, share, resources, [target for target in targets if outside[target]])
    for image_id in resources:
        _associate(call, share.resources, image_id, failed=faults[image_id])
    for target in targets:
        _associate(call, share.targets, target, external=outside[target])
        known = share.invitations.get(target)
        if outside[target] and (known is None or known.status != "Accepted"):
            invitation_id = f"i-{call.cloud.ids.word('invitation', 14)}"
            share.invitations[target] = Invitation(invitation_id, target, call.cloud.now())


def _associate(
    call: Call, items: dict[str, Association], entity: str, *, external: bool = False, failed: bool = False
) -> None:
    known, now = items.get(entity), call.cloud.now()
    if known is not None and known.status == "Associated":
        return
    status, message = ("Failed", "The resource cannot be shared.") if failed else ("Associated", "")
    settles = now + call.cloud.settings.resource_share_seconds
    items[entity] = Association(entity, status, now, now, settles, external, message)


def _image_fault(call: Call, image_id: str) -> bool:
    """Whether an image is under the service key; an image that is not the caller's own is an error."""
    image = call.region.images.get(image_id)
    if image is None:
        raise call.refuse("InvalidParameter.Resources")
    return _under_service_key(call, image)


def _under_service_key(call: Call, image: Image) -> bool:
    keys = (call.region.keys.get(disk.snapshot.key) for disk in image.disks if disk.snapshot.encrypted)
    return any(key is not None and key.is_service_key for key in keys)


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
