# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource shares: which resources go to which targets. Plain data, and what time makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

# Records of what has ended go 48 to 96 hours later.
KEPT_SECONDS = 48 * 3600.0


@dataclass(slots=True)
class Association:
    """A resource or a target of a share. `settles`: when the last change of it is through.

    `kind` is a resource's type, empty for a target; `failure` is the reason of one that has failed.
    """

    id: str
    status: str = "Associated"
    created: float = 0.0
    updated: float = 0.0
    settles: float = 0.0
    external: bool = False
    message: str = ""
    kind: str = ""
    failure: str = ""

    def status_at(self, moment: float) -> str:
        """A change that is not through yet says so."""
        if moment >= self.settles:
            return self.status
        return {"Disassociated": "Disassociating"}.get(self.status, "Associating")

    def kept(self, moment: float) -> bool:
        """Say whether it is still listed."""
        ended = self.status in ("Disassociated", "Failed")
        return not ended or moment < self.settles + KEPT_SECONDS


@dataclass(slots=True)
class Invitation:
    """What an account outside of the directory is asked."""

    id: str
    receiver: str
    created: float = 0.0
    status: str = "Pending"


@dataclass(slots=True)
class ResourceShare:
    """A resource share of an account in a region. `deleted`: when its deletion is through."""

    id: str
    name: str
    created: float = 0.0
    updated: float = 0.0
    allow_external: bool = False
    resource_group: str = ""
    deleted: float | None = None
    tags: dict[str, str] = field(default_factory=dict)
    resources: dict[str, Association] = field(default_factory=dict)
    targets: dict[str, Association] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)

    def status_at(self, moment: float) -> str:
        """Active unless an account has to accept, or it is deleted."""
        if self.deleted is not None:
            return "Deleting" if moment < self.deleted else "Deleted"
        waiting = any(item.status == "Pending" for item in self.invitations.values())
        return "Pending" if waiting else "Active"

    def associations(self, kind: str, moment: float) -> Iterator[Association]:
        """Return the parts of a kind that are listed: `Resource` or `Target`."""
        items = self.resources if kind == "Resource" else self.targets
        return (item for item in items.values() if item.kept(moment))

    def live(self, kind: str, moment: float) -> list[str]:
        """The ids that are associated by now."""
        if self.deleted is not None:
            return []
        return [item.id for item in self.associations(kind, moment) if self._holds(item, moment)]

    def live_of(self, resource_type: str, moment: float) -> list[str]:
        """The ids of the resources of a type that are associated by now."""
        return [item for item in self.live("Resource", moment) if self.resources[item].kind == resource_type]

    def _holds(self, item: Association, moment: float) -> bool:
        invitation = self.invitations.get(item.id)
        accepted = invitation is None or invitation.status == "Accepted"
        return accepted and item.status_at(moment) == "Associated"

    def kept(self, moment: float) -> bool:
        """Say whether it is still listed."""
        return self.deleted is None or moment < self.deleted + KEPT_SECONDS

    def busy(self, moment: float) -> bool:
        """Whether a change is not through yet."""
        return any(item.settles > moment for items in (self.resources, self.targets) for item in items.values())
