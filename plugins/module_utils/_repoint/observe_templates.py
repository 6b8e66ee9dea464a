# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the launch templates of a region with their versions, and who launches from a version's number."""

from __future__ import annotations

from collections.abc import Sequence

from .._api.ecs_launch_templates import list_launch_templates, list_template_versions
from .._api.ess_scaling import list_scaling_groups
from .._client.session import Session
from .._model.errors import ApiError, CredentialsError, ImageopsError
from .._model.image_users import LaunchTemplate, TemplateVersion
from .choosing import chosen
from .observe_images import read_images
from .template_values import TemplatesSeen
from .values import ImagesSeen, RepointRequest

GONE = "InvalidLaunchTemplate.NotFound"
Pinned = dict[tuple[str, str], list[str]]


def observe_templates(session: Session, request: RepointRequest) -> TemplatesSeen:
    """Read lists, and a call for the versions of each template. Raises InvalidInput for one that is not there."""
    listed = list_launch_templates(session, request.region)
    templates = chosen(request, "launch_templates", listed, lambda item: [item.template_id, item.name])
    versions: dict[str, Sequence[TemplateVersion] | Exception] = {}
    for template, found in session.map(lambda item: read_versions(session, item), templates):
        if not (isinstance(found, ApiError) and found.code == GONE):
            versions[template.template_id] = found
    images = ImagesSeen(statuses={})
    if not request.undo:
        images = read_images(session, request.region, request.new_ids.values())
    pinned = _pinned(session, request) if request.undo else {}
    return TemplatesSeen(templates=templates, versions=versions, images=images, pinned=pinned)


def read_versions(session: Session, template: LaunchTemplate) -> list[TemplateVersion]:
    """Read the versions of a template, the newest last."""
    found = list_template_versions(session, template.region, template.template_id)
    return sorted(found, key=lambda item: item.number)


def _pinned(session: Session, request: RepointRequest) -> Pinned | ImageopsError:
    """Return the scaling groups that launch from a version's number, or why that cannot be read."""
    try:
        groups = list_scaling_groups(session, request.region)
    except CredentialsError:
        raise
    except ImageopsError as error:
        return error
    found: Pinned = {}
    for group in groups:
        if group.template_id:
            found.setdefault((group.template_id, group.template_version), []).append(group.name or group.group_id)
    return found
