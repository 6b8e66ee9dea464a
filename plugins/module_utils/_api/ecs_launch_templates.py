# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS launch templates: their lists, and the actions that make, choose and remove versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._client.paging import Fetch, Items, numbered
from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError
from .._model.image_users import LaunchTemplate, TemplateVersion
from .wire import Answer, flag, number, part, text

# No page says how large a page may be: the vendor's other clients ask for 50, and ten is the documented default.
PAGE_SIZES = (50, 10)
TOO_LARGE = "InvalidParameter"


def list_launch_templates(session: Session, region: str) -> list[LaunchTemplate]:
    """All launch templates of a region, without their versions. Needs ecs:DescribeLaunchTemplates."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeLaunchTemplates", {"RegionId": region, **page})

    items = _read(fetch, "LaunchTemplateSets", "LaunchTemplateSet", "LaunchTemplateId")
    return [
        LaunchTemplate(
            template_id=text(item, "LaunchTemplateId"),
            name=text(item, "LaunchTemplateName"),
            region=region,
            default_version=number(item, "DefaultVersionNumber"),
            latest_version=number(item, "LatestVersionNumber"),
        )
        for item in items
    ]


def list_template_versions(session: Session, region: str, template_id: str) -> list[TemplateVersion]:
    """All versions of a template: one call, as it has 30 at most. Needs ecs:DescribeLaunchTemplateVersions.

    Raises ApiError (InvalidLaunchTemplate.NotFound) for a template that is gone.
    """
    query = {"RegionId": region, "LaunchTemplateId": template_id}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeLaunchTemplateVersions", {**query, **page})

    items = _read(fetch, "LaunchTemplateVersionSets", "LaunchTemplateVersionSet", "VersionNumber")
    return [_parse(item, template_id) for item in items]


def _read(fetch: Fetch, outer: str, inner: str, key: str) -> Items:
    large, small = PAGE_SIZES
    try:
        return list(numbered(fetch, outer, inner, key, large))
    except ApiError as error:
        if error.code != TOO_LARGE:
            raise
    return list(numbered(fetch, outer, inner, key, small))


def _parse(item: Answer, template_id: str) -> TemplateVersion:
    data = part(item, "LaunchTemplateData", is_required=True)
    disk = system_disk(data)
    return TemplateVersion(
        template_id=template_id,
        number=number(item, "VersionNumber"),
        is_default=flag(item, "DefaultVersion"),
        description=text(item, "VersionDescription"),
        created=text(item, "CreateTime"),
        image_id=text(data, "ImageId"),
        encrypted=flag(disk, "Encrypted"),
        kms_key_id=text(disk, "KMSKeyId"),
        data=data,
    )


def system_disk(data: Answer) -> Answer:
    """What a version says about the system disk, in keys with a dot (as in the page's example) or in an object."""
    flat = {key.partition(".")[2]: value for key, value in data.items() if key.startswith("SystemDisk.")}
    return {**part(data, "SystemDisk"), **flat}


def create_version(
    session: Session, region: str, template_id: str, description: str, parameters: Mapping[str, Any]
) -> int:
    """Make a version of exactly these parameters, and return its number. Needs ecs:CreateLaunchTemplateVersion.

    The action has no client token and would make another version, so that a call without an answer is not repeated.
    Raises ApiError (LaunchTemplateVersionLimitExceed) for a template that is full.
    """
    query = {
        "RegionId": region,
        "LaunchTemplateId": template_id,
        "VersionDescription": description,
        **parameters,
    }
    answer = session.call(ECS, region, "CreateLaunchTemplateVersion", query, repeatable=False)
    return number(answer, "LaunchTemplateVersionNumber")


def set_default_version(session: Session, region: str, template_id: str, version: int) -> None:
    """Make a version the default. Needs ecs:ModifyLaunchTemplateDefaultVersion."""
    query = {"RegionId": region, "LaunchTemplateId": template_id, "DefaultVersionNumber": version}
    session.call(ECS, region, "ModifyLaunchTemplateDefaultVersion", query)


def delete_versions(session: Session, region: str, template_id: str, versions: Sequence[int]) -> None:
    """Remove versions, 29 at most, none of them the default. Needs ecs:DeleteLaunchTemplateVersion.

    Numbers that are not there are no error; a service that says otherwise has done nothing.
    """
    query = {"RegionId": region, "LaunchTemplateId": template_id, "DeleteVersion": list(versions)}
    session.call(ECS, region, "DeleteLaunchTemplateVersion", query)
