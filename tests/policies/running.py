# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Runs of a mode's playbooks on emulators, one emulator for each worker."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.emulated import control, emulator
from tests.workspace import BIN, ROOT, environment

from .judging import Run
from .modes import HERE, Case, Mode, make_world

# A calibration waits ten minutes for a sign of life that it may not read.
RUN_SECONDS = 1200
# What the products say to a caller whose policies do not allow a call.
DENIED = ("Forbidden.RAM", "Forbidden.NoPermission", "NoPermission")
COLLECTIONS = ROOT / ".venv" / "collections"


class Stage:
    """Emulators that are free to be used."""

    def __init__(self) -> None:
        self._free: SimpleQueue[str] = SimpleQueue()

    @contextlib.contextmanager
    def opened(self, number: int) -> Iterator[Stage]:
        """As many emulators as there are workers."""
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imageops-")))
            for each in range(number):
                place = folder / str(each)
                place.mkdir()
                log = stack.enter_context((place / "log").open("w"))
                self._free.put(stack.enter_context(emulator(place, log)))
            yield self

    def play(self, mode: Mode, case: Case, taken: tuple[str, str] | None = None) -> Run:
        """Run a case on a free emulator, in its own world."""
        url = self._free.get()
        try:
            control(url, "reset", make_world(mode, case, taken))
            done = _run(url, mode.runner, case)
            requests: list[dict[str, Any]] = control(url, "requests")["requests"]
        finally:
            self._free.put(url)
        denied = [entry for entry in requests if entry["code"] in DENIED]
        return Run(status=done.returncode, output=done.stdout, called=_actions(requests), denied=_actions(denied))


def _run(url: str, runner: str, case: Case) -> subprocess.CompletedProcess[str]:
    variables = {**case.variables, "policies_folder": str(HERE)}
    playbook = str(HERE / case.playbook) if "/" in case.playbook else f"imageops.alicloud.{case.playbook}"
    return subprocess.run(
        [
            str(BIN / "ansible-playbook"),
            playbook,
            "-i",
            "localhost,",
            "-c",
            "local",
            "-v",
            "-e",
            json.dumps(variables),
        ],
        cwd=HERE,
        env=environment(
            ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
            ANSIBLE_PIPELINING="true",
            ALIBABA_CLOUD_EMULATOR_URL=url,
            ALIBABA_CLOUD_ACCESS_KEY_ID=f"{runner}-key",
            ALIBABA_CLOUD_ACCESS_KEY_SECRET=f"{runner}-secret",
        ),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )


def _actions(requests: list[dict[str, Any]]) -> frozenset[tuple[str, str]]:
    return frozenset((entry["account"] or "", f"{entry['product'].lower()}:{entry['action']}") for entry in requests)
