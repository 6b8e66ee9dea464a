# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who launches instances from an image, besides the instances themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchTemplate:
    """A launch template of ECS as its list shows it: without versions."""

    template_id: str
    name: str
    region: str
    default_version: int
    latest_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateVersion:
    """One version of a launch template, whose `image_id` may be empty. `data` is LaunchTemplateData as ECS sent it."""

    template_id: str
    number: int
    is_default: bool
    description: str
    created: str
    image_id: str
    encrypted: bool
    kms_key_id: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def with_default(self, is_default: bool) -> TemplateVersion:
        """Return the same version as the default, or as one that is not."""
        return replace(self, is_default=is_default)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingGroup:
    """A scaling group. It launches from a template if it names one, else from its active configuration.

    `state` is Active, Inactive or Deleting; `template_version` is a number, Default or Latest.
    """

    group_id: str
    name: str
    region: str
    state: str
    template_id: str
    template_version: str
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalingConfiguration:
    """A scaling configuration. It names an image, or a family whose newest image each launch takes.

    `data_disks` are as ESS sent them, without what is empty.
    """

    configuration_id: str
    name: str
    group_id: str
    is_active: bool
    image_id: str
    image_family: str
    encrypted: bool
    kms_key_id: str
    data_disks: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePipeline:
    """A pipeline that builds images. Its base is an image, a family whose newest image each build takes, or neither."""

    pipeline_id: str
    name: str
    image_id: str
    image_family: str
    build_content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisioningGroup:
    """An auto provisioning group. It launches from a template, or from a configuration that ECS does not show.

    `template_version` is a number, empty if the group was made without one. `image_id` and `image_family` are those of
    a configuration that is shown nevertheless.
    """

    group_id: str
    name: str
    status: str
    template_id: str
    template_version: str
    image_id: str
    image_family: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OosParameter:
    """A parameter of OOS. `kind` is String or StringList; `version` counts its updates."""

    name: str
    kind: str
    value: str
    version: int
    description: str = ""
    constraints: Mapping[str, Any] = field(default_factory=dict)
    resource_group_id: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def own_tags(self) -> dict[str, str]:
        """The tags that are not the cloud's: those alone may be set."""
        return {key: value for key, value in self.tags.items() if not key.startswith(("acs:", "aliyun"))}


@dataclass(frozen=True, slots=True, kw_only=True)
class NodePool:
    """A node pool of a cluster of ACK. Its scaling group (`group_id`) is ACK's to change.

    `state` is active, scaling, removing, deleting or updating. `image_id` may be an official image's. `data_disks` are
    as ACK sent them, without what is empty.
    """

    pool_id: str
    name: str
    cluster_id: str
    state: str
    image_id: str
    image_type: str
    encrypted: bool
    kms_key_id: str
    group_id: str
    nodes: int = 0
    data_disks: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_going(self) -> bool:
        """Return whether it is being deleted."""
        return self.state == "deleting"
