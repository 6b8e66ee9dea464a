# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto Scaling in a world file, read and written: groups and configurations stand with the region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..actions.kept import data_fault
from ..services.ess.data import data_specs
from ..state.clock import iso
from ..state.scaling import Scaling, ScalingConfiguration, ScalingGroup
from .policies import DEFAULT_TIME
from .reader import Node


def read_scaling(node: Node) -> Scaling:
    """The scaling groups and configurations of a region."""
    scaling = Scaling()
    for child in node.items("scaling_groups"):
        group = _group(child)
        if group.id in scaling.groups:
            raise child.wrong("id", "this scaling group id is already taken")
        scaling.groups[group.id] = group
    for child in node.items("scaling_configurations"):
        configuration = _configuration(child)
        if configuration.id in scaling.configurations:
            raise child.wrong("id", "this scaling configuration id is already taken")
        if configuration.group not in scaling.groups:
            raise child.wrong("group", "there is no such scaling group")
        scaling.configurations[configuration.id] = configuration
    for group in scaling.groups.values():
        found = scaling.configurations.get(group.configuration)
        if group.configuration and (found is None or found.group != group.id):
            raise node.wrong("scaling_groups", f"{group.configuration} is not a configuration of {group.id}")
    return scaling


def _group(node: Node) -> ScalingGroup:
    group_id, created = node.text("id"), node.moment("created", DEFAULT_TIME)
    template = node.text("template", "")
    group = ScalingGroup(
        id=group_id,
        name=node.text("name", group_id),
        state=node.choice("state", ("Active", "Inactive", "Deleting"), "Active"),
        kind=node.choice("kind", ("ECS", "ECI"), "ECS"),
        created=created,
        modified=node.moment("modified", created),
        configuration=node.text("configuration", ""),
        template=template,
        template_version=node.matching("template_version", r"|Default|Latest|[1-9]\d*", "Default" if template else ""),
        instance_types=node.texts("instance_types"),
        minimum=node.whole("minimum", 0),
        maximum=node.whole("maximum", 0),
        desired=node.whole("desired", 0),
        vswitches=node.texts("vswitches"),
        suspended=node.texts("suspended"),
        system_suspended=node.flag("system_suspended", False),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    node.done()
    return group


def _configuration(node: Node) -> ScalingConfiguration:
    data = node.take("data", {})
    if not isinstance(data, Mapping):
        raise node.wrong("data", "must be an object")
    if problem := data_fault(data_specs(), data):
        raise node.wrong("data", problem)
    configuration_id = node.text("id")
    configuration = ScalingConfiguration(
        id=configuration_id,
        name=node.text("name", configuration_id),
        group=node.text("group"),
        created=node.moment("created", DEFAULT_TIME),
        data=dict(data),
    )
    node.done()
    return configuration


def show_scaling(scaling: Scaling) -> dict[str, Any]:
    """Groups and configurations as a world file has them."""
    return {
        "scaling_groups": [
            {**asdict(group), "created": iso(group.created), "modified": iso(group.modified)}
            for group in scaling.groups.values()
        ],
        "scaling_configurations": [
            {**asdict(item), "created": iso(item.created)} for item in scaling.configurations.values()
        ],
    }
