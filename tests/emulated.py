# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An emulator in a process of its own, and the way to its control paths."""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from tests.workspace import ROOT, environment

# Other work may have all of the machine for a while.
START_SECONDS = 240
ANSWER_SECONDS = 60


@contextlib.contextmanager
def emulator(folder: Path, log: TextIO, *options: str) -> Iterator[str]:
    """Start an emulator on a free port of the loopback interface and yield its URL."""
    port_file = folder / "port"
    command = [sys.executable, "-m", "emulator", "--host", "127.0.0.1", "--port", "0", "--port-file", str(port_file)]
    with subprocess.Popen([*command, *options], cwd=ROOT, env=environment(), stdout=log, stderr=log) as process:
        try:
            deadline = time.monotonic() + START_SECONDS
            while not (port_file.exists() and port_file.read_text().strip()):
                if process.poll() is not None or time.monotonic() > deadline:
                    message = f"the emulator did not start:\n{Path(log.name).read_text()}"
                    raise RuntimeError(message)
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port_file.read_text().strip()}"
        finally:
            process.terminate()


def control(url: str, path: str, body: Any = None, method: str = "") -> Any:
    """One control request: GET, or POST with a body, unless a method is given. Raises ValueError for a refusal."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=ANSWER_SECONDS)
    with contextlib.closing(connection):
        default, data = ("GET", None) if body is None else ("POST", json.dumps(body))
        connection.request(method or default, f"/_emulator/{path}", data)
        answer = connection.getresponse()
        text = answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise ValueError(f"{path}: {text.decode()}")
    return json.loads(text)
