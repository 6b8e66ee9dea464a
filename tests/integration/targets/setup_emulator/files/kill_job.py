# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start a job and kill it at once when it has called an action so often: kill_job.py ADDRESS ACTION TIMES COMMAND...

Ansible's workers have sessions of their own since core 2.19, so all descendants are killed, as with a job's container.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

LIMIT_SECONDS = 300


def descendants(parent: int) -> list[int]:
    """The processes that a process started, and those that they started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in parentheses, may hold blanks.
            ppid = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if ppid == parent:
            found += [int(status.parent.name), *descendants(int(status.parent.name))]
    return found


address, action, times, *command = sys.argv[1:]
opener = build_opener(ProxyHandler({}))
process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
deadline = time.monotonic() + LIMIT_SECONDS
calls = 0
while calls < int(times) and process.poll() is None and time.monotonic() < deadline:
    time.sleep(0.2)
    calls = json.load(opener.open(f"{address}/requests"))["counts"].get(action, 0)
early = process.poll() is None
if early:
    # Nothing can start anything while it is stopped.
    os.killpg(process.pid, signal.SIGSTOP)
    for number in (*descendants(process.pid), process.pid):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
process.wait()
sys.exit(0 if early and calls else f"the job ended by itself, or did not call {action}")
