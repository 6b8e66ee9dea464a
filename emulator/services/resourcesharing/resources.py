# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be shared: images and snapshots, and why ECS does not let one be associated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...actions.declare import Call
from ...state.accounts import Account
from ...state.images import Image, Snapshot
from ...state.sharing_reach import accounts_with
from ..ecs.encryption import key_of, snapshot_role_serves

IMAGE, SNAPSHOT = "Image", "Snapshot"
PERMISSIONS = {IMAGE: "AliyunRSDefaultPermissionImage", SNAPSHOT: "AliyunRSDefaultPermissionSnapshot"}
_OTHER_TYPES = ("VSwitch", "ROSTemplate", "PrefixList", "CapacityReservation", "ElasticityAssurance")
_ARN_KINDS = {IMAGE: "image", SNAPSHOT: "snapshot"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an association fails: FailureReason, and words."""

    reason: str
    message: str


UNSHAREABLE = Fault("UnsupportedOperation", "The resource cannot be shared.")
_NO_ROLE = Fault("Unavailable", "The role for sharing encrypted snapshots does not let the account use the key.")
_TOO_MANY = Fault("LimitExceeded", "The resource is shared with too many accounts.")


def check_type(call: Call, kind: str) -> None:
    """Only images and snapshots are modelled."""
    if kind in _OTHER_TYPES:
        raise call.not_modelled(f"the resource type {kind}")
    if kind not in PERMISSIONS:
        raise call.refuse("InvalidParameter.ResourceType")


def resource_arn(call: Call, owner: Account, kind: str, resource_id: str) -> str:
    """A resource as Resource Sharing names it."""
    return f"acs:ecs:{call.region_id}:{owner.id}:{_ARN_KINDS[kind]}/{resource_id}"


def resource_faults(call: Call, resources: Mapping[str, str], accounts: set[str]) -> dict[str, Fault | None]:
    """Why each resource (id -> type) cannot be shared with accounts; one that is not the caller's own is an error."""
    return {resource_id: _fault(call, kind, resource_id, accounts) for resource_id, kind in resources.items()}


def _fault(call: Call, kind: str, resource_id: str, accounts: set[str]) -> Fault | None:
    if kind == IMAGE:
        image = call.region.images.get(resource_id)
        if image is None:
            raise call.refuse("InvalidParameter.Resources")
        return UNSHAREABLE if _image_is_unshareable(call, image) else None
    snapshot = call.region.snapshots.get(resource_id)
    if snapshot is None:
        raise call.refuse("InvalidParameter.Resources")
    return snapshot_fault(call, snapshot, accounts)


def _image_is_unshareable(call: Call, image: Image) -> bool:
    return any(_is_under_service_key(call, disk.snapshot) for disk in image.disks)


def _is_under_service_key(call: Call, snapshot: Snapshot) -> bool:
    key = call.region.keys.get(snapshot.key) if snapshot.encrypted else None
    return key is not None and key.is_service_key


def snapshot_fault(call: Call, snapshot: Snapshot, accounts: set[str]) -> Fault | None:
    """Why a snapshot cannot be associated with these accounts, besides those that have it."""
    if snapshot.status_at(call.cloud.now()) != "accomplished" or _is_under_service_key(call, snapshot):
        return UNSHAREABLE
    if snapshot.encrypted:
        held = key_of(call, call.account, call.region_id, snapshot)
        if held is None or held.key.state != "Enabled":
            return UNSHAREABLE
        serves = all(snapshot_role_serves(call, call.account, account, snapshot) for account in accounts)
        if not serves and call.cloud.settings.snapshot_share_without_role == "fail":
            return _NO_ROLE
    most = call.account.quotas.share_accounts_per_snapshot
    has = accounts_with(call.cloud, call.account, call.region, snapshot.id)
    return _TOO_MANY if most and len(has | accounts) > most else None
