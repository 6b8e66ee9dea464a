# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the share role is requested with, and what there is of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .._model.role import PolicyRef, Role


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class FoundShare:
    """An image that was found to be shared with an account."""

    account: str
    region: str
    image_id: str
    name: str

    def to_result(self) -> dict[str, str]:
        """Return the shape of an item of `shares` of the share role's module."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRequest:
    """The wanted share role. `absent`: remove the trust of these accounts, and change nothing else.

    `directory` is a resource directory to be trusted as accounts are. `region` lists the account's other regions.
    `disk_role`: the role with which ECS uses customer master keys must exist as well.
    """

    name: str
    accounts: tuple[str, ...]
    absent: bool
    region: str
    policy: PolicyRef
    document: Mapping[str, Any] | None = None
    directory: str = ""
    disk_role: bool = False

    @property
    def consumers(self) -> tuple[str, ...]:
        """The principals to trust. assumed: a directory has a principal of the same form as an account."""
        return (*self.accounts, self.directory) if self.directory else self.accounts


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSeen:
    """What was read for a RoleRequest. `shares` are those with accounts that are to lose their trust entry.

    `disk_role` says whether the role for disks exists; `disk` is that role, read only where it was asked for.
    """

    account_id: str
    role: Role | None
    disk_role: bool
    disk: Role | None = None
    policy_exists: bool = True
    shares: tuple[FoundShare, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleInfoRequest:
    """A share role to describe, and the accounts that it should trust."""

    role_name: str
    accounts: tuple[str, ...]
