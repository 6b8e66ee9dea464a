# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call: users, roles, policies, access keys, sessions. Plain data, no rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

DISK_ROLE = "AliyunECSDiskEncryptDefaultRole"
OOS_ROLE = "OOSServiceRole"
SHARE_ROLE = "AliyunECSShareEncryptImageDefaultRole"
SNAPSHOT_SHARE_ROLE = "AliyunECSShareEncryptSnapshotDefaultRole"

PolicyRef = tuple[str, str]
"""Type (`System` or `Custom`) and name."""


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a policy document. `id` is `v1`, `v2` and so on."""

    id: str
    text: str
    created: float = 0.0

    @property
    def number(self) -> int:
        """The number in the id."""
        return int(self.id.removeprefix("v"))


@dataclass(slots=True)
class Policy:
    """A policy document with its text as it was given: the version `version`, and the others beside it."""

    name: str
    text: str
    description: str = ""
    created: float = 0.0
    updated: float = 0.0
    tags: dict[str, str] = field(default_factory=dict)
    version: str = "v1"
    others: list[PolicyVersion] = field(default_factory=list)

    @property
    def default(self) -> PolicyVersion:
        """The version in force."""
        return PolicyVersion(self.version, self.text, self.updated)

    @property
    def versions(self) -> list[PolicyVersion]:
        """All versions, the oldest first."""
        return sorted([*self.others, self.default], key=lambda version: version.number)

    def put_in_force(self, new: PolicyVersion) -> None:
        """Make a new version the default one; the former default stays beside it."""
        self.others.append(self.default)
        self.version, self.text, self.updated = new.id, new.text, new.created

    @property
    def document(self) -> Mapping[str, Any]:
        """The parsed document."""
        parsed: Mapping[str, Any] = json.loads(self.text)
        return parsed


@dataclass(slots=True)
class User:
    """A RAM user."""

    id: str
    name: str
    policies: dict[PolicyRef, float] = field(default_factory=dict)


@dataclass(slots=True)
class Role:
    """A RAM role. `trust` is the text of its trust document."""

    id: str
    name: str
    trust: str
    description: str = ""
    max_session: int = 3600
    created: float = 0.0
    updated: float = 0.0
    policies: dict[PolicyRef, float] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def trust_document(self) -> Mapping[str, Any]:
        """The parsed trust document."""
        parsed: Mapping[str, Any] = json.loads(self.trust)
        return parsed


@dataclass(slots=True)
class AccessKey:
    """An access key of the main account (`user` is None) or of a user."""

    id: str
    secret: str
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials; they expire in real time."""

    access_key_id: str
    secret: str
    token: str
    account: str
    role: str
    name: str
    policy: str | None
    expires: float
