# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which launch template a call is about."""

from __future__ import annotations

from ....actions.declare import Call
from ....state.launch_templates import LaunchTemplate
from ..arns import arn


def named_template(call: Call) -> LaunchTemplate | None:
    """The template with the call's id, else with its name; None if there is none."""
    if not {"LaunchTemplateId", "LaunchTemplateName"} & set(call.parameters.values):
        raise call.missing("LaunchTemplateId")
    if template_id := call.parameters.text("LaunchTemplateId"):
        return call.region.launch_templates.get(template_id)
    name = call.parameters.text("LaunchTemplateName")
    return next((item for item in call.region.launch_templates.values() if item.name == name), None)


def find_template(call: Call) -> LaunchTemplate:
    """The template of the call, or the error that there is none."""
    template = named_template(call)
    if template is None:
        raise call.refuse("InvalidLaunchTemplate.NotFound")
    return template


def template_resource(call: Call) -> list[str]:
    """The template of the call as policies name it; one that does not exist counts as any."""
    template = named_template(call)
    return [arn(call, "launchtemplate", template.id if template else "*")]


def every_template(call: Call) -> list[str]:
    """All launch templates of the region."""
    return [arn(call, "launchtemplate")]
