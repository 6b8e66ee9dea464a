# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read everything of a region that may use an image: lists, never a call for each image."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .._api.cs_node_pools import list_clusters, node_pools_of
from .._api.ecs_families import image_of_family
from .._api.ecs_image_users import list_image_pipelines, list_provisioning_groups
from .._api.ecs_images import list_images
from .._api.ecs_instances import list_with_proof
from .._api.ecs_launch_templates import list_launch_templates, list_template_versions
from .._api.ess_scaling import list_scaling_configurations, list_scaling_groups
from .._api.oos_parameters import list_parameters
from .._api.sts import get_caller
from .._client.session import Session
from .._core.reasons import reason
from .._model.errors import ApiError, CredentialsError, ImageopsError
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
from .find import find_references
from .pipelines import families_of
from .provisioning import hidden, left
from .result import WORDS, result
from .unknown import Noun, why, why_each
from .values import Observed, ReferenceRequest, UserKind

GONE = "InvalidLaunchTemplate.NotFound"
Found = TypeVar("Found")


def read_info(session: Session, request: ReferenceRequest) -> dict[str, Any]:
    """Return the values of image_reference_info. Raises ApiError if not even the caller is known."""
    observed = observe(session, request)
    return result(request, observed, find_references(request, observed))


def observe(session: Session, request: ReferenceRequest) -> Observed:
    """Read each kind of users that is asked for; what cannot be read is unknown, and the others are read."""
    account_id = get_caller(session).account_id
    reading = Reading(session, request)
    steps: Mapping[UserKind, Callable[[], None]] = {
        UserKind.INSTANCES: reading.read_instances,
        UserKind.LAUNCH_TEMPLATES: reading.read_templates,
        UserKind.SCALING: reading.read_scaling,
        UserKind.IMAGE_FAMILIES: reading.read_families,
        UserKind.NODE_POOLS: reading.read_node_pools,
        UserKind.OOS_PARAMETERS: reading.read_parameters,
        UserKind.IMAGE_PIPELINES: reading.read_pipelines,
        UserKind.AUTO_PROVISIONING_GROUPS: reading.read_provisioning,
    }
    for kind in request.kinds:
        steps[kind]()
    return Observed(
        account_id=account_id,
        instances=reading.instances,
        templates=reading.templates,
        versions=reading.versions,
        groups=reading.groups,
        configurations=reading.configurations,
        node_pools=reading.node_pools,
        parameters=reading.parameters,
        pipelines=reading.pipelines,
        provisioning=reading.provisioning,
        families=reading.families,
        unknown={kind: tuple(reasons) for kind, reasons in reading.unknown.items()},
    )


