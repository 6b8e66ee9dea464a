# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calibrate emulated accounts that behave in all ways, and kill calibrations: results are true, and nothing is left.

Each run is a real ansible-playbook against an emulator of its own, on a clock as fast as the real one, since
calibration measures seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any

from tests.calibration.worlds import CONSUMER, FOREIGN_KEY, MANY, OWNER, covering, drawn, world, wrong
from tests.emulated import control, emulator
from tests.workspace import BIN, ROOT, environment

# Other work may have all of the machine for a while.
RUN_SECONDS = 1800
# A calibration is killed after one of its first writes, or of its launches, and so many seconds.
WRITES, LAUNCHES, LATER = 70, 4, 3.0
POLL_SECONDS = 0.1
ASKED = {
    "images_region": "cn-beijing",
    "calibrate_write": True,
    "calibrate_confirm": True,
    "calibrate_image_id": "m-canary",
    "calibrate_kms_key_id": "alias/image-share",
    "calibrate_share_account": CONSUMER,
    "calibrate_consumer": True,
    "calibrate_consumer_role_arn": f"acs:ram::{CONSUMER}:role/viewer",
    "calibrate_launch": True,
    "calibrate_launch_instance_type": "ecs.t6-c1m1.large",
    "calibrate_launch_vswitch_id": "vsw-1",
    "calibrate_launch_security_group_id": "sg-1",
    "calibrate_destination_region": "cn-shanghai",
    "calibrate_foreign_key_arn": FOREIGN_KEY,
    "calibrate_wait_timeout": 1200,
}
ABSENT = {
    "images_region": "cn-beijing",
    "calibrate_state": "absent",
    "calibrate_consumer_role_arn": f"acs:ram::{CONSUMER}:role/viewer",
    "calibrate_destination_region": "cn-shanghai",
}


