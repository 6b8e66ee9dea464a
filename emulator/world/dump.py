# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a cloud in the shape of a world file; loading it gives the same state again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..state.accounts import Account, Region
from ..state.clock import iso
from ..state.cloud import Cloud
from ..state.identities import Policy, PolicyRef, Role, User
from ..state.images import SERVICE_KEY_ALIAS, Image, Key, Schedule, Snapshot
from ..state.instances import SCALING_TAG, Change, Disk, Instance
from .directory import show_directory
from .executions import dump_orchestration
from .image_users import show_image_users
from .launch_templates import show_launch_templates
from .node_pools import show_clusters
from .oos_parameters import show_oos_parameters
from .policies import CUSTOM
from .scaling import show_scaling
from .sharing import show_resource_shares


def dump(cloud: Cloud) -> dict[str, Any]:
    """Everything but temporary credentials, nonces, faults and the request log."""
    now = cloud.now()
    return {
        "settings": cloud.settings.to_json(),
        "accounts": {account.id: _account(account, now) for account in cloud.accounts.values()},
    }


def _account(account: Account, now: float) -> dict[str, Any]:
    return {
        "name": account.name,
        "access_keys": {key.id: {"secret": key.secret, "user": key.user} for key in account.access_keys.values()},
        "policies": {policy.name: _policy(policy) for policy in account.policies.values()},
        "users": {user.name: _user(user) for user in account.users.values()},
        "roles": {role.name: _role(role) for role in account.roles.values()},
        "quotas": asdict(account.quotas),
        "resource_groups": account.resource_groups,
        "regions": {region.id: _region(region, now) for region in account.regions.values()},
        "resource_directory": show_directory(account.directory),
        "client_tokens": {token: asdict(call) for token, call in account.client_tokens.items()},
    }


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "document": json.loads(policy.text),
        "description": policy.description,
        "created": iso(policy.created),
        "updated": iso(policy.updated),
        "tags": policy.tags,
        "version": policy.version,
        "versions": {
            other.id: {"document": json.loads(other.text), "created": iso(other.created)} for other in policy.others
        },
    }


def _references(policies: dict[PolicyRef, float]) -> list[str]:
    return [CUSTOM + name if kind == "Custom" else name for kind, name in policies]


def _user(user: User) -> dict[str, Any]:
    return {"id": user.id, "policies": _references(user.policies)}


def _role(role: Role) -> dict[str, Any]:
    return {
        "id": role.id,
        "trust": json.loads(role.trust),
        "policies": _references(role.policies),
        "description": role.description,
        "max_session": role.max_session,
        "created": iso(role.created),
        "updated": iso(role.updated),
        "tags": role.tags,
    }


def _region(region: Region, now: float) -> dict[str, Any]:
    return {
        "encryption_by_default": asdict(region.default_encryption),
        "kms_instances": region.kms_instances,
        "kms_hardware_instances": region.kms_hardware_instances,
        "keys": [_key(key) for key in region.keys.values()],
        "images": [_image(region, image, now) for image in region.images.values()],
        "snapshots": [_snapshot(region, snapshot, now) for snapshot in region.snapshots.values()],
        "instances": [_instance(region, instance, now) for instance in region.instances.values()],
        **dump_orchestration(region.oos),
        "oos_parameters": show_oos_parameters(region.oos_parameters),
        "resource_shares": show_resource_shares(region.resource_shares),
        "launch_templates": show_launch_templates(region.launch_templates),
        **show_scaling(region.scaling),
        "clusters": show_clusters(region.clusters),
        **show_image_users(region.image_pipelines, region.provisioning_groups),
    }


def _key(key: Key) -> dict[str, Any]:
    shown = {name: getattr(key, name) for name in ("id", "spec", "usage", "state", "origin", "instance")}
    return {
        **shown,
        "alias": key.aliases[0] if key.aliases else None,
        "more_aliases": key.aliases[1:],
        "policy": json.loads(key.policy) if key.policy else None,
        "protection_description": key.protection_description,
        "creator": key.creator,
        "description": key.description,
        "created": iso(key.created),
        "deletion_protection": key.deletion_protection,
        "deletes": None if key.deletes is None else iso(key.deletes),
        "tags": key.tags,
    }


def _encryption(region: Region, disk: Snapshot | Disk) -> dict[str, Any]:
    key = region.keys.get(disk.key)
    name = SERVICE_KEY_ALIAS if key is not None and key.is_service_key else disk.key
    return {"encrypted": disk.encrypted, "key": ("" if disk.key_hidden else name) if disk.encrypted else None}


def _schedule(schedule: Schedule | None, now: float, name: str = "copying") -> dict[str, Any]:
    if schedule is None or now >= schedule.finished:
        return {}
    return {name: asdict(schedule)}


def _image(region: Region, image: Image, now: float) -> dict[str, Any]:
    texts = (
        "id", "name", "family", "description", "format", "boot_mode", "nvme", "imds", "license_type", "os_type",
        "platform", "os_name", "architecture", "resource_group", "copied", "tags",
    )  # fmt: skip
    return {
        **{name: getattr(image, name) for name in texts},
        "status": image.status_at(now),
        "created": iso(image.created),
        "origin": None if image.origin is None else asdict(image.origin),
        "disks": [
            {
                "type": disk.kind,
                "device": disk.device,
                "size_gib": disk.size_gib,
                "snapshot": disk.snapshot.id,
                **_encryption(region, disk.snapshot),
            }
            for disk in image.disks
        ],
        "shared_with": list(image.shares),
        "shared_since": {account: iso(since) for account, since in image.shares.items()},
        **_schedule(image.schedule, now, "copying" if image.copied else "creating"),
    }


def _snapshot(region: Region, snapshot: Snapshot, now: float) -> dict[str, Any]:
    texts = (
        "id", "size_gib", "name", "description", "resource_group", "source_disk", "source_snapshot", "source_region",
        "content", "tags",
    )  # fmt: skip
    return {
        **{name: getattr(snapshot, name) for name in texts},
        "type": snapshot.kind,
        "status": snapshot.status_at(now),
        "created": iso(snapshot.created),
        "build": snapshot.build and asdict(snapshot.build),
        **_encryption(region, snapshot),
        **_schedule(snapshot.schedule, now),
    }


def _instance(region: Region, instance: Instance, now: float) -> dict[str, Any]:
    texts = (
        "id", "name", "stopped_mode", "image", "type", "zone", "resource_group", "key_pair", "written", "lost_writes",
        "unreadable", "tags",
    )  # fmt: skip
    changing = instance.change is not None and now < instance.change.until
    return {
        **{name: getattr(instance, name) for name in texts},
        "status": instance.status_at(now),
        **({"becomes": instance.status, **_change(instance.change, now)} if changing else {}),
        "created": iso(instance.created),
        "auto_release_time": None if instance.auto_release is None else iso(instance.auto_release),
        "scaling_group": instance.tags.get(SCALING_TAG),
        "disks": [_disk(region, disk, now) for disk in instance.disks],
    }


def _disk(region: Region, disk: Disk, now: float) -> dict[str, Any]:
    texts = ("id", "size_gib", "device", "name", "category", "snapshot", "content", "tags")
    return {
        **{name: getattr(disk, name) for name in texts},
        "type": disk.kind,
        "status": disk.status_at(now),
        **_change(disk.change, now),
        "build": disk.build and asdict(disk.build),
        "created": iso(disk.created),
        **_encryption(region, disk),
    }


def _change(change: Change | None, now: float) -> dict[str, Any]:
    return {"changing_until": change.until} if change and now < change.until else {}
