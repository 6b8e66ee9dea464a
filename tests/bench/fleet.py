# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copying a fleet of images that take 35 minutes each, on a cloud whose clock runs fast.

Only the cloud's clock is fast, and passes keep their own pace: copies end 60 times as often as they would. So how good
the first estimate is, is measured in a run whose passes are nearly as fast as the clock.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.cloud import LISTS, Cloud, cloud
from tests.bench.measure import Failed
from tests.bench.places import own
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage
from tests.bench.worlds import FLEET_REGIONS, HOME, fleet_image, fleet_region, fleet_seconds

IMAGES = 400
RUNNING = 5
SPEED = 60
# For the first estimate: passes of a cloud minute, as `pass_seconds` is by default.
SLOW, SLOW_PASS, SLOW_LIMIT = 3, 20, 75
LOOK_SECONDS, PASS_SECONDS = 10, 60
# At the end of a copy: one more look, the copy itself, its snapshots. A pass begins with the pages of all regions.
CALLS_OF_A_COPY, CALLS_OF_A_PASS = 3, 16
PLAYBOOK = "tests/bench/playbooks/fleet.yml"
LEFT = re.compile(r"about (?:(?P<h>\d+) h )?(?P<n>\d+) (?P<unit>s|min) left")


def floor() -> float:
    """The least cloud seconds until the last region is done, five copies at once in each, with no lane ever idle."""
    work: dict[str, int] = {}
    for number in range(IMAGES):
        region = fleet_region(number)
        work[region] = work.get(region, 0) + fleet_seconds(number)
    return max(work.values()) / RUNNING


def bench(folder: Path, speed: int = SPEED) -> list[Section]:
    """Measure a whole run, and the beginning of another."""
    section = Section(f"Copying {IMAGES} images of 40 to 500 GiB to four regions, 35 minutes a copy, clock x {speed}")
    _whole(section, folder, speed)
    _estimate(section, folder)
    return [section]


def _whole(section: Section, folder: Path, speed: int) -> None:
    with cloud("fleet", IMAGES, folder / "emulator.log", "--clock-speed", str(speed), "--request-log", "100000") as now:
        given = {"bench_pass_seconds": PASS_SECONDS, "bench_poll_seconds": LOOK_SECONDS}
        row = Stage(now, folder, section)(("image_copy", "waits in passes of 60 s, looks every 10 s"), copy(given))
        makespan = _makespan(now)
    cost, lists = row.cost, sum(row.calls.get(name, 0) for name in LISTS)
    section.figures |= {
        "The queue's floor": f"{floor() / 60:.0f} cloud minutes",
        "The queue was done after": f"{makespan / 60:.0f} cloud minutes",
        "The task was done after": f"{cost.wall:.0f} s, that is {cost.wall * speed / 60:.0f} cloud minutes",
        "List calls a minute of the operator's clock": f"{lists / cost.wall * 60:.1f}",
        "List calls a cloud minute": f"{lists / cost.wall * 60 / speed:.2f}",
        "Lines of progress": len(LEFT.findall(cost.output)),
    }
    section.aims += [
        Aim("Makespan, times the queue's floor", makespan / floor(), 1.02, "x", column="fleet"),
        Aim("The task's end, times the floor", cost.wall * speed / floor(), 1.02 + _looks(speed), "x"),
        Aim("CopyImage calls", row.calls.get("CopyImage", 0), IMAGES, "calls", counted=True),
        Aim(
            f"List calls: one a look and region, {CALLS_OF_A_COPY} a copy, {CALLS_OF_A_PASS} a pass",
            lists,
            len(FLEET_REGIONS) * cost.wall / LOOK_SECONDS
            + CALLS_OF_A_COPY * IMAGES
            + CALLS_OF_A_PASS * (cost.wall / PASS_SECONDS + 1),
            "calls",
            counted=True,
        ),
        Aim("largest process", cost.largest, 300, "MB"),
    ]


def _looks(speed: int) -> float:
    """What one look and one start of a pass may add at the end: 15 s that count `speed` times here."""
    return 15 * speed / floor()


def _estimate(section: Section, folder: Path) -> None:
    given = {
        "bench_pass_seconds": SLOW_PASS,
        "bench_poll_seconds": 1,
        "bench_wait_timeout": SLOW_LIMIT,
        "bench_ends_with": "WaitTimeout",
    }
    with cloud("fleet", IMAGES, folder / "emulator.log", "--clock-speed", str(SLOW), "--request-log", "100000") as now:
        stage = Stage(now, folder, section)
        first = First(now, stage.log)
        stage(("first minutes", f"clock x {SLOW}, passes of a cloud minute, {SLOW_LIMIT} s"), copy(given), first)
        begun = min(moment for moments in _submitted(now).values() for moment, _seconds in moments)
        # Nobody comes between, so the queue ends when it has to.
        for after, told in first.told:
            left = begun + floor() - after
            section.figures.setdefault(
                "First estimate", f"{told / left - 1:+.0%} after {(after - begun) / 60:.1f} cloud minutes"
            )
            section.figures["Estimate at the end of that run"] = (
                f"{told / left - 1:+.0%} after {(after - begun) / 60:.1f} cloud minutes"
            )


@dataclass
class First:
    """Notes the estimates in a run's output as they appear: the cloud's time, and cloud seconds left."""

    cloud: Cloud
    log: Path
    told: list[tuple[float, float]] = field(default_factory=list)

    def __call__(self) -> None:
        found = [match.groupdict() for match in LEFT.finditer(self.log.read_text())]
        for match in found[len(self.told) :]:
            self.told.append((self.cloud.control("health")["time"], SLOW * seconds_of(match)))


def seconds_of(match: Mapping[str, Any]) -> int:
    """The seconds that a line of progress says."""
    return int(match["h"] or 0) * 3600 + int(match["n"]) * (60 if match["unit"] == "min" else 1)


def _submitted(measured: Cloud) -> dict[str, list[tuple[float, int]]]:
    """For each region, when each copy was asked for and how long it takes, in the cloud's seconds."""
    numbers = {fleet_image(number): number for number in range(IMAGES)}
    regions: dict[str, list[tuple[float, int]]] = {}
    for entry in measured.control("requests?since=0")["requests"]:
        if entry["action"] == "CopyImage" and entry["status"] == 200:
            moment = datetime.strptime(entry["time"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
            seconds = fleet_seconds(numbers[entry["parameters"]["ImageId"]])
            regions.setdefault(entry["parameters"]["DestinationRegionId"], []).append((moment, seconds))
    return regions


def _makespan(measured: Cloud) -> float:
    """From the first copy asked for to the end of the last, five at once in a region, first come first served."""
    regions = _submitted(measured)
    if (made := sum(map(len, regions.values()))) != IMAGES:
        raise Failed(f"{made} copies were made of {IMAGES} images")
    ends = []
    for copies in regions.values():
        lanes = [0.0] * RUNNING
        for moment, seconds in copies:
            heapq.heapreplace(lanes, max(lanes[0], moment) + seconds)
        ends.append(max(lanes))
    return max(ends) - min(copies[0][0] for copies in regions.values())


def copy(more: Mapping[str, Any]) -> Sequence[str]:
    """Return the command that copies the fleet."""
    copies = [{"image_id": fleet_image(number), "destination_region": fleet_region(number)} for number in range(IMAGES)]
    given = {
        "bench_region": HOME,
        "bench_copies": copies,
        "bench_keys": {region: f"key-{region}" for region in FLEET_REGIONS},
        **more,
    }
    return [own().playbook, PLAYBOOK, "-e", json.dumps(given)]
