# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What GitHub runs is what runs here: make targets."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# To make and publish a release is all that is not done here.
OTHERS = ("gh release create ", ".venv/bin/ansible-galaxy collection publish ")


def made(job: dict[str, Any]) -> list[str]:
    """Return the make targets that a job runs."""
    targets = job.get("strategy", {}).get("matrix", {}).get("target", [])
    lines = [step["run"] for step in job["steps"] if "run" in step and not step["run"].startswith(OTHERS)]
    assert all(line.startswith("make ") for line in lines)
    words = [word for line in lines for word in line.removeprefix("make ").replace("${{ matrix.target }}", "*").split()]
    return [target for word in words for target in (targets if word == "*" else [word])]


@pytest.mark.parametrize("path", WORKFLOWS, ids=[path.stem for path in WORKFLOWS])
def test_a_workflow_runs_targets_that_are_there(path: Path) -> None:
    known = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    jobs = yaml.safe_load(path.read_text())["jobs"].values()
    targets = [target for job in jobs for target in made(job)]
    assert targets
    assert set(targets) <= known


def test_the_nightly_run_has_every_long_target() -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text())["jobs"].values()
    assert {"test-long", "matrix", "faults", "policies", "calibration"} <= {one for job in jobs for one in made(job)}
