# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The units that run a standing order: systemd takes them, and what they run is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml

from plugins.module_utils._variables.request import read_request

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "extensions" / "systemd"
NAME = "imageops-standing-order"
ANSIBLE = "/usr/bin/ansible-playbook"


class Unit(RawConfigParser):
    """A unit, whose names are case-sensitive."""

    def __init__(self, kind: str) -> None:
        super().__init__(strict=False)
        # A line that ends with a backslash goes on.
        self.read_string((UNITS / f"{NAME}.{kind}").read_text().replace("\\\n", " "))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def test_the_timer_starts_the_service_again_and_again() -> None:
    timer = Unit("timer")

    assert timer["Timer"]["OnCalendar"] == "hourly"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"
    assert Unit("service")["Service"]["Type"] == "oneshot"
    assert "Install" not in Unit("service")


def test_the_service_runs_a_playbook_of_the_collection_with_variables_that_it_takes() -> None:
    program, playbook, *options = Unit("service")["Service"]["ExecStart"].split()

    assert program == ANSIBLE
    assert (ROOT / "playbooks" / f"{playbook.removeprefix('imageops.alicloud.')}.yml").is_file()
    assert options == ["-i", "/etc/imageops/sites.image_sites.yml", "-e", "@/etc/imageops/standing-order.yml"]
    given = yaml.safe_load((UNITS / "standing-order.yml").read_text())
    request = read_request("migrate_images", given, from_command_line=given)
    assert request.values["newest"] == 1
    assert request.values["report_dir"] == f"/var/lib/{Unit('service')['Service']['StateDirectory']}"


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if not analyze:
        pytest.skip("systemd is not installed")
    for kind in ("service", "timer"):
        # A program that is here; systemd looks for it.
        text = (UNITS / f"{NAME}.{kind}").read_text().replace(ANSIBLE, sys.executable)
        (tmp_path / f"{NAME}.{kind}").write_text(text)
    paths = [str(tmp_path / f"{NAME}.{kind}") for kind in ("service", "timer")]
    done = subprocess.run([analyze, "verify", *paths], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")
