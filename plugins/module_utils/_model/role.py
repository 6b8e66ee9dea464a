# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A RAM role and what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .share import FoundShare

SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
DISK_ROLE = "AliyunECSDiskEncryptDefaultRole"


@dataclass(frozen=True, slots=True, order=True)
class PolicyRef:
    """A policy by type (`System` or `Custom`) and name."""

    policy_type: str
    name: str

    def to_result(self) -> dict[str, str]:
        """`{type, name}`."""
        return {"type": self.policy_type, "name": self.name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role with its trust document, parsed."""

    name: str
    arn: str
    trust: Mapping[str, Any]
    description: str = ""
    policies: tuple[PolicyRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRequest:
    """What the share role is to be like. `absent`: these accounts are not to be trusted any more, and nothing else.

    `directory` is a resource directory that is to be trusted as accounts are.
    """

    name: str
    accounts: tuple[str, ...]
    absent: bool
    policy: PolicyRef
    document: Mapping[str, Any] | None = None
    directory: str = ""

    @property
    def consumers(self) -> tuple[str, ...]:
        """Whose ECS is to be trusted. assumed: a directory's has a principal of the same form as an account's."""
        return (*self.accounts, self.directory) if self.directory else self.accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSeen:
    """What was read for a RoleRequest. `shares` are those with accounts that are to lose their trust entry."""

    account_id: str
    role: Role | None
    disk_role: bool
    policy_exists: bool = True
    shares: tuple[FoundShare, ...] = ()
