# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Playing seeds: one in a folder and with an emulator of its own, many side by side."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
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
from tests.faults.scenario import World
from tests.faults.scenarios import describe, make_scenario
from tests.faults.users.episode import UsersEpisode
from tests.faults.users.trouble import make_scenario as make_users_scenario
from tests.faults.users.witness import Witness, standing


def play_seed(seed: int, folder: Path) -> Report:
    """Play a seed. Its folder keeps what was seen if something was wrong."""
    started = time.monotonic()
    scenario = make_scenario(seed)
    report = Report(seed, describe(scenario))
    with a_cloud(folder, scenario.world, report, scenario.clock_speed) as cloud:
        player = Player(folder, f"{seed}-{time.time_ns()}", variables(cloud.url), lambda: cloud.counts()[0])
        try:
            Episode(scenario, folder, cloud, player, report, cloud.world()).play()
        finally:
            player.settle(0)
    keep_or_forget(folder, report, started)
    return report


def play_users(seed: int, folder: Path) -> Report:
    """Play a seed about users of images."""
    started = time.monotonic()
    scenario = make_users_scenario(seed)
    report = Report(seed, scenario.describe())
    with a_cloud(folder, scenario.world, report) as cloud:
        witness = Witness(cloud.url)
        with standing(witness) as url:
            player = Player(folder, f"users-{seed}-{time.time_ns()}", variables(url), witness.counts)
            try:
                UsersEpisode(scenario, folder, cloud, player, report, witness).play()
            finally:
                player.settle(0)
    keep_or_forget(folder, report, started)
    return report


@contextlib.contextmanager
def a_cloud(folder: Path, world: World, report: Report, speed: int = 1) -> Iterator[Cloud]:
    """Start an emulator with a world in a folder that is made for it, and keep its end if a rule broke."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path = folder / "world.json"
    _write(path, world)
    options = ("--world", str(path), "--clock-speed", str(speed), "--request-log", "100000")
    with (folder / "emulator.log").open("w") as log, emulator(folder, log, *options) as url:
        cloud = Cloud(url)
        yield cloud
        if report.violations:
            _write(folder / "after.json", cloud.world())
            _write(folder / "requests.json", cloud.requests())


def keep_or_forget(folder: Path, report: Report, started: float) -> None:
    """Note how long a seed took. Its folder stays if a rule broke."""
    report.seconds = time.monotonic() - started
    if report.violations:
        _write(folder / "report.json", report.to_json())
    else:
        shutil.rmtree(folder)


def play_seeds(
    seeds: Sequence[int],
    folders: Path,
    workers: int,
    tell: Callable[[Report], None],
    play: Callable[[int, Path], Report] = play_seed,
) -> list[Report]:
    """Play seeds side by side. Where the harness itself breaks, the others go on, and it counts as a violation."""
    reports = []
    with ThreadPoolExecutor(workers) as pool:
        started = {pool.submit(play, seed, folders / str(seed)): seed for seed in seeds}
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
