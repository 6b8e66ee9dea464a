# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run a job twice at the same time and show what both said; fails if one did: twice.py COMMAND..."""

from __future__ import annotations

import json
import subprocess
import sys

jobs = [
    subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _number in (1, 2)
]
outputs = [job.communicate()[0] for job in jobs]
json.dump(outputs, sys.stdout)
sys.exit(max(job.returncode for job in jobs))
