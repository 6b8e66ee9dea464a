# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image pipelines and auto provisioning groups in a world file, read and written: they stand with the region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..services.ecs.image_users.provisioning import STATUSES
from ..state.clock import iso
from ..state.image_users import ImagePipeline, ProvisioningGroup
from .policies import DEFAULT_TIME
from .reader import Node


def read_pipelines(node: Node) -> dict[str, ImagePipeline]:
    """The image pipelines of a region."""
    found: dict[str, ImagePipeline] = {}
    for child in node.items("image_pipelines"):
        pipeline = _pipeline(child)
        if pipeline.id in found:
            raise child.wrong("id", "this pipeline id is already taken")
        found[pipeline.id] = pipeline
    return found


def read_provisioning_groups(node: Node) -> dict[str, ProvisioningGroup]:
    """The auto provisioning groups of a region."""
    found: dict[str, ProvisioningGroup] = {}
    for child in node.items("auto_provisioning_groups"):
        group = _group(child)
        if group.id in found:
            raise child.wrong("id", "this auto provisioning group id is already taken")
        found[group.id] = group
    return found


def _pipeline(node: Node) -> ImagePipeline:
    pipeline_id = node.text("id")
    pipeline = ImagePipeline(
        id=pipeline_id,
        name=node.text("name", pipeline_id),
        created=node.moment("created", DEFAULT_TIME),
        base_image_type=node.choice("base_image_type", ("IMAGE", "IMAGE_FAMILY", "OSS"), "IMAGE"),
        base_image=node.text("base_image", ""),
        build_content=node.text("build_content", ""),
        description=node.text("description", ""),
        instance_type=node.text("instance_type", ""),
        to_regions=node.texts("to_regions"),
        add_accounts=node.texts("add_accounts"),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    node.done()
    return pipeline


def _group(node: Node) -> ProvisioningGroup:
    group_id, template = node.text("id"), node.text("template", "")
    group = ProvisioningGroup(
        id=group_id,
        name=node.text("name", group_id),
        created=node.moment("created", DEFAULT_TIME),
        kind=node.choice("kind", ("request", "maintain", "instant"), "maintain"),
        status=node.choice("status", STATUSES, "active"),
        state=node.text("state", "fulfilled"),
        template=template,
        template_version=node.matching("template_version", r"|[1-9]\d*", ""),
        image=node.text("image", ""),
        family=node.text("family", ""),
        capacity=node.whole("capacity", 1),
        resource_group=node.text("resource_group", ""),
        tags=node.strings("tags"),
    )
    if template and (group.image or group.family):
        raise node.wrong("template", "goes with neither image nor family")
    node.done()
    return group


def show_image_users(
    pipelines: Mapping[str, ImagePipeline], groups: Mapping[str, ProvisioningGroup]
) -> dict[str, list[dict[str, Any]]]:
    """Both as a world file has them."""
    return {
        "image_pipelines": [{**asdict(item), "created": iso(item.created)} for item in pipelines.values()],
        "auto_provisioning_groups": [{**asdict(item), "created": iso(item.created)} for item in groups.values()],
    }
