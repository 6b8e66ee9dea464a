# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Start the emulator with the world of a demo, for as long as this run of Ansible lasts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ...module_utils._calibration.outlook import outlook
from .._emulator import COLLECTION, start_emulator
from .._variables import absolute
from .site import Site

# A copy takes half an hour of the cloud's time, which runs 600 times faster here.
SPEED = ("--copy-seconds", "1800", "--clock-speed", "600")


def demo(site: Site) -> dict[str, Any]:
    """Start it, make the directory of the record, and return the URL and the directory."""
    directory = absolute(site.values["report_dir"] or "")
    Path(directory).mkdir(exist_ok=True)
    world = COLLECTION / "playbooks" / "files" / f"{site.playbook}.json"
    url = start_emulator("--world", str(world), *SPEED)
    site.say(
        f"the emulator answers on {url} until this run ends; nothing real is read or changed",
        *outlook(),
    )
    return {"emulator_url": url, "report_dir": directory}
