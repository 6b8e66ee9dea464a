# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Build the execution environment and migrate in it, with the layout and the command of an AWX node.

Without podman, runc, debootstrap or root nothing can be built; that is reported and counted as skipped.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.emulated import emulator
from tests.runner.containers import (
    make_base_image,
    make_execution_environment,
    missing,
    podman,
    settings,
    size_in_megabytes,
)
from tests.runner.controller import OUTPUT
from tests.runner.job import Ended, launch, lay_out
from tests.runner.workflow import Awx
from tests.runner.workflow_judge import DEMO, REGIONS, Guide, small_world

TAG = "localhost/imageops-alicloud-ee:test"
CREDENTIALS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "demo-operator-key",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "demo-operator-secret",
    # AWX passes what a credential leaves open as empty.
    "ALIBABA_CLOUD_SECURITY_TOKEN": "",
    # What the pattern's credential makes of its lines.
    "IMAGES_CONSUMER_ROLE_ARNS": (
        "2000000000000002=acs:ram::2000000000000002:role/image-viewer,"
        "3000000000000003=acs:ram::3000000000000003:role/image-viewer,"
    ),
}
# Mounted, as the guide asks of an operator: the container's own folders end with the job.
REPORTS = "/var/lib/imageops/reports"
# AWX's own network is not the host's, but the emulator listens on the host's loopback interface.
COMMON = ("--network=host", "--pull=never")
# What an operator gives in a survey.
VARIABLES = {
    "images_region": "cn-beijing",
    "images_all": True,
    "images_kms_key_id": "alias/image-share",
    "images_destination_regions": ["cn-beijing", "ap-southeast-1"],
    "images_share_accounts": ["2000000000000002", "3000000000000003"],
    "images_pass_seconds": 2,
}
WORLD = ("--world", str(DEMO), "--copy-seconds", "1800", "--clock-speed", "1800")


def start_seconds() -> float:
    """How long it takes to start a container of the environment and its Ansible."""
    started = time.monotonic()
    podman("run", "--rm", *COMMON, TAG, "ansible", "--version")
    return time.monotonic() - started


def prepare(folder: Path, url: str, number: int) -> str:
    """The demo's migration as a job; returns the option that mounts a folder for its record."""
    variables = {**VARIABLES, "awx_job_id": number, "images_report_dir": REPORTS, "images_consumer_role_arns": ""}
    folder.mkdir()
    reports = folder.parent / "reports"
    reports.mkdir(exist_ok=True)
    reports.chmod(0o777)
    lay_out(folder, "imageops.alicloud.migrate_images", variables, {**CREDENTIALS, "ALIBABA_CLOUD_EMULATOR_URL": url})
    return f"--volume={reports}:{REPORTS}"


def migrate_on_node(folder: Path, url: str) -> Ended:
    """As a node of AWX does: ansible-runner outside starts the container, as root."""
    mount = prepare(folder, url, 14)
    os.environ.update(settings())
    return launch(folder, image=TAG, container_options=("--user=root", mount, *COMMON))


def migrate_in_pod(folder: Path, url: str) -> Ended:
    """As a container group of AWX does: ansible-runner inside of the container, as a user nobody knows."""
    mount = prepare(folder, url, 15)
    started = time.monotonic()
    command = ["podman", "run", "--rm", "--user=1000660000:0", mount, *COMMON, f"--volume={folder}:/runner", TAG]
    job = subprocess.run(
        [*command, "ansible-runner", "run", "/runner", "-p", "job.yml"],
        env=settings(),
        capture_output=True,
        text=True,
        check=False,
    )
    changed = sum(int(number) for number in re.findall(r"changed=(\d+)", job.stdout))
    status = "failed" if job.returncode or "failed=0" not in job.stdout else "successful"
    return Ended(status=status, changed=changed, output=job.stdout + job.stderr, seconds=time.monotonic() - started)


def judge(name: str, job: Ended, *, changes: bool) -> int:
    good = job.status == "successful" and bool(job.changed) == changes
    print(f"{'ok' if good else 'FAILED':8}{name:56}{job.seconds:6.1f} s")
    if not good:
        print(job.output)
    return 0 if good else 1


def record_is_there(reports: Path, job: Ended) -> bool:
    """Did the record outlive the containers, is the run named first and last, and were both consumers asked."""
    asked = all(f"{account} in " in job.output for account in ("2000000000000002", "3000000000000003"))
    named = job.output.count("run      awx-14") == 2
    good = (reports / "awx-14" / "report.json").is_file() and asked and named
    print(f"{'ok' if good else 'FAILED':8}{'its record is on the mount, and its name is said'}")
    return good


def follow_guide() -> int:
    """Follow the pattern's page with what a controller was sent; return how many of its promises were broken."""
    if not OUTPUT.is_file():
        print(f"FAILED  {OUTPUT} is not there; run tests.runner.controller first")
        return 1
    with tempfile.TemporaryDirectory() as name, (Path(name) / "emulator.log").open("w") as log:
        folder = Path(name)
        reports = folder / "reports"
        reports.mkdir()
        (folder / "world.json").write_text(json.dumps(small_world()))
        clock = ("--copy-seconds", "1800", "--clock-speed", "1800")
        with emulator(folder, log, "--world", str(folder / "world.json"), *clock) as url:
            awx = Awx(folder=folder, image=TAG, options=(f"--volume={reports}:{REPORTS}", *COMMON), url=url)
            os.environ.update(settings())
            if len(awx.sync(REGIONS)) != len(REGIONS):
                print(f"FAILED  the inventory is {awx.inventory}")
                return 1
            guide = Guide(awx, reports)
            guide.follow()
    return len(guide.problems)


def main() -> int:
    if lacking := missing():
        print(f"execution environment: 0 passed, 0 failed, 4 skipped ({lacking})")
        return 0
    make_base_image()
    make_execution_environment(TAG)
    with tempfile.TemporaryDirectory() as name, (Path(name) / "emulator.log").open("w") as log:
        folder = Path(name)
        with emulator(folder, log, *WORLD) as url:
            first = migrate_on_node(folder / "node", url)
            second = migrate_in_pod(folder / "pod", url)
        failed = 0 if record_is_there(folder / "reports", first) else 1
    failed += judge("a migration as a node of AWX runs it", first, changes=True)
    failed += judge("the same again in a pod, by a user without a home", second, changes=False)
    failed += min(1, follow_guide())
    print(f"image: {size_in_megabytes(TAG)} MB; a container with Ansible starts in {start_seconds():.1f} s")
    print(f"execution environment: {4 - failed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
