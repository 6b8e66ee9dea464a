# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find the users of images in what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .._model.image_users import ScalingConfiguration, ScalingGroup, TemplateVersion
from .._model.instance import TAG_SCALING_GROUP
from .node_pools import node_pool_references
from .parameters import parameter_references
from .pipelines import pipeline_references
from .provisioning import provisioning_references
from .values import Observed, Reference, ReferenceRequest, UserKind

Launched = Mapping[tuple[str, int], Sequence[ScalingGroup]]


def find_references(request: ReferenceRequest, observed: Observed) -> list[Reference]:
    """Return every user of the images, kind by kind, what launches first."""
    wanted = frozenset(request.image_ids)
    launched = groups_by_version(observed)
    found = [
        *_instances(request.region, observed),
        *_template_versions(request.region, observed, launched),
        *_configurations(request.region, observed),
        *_groups(request.region, observed, launched),
        *_families(request.region, observed),
        *node_pool_references(request.region, observed.node_pools),
        *parameter_references(request.region, observed.parameters, wanted),
        *pipeline_references(request.region, observed.pipelines, observed.families),
        *provisioning_references(request.region, observed.provisioning, observed.versions, observed.families),
    ]
    order = {kind: place for place, kind in enumerate(request.kinds)}
    users = [item for item in found if item.image_id in wanted and item.kind in order]
    return sorted(users, key=lambda item: (order[item.kind], not item.active, item.name, item.id, -item.version))


def groups_by_version(observed: Observed) -> dict[tuple[str, int], list[ScalingGroup]]:
    """Return the scaling groups that launch from each version of a template today, by template and number."""
    found: dict[tuple[str, int], list[ScalingGroup]] = {}
    for group in observed.groups:
        version = version_of(group, observed.versions.get(group.template_id, ()))
        if version is not None:
            found.setdefault((version.template_id, version.number), []).append(group)
    return found


def version_of(group: ScalingGroup, versions: Sequence[TemplateVersion]) -> TemplateVersion | None:
    """Return the version that a group launches from today; None without a template, or if it is gone."""
    if not group.template_id or not versions:
        return None
    if group.template_version == "Latest":
        return max(versions, key=lambda item: item.number)
    if group.template_version in ("", "Default"):
        return next((item for item in versions if item.is_default), None)
    return next((item for item in versions if str(item.number) == group.template_version), None)


def _instances(region: str, observed: Observed) -> Iterator[Reference]:
    for instance in observed.instances:
        yield Reference(
            kind=UserKind.INSTANCES,
            type="instance",
            image_id=instance.image_id,
            region=region,
            id=instance.instance_id,
            name=instance.name,
            active=True,
            group_id=instance.tags.get(TAG_SCALING_GROUP, ""),
        )


def _template_versions(region: str, observed: Observed, launched: Launched) -> Iterator[Reference]:
    for template in observed.templates.values():
        for version in observed.versions.get(template.template_id, ()):
            users = launched.get((template.template_id, version.number), ())
            yield Reference(
                kind=UserKind.LAUNCH_TEMPLATES,
                type="launch_template_version",
                image_id=version.image_id,
                region=region,
                id=template.template_id,
                name=template.name,
                active=version.is_default or bool(users),
                version=version.number,
                is_default=version.is_default,
                is_latest=version.number == template.latest_version,
                group_id=users[0].group_id if users else "",
                encrypted=version.encrypted,
                kms_key_id=version.kms_key_id,
            )


def _configurations(region: str, observed: Observed) -> Iterator[Reference]:
    groups = {group.group_id: group for group in observed.groups}
    for item in observed.configurations:
        yield Reference(
            kind=UserKind.SCALING,
            type="scaling_configuration",
            image_id=image_of(item, observed.families),
            region=region,
            id=item.configuration_id,
            name=item.name,
            active=_launches(item, groups.get(item.group_id)),
            group_id=item.group_id,
            through=f"family {item.image_family}" if item.image_family else "",
            encrypted=item.encrypted,
            kms_key_id=item.kms_key_id,
        )


def image_of(item: ScalingConfiguration, families: Mapping[str, str]) -> str:
    """Return the image that a configuration launches today; with a family ECS may show none."""
    if not item.image_family:
        return item.image_id
    return families.get(item.image_family) or item.image_id


def _launches(item: ScalingConfiguration, group: ScalingGroup | None) -> bool:
    # A group with a template may still show a configuration.
    return item.is_active and (group is None or not group.template_id)


def _groups(region: str, observed: Observed, launched: Launched) -> Iterator[Reference]:
    versions = {(item.template_id, item.number): item for items in observed.versions.values() for item in items}
    for place, groups in launched.items():
        version = versions[place]
        for group in groups:
            yield Reference(
                kind=UserKind.SCALING,
                type="scaling_group",
                image_id=version.image_id,
                region=region,
                id=group.group_id,
                name=group.name,
                active=True,
                version=version.number,
                group_id=group.group_id,
                through=f"{group.template_id} {group.template_version or 'Default'}",
                encrypted=version.encrypted,
                kms_key_id=version.kms_key_id,
            )


def _families(region: str, observed: Observed) -> Iterator[Reference]:
    for family, image_id in observed.families.items():
        yield Reference(
            kind=UserKind.IMAGE_FAMILIES,
            type="image_family",
            image_id=image_id,
            region=region,
            id=family,
            name=family,
            active=True,
        )
