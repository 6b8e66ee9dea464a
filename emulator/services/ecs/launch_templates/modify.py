# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ModifyLaunchTemplateDefaultVersion."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import NOBODY_KNOWS
from .find import find_template, template_resource


@action(
    "ecs",
    "ModifyLaunchTemplateDefaultVersion",
    mutating=True,
    resources=template_resource,
    unknown_region="InvalidRegion.NotExist",
    models=("DefaultVersionNumber", "LaunchTemplateId", "LaunchTemplateName", "RegionId"),
    errors=(
        "InvalidLaunchTemplate.NotFound", "InvalidLaunchTemplateVersion.NotFound", "InvalidParameter",
        "InvalidRegion.NotExist", "MissingParameter",
    ),
    gaps=(Gap.of(NOBODY_KNOWS, "InnerServiceFailed"),),
    notes=(Note("who launches from `Default` has the new version from then on", "API page"),),
)  # fmt: skip
def modify_launch_template_default_version(call: Call) -> Answer:
    """Make another version the default."""
    template = find_template(call)
    number = call.parameters.number("DefaultVersionNumber", 0)
    if number not in template.versions:
        raise call.refuse("InvalidLaunchTemplateVersion.NotFound")
    template.default, template.modified = number, call.cloud.now()
    return {}
