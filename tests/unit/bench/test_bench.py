# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the benchmarks reckon with: costs of processes, floors, and aims."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.bench import fleet, inspection
from tests.bench.measure import Cost, Failed, run
from tests.bench.report import Aim, Row, Section, write
from tests.bench.turns import Rounds
from tests.bench.worlds import FLEET_REGIONS, HOME, KINDS, OWNER, fleet_region, fleet_seconds

GRANDCHILD = "held = bytearray(120_000_000); sum(range(4_000_000))"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {GRANDCHILD!r}], check=True)"


def test_cpu_and_memory_of_processes_that_a_process_starts_count(tmp_path: Path) -> None:
    alone = run([sys.executable, "-c", "pass"], os.environ, tmp_path / "log")
    cost = run([sys.executable, "-c", CHILD], os.environ, tmp_path / "log")

    assert cost.cpu > alone.cpu
    assert cost.largest > 120
    assert cost.wall > 0


def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"ended with 3:\nwhy"):
        run([sys.executable, "-c", "import sys; print('why'); sys.exit(3)"], os.environ, tmp_path / "log")


@pytest.mark.parametrize(("count", "calls"), [(1_000, 10 + 20 + 25 + 50), (10_000, 100 + 200 + 25 + 500)])
def test_the_floor_of_an_inspection(count: int, calls: int) -> None:
    assert inspection.floor(count) == calls


def test_the_inspected_world_is_what_the_floor_is_for() -> None:
    images = KINDS["inspection"](1_000)["accounts"][OWNER]["regions"][HOME]["images"]

    assert len(images) == 1_000
    assert {len(image["disks"]) for image in images} == {2}
    assert len({image["disks"][0]["key"] for image in images}) == 25
    assert sum(bool(image["shared_with"]) for image in images) == 50


def test_the_fleet_is_spread_evenly_and_takes_35_minutes_an_image() -> None:
    numbers = range(fleet.IMAGES)

    assert {sum(fleet_region(number) == region for number in numbers) for region in FLEET_REGIONS} == {100}
    assert sum(map(fleet_seconds, numbers)) / fleet.IMAGES == 35 * 60
    assert fleet.floor() == 100 * 35 * 60 / 5


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("3 of 8 done, about 40 s left", 40),
        ("3 of 8 done, about 12 min left", 720),
        ("3 of 8 done, about 3 h 20 min left", 12_000),
    ],
)
def test_the_time_left_is_read_as_it_is_printed(line: str, seconds: int) -> None:
    (match,) = fleet.LEFT.finditer(line)

    assert fleet.seconds_of(match.groupdict()) == seconds


@pytest.mark.parametrize(
    ("aim", "met"),
    [
        (Aim("calls", 105, 105), True),
        (Aim("calls", 106, 105), False),
        (Aim("slower", 30, 30, at_least=True), True),
        (Aim("slower", 29, 30, at_least=True), False),
    ],
)
def test_an_aim_is_met_up_to_its_limit(aim: Aim, met: bool) -> None:
    assert aim.met is met


def test_figures_are_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = Row("a run", Cost(1.0, 0.5, 90.0, {"module": 80.0}, "secret words"), {"CopyImage": 3})
    section = Section("Copying", [row], [Aim("calls", 4, 3, "calls", counted=True)], {"Floor": "3 min"})
    section.show()
    write(tmp_path / "bench.json", [section], {"commit": "0123456789"})

    printed = capsys.readouterr().out
    assert "NOT MET  calls  4  <= 3 calls" in printed
    assert "a run: 3 CopyImage" in printed
    whole = json.loads((tmp_path / "bench.json").read_text())
    assert whole["commit"] == "0123456789"
    (written,) = whole["sections"]
    assert (written["aims"][0]["met"], written["rows"][0]["calls"]) == (False, {"CopyImage": 3})
    assert "secret words" not in (tmp_path / "bench.json").read_text()


def rounds(**cpu: tuple[float, ...]) -> Rounds:
    return Rounds({title: [Row(title, Cost(1.0, one, 90.0), {}) for one in own] for title, own in cpu.items()})


def test_a_ratio_is_the_median_of_the_rounds_and_not_that_of_a_disturbed_one() -> None:
    assert rounds(ours=(6.0, 40.0, 12.0), theirs=(2.0, 4.0, 4.0)).ratio("ours", "theirs") == 3.0


def test_what_many_take_is_compared_beyond_what_one_takes() -> None:
    measured = rounds(many=(11.0, 22.0), one=(1.0, 2.0), raw=(6.0, 12.0), raw_one=(1.0, 2.0))

    assert measured.ratio_beyond(("many", "one"), ("raw", "raw_one")) == 2.0
    assert measured.beyond("many", "one") == [10.0, 20.0]
