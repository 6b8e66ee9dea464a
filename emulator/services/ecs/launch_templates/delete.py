# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteLaunchTemplate and DeleteLaunchTemplateVersion."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.parameters import whole_number
from ....catalogue.gaps import NOBODY_KNOWS
from .find import find_template, named_template, template_resource

_VERSIONS_AT_MOST = 29
_GAPS = (Gap.of(NOBODY_KNOWS, "InnerServiceFailed"),)


@action(
    "ecs",
    "DeleteLaunchTemplate",
    mutating=True,
    resources=template_resource,
    unknown_region="InvalidRegion.NotExist",
    models=("LaunchTemplateId", "LaunchTemplateName", "RegionId"),
    errors=("InvalidParameter", "InvalidRegion.NotExist", "MissingParameter"),
    gaps=_GAPS,
    notes=(
        Note("with all its versions, whoever uses it", "API page; uses: assumed"),
        Note("an unknown template is a success without numbers", "assumed: no NotFound is documented"),
    ),
)
def delete_launch_template(call: Call) -> Answer:
    """Remove a template with its versions."""
    template = named_template(call)
    if template is None:
        return {"LaunchTemplateVersionNumbers": {"versionNumbers": []}}
    del call.region.launch_templates[template.id]
    return {
        "LaunchTemplateId": template.id,
        "LaunchTemplateVersionNumbers": {"versionNumbers": list(template.versions)},
    }


@action(
    "ecs",
    "DeleteLaunchTemplateVersion",
    mutating=True,
    resources=template_resource,
    unknown_region="InvalidRegion.NotExist",
    models=("DeleteVersion", "LaunchTemplateId", "LaunchTemplateName", "RegionId"),
    errors=(
        "InvalidLaunchTemplate.NotFound", "InvalidLaunchTemplateVersion.NotFound",
        "InvalidOperation.DeleteDefaultVersion", "InvalidParameter", "InvalidRegion.NotExist", "MissingParameter",
    ),
    gaps=_GAPS,
    notes=(
        Note("29 numbers a call; the default version stays", "API page"),
        Note("unknown numbers are ignored (setting unknown_template_version)", "assumed"),
        Note("all are deleted or, if the default is among them, none", "assumed"),
    ),
)  # fmt: skip
def delete_launch_template_version(call: Call) -> Answer:
    """Remove versions that are not the default."""
    template = find_template(call)
    numbers = [whole_number(text) for text in call.parameters.texts("DeleteVersion")]
    if len(numbers) > _VERSIONS_AT_MOST or None in numbers:
        raise call.invalid("DeleteVersion")
    if template.default in numbers:
        raise call.refuse("InvalidOperation.DeleteDefaultVersion")
    known = [number for number in numbers if number in template.versions]
    if len(known) < len(numbers) and call.cloud.settings.unknown_template_version == "refuse":
        raise call.refuse("InvalidLaunchTemplateVersion.NotFound")
    for number in known:
        del template.versions[number]
    return {
        "LaunchTemplateVersions": {
            "LaunchTemplateVersion": [
                {"LaunchTemplateId": template.id, "LaunchTemplateVersionNumber": number} for number in known
            ]
        }
    }
