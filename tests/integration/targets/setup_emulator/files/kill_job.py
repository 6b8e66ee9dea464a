# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start a job and kill it at once when it has called an action so often: kill_job.py ADDRESS ACTION TIMES COMMAND..."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from urllib.request import ProxyHandler, build_opener

LIMIT_SECONDS = 120
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
    os.killpg(process.pid, signal.SIGKILL)
process.wait()
sys.exit(0 if early and calls else f"the job ended by itself, or did not call {action}")
