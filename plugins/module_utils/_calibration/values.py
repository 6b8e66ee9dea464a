# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What calibration is asked for, what it found in an account, and what it is going to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .._model.answered import Answered
from .._model.image import Image
from .._model.instance import Instance
from .._model.key import Key
from .._model.role import Role

# Everything that calibration makes has this tag, with the run as its value, and a name that begins so.
TAG = "imageops:calibration"
PREFIX = "imageops-calibration-"


class Result(StrEnum):
    """What became of an assumption."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    NOT_SETTLED = "not_settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactFinding:
    """What an account says about one fact. `value` is None and `why` says why, if it is not settled.

    `settings` are values of the emulator's settings.
    """

    fact: str
    result: Result
    value: Any = None
    why: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    evidence: tuple[Answered, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Is the assumption confirmed or refuted."""
        return self.result is not Result.NOT_SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationRequest:
    """What the module is asked for. Texts that were not given are empty."""

    run: str
    region: str
    is_wanted: bool
    write: bool
    confirm: bool
    image_id: str
    kms_key_id: str
    foreign_key_arn: str
    destination_region: str
    share_account: str
    share_accounts: tuple[str, ...]
    consumer: bool
    consumer_role_arn: str
    consumer_profile: str
    launch: bool
    launch_instance_type: str
    launch_vswitch_id: str
    launch_security_group_id: str
    max_copies: int
    max_gib_hours: int
    wait_timeout: int
    anonymous: bool

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions in which something may be made."""
        return tuple(dict.fromkeys(region for region in (self.region, self.destination_region) if region))

    @property
    def reaches_consumer(self) -> bool:
        """Whether instances in the consumer's account are started, or looked for to be released."""
        return bool(self.consumer_role_arn or self.consumer_profile) and (self.launch or not self.is_wanted)

    @property
    def consumers(self) -> tuple[str, ...]:
        """All accounts that a copy of the canary may be shared with."""
        return tuple(dict.fromkeys(account for account in (self.share_account, *self.share_accounts) if account))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftovers:
    """What an earlier calibration left: images, snapshots of deleted images by region, the share role.

    `instances` are those in the consumer's account, as far as there were credentials to look for them.
    """

    images: tuple[Image, ...] = ()
    snapshots: tuple[tuple[str, str], ...] = ()
    role: Role | None = None
    has_policy: bool = False
    instances: tuple[Instance, ...] = ()

    @property
    def names(self) -> list[str]:
        """Return what there is, in the order in which it is removed."""
        role = [self.role.name] if self.role else []
        policy = ["policy"] if self.has_policy else []
        return [
            *(instance.instance_id for instance in self.instances),
            *(image.image_id for image in self.images),
            *(name for _region, name in self.snapshots),
            *role,
            *policy,
        ]

    def __bool__(self) -> bool:
        return bool(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """The image whose copies are tried, its key if all its snapshots have one, and how the account is prepared for it.

    `share_role` is None if the account has none, and `share_role_denied` the right that was missing to know.
    """

    image: Image
    is_encrypted: bool
    is_under_service_key: bool
    key: Key
    alias: str = ""
    alias_denied: str = ""
    share_role: Role | None = None
    share_role_denied: str = ""
    disk_role: Role | None = None
    disk_role_denied: str = ""
    encrypts_by_default: bool | None = None

    @property
    def gib(self) -> int:
        """The size of all disks."""
        return sum(disk.size_gib for disk in self.image.disks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedAccount:
    """What was read: who asks, what an earlier run left, the canary, and what the reads have settled.

    `smallest_image` is an own one that a dry run may name, empty if there is none.
    """

    account_id: str
    leftovers: Leftovers
    findings: Sequence[FactFinding]
    canary: Canary | None = None
    smallest_image: str = ""
    is_emulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationPlan:
    """What is going to happen. `consent` are the lines that a person has to agree with before anything is written."""

    observed: ObservedAccount
    consent: tuple[str, ...]
    writes: bool
    changed: bool
    has_work: bool

    @property
    def before(self) -> Mapping[str, Any]:
        """What an earlier run left."""
        return {"leftovers": self.observed.leftovers.names}

    @property
    def after(self) -> Mapping[str, Any]:
        """Nothing stays."""
        return {"leftovers": []}
