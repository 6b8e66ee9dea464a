# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A RAM role and what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
SNAPSHOT_SHARE_ROLE = "AliyunECSShareEncryptSnapshotDefaultRole"
DISK_ROLE = "AliyunECSDiskEncryptDefaultRole"


@dataclass(frozen=True, slots=True, order=True)
class PolicyRef:
    """A policy by type (`System` or `Custom`) and name."""

    policy_type: str
    name: str

    def to_result(self) -> dict[str, str]:
        """`{type, name}`."""
        return {"type": self.policy_type, "name": self.name}


DISK_POLICY = PolicyRef("System", "AliyunECSDiskEncryptRolePolicy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role with its trust document, parsed."""

    name: str
    arn: str
    trust: Mapping[str, Any]
    description: str = ""
    policies: tuple[PolicyRef, ...] = ()

    @property
    def account_id(self) -> str:
        """The account that the ARN `acs:ram::<account>:role/<name>` names."""
        return self.arn.split(":")[3]
