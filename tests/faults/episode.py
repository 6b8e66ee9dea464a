# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One seed from beginning to end: runs in which things go wrong, then runs in which nothing does, each one judged.

Some seeds end with the same for the removal of the copies.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.faults.cloud import Cloud, Somebody, images_of
from tests.faults.commands import arguments, in_calm, removal_arguments
from tests.faults.done import when_cleared, when_done, when_removed
from tests.faults.findings import Case, Violation, images_made
from tests.faults.invariants import at_any_time
from tests.faults.playing import Alarm, Played, Player
from tests.faults.report import Report
from tests.faults.scenario import SOMEBODY, Deed, Kind, Moment, Pair, Removal, Scenario, Step, World
from tests.faults.scenarios import TEMPLATES
from tests.faults.told import EXHAUSTED, exhausted_pairs, told_secret, unnamed_failure, wrong_answer
from tests.faults.writes import changed_again, unasked_removals, unasked_writes

# What a killed playbook leaves running ends when its copies have; no copy takes longer.
SETTLE_SECONDS = 120
MORE_ATTEMPTS = 4
# Runs without faults until one has nothing left to do.
CLEAN_RUNS = 3
DAY = 86400

Planned = Sequence[tuple[Kind, Mapping[str, Any]]]


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
    abandoned: set[str] = field(default_factory=set)
    runs: set[str] = field(default_factory=set)
    made: dict[str, tuple[Pair, int]] = field(default_factory=dict)
    more_attempts: int = 0
    removal_from: int | None = None
    was_killed: bool = False

    def play(self) -> None:
        """All of it, as long as every rule holds."""
        self._plan(self.scenario.faults)
        for step in self.scenario.steps:
            if not self.report.violations:
                self._step(step)
        self._end_faults(self.scenario.faults)
        if not self.report.violations and self._until_done():
            # What an operator does about copies that have used up their attempts.
            self.more_attempts = MORE_ATTEMPTS
            self._until_done()
        if self.scenario.lag:
            self.report.count(Kind.LAG, 1, int(_lagged(self.cloud.requests(), self.scenario)))
        if self.scenario.removal and not self.report.violations:
            self._remove(self.scenario.removal)

    def _plan(self, faults: Planned) -> None:
        self.cloud.ask("faults", {"faults": [dict(fault) for _kind, fault in faults]})

    def _end_faults(self, faults: Planned) -> None:
        """Nothing goes wrong from here on, but that lists go on lagging, all of them alike."""
        self._settle()
        log = self.cloud.requests(self.removal_from or 0)
        elsewhere = Counter((entry["fault"], entry["action"]) for entry in log if entry["principal"] == SOMEBODY)
        for (kind, _fault), planned in zip(faults, self.cloud.ask("faults")["faults"], strict=True):
            # What came to somebody else did not happen to a run.
            missed = min(planned["fired"], elsewhere[planned["kind"], planned["action"]])
            elsewhere[planned["kind"], planned["action"]] -= missed
            self.report.count(kind, planned["planned"], planned["fired"] - missed)
        self.cloud.forget_faults()
        self.cloud.set(list_lag_every=1)

    def _step(self, step: Step) -> None:
        """A run in which things go wrong, and what somebody does meanwhile and after it."""
        self.runs.add(step.run)
        alarms = [self._alarm(deed) for deed in step.during]
        kill = (step.kill.kind, step.kill.at) if step.kill else None
        command = arguments(self.scenario, self.folder, run=step.run, wait=step.wait)
        played, *twins = self._play(step, command, alarms, kill)
        if step.kill:
            self.report.count(step.kill.kind, 1, int(played.killed))
            self.was_killed = True
        disturbed = any(alarm.done for alarm in alarms)
        for twin in twins:
            self.report.count(Kind.TWO_RUNS, 1, 1)
            self._judge(twin, done=twin.status == 0 and not disturbed, disturbed=disturbed)
        self._judge(played, done=played.status == 0 and step.wait and not disturbed, disturbed=disturbed)
        for deed, alarm in zip(step.during, alarms, strict=True):
            self.report.count(deed.kind, 1, int(alarm.done))
        if not step.races or step.later:
            self._settle()
        if step.later:
            self.cloud.pass_time(DAY)
        for deed in step.after:
            self.report.count(deed.kind, 1, int(self._do(deed)))

    def _play(
        self, step: Step, command: Sequence[str], alarms: Sequence[Alarm], kill: tuple[Kind, Moment] | None
    ) -> list[Played]:
        """The run, and the one beside it if there is one; each is looked at when both have ended."""
        if not step.twice:
            return [self.player.play(command, alarms, kill)]
        name = f"{step.run}-twin"
        self.runs.add(name)
        other = arguments(self.scenario, self.folder, run=name)
        with ThreadPoolExecutor(1) as pool:
            beside = pool.submit(self.player.play, other)
            played = self.player.play(command, alarms, kill)
            twin = beside.result()
        # Modules are killed wherever they run.
        both = played.killed and step.kill is not None and step.kill.kind is not Kind.KILL_PLAYBOOK
        return [played, replace(twin, killed=both)]

    def _alarm(self, deed: Deed) -> Alarm:
        return Alarm(Moment(action="CopyImage", count=1), lambda: self._do(deed))

    def _do(self, deed: Deed) -> bool:
        spared = self._unknowable() if deed.kind in (Kind.UNTAG_COPY, Kind.FORGE_TAGS) else frozenset()
        gone = Somebody(self.cloud, spared).do(self.scenario.wanted.region, deed)
        self.gone |= set(gone or ())
        self.abandoned |= set(gone or ())
        return gone is not None

    def _unknowable(self) -> frozenset[str]:
        """Earlier copies that only their tags identify: they were named after another template."""
        named = self.scenario.command.get("name", TEMPLATES[0])
        return frozenset() if named == TEMPLATES[0] else frozenset(image["id"] for _r, image in images_of(self.before))

    def _settle(self) -> None:
        if not self.was_killed:
            return
        if not self.player.settle(SETTLE_SECONDS):
            text = f"what a kill left running did not end within {SETTLE_SECONDS} s"
            self.report.violations.append(Violation(rule="hang", text=text))
        self.made |= images_made(self.cloud.requests())
        self.was_killed = False

    def _until_done(self) -> bool:
        """Runs without faults until one finds nothing to do; true if a copy needs more attempts than it may have."""
        self.runs.add("clean")
        command = arguments(in_calm(self.scenario), self.folder, run="clean", more_attempts=self.more_attempts)
        for number in range(CLEAN_RUNS):
            state, mark = self.cloud.world()["accounts"], self.cloud.counts()[1]
            played = self.player.play(command)
            case = self._judge(played, done=played.status == 0)
            if number == 0 and self.scenario.lag and played.codes and set(played.codes) <= EXHAUSTED:
                # An attempt of a run beside it may have worked, and lists do not show it yet.
                self.cloud.pass_time(self.scenario.lag * self.scenario.clock_speed)
                continue
            self._excuse(case, played)
            if self.report.violations:
                return False
            if self._is_idle(state, mark) or number == CLEAN_RUNS - 1:
                self.report.violations += [*changed_again(played, self.cloud.requests(mark)), *when_cleared(case)]
                return played.status != 0 and not self.report.violations
        raise AssertionError("unreachable: the last round returns")

    def _is_idle(self, state: Mapping[str, Any], mark: int) -> bool:
        """Did the last run leave all as it was, and see all. A copy that lists do not show yet is asked for again."""
        asked = any(entry["action"] == "CopyImage" for entry in self.cloud.requests(mark))
        return self.cloud.world()["accounts"] == state and not (self.scenario.lag and asked)

    def _excuse(self, case: Case, played: Played) -> None:
        """A run without faults may fail only for copies that have used up their attempts."""
        if played.status == 0:
            return
        excused = exhausted_pairs(case)
        if not set(played.codes) <= EXHAUSTED or not any(case.good(pair) is None for pair in excused):
            self._not_healed(played)
        self.report.violations += when_done(case, excused)

    def _not_healed(self, played: Played) -> None:
        text = f"a run without faults failed with {played.codes}: {played.messages}"
        self.report.violations.append(Violation(rule="not healed", text=text))

    def _remove(self, removal: Removal) -> None:
        """The copies go, first with things going wrong, then without."""
        world = self.cloud.world()
        case = self._case(world)
        copies = [image for pair in case.wanted.pairs for image in (*case.copies(pair), *case.copies_before(pair))]
        self.gone |= {image["id"] for image in copies} | {d["snapshot"] for image in copies for d in image["disks"]}
        self.removal_from = self.cloud.counts()[1]
        command = removal_arguments(self.scenario, self.folder)
        self._plan(removal.faults)
        played = self.player.play(command, (), (removal.kill.kind, removal.kill.at) if removal.kill else None)
        if removal.kill:
            self.report.count(removal.kill.kind, 1, int(played.killed))
            self.was_killed = True
        self._judge(played, done=played.status == 0)
        self._end_faults(removal.faults)
        command = removal_arguments(in_calm(self.scenario), self.folder)
        for number in range(CLEAN_RUNS):
            state, mark = self.cloud.world()["accounts"], self.cloud.counts()[1]
            played = self.player.play(command)
            self._judge(played, done=True)
            if played.status:
                self._not_healed(played)
            if self.report.violations:
                return
            if self.cloud.world()["accounts"] == state or number == CLEAN_RUNS - 1:
                self.report.violations += changed_again(played, self.cloud.requests(mark))
                return

    def _judge(self, played: Played, *, done: bool, disturbed: bool = False) -> Case:
        """Every rule that holds after this run; `done` if it says that all is done, or has to be."""
        case = self._case(self.cloud.world())
        found = [*at_any_time(case), *unnamed_failure(played), *told_secret(played)]
        if self.removal_from is None:
            found += unasked_writes(case, case.log)
            found += when_done(case) if done else []
            found += [] if disturbed else wrong_answer(case, played)
        else:
            # What a killed playbook's module does meanwhile is judged next time, with all that led to it.
            since = [entry for entry in case.log if entry["number"] >= self.removal_from]
            found += unasked_removals(case, since)
            found += when_removed(case) if done else []
        self.report.violations += found
        self.report.add(played)
        return case

    def _case(self, world: World) -> Case:
        log = self.cloud.requests()
        self.made |= images_made(log)
        wanted = self.scenario.wanted
        return Case(
            wanted=replace(wanted, max_attempts=wanted.max_attempts + self.more_attempts),
            before=self.before,
            after=world,
            gone=frozenset(self.gone),
            abandoned=frozenset(self.abandoned),
            runs=frozenset(self.runs),
            log=log,
            made=dict(self.made),
        )


def _lagged(log: Sequence[Mapping[str, Any]], scenario: Scenario) -> bool:
    """Was a list asked for that could not show a copy yet that had been started before it."""
    lag = scenario.lag * scenario.clock_speed
    started: dict[str, float] = {}
    for entry in log:
        now = time.mktime(time.strptime(entry["time"], "%Y-%m-%dT%H:%M:%SZ"))
        if entry["action"] == "CopyImage" and entry["code"] is None:
            started[entry["parameters"]["DestinationRegionId"]] = now
        elif entry["action"] == "DescribeImages" and now - started.get(entry["region"], now - lag) < lag:
            return True
    return False
