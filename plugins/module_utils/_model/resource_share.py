# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Resource shares: images and snapshots that are shared through Resource Sharing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

IMAGE, SNAPSHOT = "Image", "Snapshot"
COMING = ("Associating", "Associated")
PENDING = "Pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareEntity:
    """A resource or a target of a share. `external`: an account outside of the directory, which has to accept."""

    entity_id: str
    status: str
    external: bool = False
    message: str = ""

    @property
    def is_there(self) -> bool:
        """Associated, or about to be."""
        return self.status in COMING

    @property
    def shown_status(self) -> str:
        """The API's status; an invited account that has not accepted (assumed: Associating until then) is Pending."""
        return PENDING if self.external and self.status == "Associating" else self.status

    @property
    def is_settled(self) -> bool:
        """Nothing changes any more without an action of a person."""
        return self.shown_status not in ("Associating", "Disassociating")

    def to_result(self, name: str) -> dict[str, object]:
        """The shape of an item of `images` and `targets`."""
        shown: dict[str, object] = {name: self.entity_id, "status": self.shown_status, "message": self.message}
        return shown if name == "image_id" else {**shown, "external": self.external}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceShare:
    """A resource share with what is in it and whom it reaches."""

    share_id: str
    name: str
    region: str
    owner_id: str
    status: str
    allow_external: bool = False
    created: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    images: tuple[ShareEntity, ...] = ()
    snapshots: tuple[ShareEntity, ...] = ()
    targets: tuple[ShareEntity, ...] = ()

    @property
    def is_settled(self) -> bool:
        """No association changes."""
        return all(item.is_settled for item in (*self.images, *self.snapshots, *self.targets))

    def to_result(self) -> dict[str, object]:
        """The shape of `resource_share`."""
        return {
            "resource_share_id": self.share_id,
            "name": self.name,
            "region": self.region,
            "owner_id": self.owner_id,
            "status": self.status,
            "allow_external_targets": self.allow_external,
            "created": self.created,
            "tags": dict(self.tags),
            "images": [item.to_result("image_id") for item in self.images],
            "targets": [item.to_result("target") for item in self.targets],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareContent:
    """Images, snapshots and targets that a resource share gains or loses."""

    image_ids: tuple[str, ...] = ()
    snapshot_ids: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def resources(self) -> tuple[tuple[str, str], ...]:
        """The resources as (type, id)."""
        images = tuple((IMAGE, image_id) for image_id in self.image_ids)
        return (*images, *((SNAPSHOT, snapshot_id) for snapshot_id in self.snapshot_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewResourceShare(ShareContent):
    """A resource share that the service is asked to make."""

    region: str
    name: str = ""
    allow_external: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)
