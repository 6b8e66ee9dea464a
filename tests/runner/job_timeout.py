# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration that is longer than its job may be, launched again and again as an operator of AWX would.

100 images of 35 minutes a copy, five at a time, take twelve hours of the cloud's time; a job is ended after 60 seconds.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.emulated import control, emulator
from tests.runner.job import Ended, launch, lay_out
from tests.workspace import ROOT, environment

IMAGES = 100
JOB_TIMEOUT_SECONDS = 60
MOST_LAUNCHES = 10
REGION = "cn-beijing"
ACCOUNT = "1000000000000001"
WORLD = {"generate": {"images": IMAGES, "regions": [REGION], "mix": {"service": 1, "customer": 0, "plain": 0}}}
CREDENTIALS = {
    "ALIBABA_CLOUD_ACCESS_KEY_ID": "LTAI-generated-operator",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "generated-secret",
}
COLLECTIONS = {"ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv" / "collections")}
CLOCK = ("--copy-seconds", "2100", "--clock-speed", "250", "--request-log", "5000")
VARIABLES = {
    "images_region": REGION,
    "images_all": True,
    "images_kms_key_id": "alias/image-share",
    "images_pass_seconds": 15,
}


def launch_until_done(folder: Path, url: str) -> list[Ended]:
    """The same job over and over, each time as new; nothing is kept from one launch to the next."""
    jobs: list[Ended] = []
    secrets = {**CREDENTIALS, "ALIBABA_CLOUD_EMULATOR_URL": url}
    while len(jobs) < MOST_LAUNCHES:
        job_folder = folder / f"job-{len(jobs) + 1}"
        job_folder.mkdir()
        lay_out(job_folder, "imageops.alicloud.migrate_images", VARIABLES, secrets)
        jobs.append(launch(job_folder, timeout=JOB_TIMEOUT_SECONDS, environment=environment() | COLLECTIONS))
        print(f"launch {len(jobs)}: {jobs[-1].status} after {jobs[-1].seconds:.0f} s", flush=True)
        if jobs[-1].status != "timeout":
            break
    return jobs


def problems(jobs: list[Ended], url: str) -> list[str]:
    """What is wrong in the cloud after the last launch."""
    found = []
    if jobs[-1].status != "successful" or len(jobs) == 1:
        found.append(f"{len(jobs)} launches, the last {jobs[-1].status}:\n{jobs[-1].output}")
    # The module of a job that was ended may go on for a pass beside the next job, and then asks for the same copy.
    calls = [item["parameters"] for item in control(url, "requests")["requests"] if item["action"] == "CopyImage"]
    if len({call["ClientToken"] for call in calls}) != IMAGES:
        found.append(f"{len(calls)} CopyImage calls with other than {IMAGES} client tokens")
    images = control(url, "world")["accounts"][ACCOUNT]["regions"][REGION]["images"]
    copies = Counter(image["tags"].get("imageops:source-image") for image in images if image["copied"])
    if len(copies) != IMAGES or set(copies.values()) != {1}:
        found.append(f"not one copy of each image: {copies.most_common(3)}, {len(copies)} in all")
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as name, (Path(name) / "emulator.log").open("w") as log:
        folder = Path(name)
        (folder / "world.json").write_text(json.dumps(WORLD))
        with emulator(folder, log, "--world", str(folder / "world.json"), *CLOCK) as url:
            jobs = launch_until_done(folder, url)
            found = problems(jobs, url)
    for problem in found:
        print(f"FAILED  {problem}")
    print(f"job timeout: {IMAGES} images in {len(jobs)} launches, {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
