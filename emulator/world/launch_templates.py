# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Launch templates in a world file, read and written: they stand with the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..actions.kept import data_fault
from ..services.ecs.launch_templates.data import FRACTIONS, data_specs
from ..state.accounts import Account
from ..state.clock import iso
from ..state.launch_templates import LaunchTemplate, TemplateVersion
from .policies import DEFAULT_TIME
from .reader import Node


def read_launch_templates(account: Account, node: Node) -> dict[str, LaunchTemplate]:
    """The launch templates of a region."""
    found: dict[str, LaunchTemplate] = {}
    names: set[str] = set()
    for child in node.items("launch_templates"):
        template = _template(child)
        if template.id in found or template.name in names:
            raise child.wrong("id", "this template id or name is already taken")
        if template.resource_group and template.resource_group not in account.resource_groups:
            account.resource_groups.append(template.resource_group)
        found[template.id] = template
        names.add(template.name)
    return found


def _template(node: Node) -> LaunchTemplate:
    template_id, created = node.text("id"), node.moment("created", DEFAULT_TIME)
    template = LaunchTemplate(
        id=template_id,
        name=node.text("name", template_id),
        created=created,
        modified=node.moment("modified", created),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    for index, child in enumerate(node.items("versions"), 1):
        version = _version(child, index, created)
        if version.number in template.versions:
            raise child.wrong("number", "this version is there twice")
        template.versions[version.number] = version
    template.versions = dict(sorted(template.versions.items())) or {1: TemplateVersion(1, {}, created=created)}
    template.last = max(node.whole("last", 0), template.latest)
    template.default = node.whole("default", min(template.versions))
    if template.default not in template.versions:
        raise node.wrong("default", "there is no such version")
    node.done()
    return template


def _version(node: Node, index: int, created: float) -> TemplateVersion:
    data = node.take("data", {})
    if not isinstance(data, Mapping):
        raise node.wrong("data", "must be an object")
    if problem := data_fault(data_specs(), data, FRACTIONS):
        raise node.wrong("data", problem)
    version = TemplateVersion(
        number=node.whole("number", index),
        data=dict(data),
        description=node.text("description", ""),
        created=node.moment("created", created),
    )
    if version.number < 1:
        raise node.wrong("number", "must be 1 or more")
    node.done()
    return version


def show_launch_templates(templates: Mapping[str, LaunchTemplate]) -> list[dict[str, Any]]:
    """The templates as a world file has them."""
    return [
        {
            "id": template.id,
            "name": template.name,
            "created": iso(template.created),
            "modified": iso(template.modified),
            "resource_group": template.resource_group,
            "default": template.default,
            "last": template.last,
            "versions": [
                {
                    "number": version.number,
                    "description": version.description,
                    "created": iso(version.created),
                    "data": version.data,
                }
                for version in template.versions.values()
            ],
            "tags": template.tags,
        }
        for template in templates.values()
    ]
