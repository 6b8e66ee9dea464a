# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked about the users of images, what was read, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from .._model.image_users import (
    ImagePipeline,
    LaunchTemplate,
    NodePool,
    OosParameter,
    ProvisioningGroup,
    ScalingConfiguration,
    ScalingGroup,
    TemplateVersion,
)
from .._model.instance import Instance
from .._model.reason import Reason


class UserKind(StrEnum):
    """A kind of users."""

    INSTANCES = "instances"
    LAUNCH_TEMPLATES = "launch_templates"
    SCALING = "scaling"
    IMAGE_FAMILIES = "image_families"
    NODE_POOLS = "node_pools"
    OOS_PARAMETERS = "oos_parameters"
    IMAGE_PIPELINES = "image_pipelines"
    AUTO_PROVISIONING_GROUPS = "auto_provisioning_groups"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceRequest:
    """Images whose users are wanted; `new_ids` has what takes an image's place, where that is known."""

    region: str
    image_ids: tuple[str, ...]
    new_ids: Mapping[str, str]
    kinds: tuple[UserKind, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One user of one image.

    `active`: what launches today takes this image. `version` is 0 for what has none; `is_default` and `is_latest` are
    of versions of launch templates. `through` says what lies between the user and the image: a family, or a launch
    template with the version that was asked for.
    """

    kind: UserKind
    type: str
    image_id: str
    region: str
    id: str
    name: str
    active: bool
    version: int = 0
    is_default: bool = False
    is_latest: bool = False
    group_id: str = ""
    through: str = ""
    encrypted: bool = False
    kms_key_id: str = ""

    def to_result(self, new_ids: Mapping[str, str]) -> dict[str, Any]:
        """The shape of an item of `references`."""
        return {**asdict(self), "kind": str(self.kind), "new_image_id": new_ids.get(self.image_id, "")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What was read of a region. `unknown` has the reasons why a kind could not be read, or not as a whole.

    `versions` are those of each template, `families` the image that each family gives today, `provisioning` the auto
    provisioning groups that are there.
    """

    account_id: str = ""
    instances: Sequence[Instance] = ()
    templates: Mapping[str, LaunchTemplate] = field(default_factory=dict)
    versions: Mapping[str, Sequence[TemplateVersion]] = field(default_factory=dict)
    groups: Sequence[ScalingGroup] = ()
    configurations: Sequence[ScalingConfiguration] = ()
    node_pools: Sequence[NodePool] = ()
    parameters: Sequence[OosParameter] = ()
    pipelines: Sequence[ImagePipeline] = ()
    provisioning: Sequence[ProvisioningGroup] = ()
    families: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[UserKind, Sequence[Reason]] = field(default_factory=dict)
