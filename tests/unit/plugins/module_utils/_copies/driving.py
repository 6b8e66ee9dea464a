# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Runs of image_copy's engine at the emulator, whose clock moves only while a pass sleeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from plugins.module_utils._client.session import Session
from plugins.module_utils._copies.making.apply import CopyPass
from plugins.module_utils._copies.making.decide import plan_making
from plugins.module_utils._copies.making.observe import observe_making
from plugins.module_utils._copies.making.plan import CopiesPlan
from plugins.module_utils._copies.removing.apply import RemovalPass
from plugins.module_utils._copies.removing.decide import plan_removals
from plugins.module_utils._copies.removing.observe import observe_removals
from plugins.module_utils._copies.values import (
    CopyOptions,
    CopyRequest,
    Pair,
    PassOptions,
    SourceOwner,
)
from plugins.module_utils._model.image_copy import Copy, WantedState

from ....emulator.support import Harness
from ..support import AWAY, HOME, OWNER

KEYS = {HOME: "alias/image-share", AWAY: "key-sh"}
COPY_OPTIONS = {
    "name_template",
    "carry_tags",
    "resource_group_id",
    "max_attempts",
    "restore_family",
    "run",
    "foreign_key_form",
}


@dataclass
class Time:
    """The machine's clock and the cloud's, moved together by sleeping."""

    emu: Harness
    now: float = 5000.0
    slept: list[float] = field(default_factory=list)
    watch: Callable[[], None] = lambda: None

    @property
    def passed(self) -> float:
        """Seconds since the test began."""
        return sum(self.slept)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert len(self.slept) < 2000, "the pass does not end"
        self.watch()
        self.slept.append(seconds)
        self.now += seconds
        self.emu.advance(seconds)


@dataclass
class Slow(Time):
    """Time that also passes while the answers to an action are waited for, but for those before the first pause."""

    action: str = ""
    seconds: float = 0.0
    answers: int = 0

    def clock(self) -> float:
        answers = sum(entry["action"] == self.action for entry in self.emu.log()) if self.slept else 0
        waited = (answers - self.answers) * self.seconds
        self.answers = answers
        self.now += waited
        self.emu.advance(waited)
        return self.now


@dataclass(frozen=True)
class Result:
    """What a pass gave."""

    copies: Sequence[Copy]
    failures: dict[str, Exception]

    @property
    def brief(self) -> list[tuple[str, str]]:
        """State and action of each copy."""
        return [(str(copy.state), str(copy.action)) for copy in self.copies]

    @property
    def ids(self) -> list[str]:
        return [copy.image_id or "" for copy in self.copies]


@dataclass(frozen=True)
class Removed:
    """What a pass over copies that are to go gave."""

    copies: list[dict[str, Any]]
    failures: dict[str, Exception]
    changed: bool

    @property
    def brief(self) -> list[tuple[str, str]]:
        """State and action of each copy."""
        return [(copy["state"], copy["action"]) for copy in self.copies]

    @property
    def codes(self) -> list[list[str]]:
        """The reasons of each copy."""
        return [[reason["code"] for reason in copy["reasons"]] for copy in self.copies]


@dataclass
class Driver:
    """Passes over copies of images in HOME."""

    emu: Harness
    session: Session
    time: Time

    def request(self, *images: str, to: Sequence[str] = (HOME,), **options: Any) -> CopyRequest:
        """All images to all regions; a pass ends only when all has settled, unless asked otherwise."""
        shape = {name: options.pop(name) for name in COPY_OPTIONS & set(options)}
        keys = options.pop("keys", KEYS)
        owner = options.pop("source_owner", SourceOwner.SELF)
        return CopyRequest(
            region=HOME,
            pairs=tuple(Pair(image_id=image_id, region=region) for image_id in images for region in to),
            keys=keys,
            source_owner=owner,
            options=PassOptions(copy=CopyOptions(**shape), **{"pass_seconds": 100_000, **options}),
        )

    def plan(self, request: CopyRequest) -> CopiesPlan:
        return plan_making(observe_making(self.session, request), request.options.copy)

    def carry_out(self, request: CopyRequest, plan: CopiesPlan) -> Result:
        clock, sleep = self.time.clock, self.time.sleep
        return Result(*CopyPass(self.session, plan.world.destinations, request.options, clock, sleep).run(plan.plans))

    def run(self, *images: str, **options: Any) -> Result:
        request = self.request(*images, **options)
        return self.carry_out(request, self.plan(request))

    def remove(self, *images: str, **options: Any) -> Removed:
        """One pass over copies that are to go."""
        request = replace(self.request(*images, **options), state=WantedState.ABSENT)
        plan = plan_removals(observe_removals(self.session, request))
        return Removed(*RemovalPass(self.session, request, self.time.clock, self.time.sleep).run(plan))

    def snapshots(self, region: str = HOME) -> set[str]:
        """The snapshots that came with copies and are there."""
        regions = self.emu.cloud.accounts[OWNER].regions
        return {item.id for item in regions[region].snapshots.values() if item.source_snapshot}

    def count(self, action: str, code: str | None = None) -> int:
        """How many calls of an action were answered with this code; None is success."""
        return sum(entry["action"] == action and entry["code"] == code for entry in self.emu.log())

    def made(self, region: str = HOME) -> dict[str, str]:
        """The state of every copy in a region by its id."""
        listed = self.emu.ecs("DescribeImages", region=region, ImageOwnerAlias="self", Status="ALL", PageSize=100)
        return {item["ImageId"]: item["Status"] for item in listed["Images"]["Image"] if item["IsCopied"]}

    def tags(self, image_id: str, region: str = HOME) -> dict[str, str]:
        found = self.emu.image(image_id, region=region)["Tags"]["Tag"]
        return {tag["TagKey"]: tag["TagValue"] for tag in found}
