# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The pattern's jobs as a controller starts them on a node, in the execution environment, from what it was sent.

`tests.runner.controller` has left the objects. Project, inventory, variables, credentials, slices and artifacts reach a
job as AWX hands them on; messages are rendered from what the job hands back.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.runner.containers import podman
from tests.runner.controller import OUTPUT
from tests.runner.controller_jobs import dumped, job_variables, merged_artifacts, node_variables, own_variables
from tests.runner.controller_rules import rendered, slices_of
from tests.runner.job import Ended, launch
from tests.workspace import ROOT

SITES = {"plugin": "imageops.alicloud.image_sites", "accounts": [{"name": "prod"}]}
KEYS = {"access_key_id": "demo-operator-key", "access_key_secret": "demo-operator-secret"}
Data = Mapping[str, Any]


@dataclass(kw_only=True)
class Awx:
    """What jobs are started from, the `image` that they run in, with podman's `options`, and the emulator's address."""

    folder: Path
    image: str
    options: Sequence[str]
    url: str
    sent: Data = field(default_factory=lambda: json.loads(OUTPUT.read_text()))
    inventory: dict[str, Any] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(71))

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """Return the object of a kind with a name, as it was sent."""
        found: dict[str, Any] = next(one for one in self.sent["objects"][kind].values() if one.get("name") == name)
        return found

    def environment(self, template: str) -> dict[str, str]:
        """Return what the credentials of a template inject. A text area's lines are as a person typed them."""
        found = {"ALIBABA_CLOUD_EMULATOR_URL": self.url}
        for number in self.sent["links"][f"{self.named('job_templates', template)['url']}credentials/"]:
            credential = self.sent["objects"]["credentials"][str(number)]
            kind = self.sent["objects"]["credential_types"][str(credential["credential_type"])]
            given = credential["inputs"] if "role_arns" in credential["inputs"] else KEYS
            inputs = {item["id"]: given.get(item["id"], "") for item in kind["inputs"]["fields"]}
            found |= {name: rendered(text, inputs) for name, text in kind["injectors"]["env"].items()}
        return found

    def sync(self, regions: Sequence[str]) -> list[str]:
        """Update the inventory in a container, as its source does, and return its hosts."""
        source = self.folder / "prod.image_sites.yml"
        source.write_text(yaml.safe_dump({**SITES, "regions": list(regions)}))
        lines = self.folder / "inventory.env"
        lines.write_text("".join(f"{name}={value}\n" for name, value in self.environment("Images: audit").items()))
        mount = f"--volume={source}:/runner/{source.name}"
        command = ("run", "--rm", f"--env-file={lines}", mount, *self.options, self.image)
        self.inventory = json.loads(podman(*command, "ansible-inventory", "-i", f"/runner/{source.name}", "--list"))
        return list(self.inventory["image_sites"]["hosts"])

    def run(self, template: str, given: Data, *, hosts: Sequence[str] = (), workflow: int = 0) -> tuple[Ended, int]:
        """Run a job of a template, as a node of the workflow job `workflow` if that is given. Return it and its id."""
        number = next(self.numbers)
        sent = self.named("job_templates", template)
        variables = job_variables(sent, self.sent["surveys"].get(template, {}), given)
        extra = {"awx_job_id": number, **({"awx_workflow_job_id": workflow} if workflow else {})}
        folder = self.folder / f"job-{number}"
        for name in ("inventory", "env"):
            (folder / name).mkdir(parents=True)
        playbooks = Path(sent["playbook"]).parent
        shutil.copytree(ROOT / playbooks, folder / "project" / playbooks)
        self._write_inventory(folder / "inventory" / "hosts.yml", hosts)
        (folder / "env" / "extravars").write_text(dumped({**variables, **extra}, own_variables(sent)))
        (folder / "env" / "envvars").write_text(json.dumps(self.environment(template)))
        if sent["job_type"] == "check":
            (folder / "env" / "cmdline").write_text("--check")
        options = ("--user=root", *self.options)
        return launch(folder, playbook=sent["playbook"], image=self.image, container_options=options), number

    def run_slices(self, template: str, given: Data, *, workflow: int) -> tuple[list[Ended], dict[str, Any]]:
        """Run a template in its slices, side by side, and return them with what they hand on together."""
        hosts = self.inventory["image_sites"]["hosts"]
        slices = slices_of(hosts, self.named("job_templates", template)["job_slice_count"])
        with ThreadPoolExecutor(max_workers=len(slices)) as pool:
            jobs = list(pool.map(lambda one: self.run(template, given, hosts=one, workflow=workflow)[0], slices))
        return jobs, merged_artifacts(job.artifacts for job in jobs)

    def node(self, workflow: str, identifier: str, answers: Data, artifacts: Data) -> tuple[str, dict[str, Any]]:
        """Return the template of a node of a workflow, and what its job is launched with."""
        number = self.named("workflow_job_templates", workflow)["id"]
        nodes = [
            one
            for one in self.sent["objects"]["workflow_job_template_nodes"].values()
            if one["workflow_job_template"] == number
        ]
        mine = next(one for one in nodes if one["identifier"] == identifier)
        template = self.sent["objects"]["job_templates"][str(mine["unified_job_template"])]["name"]
        survey = {variable["variable"] for variable in self.sent["surveys"].get(template, {}).get("spec", ())}
        accepted = {name: value for name, value in (mine.get("extra_data") or {}).items() if name in survey}
        return template, node_variables(accepted, artifacts, answers)

    def message(self, template: str, job: Ended, number: int) -> str:
        """Return the body of the notification that a job's end sends."""
        (notification,) = self.sent["objects"]["notification_templates"].values()
        event = "success" if job.status == "successful" else "error"
        values = {"id": number, "name": template, "status": job.status, "artifacts": dict(job.artifacts)}
        url = f"https://awx.example.com/#/jobs/playbook/{number}"
        return rendered(notification["messages"][event]["body"], {"job": values, "url": url})

    def _write_inventory(self, file: Path, hosts: Sequence[str]) -> None:
        wanted = list(hosts) or self.inventory["image_sites"]["hosts"]
        known = self.inventory["_meta"]["hostvars"]
        file.write_text(
            yaml.safe_dump({"image_sites": {"hosts": {name: dict(known.get(name, {})) for name in wanted}}})
        )