@contextlib.contextmanager
def started(url: str, folder: Path, variables: Mapping[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the playbook. Its output goes to a file; whatever it started ends with it."""
    command = [str(BIN / "ansible-playbook"), "imageops.alicloud.calibrate_account", "-i", "localhost,"]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            [*command, "-e", json.dumps(dict(variables))],
            env=environment(
                ANSIBLE_COLLECTIONS_PATH=str(ROOT / ".venv" / "collections"),
                ALIBABA_CLOUD_EMULATOR_URL=url,
                ALIBABA_CLOUD_ACCESS_KEY_ID="operator-key",
                ALIBABA_CLOUD_ACCESS_KEY_SECRET="operator-secret",
            ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def calibrate(url: str, folder: Path, variables: Mapping[str, Any]) -> tuple[int, str]:
    """Run the playbook; return its status and output."""
    with started(url, folder, variables) as process, contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(RUN_SECONDS)
    return process.returncode, (folder / "output").read_text("utf-8", "replace")


def kill(url: str, folder: Path, moment: tuple[str, int, float]) -> bool:
    """Start the playbook and kill it after as many calls of an action, and some seconds; say whether it was at work.

    An empty action stands for all that write.
    """
    action, number, seconds = moment
    with started(url, folder, ASKED) as process:
        while process.poll() is None and calls(url, action) < number:
            time.sleep(POLL_SECONDS)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        return process.poll() is None


def calls(url: str, action: str) -> int:
    """Return how many calls of an action, or that write, there were."""
    log = control(url, "requests")["requests"]
    done = [item for item in log if item["mutating"] and not item["dry_run"]]
    return sum(not action or item["action"] == action for item in done)


def left(url: str, before: Mapping[str, Any]) -> list[str]:
    """Return what the owner has, or lacks, since before, and the instances that the consumer has."""
    accounts = control(url, "world")["accounts"]
    now = accounts[OWNER]
    texts = [f"{part} differ" for part in ("roles", "policies") if now.get(part) != before.get(part)]
    for name, region in accounts[CONSUMER]["regions"].items():
        texts += [f"instances of {name}: {item['id']}" for item in region.get("instances", ())]
    for name, region in now["regions"].items():
        for part in ("images", "snapshots"):
            texts += [
                f"{part} of {name}: {item['id']}"
                for item in (*region.get(part, ()), *before["regions"][name].get(part, ()))
                if item not in region.get(part, ()) or item not in before["regions"][name].get(part, ())
            ]
    return texts


def told(settings: Mapping[str, Any], kind: str = "bare") -> list[str]:
    """Calibrate a world; return what is wrong with the result or with what is left."""
    with _emulated(settings, kind) as (url, folder):
        before = control(url, "world")["accounts"][OWNER]
        file = folder / "calibration.json"
        more = {"calibrate_share_accounts": [CONSUMER, *MANY]} if kind == "in_use" else {}
        status, output = calibrate(url, folder, {**ASKED, **more, "calibrate_file": str(file)})
        if status or not file.exists():
            return [f"the run ended with {status}\n{output}"]
        return [*wrong(settings, json.loads(file.read_text()), kind), *left(url, before)]


def killed(seed: int) -> list[str]:
    """Kill a calibration at a random moment; return what is left after the next run."""
    chance = random.Random(seed)
    launches = seed % 2 == 0
    settings = drawn(seed) | {"disk_role_needs_policy": False, "list_lag_seconds": 0.0}
    # There are as many writes and launches as that only where ECS shares, and asks the role for a policy.
    settings |= {"default_key_shareable": True, "share_role_needs_policy": True}
    number = chance.randint(1, LAUNCHES if launches else WRITES)
    with _emulated(settings) as (url, folder):
        before = control(url, "world")["accounts"][OWNER]
        moment = ("RunInstances" if launches else "", number, chance.uniform(0, LATER))
        texts = [] if kill(url, folder, moment) else [f"the run ended before {moment}"]
        # What was sent may still be on its way.
        time.sleep(1)
        status, output = calibrate(url, folder, ABSENT if chance.random() < 0.5 else ASKED)
        return [*texts, *([f"the next run ended with {status}\n{output}"] if status else []), *left(url, before)]


@contextlib.contextmanager
def _emulated(settings: Mapping[str, Any], kind: str = "bare") -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="imageops-") as name:
        folder = Path(name)
        with (folder / "log").open("w") as log, emulator(folder, log) as url:
            control(url, "reset", world(settings, kind))
            yield url, folder


def other_kinds(seed: int) -> tuple[str, ...]:
    """Return the second world of a seed: an account with a share role, or a canary that cannot be shared."""
    return ("data_disks",) if seed % 4 == 3 else ("in_use",)


def main() -> int:
    """Run what was chosen, or everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="pairs of worlds of random settings")
    parser.add_argument("--kills", type=int, default=20, help="calibrations that are killed")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--values", type=int, default=1, help="0 leaves out the worlds with every value")
    parser.add_argument("--workers", type=int, default=min((os.cpu_count() or 1) + 1, 4), help="runs side by side")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    kills = range(options.first, options.first + options.kills)
    worlds = list(enumerate(covering())) if options.values else []
    jobs: list[tuple[str, Callable[[], list[str]]]] = [
        *((f"values {number}", partial(told, settings)) for number, settings in worlds),
        *((f"seed {seed}", partial(told, drawn(seed))) for seed in seeds),
        *((f"seed {seed} {kind}", partial(told, drawn(seed), kind)) for seed in seeds for kind in other_kinds(seed)),
        *((f"killed {seed}", partial(killed, seed)) for seed in kills),
    ]
    failed = 0
    with ThreadPoolExecutor(options.workers) as pool:
        running = {pool.submit(job): name for name, job in jobs}
        for done in as_completed(running):
            name, texts = running[done], done.result()
            failed += bool(texts)
            print(f"{'FAILED' if texts else 'ok':8}{name}", flush=True)
            for text in texts:
                print(f"        {text}", flush=True)
    print(f"calibration: {len(jobs) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
