# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else makes instances from images: image pipelines and auto provisioning groups. Plain data, no rules."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class ImagePipeline:
    """What builds images from another one: `base_image` is an id with the type IMAGE, a family with IMAGE_FAMILY."""

    id: str
    name: str
    created: float = 0.0
    base_image_type: str = "IMAGE"
    base_image: str = ""
    build_content: str = ""
    description: str = ""
    instance_type: str = ""
    to_regions: list[str] = field(default_factory=list)
    add_accounts: list[str] = field(default_factory=list)
    resource_group: str = ""
    tags: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ProvisioningGroup:
    """An auto provisioning group. It launches from a template, or from what it was made with: `image` or `family`."""

    id: str
    name: str
    created: float = 0.0
    kind: str = "maintain"
    status: str = "active"
    state: str = "fulfilled"
    template: str = ""
    template_version: str = ""
    image: str = ""
    family: str = ""
    capacity: int = 1
    resource_group: str = ""
    tags: dict[str, str] = field(default_factory=dict)
