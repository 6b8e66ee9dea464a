# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a copy of the project holds, and which processes run modules."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.workspace import ROOT, is_module, kept_files

# A playbook, its worker and a module are forks of each other; each says who it is and waits for its end.
FORKS = """
import os, sys
for generation in range(3):
    print(os.getpid(), flush=True)
    if generation == 2 or os.fork():
        break
sys.stdin.read()
"""
WAITS = "import sys; print(flush=True); sys.stdin.read()"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="there is nothing to compare with in an archive")
def test_a_copy_has_what_git_knows_or_would_add() -> None:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\0")
    assert kept_files() == sorted(name for name in names if (ROOT / name).is_file())


def test_a_fork_of_a_worker_is_a_module() -> None:
    command = [sys.executable, "-c", FORKS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        pids = [int(process.stdout.readline()) for _line in range(3)] if process.stdout else []
        found = [is_module(pid, pids[0]) for pid in pids]
        process.communicate()
    assert found == [False, False, True]


def test_a_python_that_runs_a_payload_is_a_module(tmp_path: Path) -> None:
    payload = tmp_path / "AnsiballZ_image_info.py"
    payload.write_text(WAITS)
    command = [sys.executable, str(payload)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        found = bool(process.stdout and process.stdout.readline()) and is_module(process.pid, 0)
        process.communicate()
    assert found


def test_what_has_ended_is_no_module() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert not is_module(process.pid, 0)
