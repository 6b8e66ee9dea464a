# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A whole migration on the emulator: start it, run the playbook as an operator would, stop it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

DEMO = Path(__file__).resolve().parent
ROOT = DEMO.parent
OUT = DEMO / "out"
COLLECTIONS = ROOT / ".venv" / "collections"
START_SECONDS = 20
# A copy takes half an hour of the cloud's time, which runs 600 times faster here.
EMULATOR = ["--world", str(DEMO / "world.json"), "--copy-seconds", "1800", "--clock-speed", "600"]
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")


@contextmanager
def running_emulator(*options: str) -> Iterator[str]:
    """The address of an emulator that runs as long as the context does."""
    with tempfile.TemporaryDirectory() as scratch:
        port_file = Path(scratch) / "port"
        command = [sys.executable, "-m", "emulator", "--port", "0", "--port-file", str(port_file), *options]
        with (OUT / "emulator.log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + START_SECONDS
            while not port_file.exists():
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"The emulator did not start; see {OUT / 'emulator.log'}.")
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port_file.read_text().strip()}"
        finally:
            process.terminate()
            process.wait(timeout=10)


def play(playbook: str, variables: list[str], environment: dict[str, str]) -> int:
    """Run a playbook of the collection and return its exit code."""
    kept = {name: value for name, value in os.environ.items() if name not in PROXIES}
    kept |= {"ANSIBLE_CONFIG": str(DEMO / "ansible.cfg"), "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS)}
    ansible_playbook = Path(sys.executable).with_name("ansible-playbook")
    command = [str(ansible_playbook), f"imageops.alicloud.{playbook}", "-i", "localhost,", *variables]
    return subprocess.run(command, env=kept | environment, check=False).returncode


def main() -> int:
    """Run the demo; arguments go to ansible-playbook (`--check --diff` shows what it would do)."""
    OUT.mkdir(exist_ok=True)
    variables = ["-e", f"@{DEMO / 'vars.yml'}", "-e", f"images_report_dir={OUT}", *sys.argv[1:]]
    with running_emulator(*EMULATOR) as url:
        environment = {
            "ALIBABA_CLOUD_EMULATOR_URL": url,
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "demo-operator-key",
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "demo-operator-secret",
        }
        status = play("migrate_images", variables, environment)
    if not status:
        print(what_is_assumed())
    return status


def what_is_assumed() -> str:
    """Say what a calibration would ask of a real account, since the demo's answers are an emulator's."""
    sys.path.insert(0, str(ROOT))
    probes = import_module("plugins.module_utils._calibration.catalogue").PROBES
    counts = Counter(str(probe.kind) for probe in probes)
    others = len(probes) - counts["read"] - counts["dry_run"]
    return (
        f"assumed  calibrate_account asks a real account about {len(probes)} facts: {counts['read']} by reading, "
        f"{counts['dry_run']} by dry runs, {others} with copies of an image that you name, for cents"
    )


if __name__ == "__main__":
    sys.exit(main())
