# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A KMS key as ECS and KMS see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

SERVICE_KEY_ALIAS = "alias/acs/ecs"
# The state of a key whose deletion is scheduled.
PENDING_DELETION = "PendingDeletion"


class KeyType(StrEnum):
    """Who manages the key that encrypts a disk."""

    NONE = "none"
    SERVICE = "service"
    CUSTOMER = "customer"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key's metadata (KMS DescribeKey).

    `creator` is an account id for a key made by a user and a service name for a service key.
    `instance_id` is empty for a key outside a KMS instance, which may be the free default key.
    """

    key_id: str
    arn: str
    region: str
    state: str
    spec: str
    usage: str
    origin: str
    creator: str
    instance_id: str = ""
    description: str = ""
    created: str = ""
    deletion_protection: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def key_type(self) -> KeyType:
        """Customer key if an account made it, else a cloud service's own (alicloud: Creator is the service's name)."""
        if SERVICE_KEY_ALIAS in self.aliases or not self.creator.isdigit():
            return KeyType.SERVICE
        return KeyType.CUSTOMER

    @property
    def account_id(self) -> str:
        """The owning account, from the ARN `acs:kms:<region>:<account>:key/<id>`."""
        parts = self.arn.split(":")
        return parts[3] if len(parts) > 4 else ""

    def to_result(self) -> dict[str, object]:
        """The shape of `kms_keys`."""
        return {**asdict(self), "aliases": list(self.aliases), "key_type": str(self.key_type)}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A key that KMS is asked to make; `instance_id` is empty for a key outside a KMS instance."""

    region: str
    spec: str
    instance_id: str = ""
    description: str | None = None
    policy: Mapping[str, Any] | None = None
