# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a scenario's command looks like: the arguments of ansible-playbook, and the playbook itself."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.faults.scenario import OPERATOR, Scenario

COLLECTION = "imageops.alicloud"
NOT_COPY_OPTIONS = ("share_accounts", "share_state", "region")


def variables(url: str) -> dict[str, str]:
    """The environment of every run."""
    return {
        "ALIBABA_CLOUD_EMULATOR_URL": url,
        "ALIBABA_CLOUD_ACCESS_KEY_ID": f"{OPERATOR}-key",
        "ALIBABA_CLOUD_ACCESS_KEY_SECRET": f"{OPERATOR}-secret",
    }


def in_calm(scenario: Scenario) -> Scenario:
    """The same where nothing goes wrong: a busy machine is not as quick as the shortest time for an answer wants it."""
    calm = {name: value for name, value in scenario.connection.items() if name != "read_timeout"}
    return replace(scenario, connection=calm)


def arguments(scenario: Scenario, folder: Path, *, run: str, wait: bool = True, more_attempts: int = 0) -> list[str]:
    """The arguments for one run. `more_attempts` is what an operator does when copies have used theirs up."""
    if scenario.playbook:
        connection = {f"images_{name}": value for name, value in scenario.connection.items()}
        attempts = scenario.wanted.max_attempts + more_attempts
        given = {**scenario.command, **connection, "images_run": run, "images_max_copy_attempts": attempts}
        return [f"{COLLECTION}.migrate_images", "-e", json.dumps(given)]
    play = folder / f"play-{run}.yml"
    # JSON is YAML. What failed is left to be looked at and played again by hand.
    play.write_text(json.dumps(_play(scenario, run, wait, more_attempts), indent=1, ensure_ascii=False))
    return [str(play)]


def removal_arguments(scenario: Scenario, folder: Path) -> list[str]:
    """The arguments for a run that removes the copies."""
    command = scenario.command
    names = ["image_ids", "destination_regions", "poll_seconds", "visibility_timeout"]
    names += ["kms_key_id"] if scenario.removal and scenario.removal.by_key else []
    options = {name: command[name] for name in names} | {"state": "absent"}
    task = {"name": "Remove", f"{COLLECTION}.image_copy": options}
    path = folder / "play-removal.yml"
    path.write_text(json.dumps(_playbook(scenario, "Remove copies", [task]), indent=1, ensure_ascii=False))
    return [str(path)]


def _play(scenario: Scenario, run: str, wait: bool, more_attempts: int) -> list[dict[str, Any]]:
    """Copies, then shares what is available, then fails if something did: as the roles do, in fewer tasks."""
    command, wanted = scenario.command, scenario.wanted
    copy = {name: value for name, value in command.items() if name not in NOT_COPY_OPTIONS}
    copy |= {"run": run, "wait": wait, "max_copy_attempts": wanted.max_attempts + more_attempts}
    tasks = [
        {
            "name": "Copy",
            f"{COLLECTION}.image_copy": copy,
            "register": "copied",
            "failed_when": "copied is failed and 'copies' not in copied",
        },
        *([_share(scenario)] if wanted.accounts or wanted.exact else []),
        {
            "name": "Report what failed",
            "ansible.builtin.assert": {"that": ["copied.error is not defined", "faults_unshared == []"]},
            "vars": {
                "faults_unshared": "{{ (shared | default({})).results | default([]) | selectattr('error', 'defined') }}"
            },
        },
    ]
    return _playbook(scenario, "Copy images and share the copies", tasks)


def _playbook(scenario: Scenario, name: str, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    connection = {"region": scenario.command["region"], **scenario.connection}
    return [
        {
            "name": name,
            "hosts": "localhost",
            "gather_facts": False,
            "vars": {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"},
            "module_defaults": {f"group/{COLLECTION}.all": connection},
            "tasks": tasks,
        }
    ]


def _share(scenario: Scenario) -> dict[str, Any]:
    wanted = scenario.wanted
    return {
        "name": "Share",
        f"{COLLECTION}.image_share": {
            "region": "{{ item.key }}",
            "image_ids": "{{ faults_copies | map(attribute='value') }}",
            "accounts": list(wanted.accounts),
            "state": scenario.command["share_state"],
            "unshare_all": wanted.exact and not wanted.accounts,
        },
        "vars": {"faults_copies": "{{ item.value | dict2items | selectattr('key', 'in', faults_shareable) }}"}
        | {"faults_shareable": sorted(wanted.shared)},
        "loop": "{{ copied.image_map | dict2items }}",
        "when": "faults_copies | length > 0",
        "register": "shared",
        "failed_when": "shared is failed and 'shares' not in shared",
    }
