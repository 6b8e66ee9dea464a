# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the steps of a run know of each site, from task to task.

Results of tasks go through events, where AWX drops what is over 700 kB, and stay in the controller's memory. So
what steps know is kept in Ansible's temporary directory of this run, which Ansible makes for its process and removes
with it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ansible import constants

DIRECTORY = "imageops.alicloud"
# What a report shows of the work of a site.
WORK = ("failure", "copied", "parts", "shares", "sources", "proofs", "users")


def load_state(host: str) -> dict[str, Any]:
    """Return what earlier steps kept of a host; an empty mapping where there was none."""
    path = _path(host)
    try:
        state: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return state


def save_state(host: str, state: dict[str, Any]) -> None:
    """Keep a host's state. The directory is this user's alone."""
    path = _path(host)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(state), "utf-8")
    part.replace(path)


def scratch_path(host: str, name: str) -> Path:
    """Return where a step may keep a file of its own for a later one; it is removed with the state."""
    path = _path(host)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    return path.with_suffix(f".{name}")


def note_reported(run: str, states: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """Note what each host had done when the run was reported."""
    path = _reported_path(run)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(json.dumps({host: _work_of(state) for host, state in states}), "utf-8")
    part.replace(path)


def is_behind(run: str, states: Iterable[tuple[str, Mapping[str, Any]]]) -> bool:
    """Return whether the run was reported before these hosts had done all that they have done by now."""
    try:
        reported = json.loads(_reported_path(run).read_text("utf-8"))
    except FileNotFoundError:
        return False
    return any(reported.get(host) != _work_of(state) for host, state in states if state)


def forget_reported(run: str) -> None:
    """Forget that an earlier play of this process reported a run of this name."""
    _reported_path(run).unlink(missing_ok=True)


def _work_of(state: Mapping[str, Any]) -> str:
    done = {key: state[key] for key in WORK if key in state}
    return hashlib.sha256(json.dumps(done, sort_keys=True).encode()).hexdigest()


def _reported_path(run: str) -> Path:
    return Path(constants.DEFAULT_LOCAL_TMP) / DIRECTORY / f"{quote(run, safe='')}.reported"


def claim(duty: str, host: str, hosts: Sequence[str]) -> str:
    """Return which of `hosts` has a duty that one of them does for all: the first that claimed it.

    With `strategy: free` two hosts may each find that they are the one, so the file system decides.
    """
    path = _claim_path(duty)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    part = path.with_name(f"{path.name}.{quote(host, safe='')}.{os.getpid()}")
    part.write_text(host, "utf-8")
    try:
        os.link(part, path)
    except FileExistsError:
        claimant = path.read_text("utf-8")
        if claimant in hosts:
            return claimant
        # It is one of an earlier play.
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return host


def claimant_of(duty: str) -> str:
    """Return which host claimed a duty; empty if none did."""
    try:
        return _claim_path(duty).read_text("utf-8")
    except FileNotFoundError:
        return ""


def release_claim(duty: str, host: str) -> None:
    """Forget that a host claimed a duty, in an earlier play of this process."""
    if claimant_of(duty) == host:
        _claim_path(duty).unlink()


def _claim_path(duty: str) -> Path:
    return Path(constants.DEFAULT_LOCAL_TMP) / DIRECTORY / f"{quote(duty, safe='')}.claim"


def _path(host: str) -> Path:
    return Path(constants.DEFAULT_LOCAL_TMP) / DIRECTORY / f"{quote(host, safe='')}.json"
