# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was seen while targets ran: the results of tasks, and the requests that reached the emulator."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AGENT = re.compile(r"\bimageops\.alicloud/(?P<module>\w+)(?P<check> check)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a task returned. `values` lacks what Ansible adds to any result."""

    module: str
    values: Mapping[str, Any]
    succeeded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call of a module; `check` if it ran in check mode, `module` is empty for another client."""

    module: str
    check: bool
    action: str
    mutating: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The results and requests of one target, or of several."""

    results: tuple[Result, ...] = ()
    requests: tuple[Request, ...] = ()


# What Ansible adds to a result, and what loops and failed_when leave in it.
OF_ANSIBLE = re.compile(
    r"_?ansible_.*|attempts|censored|changed|deprecations|diff|exception|failed|(changed|failed)_when_.*|false_condition|"
    r"invocation|item|msg|skip_reason|skipped|warnings"
)
# Any module of the collection may return these: README.md documents the first, the connection options the others.
OF_ANY_MODULE = {"error", "emulator", "api_calls", "credentials", "request_ids"}
# What Ansible adds to the result of a task that ran in the background.
OF_A_JOB = {"started", "finished", "results_file", "stdout", "stdout_lines", "stderr", "stderr_lines"}


def read_result(record: Mapping[str, Any]) -> Result:
    """A line of the callback plugin. A task that failed on purpose is reported by its message."""
    result: dict[str, Any] = record["result"]
    others = {*OF_ANY_MODULE, result.get("ansible_loop_var"), *(OF_A_JOB if "ansible_job_id" in result else ())}
    own = {name: value for name, value in result.items() if name not in others and not OF_ANSIBLE.fullmatch(name)}
    succeeded = not {"msg", "error", "censored", "skip_reason"} & result.keys() and not result.get("skipped")
    return Result(module=record["module"], values=own, succeeded=succeeded)


def read_request(entry: Mapping[str, Any]) -> Request:
    """A line of the emulator's journal."""
    agent = AGENT.search(entry["user_agent"])
    return Request(
        module=agent["module"] if agent else "",
        check=bool(agent and agent["check"]),
        action=f"{entry['product']}:{entry['action']}",
        mutating=entry["mutating"],
    )


def read_seen(results: Path, journal: Path) -> Seen:
    """What one target left; a file that is not there has no lines."""
    return Seen(
        results=tuple(map(read_result, _lines(results))),
        requests=tuple(map(read_request, _lines(journal))),
    )


def together(parts: Iterable[Seen]) -> Seen:
    """What several targets left."""
    all_parts = list(parts)
    return Seen(
        results=tuple(result for part in all_parts for result in part.results),
        requests=tuple(request for part in all_parts for request in part.requests),
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
