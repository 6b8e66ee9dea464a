# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GetTemplate and ListTemplates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import token_page
from ...state.clock import iso, parse_iso
from ...state.executions import Template
from .find import Test, choice, oos_of, template_resource
from .programs import Program
from .replace import PROGRAMS
from .views import template_id

# The last change of the public source.
_PUBLISHED = parse_iso("2024-08-06T00:00:00Z")


@action(
    "oos",
    "GetTemplate",
    resources=template_resource,
    models=("RegionId", "TemplateName", "TemplateVersion"),
    errors=("EntityNotExists.Template",),
    notes=(
        Note(
            "own templates with their content; code EntityNotExists.Template",
            "OOS-SDK, third-party code; status: assumed",
        ),
        Note(
            "of the public template: parameters and their defaults, tasks with names and actions",
            "OOS-GH; as JSON: assumed",
        ),
        Note("one version, v1, unless the world says so; an unknown version is an unknown template", "assumed"),
        Note("RAM: the template", "OOS page"),
    ),
)  # fmt: skip
def get_template(call: Call) -> Answer:
    """Show a template with its content."""
    name = call.parameters.text("TemplateName")
    template = next((one for one in _visible(call) if one.name == name), None)
    if template is None or call.parameters.text("TemplateVersion", template.version) != template.version:
        raise call.refuse("EntityNotExists.Template", name=name)
    return {"Content": template.content, "Template": _show(call, template)}


@action(
    "oos",
    "ListTemplates",
    resources=template_resource,
    models=(
        "CreatedBy", "MaxResults", "NextToken", "RegionId", "ShareType", "SortField", "SortOrder", "TemplateFormat",
        "TemplateName",
    ),
    notes=(
        Note("own templates and, of the public ones, those that are modelled", "OOS-SDK; design of the emulator"),
        Note("10 to 100 a page, 50 by default; TemplateName may be a part", "OOS-SDK"),
        Note("CreatedBy: ACS for the public ones, the account's id for own ones", "OOS-SDK; own: assumed"),
        Note(
            "sorted by how often they were executed, by default; the order of equals is that of names",
            "OOS-SDK; equals: assumed",
        ),
        Note("RAM: the template, or all", "OOS page"),
    ),
)  # fmt: skip
def list_templates(call: Call) -> Answer:
    """List templates without their content."""
    tests = list(_tests(call))
    found = [template for template in _visible(call) if all(test(template) for test in tests)]
    size = call.parameters.number("MaxResults", 50)
    page, answer = token_page(call, _in_order(call, found), size)
    shown = [
        {**_show(call, template), "TotalExecutionCount": _count(call, template), "Popularity": _count(call, template)}
        for template in page
    ]
    return {**answer, "MaxResults": size, "Templates": shown}


def _visible(call: Call) -> Iterator[Template]:
    oos = oos_of(call)
    yield from oos.templates.values()
    for name in oos.public_templates:
        program = PROGRAMS[name]
        yield Template(name, _content(program), program.description, created=_PUBLISHED, updated=_PUBLISHED)


def _content(program: Program) -> str:
    parameters = {
        name: {"Type": parameter.type, **({} if parameter.default is None else {"Default": parameter.default})}
        for name, parameter in program.parameters.items()
    }
    tasks = [{"Name": task.name, "Action": task.action} for task in program.tasks]
    content = {
        "FormatVersion": "OOS-2019-06-01",
        "Description": program.description,
        "Parameters": parameters,
        "RamRole": "{{ OOSAssumeRole }}",
        "Tasks": tasks,
    }
    return json.dumps(content)


def _is_public(template: Template) -> bool:
    return template.name in PROGRAMS


def _format(template: Template) -> str:
    return "JSON" if template.content.lstrip().startswith("{") else "YAML"


def _author(call: Call, template: Template) -> str:
    return "ACS" if _is_public(template) else f"root({call.account.id})"


def _count(call: Call, template: Template) -> int:
    return sum(execution.template == template.name for execution in oos_of(call).executions.values())


def _tests(call: Call) -> Iterator[Test]:
    parameters = call.parameters
    if name := parameters.text("TemplateName"):
        yield lambda template: name in template.name
    if kind := choice(call, "ShareType", ("Public", "Private")):
        yield lambda template: _is_public(template) == (kind == "Public")
    if wanted := choice(call, "TemplateFormat", ("JSON", "YAML")):
        yield lambda template: _format(template) == wanted
    if author := parameters.text("CreatedBy"):
        yield lambda template: author in _author(call, template)


def _in_order(call: Call, found: list[Template]) -> list[Template]:
    keys: dict[str, Any] = {
        "TotalExecutionCount": lambda template: _count(call, template),
        "Popularity": lambda template: _count(call, template),
        "TemplateName": lambda template: template.name,
        "CreatedDate": lambda template: template.created,
        "UpdatedDate": lambda template: template.updated,
    }
    field = choice(call, "SortField", tuple(keys), "TotalExecutionCount")
    descending = choice(call, "SortOrder", ("Ascending", "Descending"), "Descending") == "Descending"
    return sorted(sorted(found, key=lambda template: template.name), key=keys[field], reverse=descending)


def _show(call: Call, template: Template) -> dict[str, Any]:
    author = _author(call, template)
    return {
        "TemplateName": template.name,
        "TemplateId": template_id("ACS" if author == "ACS" else call.account.id, template.name),
        "TemplateVersion": template.version,
        "TemplateFormat": _format(template),
        "TemplateType": "Automation",
        "Description": template.description,
        "ShareType": "Public" if author == "ACS" else "Private",
        "Hash": hashlib.sha256(template.content.encode()).hexdigest(),
        "HasTrigger": False,
        "CreatedBy": author,
        "CreatedDate": iso(template.created),
        "UpdatedBy": author,
        "UpdatedDate": iso(template.updated),
        "ResourceGroupId": "",
        "Tags": dict(template.tags),
    }
