# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The guide of the pattern in the execution environment: plan, approval, slices, verification, audits, rollback."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.runner.job import Ended
from tests.runner.workflow import Awx
from tests.workspace import ROOT

DEMO = ROOT / "playbooks" / "files" / "demo.json"
KEPT = ("m-2ze00000000000web1", "m-2ze00000000000api1", "m-2ze0000000000base1", "m-t4n0000000000edge1")
REGIONS = ("cn-beijing", "ap-southeast-1")
CONSUMERS = ("2000000000000002", "3000000000000003")
MESSAGES = ROOT / "tests" / "output" / "awx_messages.txt"
WORKFLOW = 70
NAME = "Images: plan, approve, migrate, verify"


def small_world() -> dict[str, Any]:
    """Return the demo's world with images whose migration leaves nothing to do."""
    world: dict[str, Any] = json.loads(DEMO.read_text())
    for account in world["accounts"].values():
        for region in account.get("regions", {}).values():
            region["images"] = [image for image in region.get("images", []) if image["id"] in KEPT]
    return world


def answers_of(awx: Awx) -> dict[str, Any]:
    """Return the workflow's survey as a person answers it: text areas with lines, the rest left as it is."""
    defaults = {item["variable"]: item["default"] for item in awx.sent["surveys"][NAME]["spec"]}
    asked = {
        "images_ids": "\n".join(KEPT),
        "images_kms_key_id": "alias/image-share",
        "images_share_accounts": "\n".join(CONSUMERS),
    }
    return {**defaults, **asked}


class Guide:
    """Follow the guide, and collect what was not as it says and the messages that a person gets."""

    def __init__(self, awx: Awx, reports: Path) -> None:
        self._awx = awx
        self._reports = reports
        self._answers = answers_of(awx)
        self._audits = 0
        self.messages: list[str] = []
        self.problems: list[str] = []

    def follow(self) -> None:
        """Follow it from the plan to the rollback."""
        approved = self._plan()
        self._migrate(approved)
        self._verify(approved)
        self._audit("the first audit is green", green=True, says=("nothing to compare with",))
        self._audit("the second one, too", green=True, says=("no image is new, gone or changed since",))
        self._roll_back()
        self._audit("after a rollback the audit is red", green=False, says=("images_fail_on: ", "changed "))
        MESSAGES.parent.mkdir(parents=True, exist_ok=True)
        MESSAGES.write_text("\n\n".join(self.messages))

    def _see(self, name: str, job: Ended, *, good: bool) -> None:
        print(f"{'ok' if good else 'FAILED':8}{name:72}{job.seconds:6.1f} s", flush=True)
        if not good:
            self.problems.append(name)
            print(job.output)

    def _node(self, identifier: str, artifacts: Mapping[str, Any], **changed: Any) -> tuple[Ended, str, int]:
        template, given = self._awx.node(NAME, identifier, {**self._answers, **changed}, artifacts)
        job, number = self._awx.run(template, given, workflow=WORKFLOW)
        return job, template, number

    def _plan(self) -> dict[str, Any]:
        job, template, number = self._node("plan", {})
        summary = str(job.artifacts.get("image_summary", ""))
        ends = [line.split()[0] for line in summary.splitlines()] == ["plan", "digest", "run"]
        named = job.artifacts.get("images_run") == f"awx-{WORKFLOW}"
        good = job.status == "successful" and ends and named and len(job.artifacts["images_approved_digest"]) == 2
        self._see("the plan ends with totals, digest and name", job, good=good)
        self.messages.append(self._awx.message(template, job, number))
        return dict(job.artifacts)

    def _migrate(self, approved: Mapping[str, Any]) -> None:
        fewer, template, number = self._node("migrate", approved, images_ids=KEPT[0])
        refused = fewer.status == "failed" and "from what was approved" in fewer.output and not fewer.changed
        self._see("what is not what was approved is refused with the differences", fewer, good=refused)
        self.messages.append(self._awx.message(template, fewer, number))
        template, given = self._awx.node(NAME, "migrate", self._answers, approved)
        jobs, handed_on = self._awx.run_slices(template, given, workflow=WORKFLOW)
        maps = [name for name in handed_on if name.startswith("image_map_")]
        did = [job.status == "successful" and job.changed > 0 for job in jobs]
        good = did == [True, True] and len(maps) == 2
        self._see("two slices migrate two sites, and both hand on their ids", jobs[0], good=good)
        record = self._reports / f"awx-{WORKFLOW}" / "report.json"
        self._see("their record is on the mount", jobs[1], good=record.is_file())

    def _verify(self, approved: Mapping[str, Any]) -> None:
        job, template, number = self._node("verify", approved)
        asked = all(f"{account} in {region}" in job.output for account in CONSUMERS for region in REGIONS)
        proven = job.status == "successful" and set(job.artifacts["image_proofs"]) == {"visible"}
        self._see("each consumer of the credential's text area sees each image", job, good=asked and proven)
        self.messages.append(self._awx.message(template, job, number))
        nobody, template, number = self._node("verify", approved, images_share_accounts="4000000000000004")
        self._see("a verification that proves nothing fails", nobody, good=nobody.status == "failed")
        self.messages.append(self._awx.message(template, nobody, number))

    def _audit(self, name: str, *, green: bool, says: tuple[str, ...]) -> None:
        schedule = self._awx.named("schedules", "Images: weekly audit")
        job, number = self._awx.run("Images: audit", schedule["extra_data"])
        message = self._awx.message("Images: audit", job, number)
        good = (job.status == "successful") is green and all(part in message for part in says)
        self._see(name, job, good=good)
        self.messages.append(message)

    def _roll_back(self) -> None:
        job, _number = self._awx.run("Images: roll back", {"images_run": f"awx-{WORKFLOW}", "rollback_confirm": "true"})
        good = job.status == "successful" and f"Undone of the run awx-{WORKFLOW}: 2 copies" in job.output
        self._see("the run is undone by the name that its jobs said", job, good=good)
