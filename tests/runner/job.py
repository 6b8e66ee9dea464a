# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A job as AWX lays it out on a node and starts it there through ansible-runner."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ansible_runner
import yaml

from tests.runner.controller_jobs import dumped

INVENTORY = "localhost ansible_connection=local\n"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a job ended: `status` as ansible-runner says it, `changed` over all hosts, `artifacts` of set_stats."""

    status: str
    changed: int
    output: str
    seconds: float
    artifacts: Mapping[str, Any] = field(default_factory=dict)


def lay_out(folder: Path, playbook: str, variables: Mapping[str, Any], secrets: Mapping[str, str]) -> None:
    """A project with one playbook, an explicit localhost, the job's variables, and a credential's as environment."""
    for name in ("project", "inventory", "env"):
        (folder / name).mkdir()
    (folder / "project" / "job.yml").write_text(yaml.safe_dump([{"import_playbook": playbook}]))
    (folder / "inventory" / "hosts").write_text(INVENTORY)
    (folder / "env" / "extravars").write_text(dumped(variables, {}))
    (folder / "env" / "envvars").write_text(json.dumps(secrets))
    # In a container the job may run as a user that this machine does not know.
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)


def launch(
    folder: Path,
    *,
    playbook: str = "job.yml",
    timeout: int = 0,
    image: str = "",
    container_options: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """Run a playbook of the job's project; with an `image` in a container, as AWX does.

    `timeout` in seconds is AWX's job timeout.
    """
    settings: dict[str, Any] = {"job_timeout": timeout, "process_isolation": bool(image)}
    if image:
        settings |= {
            "process_isolation_executable": "podman",
            "container_image": image,
            "container_options": list(container_options),
        }
    started = time.monotonic()
    job = ansible_runner.run(
        private_data_dir=str(folder), playbook=playbook, quiet=True, settings=settings, envvars=dict(environment or {})
    )
    stats = job.stats or {}
    artifacts = [
        event["event_data"].get("artifact_data") for event in job.events if event["event"] == "playbook_on_stats"
    ]
    return Ended(
        status=job.status,
        changed=sum(stats.get("changed", {}).values()),
        output=job.stdout.read(),
        seconds=time.monotonic() - started,
        artifacts=next(filter(None, artifacts), {}),
    )
