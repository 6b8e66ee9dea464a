# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One seed about users of images from beginning to end.

First the same is done where nothing goes wrong, for its end. Then come runs in which things go wrong, and runs in which
nothing does, until one has nothing left to do: the end has to be the same.
"""

from __future__ import annotations

import json
import re
import shutil
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.faults.cloud import Cloud
from tests.faults.commands import COLLECTION
from tests.faults.findings import Violation, is_operators
from tests.faults.playing import Played, Player
from tests.faults.report import Report
from tests.faults.scenario import OWNER, Moment, World
from tests.faults.told import told_secret, unnamed_failure
from tests.faults.users.families import SET_ASIDE
from tests.faults.users.moments import ENCRYPTION, at_any_moment
from tests.faults.users.node_pool_rules import ENCRYPTION as POOL_ENCRYPTION
from tests.faults.users.scenario import ALLOWED, FIRST, PLAYBOOKS, REGION, Chapter, Step, UsersScenario
from tests.faults.users.view import View, name_of, things
from tests.faults.users.witness import Witness
from tests.faults.writes import changed_again

SETTLE_SECONDS = 60
CLEAN_RUNS = 3
# What differs from one end to another: when it was, when lists show it, and how often a parameter was updated.
TIMES = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
VOLATILE = ("created", "modified", "shared_since", "updated", "updating_until", "last", "version")
PUT_BACK = "retire_put_back"


@dataclass(slots=True)
class UsersEpisode:
    """A seed being played. `before` is the world in which the chapter begins, `wanted` how it has to end.

    `origin` is the world before what the chapter undoes. `writes` is how many there are without trouble.
    """

    scenario: UsersScenario
    folder: Path
    cloud: Cloud
    player: Player
    report: Report
    witness: Witness
    before: World = field(default_factory=dict)
    origin: World = field(default_factory=dict)
    wanted: Mapping[str, Any] = field(default_factory=dict)
    chapter: Chapter = Chapter.REPOINT
    mark: int = 0
    writes: int = 0
    was_killed: bool = False

    def play(self) -> None:
        """All of it, as long as every rule holds."""
        self.witness.look = self.look
        self._calm()
        if self.report.violations:
            return
        self._begin()
        self.cloud.ask("faults", {"faults": [dict(fault) for _kind, fault in self.scenario.faults]})
        for step in self.scenario.steps:
            if not self.report.violations:
                self._step(step)
        self._settle()
        for (kind, _fault), planned in zip(self.scenario.faults, self.cloud.ask("faults")["faults"], strict=True):
            self.report.count(kind, planned["planned"], planned["fired"])
        self.cloud.forget_faults()
        if not self.report.violations:
            self._until_done()

    def look(self, action: str) -> None:
        """See that every rule holds at this moment, after a write."""
        if not self.before:
            return
        try:
            self._add(f"after {action}, ", self.cloud.world())
        except Exception:  # noqa: BLE001
            self.report.violations.append(Violation(rule="harness", text=traceback.format_exc()))

    def _add(self, when: str, world: World) -> None:
        scenario = self.scenario
        states = {"origin": self.origin, "before": self.before, "now": world}
        view = View(**states, chapter=self.chapter, image_map=scenario.image_map, key=scenario.key)
        known = {str(item).partition(", ")[2] for item in self.report.violations}
        for text in at_any_moment(view):
            rule, _colon, what = text.partition(": ")
            if what not in known:
                self.report.violations.append(Violation(rule=rule, text=f"{when}{what}"))

    def _begin(self) -> None:
        """The world as it is in the beginning, and what comes before the chapter."""
        self.before = {}
        shutil.rmtree(self.folder / "reports", ignore_errors=True)
        (self.folder / "reports").mkdir()
        self.cloud.ask("reset", dict(self.scenario.world))
        self.origin = self.cloud.world()
        first = FIRST.get(self.scenario.chapter)
        if first and self.scenario.prelude:
            self._succeeds(self.player.play(self._arguments(first, self.scenario.prelude, calm=True)))
        self.chapter, self.before = self.scenario.chapter, self.cloud.world()
        self.mark = self.cloud.counts()[1]

    def _calm(self) -> None:
        """How it ends where nothing goes wrong."""
        self._begin()
        start, writes = state_of(self.before), self.witness.writes
        played = self.player.play(self._command(calm=True))
        self._succeeds(played)
        self.writes = self.witness.writes - writes
        self.wanted = state_of(self.cloud.world())
        if not self.report.violations and self.scenario.chapter in FIRST:
            if self.wanted != (origin := state_of(self.origin)):
                text = f"an undone run leaves {differences(origin, self.wanted)}"
                self.report.violations.append(Violation(rule="not undone", text=text))
        elif self.wanted == start:
            self.report.violations += changed_again(played, [])

    def _succeeds(self, played: Played) -> None:
        self._judge(played)
        if played.status:
            text = f"a run without faults failed with {played.codes}: {played.messages or played.output[-600:]}"
            self.report.violations.append(Violation(rule="not healed", text=text))

    def _command(self, *, calm: bool = False) -> list[str]:
        return self._arguments(self.scenario.chapter, self.scenario.command, calm=calm)

    def _arguments(self, chapter: Chapter, command: Mapping[str, Any], *, calm: bool) -> list[str]:
        connection = {f"images_{name}": value for name, value in ({} if calm else self.scenario.connection).items()}
        given = {**command, **connection, "images_report_dir": str(self.folder / "reports")}
        return [f"{COLLECTION}.{PLAYBOOKS[chapter]}", "-e", json.dumps(given)]

    def _step(self, step: Step) -> None:
        """A run in which things go wrong."""
        kill = (step.kill.kind, moment_among(self.writes, step.kill.at)) if step.kill else None
        self.witness.hold = self.witness.writes + kill[1].count if kill and kill[1].action else 0
        self.witness.before = step.before
        played = self.player.play(self._command(), (), kill)
        self.witness.hold = 0
        if step.kill:
            self.report.count(step.kill.kind, 1, int(played.killed))
            self.was_killed = True
            self._settle()
        self._judge(played)

    def _settle(self) -> None:
        if self.was_killed and not self.player.settle(SETTLE_SECONDS):
            text = f"what a kill left running did not end within {SETTLE_SECONDS} s"
            self.report.violations.append(Violation(rule="hang", text=text))
        self.was_killed = False

    def _until_done(self) -> None:
        """Runs without faults until one finds nothing to do."""
        for number in range(CLEAN_RUNS):
            state, mark = self.cloud.world()["accounts"], self.cloud.counts()[1]
            played = self.player.play(self._command(calm=True))
            self._succeeds(played)
            if self.report.violations:
                return
            if self.cloud.world()["accounts"] == state or number == CLEAN_RUNS - 1:
                self.report.violations += changed_again(played, self.cloud.requests(mark))
                break
        if lost := differences(self.wanted, state_of(self.cloud.world())):
            text = f"without trouble it ends otherwise: {lost}"
            self.report.violations.append(Violation(rule="other end", text=text[:1500]))

    def _judge(self, played: Played) -> None:
        """Every rule that holds after a run."""
        world = self.cloud.world()
        if self.before:
            self._add("after a run, ", world)
        log = self.cloud.requests(self.mark) if self.before else []
        found = [*unnamed_failure(played), *told_secret(played), *unasked(self.chapter, log)]
        found += put_back(self.before, world, played) if self.before else []
        self.report.violations += found
        self.report.add(played)


def moment_among(writes: int, at: Moment) -> Moment:
    """The write of that number; of those that there are without trouble, counted round and round."""
    return replace(at, count=1 + (at.count - 1) % max(1, writes)) if at.action else at


def unasked(chapter: Chapter, log: Sequence[Mapping[str, Any]]) -> list[Violation]:
    """Requests to change something that the chapter is not about."""
    writes = [entry for entry in log if entry["mutating"] and not entry["dry_run"] and is_operators(entry)]
    odd = sorted({entry["action"] for entry in writes} - set(ALLOWED[chapter]))
    return [Violation(rule="unasked write", text=", ".join(odd))] if odd else []


def put_back(before: World, now: World, played: Played) -> list[Violation]:
    """Images that a run says it has put back, and whose shares are not what they were."""
    was, images = things(before, "images"), things(now, "images")
    rows = [row for result in played.results for row in result["result"].get("retired", ())]
    said = {row["image_id"] for row in rows if PUT_BACK in [reason["code"] for reason in row["reasons"]]}
    found = []
    for image_id in sorted(said & was.keys() & images.keys()):
        if images[image_id]["shared_with"] != was[image_id]["shared_with"]:
            text = f"{image_id} was shared with {was[image_id]['shared_with']}, now {images[image_id]['shared_with']}"
            found.append(Violation(rule="not put back", text=text))
    return found


def state_of(world: World) -> dict[str, Any]:
    """What an end is: the owner's things in the region, without times."""
    region = world["accounts"][OWNER]["regions"][REGION]
    text = TIMES.sub("T", json.dumps(region, ensure_ascii=False))
    state: dict[str, Any] = _lasting(json.loads(text))
    return state


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        # ESS keeps the key of a disk that is no longer encrypted.
        disk = value.get("SystemDisk", {})
        idle = disk and str(disk.get("Encrypted")).lower() != "true"
        kept = {"SystemDisk": {name: disk[name] for name in disk.keys() - set(ENCRYPTION)}} if idle else {}
        # So does ACK, whose setting may not have been there.
        lost = () if value.get("system_disk_encrypted") else POOL_ENCRYPTION
        items = {name: part for name, part in {**value, **kept}.items() if name not in lost}.items()
        found = {name: _lasting(part) for name, part in items if name not in VOLATILE and part != {}}
        # An image that was in no family cannot be without one again.
        return {**found, "family": ""} if found.get("family") == SET_ASIDE else found
    return [_lasting(part) for part in value] if isinstance(value, list) else value


def differences(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """What differs between two states, empty if nothing does."""
    parts = []
    for part in wanted.keys() | found.keys():
        one, other = wanted.get(part), found.get(part)
        if one == other:
            continue
        if not isinstance(one, list) or not isinstance(other, list):
            parts.append(f"{part} {other}, not {one}")
            continue
        was, now = ({name_of(item): item for item in items} for items in (one, other))
        changed = [name for name in was.keys() | now.keys() if was.get(name) != now.get(name)]
        parts += [f"{name} {now.get(name)}, not {was.get(name)}" for name in sorted(changed)]
    return "; ".join(parts)
