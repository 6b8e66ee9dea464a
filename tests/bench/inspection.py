# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Inspecting many images, beside bare scripts that do the same calls and beside a call per image."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from tests.bench.cloud import cloud
from tests.bench.places import Place, others, own
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage, script
from tests.bench.worlds import HOME, KEYS, SHARED_EVERY, SMALL

FEW, MANY = 1_000, 10_000
PLAYBOOK = "tests/bench/playbooks/inspect.yml"
# Growth is a ratio of two measurements, each a little different every time.
NOISE = 1.1


def floor(count: int) -> int:
    """The calls that an inspection of so many images needs at least: design of the collection, two snapshots each."""
    return math.ceil(count / 100) + math.ceil(2 * count / 100) + KEYS + math.ceil(count / SHARED_EVERY)


def bench(folder: Path) -> list[Section]:
    """Measure both sizes; memory also on the oldest and the newest core."""
    sections = [_inspect(count, folder, [own(), *(others() if count == MANY else [])]) for count in (FEW, MANY)]
    few, many = ({row.title: row.cost for row in section.rows} for section in sections)
    start = min(costs["one image"].cpu for costs in (few, many))
    beyond = [costs["image_info, to a file"].cpu - start for costs in (few, many)]
    sections[1].aims.append(
        Aim(
            f"CPU beyond start-up grows no faster than the number of images ({MANY // FEW} x, with {NOISE} for noise)",
            beyond[1] / max(beyond[0], 0.01),
            MANY / FEW * NOISE,
            "x",
        )
    )
    return sections


def _inspect(count: int, folder: Path, places: Sequence[Place]) -> Section:
    section = Section(f"Inspecting {count:,} images: two snapshots each, {KEYS} keys, 5 % shared")
    with cloud("inspection", count, folder / "emulator.log") as cloud_now:
        measure = Stage(cloud_now, folder, section)
        home = places[0]
        start = measure(("one image", "what a run costs before it has anything to do"), _play(home, folder, SMALL))
        to_file = measure(("image_info, to a file", "result: file"), _play(home, folder, HOME))
        measure(
            ("image_info, all results", "result: full; no image here can be shared as a whole, so auto gives the same"),
            _play(home, folder, HOME, "full"),
        )
        lists = measure(("raw SDK, lists", "the same calls, one after the other"), script("inspect_lists"))
        measure(("raw SDK, bare answers", "without the SDK's typed answers"), script("inspect_generic"))
        if count == FEW:
            measure(("raw SDK, image by image", "four calls an image"), script("inspect_single", str(count)))
        section.aims += [
            Aim(
                "API calls, times the least possible",
                sum(to_file.calls.values()) / floor(count),
                1.05,
                "x",
                counted=True,
            ),
            Aim(
                "CPU, beside 1.5 x the raw SDK (lists) and start-up",
                to_file.cost.cpu,
                1.5 * lists.cost.cpu + start.cost.cpu,
                "s",
            ),
        ]
        for place in places:
            for result in ("file", "full") if place != home else ():
                measure((f"{place.title}, {result}", ""), _play(place, folder, HOME, result))
        section.aims += [
            Aim(f"largest process: {row.title}", row.cost.largest, 300, "MB")
            for row in section.rows
            if "raw" not in row.title and row is not start
        ]
        section.figures["Measured on"] = home.title
    return section


def _play(place: Place, folder: Path, region: str, result: str = "file") -> list[str]:
    given = {"bench_region": region, "bench_result": result, "bench_file": str(folder / "images.json")}
    return [place.playbook, PLAYBOOK, "-e", json.dumps(given)]