class Reading:
    """What was read so far, kind by kind."""

    def __init__(self, session: Session, request: ReferenceRequest) -> None:
        self._session = session
        self._region = request.region
        self._image_ids = frozenset(request.image_ids)
        self.instances: Sequence[Instance] = ()
        self.templates: dict[str, LaunchTemplate] = {}
        self.versions: dict[str, Sequence[TemplateVersion]] = {}
        self.groups: Sequence[ScalingGroup] = ()
        self.configurations: Sequence[ScalingConfiguration] = ()
        self.node_pools: Sequence[NodePool] = ()
        self.parameters: Sequence[OosParameter] = ()
        self.pipelines: Sequence[ImagePipeline] = ()
        self.provisioning: Sequence[ProvisioningGroup] = ()
        self.families: dict[str, str] = {}
        self.unknown: dict[UserKind, list[Reason]] = {}

    def read_instances(self) -> None:
        """List the instances, and see that an empty list is one."""
        nothing: tuple[list[Instance], bool] = ([], True)
        found, proven = self._attempt(
            UserKind.INSTANCES, lambda: list_with_proof(self._session, self._region), default=nothing
        )
        self.instances = found
        if not proven:
            permission = "ecs:DescribeInstances"
            self._note(
                UserKind.INSTANCES, reason("users_unproven", kind=WORDS[UserKind.INSTANCES], permission=permission)
            )

    def read_templates(self) -> None:
        """List the launch templates with their versions."""
        found: list[LaunchTemplate] = []
        found = self._attempt(
            UserKind.LAUNCH_TEMPLATES, lambda: list_launch_templates(self._session, self._region), default=found
        )
        self.templates = {template.template_id: template for template in found}
        self._read_versions(UserKind.LAUNCH_TEMPLATES, self.templates)

    def read_scaling(self) -> None:
        """List the scaling groups and configurations, and what those launch that name no image themselves."""
        groups: list[ScalingGroup] = []
        configurations: list[ScalingConfiguration] = []
        self.groups = self._attempt(
            UserKind.SCALING, lambda: list_scaling_groups(self._session, self._region), default=groups
        )
        self.configurations = self._attempt(
            UserKind.SCALING, lambda: list_scaling_configurations(self._session, self._region), default=configurations
        )
        self._read_versions(UserKind.SCALING, (group.template_id for group in self.groups if group.template_id))
        self._read_image_of(UserKind.SCALING, (item.image_family for item in self.configurations if item.image_family))

    def read_families(self) -> None:
        """Ask what the families of the images give today. An image that is gone has none."""
        self._read_image_of(
            UserKind.IMAGE_FAMILIES, self._attempt(UserKind.IMAGE_FAMILIES, self._families_of_images, default=set())
        )

    def read_node_pools(self) -> None:
        """List the node pools of ACK's clusters."""

        def read(cluster_id: str) -> list[NodePool]:
            return node_pools_of(self._session, self._region, cluster_id)

        kind = UserKind.NODE_POOLS
        none: list[str] = []
        clusters = self._attempt(kind, lambda: list_clusters(self._session, self._region), default=none)
        found = self._each(kind, read, clusters, Noun("cluster", "clusters"))
        self.node_pools = [pool for pools in found.values() for pool in pools]

    def read_parameters(self) -> None:
        """List the parameters of OOS, with their values."""
        kind = UserKind.OOS_PARAMETERS
        found: list[OosParameter] = []
        self.parameters = self._attempt(kind, lambda: list_parameters(self._session, self._region), default=found)

    def read_pipelines(self) -> None:
        """List the image pipelines, and ask what the families give that they build from."""
        kind = UserKind.IMAGE_PIPELINES
        found: list[ImagePipeline] = []
        self.pipelines = self._attempt(kind, lambda: list_image_pipelines(self._session, self._region), default=found)
        self._read_image_of(kind, families_of(self.pipelines))

    def read_provisioning(self) -> None:
        """List the auto provisioning groups, and what those launch that have a template or a family."""
        kind = UserKind.AUTO_PROVISIONING_GROUPS
        found: list[ProvisioningGroup] = []
        groups = self._attempt(kind, lambda: list_provisioning_groups(self._session, self._region), default=found)
        self.provisioning = left(groups)
        self._read_versions(kind, (group.template_id for group in self.provisioning if group.template_id))
        self._read_image_of(kind, (group.image_family for group in self.provisioning if group.image_family))
        for why_hidden in hidden(self.provisioning):
            self._note(kind, why_hidden)

    def _families_of_images(self) -> set[str]:
        images = list_images(self._session, self._region, until=self._image_ids)
        if self._image_ids - {image.image_id for image in images}:
            images += list_images(self._session, self._region, owner_alias="others", until=self._image_ids)
        return {image.family for image in images if image.family and image.image_id in self._image_ids}

    def _read_versions(self, kind: UserKind, template_ids: Iterable[str]) -> None:
        """Read the versions of templates, a call for each: no list of ECS has those of several."""

        def read(template_id: str) -> list[TemplateVersion]:
            return list_template_versions(self._session, self._region, template_id)

        missing = sorted(set(template_ids) - set(self.versions))
        self.versions |= self._each(kind, read, missing, Noun("launch template", "launch templates"))

    def _read_image_of(self, kind: UserKind, families: Iterable[str]) -> None:
        def read(family: str) -> str:
            return image_of_family(self._session, self._region, family)

        missing = sorted(set(families) - set(self.families))
        self.families |= self._each(kind, read, missing, Noun("family", "families"))

    def _each(self, kind: UserKind, read: Callable[[str], Found], names: Sequence[str], noun: Noun) -> dict[str, Found]:
        """Read one thing after the other by name; note those that cannot be read. A template that is gone is none."""
        found: dict[str, Found] = {}
        failed: dict[str, ImageopsError] = {}
        for name, result_or_error in self._session.map(read, names):
            if not isinstance(result_or_error, ImageopsError):
                found[name] = result_or_error
            elif not (isinstance(result_or_error, ApiError) and result_or_error.code == GONE):
                failed[name] = result_or_error
        for item in why_each(kind, noun, failed):
            self._note(kind, item)
        return found

    def _attempt(self, kind: UserKind, work: Callable[[], Found], *, default: Found) -> Found:
        try:
            return work()
        except CredentialsError:
            raise
        except ImageopsError as error:
            self._note(kind, why(kind, error))
            return default

    def _note(self, kind: UserKind, found: Reason) -> None:
        reasons = self.unknown.setdefault(kind, [])
        if found not in reasons:
            reasons.append(found)
