# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One seed from beginning to end: runs in which things go wrong, then runs in which nothing does, each one judged."""

from __future__ import annotations

import json
import shutil
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.emulated import emulator
from tests.faults.cloud import Cloud, Somebody, images_of
from tests.faults.commands import arguments, variables
from tests.faults.findings import Case, Violation
from tests.faults.invariants import at_any_time
from tests.faults.outcome import (
    EXHAUSTED,
    changed_again,
    exhausted_pairs,
    told_secret,
    unasked_writes,
    unnamed_failure,
    when_done,
    wrong_answer,
)
from tests.faults.playing import Alarm, Played, Player
from tests.faults.scenario import Deed, Kind, Moment, Scenario, Step, World
from tests.faults.scenarios import TEMPLATES, describe, make_scenario

# What a killed playbook leaves running ends when its copies have; no copy takes longer.
SETTLE_SECONDS = 60
MORE_ATTEMPTS = 4
# Runs without faults until one has nothing left to do.
CLEAN_RUNS = 3
DAY = 86400


@dataclass(slots=True)
class Tally:
    """How often a kind was planned, and how often it happened."""

    planned: int = 0
    fired: int = 0


@dataclass(slots=True)
class Report:
    """What became of a seed."""

    seed: int
    scenario: Mapping[str, Any]
    tallies: dict[Kind, Tally] = field(default_factory=dict)
    violations: list[Violation] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, kind: Kind, planned: int, fired: int) -> None:
        """Add to a kind's tally."""
        tally = self.tallies.setdefault(kind, Tally())
        tally.planned += planned
        tally.fired += fired


@dataclass(slots=True)
class Episode:
    """A seed being played."""

    scenario: Scenario
    folder: Path
    cloud: Cloud
    player: Player
    report: Report
    before: World
    gone: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    orphaned: bool = False

    def play(self) -> None:
        """All of it."""
        self.cloud.ask("faults", {"faults": [dict(fault) for _kind, fault in self.scenario.faults]})
        for step in self.scenario.steps:
            self._faulty(step)
            if self.report.violations:
                return
        self._settle()
        self._count_faults()
        # Nothing goes wrong from here on, but that lists go on lagging, all of them.
        self.cloud.forget_faults()
        self.cloud.set(list_lag_every=1)
        if self._clean(0):
            self._clean(MORE_ATTEMPTS)

    def _faulty(self, step: Step) -> None:
        """A run in which things go wrong, and what somebody does after it."""
        self.runs.add(step.run)
        alarms = [self._alarm(deed) for deed in step.during]
        kill = (step.kill.kind, step.kill.at) if step.kill else None
        command = arguments(self.scenario, self.folder, run=step.run, wait=step.wait)
        played = self.player.play(command, alarms, kill)
        if step.kill:
            self.report.count(step.kill.kind, 1, int(played.killed))
            self.orphaned = True
        disturbed = any(alarm.done for alarm in alarms)
        self._judge(played, done=played.status == 0 and step.wait and not disturbed, disturbed=disturbed)
        for deed, alarm in zip(step.during, alarms, strict=True):
            self.report.count(deed.kind, 1, int(alarm.done))
        if not step.races or step.later:
            self._settle()
        if step.later:
            self.cloud.pass_time(DAY)
        for deed in step.after:
            self.report.count(deed.kind, 1, int(self._do(deed)))

    def _alarm(self, deed: Deed) -> Alarm:
        return Alarm(Moment(action="CopyImage", count=1), lambda: self._do(deed))

    def _do(self, deed: Deed) -> bool:
        spared = self._unknowable() if deed.kind is Kind.UNTAG_COPY else frozenset()
        gone = Somebody(self.cloud, spared).do(self.scenario.wanted.region, deed)
        self.gone |= set(gone or ())
        return gone is not None

    def _unknowable(self) -> frozenset[str]:
        """Earlier copies that nothing but their tags tells: they were named after another template."""
        named = self.scenario.command.get("name", TEMPLATES[0])
        return frozenset() if named == TEMPLATES[0] else frozenset(image["id"] for _r, image in images_of(self.before))

    def _settle(self) -> None:
        if self.orphaned and not self.player.settle(SETTLE_SECONDS):
            text = f"what a kill left running did not end within {SETTLE_SECONDS} s"
            self.report.violations.append(Violation(rule="hang", text=text))
        self.orphaned = False

    def _clean(self, more_attempts: int) -> bool:
        """Runs without faults until one finds nothing to do; true if a copy needs more attempts than it may have."""
        self.runs.add("clean")
        for last in (*[False] * (CLEAN_RUNS - 1), True):
            before = self.cloud.world()["accounts"]
            command = arguments(self.scenario, self.folder, run="clean", more_attempts=more_attempts)
            _counts, mark = self.cloud.counts()
            played = self.player.play(command)
            log = self.cloud.requests(mark)
            case = self._judge(played, done=played.status == 0, more_attempts=more_attempts)
            exhausted = played.status != 0
            if exhausted:
                self._excuse(case, played)
            if self.report.violations:
                return False
            if last or self.cloud.world()["accounts"] == before:
                self.report.violations += changed_again(played, log)
                return exhausted and not self.report.violations
        raise AssertionError("unreachable: the last round returns")

    def _excuse(self, case: Case, played: Played) -> None:
        """A run without faults may fail only for copies that have used up their attempts."""
        excused = exhausted_pairs(case)
        codes = set(played.codes)
        if not codes <= EXHAUSTED or not any(case.good(pair) is None for pair in excused):
            text = f"a run without faults failed with {sorted(codes)}: {_messages(played)}"
            self.report.violations.append(Violation(rule="not healed", text=text))
        self.report.violations += when_done(case, excused)

    def _judge(self, played: Played, *, done: bool, disturbed: bool = False, more_attempts: int = 0) -> Case:
        wanted = replace(self.scenario.wanted, max_attempts=self.scenario.wanted.max_attempts + more_attempts)
        case = Case(
            wanted=wanted,
            before=self.before,
            after=self.cloud.world(),
            gone=frozenset(self.gone),
            runs=frozenset(self.runs),
            log=self.cloud.requests(),
        )
        found = [*at_any_time(case), *unasked_writes(case), *unnamed_failure(played), *told_secret(played)]
        found += when_done(case) if done else []
        found += [] if disturbed else wrong_answer(case, played)
        self.report.violations += found
        seconds = round(played.seconds, 1)
        told = {"status": played.status, "killed": played.killed, "seconds": seconds, "codes": played.codes}
        self.report.runs.append(told)
        return case

    def _count_faults(self) -> None:
        fired: Counter[Kind] = Counter()
        for (kind, _fault), planned in zip(self.scenario.faults, self.cloud.ask("faults")["faults"], strict=True):
            self.report.count(kind, planned["planned"], planned["fired"])
            fired[kind] += planned["fired"]
        if self.scenario.lag:
            self.report.count(Kind.LAG, 1, int(_lagged(self.cloud.requests(), self.scenario)))


