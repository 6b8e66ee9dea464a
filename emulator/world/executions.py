# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a world file has of OOS in a region: templates, and executions as a dump has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any, TypeVar

from ..state.clock import iso
from ..state.executions import PUBLIC_TEMPLATES, Execution, Orchestration, TaskRun, Template
from .policies import DEFAULT_TIME
from .reader import Node

Record = TypeVar("Record", TaskRun, Execution)


def read_orchestration(node: Node) -> Orchestration:
    """The keys `templates`, `public_templates`, `executions` and `alarms` of a region."""
    oos = Orchestration(public_templates=_public(node))
    for child in node.items("templates"):
        template = _template(child)
        if template.name in (*oos.templates, *PUBLIC_TEMPLATES):
            raise child.wrong("name", "this name is already taken")
        oos.templates[template.name] = template
    for child in node.items("executions"):
        runs = [_read(TaskRun, item) for item in child.items("runs")]
        execution = _read(Execution, child, runs=runs)
        oos.executions[execution.id] = execution
    alarms = node.child("alarms")
    for execution in oos.executions.values():
        for run_id in ("", *(run.id for run in execution.runs)):
            name = _alarm(execution.id, run_id)
            if moment := alarms.number(name, 0.0):
                oos.alarms[execution.id, run_id] = moment
    alarms.done()
    return oos


def dump_orchestration(oos: Orchestration) -> dict[str, Any]:
    """The same keys; reading them gives the same again."""
    return {
        "templates": [_dump_template(template) for template in oos.templates.values()],
        "public_templates": oos.public_templates,
        "executions": [asdict(execution) for execution in oos.executions.values()],
        "alarms": {_alarm(*names): moment for names, moment in oos.alarms.items()},
    }


def _alarm(execution_id: str, run_id: str) -> str:
    return f"{execution_id}/{run_id}"


def _public(node: Node) -> list[str]:
    """The public templates that the region has; all that are modelled unless said otherwise."""
    if node.take("public_templates") is None:
        return list(PUBLIC_TEMPLATES)
    names = node.texts("public_templates")
    if not set(names) <= set(PUBLIC_TEMPLATES):
        raise node.wrong("public_templates", f"may have {', '.join(PUBLIC_TEMPLATES)} only")
    return names


def _template(node: Node) -> Template:
    content = node.take("content", {})
    created = node.moment("created", DEFAULT_TIME)
    template = Template(
        name=node.matching("name", r"[A-Za-z0-9_-]{1,200}"),
        content=content if isinstance(content, str) else json.dumps(content),
        description=node.text("description", ""),
        version=node.matching("version", r"v[1-9][0-9]*", "v1"),
        created=created,
        updated=node.moment("updated", created),
        tags=node.strings("tags"),
    )
    node.done()
    return template


def _dump_template(template: Template) -> dict[str, Any]:
    return {**asdict(template), "created": iso(template.created), "updated": iso(template.updated)}


def _read(kind: type[Record], node: Node, **given: Any) -> Record:
    """A record whose keys are its fields: only dumps have these."""
    values = {
        field.name: _value(node, field.name, _default(field)) for field in fields(kind) if field.name not in given
    }
    node.done()
    return kind(**given, **values)


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return None if field.default is MISSING else field.default


def _value(node: Node, name: str, default: Any) -> Any:
    if name == "by":
        return node.strings(name)
    if name == "ended":
        return None if node.take(name) is None else node.number(name)
    match default:
        case bool():
            return node.flag(name, default)
        case int():
            return node.whole(name, default)
        case float():
            return node.number(name, default)
        case dict():
            value = node.take(name, {})
            if not isinstance(value, Mapping):
                raise node.wrong(name, "must be an object")
            return dict(value)
        case list():
            return node.texts(name)
        case _:
            return node.text(name, default)
