# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole emulated cloud: state, settings, clock and identifiers, and what spans accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from ..catalogue.catalogue import regions
from .accounts import Account, Region
from .clock import Clock
from .faults import Faults
from .identities import AccessKey, Session
from .ids import Ids
from .images import SERVICE_KEY_ALIAS, SERVICE_KEY_CREATOR, Key
from .instances import Instance
from .settings import Settings


@dataclass(slots=True)
class Cloud:
    """Everything an action may read or change. Nothing happens by itself before `quiet_until`, but that disks fill."""

    clock: Clock = field(default_factory=Clock)
    ids: Ids = field(default_factory=Ids)
    settings: Settings = field(default_factory=Settings)
    faults: Faults = field(default_factory=Faults)
    accounts: dict[str, Account] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    lists: int = 0
    quiet_until: float = -inf

    def now(self) -> float:
        """The cloud's time."""
        return self.clock.now()

    def listed_at(self) -> float:
        """The time whose state a list shows. Some lists may be newer than others, as if several servers answered."""
        self.lists += 1
        lags = self.lists % max(1, self.settings.list_lag_every) == 0
        return self.clock.now() - (self.settings.list_lag_seconds if lags else 0)

    def find_access_key(self, access_key_id: str) -> tuple[Account, AccessKey] | None:
        """The account and key behind an access key id."""
        for account in self.accounts.values():
            if access_key_id in account.access_keys:
                return account, account.access_keys[access_key_id]
        return None

    def new_id(self, prefix: str, region_id: str) -> str:
        """A fresh resource id with the region's letters."""
        while True:
            found = self.ids.resource(prefix, regions()[region_id].code)
            # A world that was dumped by an earlier run holds ids of the same sequence.
            if not any(self._has(account, region_id, found) for account in self.accounts.values()):
                return found

    @staticmethod
    def _has(account: Account, region_id: str, resource_id: str) -> bool:
        region = account.regions.get(region_id)
        return region is not None and (
            resource_id in region.images
            or resource_id in region.snapshots
            or resource_id in region.keys
            or resource_id in region.instances
            or resource_id in region.disks()
            or resource_id in region.launch_templates
        )

    def disturb(self) -> None:
        """Look again for what happens by itself: something has been changed."""
        self.quiet_until = -inf

    def is_quiet(self) -> bool:
        """Whether time has done nothing since the last look."""
        return self.now() < self.quiet_until and not self.settings.writes_per_hour

    def expire(self) -> None:
        """Do what time has done: keys and instances go when their time is over, running instances write."""
        now = self.now()
        for account in self.accounts.values():
            for region in account.regions.values():
                region.expire_keys(now)
                region.age_instances(
                    now,
                    self.settings.writes_per_hour,
                    unreadable_vanish=self.settings.undecryptable_launch == "vanish",
                )

    def service_key(self, account: Account, region: Region) -> Key:
        """The service key of ECS in a region: it comes into being when something first uses it."""
        key = region.key_by_alias(SERVICE_KEY_ALIAS)
        if key is None:
            seed = f"{self.ids.seed}/{account.id}/{region.id}/service-key"
            key = Key(Ids(seed).key(), [SERVICE_KEY_ALIAS], creator=SERVICE_KEY_CREATOR, created=self.now())
            region.keys[key.id] = key
        return key

    def find_instance(self, instance_id: str) -> tuple[Region, Instance]:
        """An instance of any account, with its region; ValueError if there is none."""
        for account in self.accounts.values():
            for region in account.regions.values():
                if instance_id in region.instances:
                    return region, region.instances[instance_id]
        raise ValueError(f"there is no instance {instance_id}")

    def owner_of_image(self, region_id: str, image_id: str) -> Account | None:
        """The account that has this image in this region."""
        for account in self.accounts.values():
            region = account.regions.get(region_id)
            if region is not None and image_id in region.images:
                return account
        return None
