# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Playing seeds: one in a folder and with an emulator of its own, many side by side."""

from __future__ import annotations

import json
import shutil
import time
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from tests.emulated import emulator
from tests.faults.cloud import Cloud
from tests.faults.commands import variables
from tests.faults.episode import Episode
from tests.faults.findings import Violation
from tests.faults.playing import Player
from tests.faults.report import Report
from tests.faults.scenarios import describe, make_scenario


def play_seed(seed: int, folder: Path) -> Report:
    """Play a seed. Its folder keeps what was seen if something was wrong."""
    started = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    scenario = make_scenario(seed)
    report = Report(seed, describe(scenario))
    world = folder / "world.json"
    _write(world, scenario.world)
    options = ("--world", str(world), "--clock-speed", str(scenario.clock_speed), "--request-log", "100000")
    with (folder / "emulator.log").open("w") as log, emulator(folder, log, *options) as url:
        cloud = Cloud(url)
        player = Player(folder, f"{seed}-{time.time_ns()}", variables(url), lambda: cloud.counts()[0])
        try:
            Episode(scenario, folder, cloud, player, report, cloud.world()).play()
        finally:
            player.settle(0)
        if report.violations:
            _write(folder / "after.json", cloud.world())
            _write(folder / "requests.json", cloud.requests())
    report.seconds = time.monotonic() - started
    if report.violations:
        _write(folder / "report.json", report.to_json())
    else:
        shutil.rmtree(folder)
    return report


def play_seeds(seeds: Sequence[int], folders: Path, workers: int, tell: Callable[[Report], None]) -> list[Report]:
    """Play seeds side by side. Where the harness itself breaks, the others go on, and it counts as a violation."""
    reports = []
    with ThreadPoolExecutor(workers) as pool:
        started = {pool.submit(play_seed, seed, folders / str(seed)): seed for seed in seeds}
        for future in as_completed(started):
            error = future.exception()
            if error is None:
                report = future.result()
            else:
                text = "".join(traceback.format_exception(error))
                report = Report(started[future], {}, violations=[Violation(rule="harness", text=text)])
            reports.append(report)
            tell(report)
    return sorted(reports, key=lambda report: report.seed)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, default=str))
