# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys and snapshots of a world file."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ..access.grammar import key_policy_fault
from ..services.ecs.encryption import ECS_TAG
from ..state.accounts import Account, Region
from ..state.cloud import Cloud
from ..state.images import SERVICE_KEY_ALIAS, SERVICE_KEY_CREATOR, Build, Key, Schedule, Snapshot
from .policies import DEFAULT_TIME
from .reader import Node

_KEY_STATES = ("Enabled", "Disabled", "PendingDeletion", "PendingImport")
KINDS = ("system", "data")


def read_key(node: Node) -> Key:
    """A key."""
    aliases = [alias for alias in (node.optional_text("alias"), *node.texts("more_aliases")) if alias is not None]
    if not all(alias.startswith("alias/") for alias in aliases):
        raise node.wrong("alias", "must begin with alias/")
    service = SERVICE_KEY_CREATOR if SERVICE_KEY_ALIAS in aliases else ""
    key = Key(
        id=node.text("id"),
        aliases=aliases,
        spec=node.text("spec", "Aliyun_AES_256"),
        usage=node.choice("usage", ("ENCRYPT/DECRYPT", "SIGN/VERIFY"), "ENCRYPT/DECRYPT"),
        state=node.choice("state", _KEY_STATES, "Enabled"),
        origin=node.text("origin", "Aliyun_KMS"),
        instance=node.optional_text("instance"),
        creator=node.text("creator", service),
        description=node.text("description", ""),
        created=node.moment("created", DEFAULT_TIME),
        deletion_protection=node.flag("deletion_protection", False),
        protection_description=node.text("protection_description", ""),
        deletes=node.moment("deletes", 0.0) or None,
        policy=_key_policy(node),
        tags=node.strings("tags"),
    )
    node.done()
    return key


@dataclass(frozen=True, slots=True)
class DiskKey:
    """How a disk or snapshot of a world file is encrypted."""

    encrypted: bool
    key: str = ""
    hidden: bool = False


def _key_policy(node: Node) -> str:
    value = node.take("policy")
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    if problem := key_policy_fault(text):
        raise node.wrong("policy", problem)
    return text


def read_key_id(cloud: Cloud, account: Account, region: Region, node: Node) -> DiskKey:
    """Whether something is encrypted and with which key; the service key unless another is named."""
    name = node.optional_text("key")
    if not node.flag("encrypted", name is not None):
        if name is not None:
            raise node.wrong("key", "what is not encrypted has no key")
        return DiskKey(encrypted=False)
    if name in (None, "", SERVICE_KEY_ALIAS):
        return DiskKey(True, cloud.service_key(account, region).id, hidden=name == "")
    if name.startswith("acs:kms:"):
        return DiskKey(True, name)
    key = region.find_key(name)
    if key is None and name.startswith("alias/"):
        raise node.wrong("key", "there is no key with this alias in the region")
    if key is not None and not key.is_service_key:
        key.tags[ECS_TAG] = "true"
    # An unknown id stands for a key that has been deleted since.
    return DiskKey(True, key.id if key else name)


def read_build(node: Node) -> Build | None:
    """What the content of a system disk is made for, if that is said."""
    given = node.take("build")
    if given is None:
        return None
    child = Node(given, f"{node.path}.build")
    build = Build(*(child.text(name, getattr(Build(), name)) for name in Build.__slots__))
    child.done()
    return build


def read_schedule(node: Node, name: str = "copying") -> Schedule | None:
    """The copy that is under way, if one is; or, as `creating`, the making of an image."""
    given = node.take(name)
    if given is None:
        return None
    child = Node(given, f"{node.path}.{name}")
    submitted = child.number("submitted")
    schedule = Schedule(
        submitted, child.number("started", submitted), child.number("seconds"), child.flag("failing", False)
    )
    child.done()
    return schedule


def created_at(node: Node, schedule: Schedule | None) -> float:
    """When a resource was made."""
    created = node.moment("created", DEFAULT_TIME)
    return created if schedule is None else schedule.submitted


def read_snapshot(cloud: Cloud, account: Account, region: Region, node: Node) -> Snapshot:
    """A snapshot."""
    disk_key = read_key_id(cloud, account, region, node)
    schedule = read_schedule(node)
    snapshot = Snapshot(
        id=node.text("id"),
        size_gib=node.whole("size_gib", 40),
        kind=node.choice("type", KINDS, "system"),
        encrypted=disk_key.encrypted,
        key=disk_key.key,
        key_hidden=disk_key.hidden,
        name=node.text("name", ""),
        description=node.text("description", ""),
        created=created_at(node, schedule),
        status=_snapshot_status(node, schedule),
        resource_group=node.text("resource_group", ""),
        source_disk=node.text("source_disk", ""),
        source_snapshot=node.text("source_snapshot", ""),
        source_region=node.text("source_region", ""),
        content=node.whole("content", 0),
        build=read_build(node),
        schedule=schedule,
        tags=node.strings("tags"),
    )
    node.done()
    return snapshot


def _snapshot_status(node: Node, schedule: Schedule | None) -> str:
    status = node.choice("status", ("progressing", "accomplished", "failed"), "accomplished")
    return status if schedule is None else "accomplished"
