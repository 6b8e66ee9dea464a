# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts, and what each has in each region. Plain data, no rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, count
from math import inf
from typing import Any

from .directory import Directory
from .executions import Orchestration
from .identities import AccessKey, Policy, Role, User
from .image_lists import ImageLists
from .image_users import ImagePipeline, ProvisioningGroup
from .images import Image, Key, Snapshot
from .instances import Disk, Instance
from .launch_templates import LaunchTemplate
from .node_pools import Cluster
from .oos_parameters import StoredParameter
from .resource_shares import ResourceShare
from .scaling import Scaling


@dataclass(slots=True)
class DefaultEncryption:
    """Whether new disks and copies are encrypted by default, and with which key."""

    enabled: bool = False
    key: str | None = None


@dataclass(slots=True)
class Region:
    """What one account has in one region."""

    id: str
    images: dict[str, Image] = field(default_factory=dict)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    instances: dict[str, Instance] = field(default_factory=dict)
    default_encryption: DefaultEncryption = field(default_factory=DefaultEncryption)
    kms_instances: list[str] = field(default_factory=list)
    kms_hardware_instances: list[str] = field(default_factory=list)
    copies: list[Image] = field(default_factory=list)
    oos: Orchestration = field(default_factory=Orchestration)
    oos_parameters: dict[str, StoredParameter] = field(default_factory=dict)
    resource_shares: dict[str, ResourceShare] = field(default_factory=dict)
    launch_templates: dict[str, LaunchTemplate] = field(default_factory=dict)
    scaling: Scaling = field(default_factory=Scaling)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    image_pipelines: dict[str, ImagePipeline] = field(default_factory=dict)
    provisioning_groups: dict[str, ProvisioningGroup] = field(default_factory=dict)
    image_lists: ImageLists = field(default_factory=ImageLists)
    _places: Iterator[int] = field(default_factory=count)

    def active_copies(self, moment: float) -> list[Image]:
        """Copies into this region that have not ended, in the order of their calls."""
        self.copies = [image for image in self.copies if image.busy(moment)]
        return self.copies

    def changes_next(self) -> float:
        """The moment before which no key and no instance goes by itself. Writing instances do not count."""
        keys = (key.deletes for key in self.keys.values())
        # When an instance that cannot be decrypted goes depends on a setting, which can change at any time.
        instances = (-inf if one.unreadable else one.auto_release for one in self.instances.values())
        return min((moment for moment in chain(keys, instances) if moment is not None), default=inf)

    def expire_keys(self, moment: float) -> None:
        """Remove keys whose waiting period is over."""
        for key in [key for key in self.keys.values() if key.gone(moment)]:
            del self.keys[key.id]

    def age_instances(self, moment: float, writes_per_hour: float, *, unreadable_vanish: bool) -> None:
        """Let running instances write, and release those whose time has come; their disks go with them.

        With `unreadable_vanish` those whose image cannot be decrypted are gone instead of Running.
        """
        for instance in list(self.instances.values()):
            instance.write(moment, writes_per_hour)
            failed = unreadable_vanish and instance.unreadable and instance.status_at(moment) == "Running"
            if failed or (instance.auto_release is not None and instance.auto_release <= moment):
                del self.instances[instance.id]

    def add_image(self, image: Image) -> None:
        """Put an image, its snapshots and, if it is one, its copy into the region."""
        image.place = next(self._places)
        self.images[image.id] = image
        self.image_lists.image_added(image)
        for disk in image.disks:
            self.snapshots[disk.snapshot.id] = disk.snapshot
            disk.snapshot.images.add(image.id)
            if image.copied:
                disk.snapshot.schedule = image.schedule or disk.snapshot.schedule
        if image.schedule is not None and image.copied:
            self.copies.append(image)

    def sort_by_age(self) -> None:
        """Put images and snapshots in the order in which they were made."""
        self.images = dict(sorted(self.images.items(), key=lambda item: item[1].created))
        self.snapshots = dict(sorted(self.snapshots.items(), key=lambda item: item[1].created))
        for image in self.images.values():
            image.place = next(self._places)
        self.image_lists.images_changed()

    def images_with_status(self, statuses: frozenset[str], moment: float) -> Sequence[Image]:
        """The images that are in one of these states at a moment, the newest first."""
        return self.image_lists.with_status(self.images, statuses, moment)

    def images_shared_with(self, account: str) -> Sequence[Image]:
        """The images that are shared with an account directly, the newest first."""
        return self.image_lists.shared_with(self.images, account)

    def remove_image(self, image: Image) -> None:
        """Take an image out of the region; its snapshots stay."""
        del self.images[image.id]
        self.image_lists.image_removed(image)
        for disk in image.disks:
            disk.snapshot.images.discard(image.id)
        self.copies = [other for other in self.copies if other is not image]

    def disks(self) -> dict[str, Disk]:
        """The disks of all instances by id."""
        return {disk.id: disk for instance in self.instances.values() for disk in instance.disks}

    def key_by_alias(self, alias: str) -> Key | None:
        """The key an alias is bound to."""
        return next((key for key in self.keys.values() if alias in key.aliases), None)

    def find_key(self, name: str) -> Key | None:
        """A key by id or alias."""
        return self.keys.get(name) or self.key_by_alias(name)


@dataclass(slots=True)
class Quotas:
    """Limits of an account; 0 means none."""

    share_accounts_per_image: int = 50
    share_accounts_per_snapshot: int = 64
    shared_images: int = 0
    images: int = 1000
    snapshots: int = 0
    roles: int = 1000
    role_system_policies: int = 20
    role_custom_policies: int = 5
    policy_versions: int = 5
    keys_outside_instances: int = 1
    requests_per_second: int = 0
    copy_image_per_minute: int = 1000
    describe_images_per_minute: int = 1000
    resource_shares: int = 0
    shared_resources: int = 0
    pending_invitations: int = 0
    launch_templates: int = 30
    launch_template_versions: int = 30


@dataclass(slots=True)
class RememberedCall:
    """What a client token stands for: it outlives what the call made."""

    fingerprint: str
    answer: dict[str, Any]
    since: float = 0.0


@dataclass(slots=True)
class Account:
    """An Alibaba Cloud account."""

    id: str
    name: str
    access_keys: dict[str, AccessKey] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    quotas: Quotas = field(default_factory=Quotas)
    resource_groups: list[str] = field(default_factory=list)
    regions: dict[str, Region] = field(default_factory=dict)
    client_tokens: dict[str, RememberedCall] = field(default_factory=dict)
    directory: Directory | None = None

    def region(self, region_id: str) -> Region:
        """This account's part of a region, made on first use."""
        if region_id not in self.regions:
            self.regions[region_id] = Region(region_id)
        return self.regions[region_id]

    def region_of_cluster(self, cluster_id: str) -> str:
        """The region that has a cluster of ACK; empty if none has."""
        return next((region.id for region in self.regions.values() if cluster_id in region.clusters), "")

    def images(self) -> Iterator[tuple[Region, Image]]:
        """All images with their regions."""
        for region in self.regions.values():
            for image in region.images.values():
                yield region, image
