# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start a command and send it a signal once its output has a text and an action was called so often.

    interrupt.py SIGNAL ADDRESS ACTION TIMES TEXT COMMAND...

Only the process itself gets the signal, as from a service manager. Prints JSON: `status`, `output`, and how often the
action had been called `soon` after the end and `later`.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

LIMIT_SECONDS = 300
# Calls that were sent when the signal came may still be answered.
SOON_SECONDS = 4
LATER_SECONDS = 6
number, address, action, times, text, *command = sys.argv[1:]
opener = build_opener(ProxyHandler({}))


def calls() -> int:
    return int(json.load(opener.open(f"{address}/requests"))["counts"].get(action, 0))


with tempfile.TemporaryDirectory() as folder:
    output = Path(folder, "output")
    with output.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)
    deadline = time.monotonic() + LIMIT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if text in output.read_text() and calls() >= int(times):
            break
        time.sleep(0.1)
    if process.poll() is not None or time.monotonic() >= deadline:
        process.kill()
        sys.exit(f"the command ended by itself, or never came so far:\n{output.read_text()}")
    os.kill(process.pid, signal.Signals[number])
    status = process.wait()
    time.sleep(SOON_SECONDS)
    soon = calls()
    time.sleep(LATER_SECONDS)
    print(json.dumps({"status": status, "output": output.read_text(), "soon": soon, "later": calls()}))
