# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start a job and end it at once when it has started copies: cancel.py ADDRESS COMMAND..."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from urllib.request import ProxyHandler, build_opener

LIMIT_SECONDS = 120
address, command = sys.argv[1], sys.argv[2:]
opener = build_opener(ProxyHandler({}))
process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
deadline = time.monotonic() + LIMIT_SECONDS
copies = 0
while copies < 2 and process.poll() is None and time.monotonic() < deadline:
    time.sleep(0.2)
    copies = json.load(opener.open(f"{address}/requests"))["counts"].get("CopyImage", 0)
early = process.poll() is None
if early:
    os.killpg(process.pid, signal.SIGKILL)
process.wait()
sys.exit(0 if early and copies else "the job ended by itself, or started no copies")