def _lagged(log: list[dict[str, Any]], scenario: Scenario) -> bool:
    """Was a list asked for that could not show a copy yet that had been started before it."""
    lag = scenario.lag * scenario.clock_speed
    started: dict[str, float] = {}
    for entry in log:
        now = _seconds(entry["time"])
        if entry["action"] == "CopyImage" and entry["code"] is None:
            started[entry["parameters"]["DestinationRegionId"]] = now
        elif entry["action"] == "DescribeImages" and now - started.get(entry["region"], -lag * 9) < lag:
            return True
    return False


def _seconds(text: str) -> float:
    return time.mktime(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def _messages(played: Played) -> str:
    return " | ".join(str(answer.get("msg")) for answer in played.failures)[:800]


def play_seed(seed: int, folder: Path) -> Report:
    """Play a seed. Its folder keeps what was seen if something was wrong."""
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    scenario = make_scenario(seed)
    report = Report(seed, describe(scenario))
    world = folder / "world.json"
    world.write_text(json.dumps(scenario.world, ensure_ascii=False, indent=1))
    options = ("--world", str(world), "--clock-speed", str(scenario.clock_speed), "--request-log", "100000")
    with (folder / "emulator.log").open("w") as log, emulator(folder, log, *options) as url:
        cloud = Cloud(url)
        player = Player(folder, f"{seed}-{time.time_ns()}", variables(url), lambda: cloud.counts()[0])
        episode = Episode(scenario, folder, cloud, player, report, cloud.world())
        try:
            episode.play()
        finally:
            player.settle(0)
        if report.violations:
            (folder / "after.json").write_text(json.dumps(cloud.world(), ensure_ascii=False, indent=1))
            (folder / "requests.json").write_text(json.dumps(cloud.requests(), ensure_ascii=False, indent=1))
    report.seconds = time.monotonic() - started
    if report.violations:
        kept = {
            "scenario": report.scenario,
            "runs": report.runs,
            "violations": [str(item) for item in report.violations],
        }
        (folder / "report.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1, default=str))
    else:
        shutil.rmtree(folder)
    return report
