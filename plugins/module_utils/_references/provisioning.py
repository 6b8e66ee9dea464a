# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The images that auto provisioning groups launch, and the groups that do not show theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from .._core.reasons import reason
from .._model.image_users import ProvisioningGroup, TemplateVersion
from .._model.reason import Reason
from .values import Reference, UserKind

GONE, GOING = "deleted", "delete-running"
NAMED = 5
Versions = Mapping[str, Sequence[TemplateVersion]]


def left(groups: Sequence[ProvisioningGroup]) -> list[ProvisioningGroup]:
    """Return the groups that are there; ECS goes on listing those that were deleted."""
    return [group for group in groups if group.status != GONE]


def provisioning_references(
    region: str, groups: Sequence[ProvisioningGroup], versions: Versions, families: Mapping[str, str]
) -> Iterator[Reference]:
    """Give the images of groups. `versions`: those of each template; `families`: what each family gives today."""
    for group in groups:
        if group.template_id:
            for version, is_today in _candidates(group, versions.get(group.template_id, ())):
                named = group.template_version or ("Default" if is_today else str(version.number))
                through = f"{group.template_id} {named}"
                yield _reference(region, group, version.image_id, through, is_today=is_today, version=version)
        elif image_id := group.image_id or families.get(group.image_family, ""):
            through = "" if group.image_id else f"family {group.image_family}"
            yield _reference(region, group, image_id, through, is_today=True)


def hidden(groups: Sequence[ProvisioningGroup]) -> list[Reason]:
    """Return the reason why groups are unknown that were made without a template, nothing if there is none."""
    names = [
        group.name or group.group_id
        for group in groups
        if not (group.template_id or group.image_id or group.image_family)
    ]
    if not names:
        return []
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return [reason("users_hidden", groups=", ".join(names[:NAMED]) + more)]


def _candidates(
    group: ProvisioningGroup, versions: Sequence[TemplateVersion]
) -> Iterator[tuple[TemplateVersion, bool]]:
    """Give the versions that a group may launch from, and whether it does so today.

    No source says whether a group that names no version takes the default of today or that of its creation, which may
    be any of the others.
    """
    for version in versions:
        if not group.template_version:
            yield version, version.is_default
        elif str(version.number) == group.template_version:
            yield version, True


def _reference(
    region: str,
    group: ProvisioningGroup,
    image_id: str,
    through: str,
    *,
    is_today: bool,
    version: TemplateVersion | None = None,
) -> Reference:
    return Reference(
        kind=UserKind.AUTO_PROVISIONING_GROUPS,
        type="auto_provisioning_group",
        image_id=image_id,
        region=region,
        id=group.group_id,
        name=group.name,
        active=is_today and group.status != GOING,
        version=version.number if version else 0,
        through=through,
        encrypted=version.encrypted if version else False,
        kms_key_id=version.kms_key_id if version else "",
    )
