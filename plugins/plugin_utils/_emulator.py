# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The emulator that comes with the collection, started for one run of Ansible, and the way to its control paths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from ansible.module_utils.urls import open_url

from ..module_utils._model.errors import ImageopsError

COLLECTION = Path(__file__).parents[2]
START_SECONDS = 60
ANSWER_SECONDS = 60


class NoEmulator(ImageopsError):
    """The emulator did not start."""


def start_emulator(*options: str) -> str:
    """Start an emulator on a free port of the loopback interface and return its URL. Raises NoEmulator.

    It ends by itself when this run of Ansible ends, however that is.
    """
    folder = Path(tempfile.mkdtemp(prefix="imageops-emulator-"))
    port_file, log = folder / "port", folder / "log"
    # This is a worker, which ends with its task; its parent is the run.
    until = ("--until-ended", str(os.getppid()))
    command = (sys.executable, "-m", "emulator", "--port", "0", "--port-file", str(port_file), *until, *options)
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=COLLECTION, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    while not port_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise NoEmulator(f"The emulator did not start: {log.read_text().strip() or 'it says nothing'}.")
        time.sleep(0.02)
    url = f"http://127.0.0.1:{port_file.read_text().strip()}"
    port_file.unlink()
    log.unlink()
    folder.rmdir()
    return url


def control(url: str, path: str, body: object = None) -> Any:
    """Ask the emulator itself; a body is posted. Raises the errors of open_url."""
    answer = open_url(
        f"{url}/_emulator/{path}",
        method="GET" if body is None else "POST",
        data=None if body is None else json.dumps(body),
        headers={"Content-Type": "application/json"},
        use_proxy=False,
        timeout=ANSWER_SECONDS,
    )
    return json.loads(answer.read())
