# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""UpdateParameter."""

from __future__ import annotations

import json

from ...actions.declare import Answer, Call, Note, action
from ...actions.json_text import parse_json
from .parameter_rules import parameter_arn, show_constraints, show_parameter, value_fault

_LONGEST_DESCRIPTION = 200


@action(
    "oos",
    "UpdateParameter",
    mutating=True,
    resources=lambda call: [parameter_arn(call, call.parameters.text("Name", "*"))],
    models=("Description", "Name", "RegionId", "ResourceGroupId", "Tags", "Value"),
    errors=("EntityNotExists.Parameter",),
    notes=(
        Note("no ClientToken, and nothing is compared: each update adds 1 to ParameterVersion", "OOS-SDK; 1: seen"),
        Note("the answer has no Value; Tags are JSON text in it", "OOS-SDK, the page's example"),
        Note("code EntityNotExists.Parameter", "seen in third-party clients; status 404: assumed"),
        Note("1 to 4,096 characters; 1 to 200 of Description", "OOS-SDK; code InvalidParameter: assumed"),
        Note("a value that the constraints do not allow, each value of a list: InvalidParameter", "assumed"),
        Note("nothing looks at whether a value is an image", "OOS-SDK"),
        Note("what is not sent stays, or goes (setting oos_update_clears)", "assumed"),
        Note("RAM: the parameter", "assumed"),
    ),
)
def update_parameter(call: Call) -> Answer:
    """Change the value of a parameter."""
    parameters = call.parameters
    name, value, description = (parameters.text(part) for part in ("Name", "Value", "Description"))
    found = call.region.oos_parameters.get(name)
    if found is None:
        raise call.refuse("EntityNotExists.Parameter", name=name)
    if value_fault(found, value):
        raise call.invalid("Value")
    if len(description) > _LONGEST_DESCRIPTION:
        raise call.invalid("Description")
    tags = _tags(call)
    clears = call.cloud.settings.oos_update_clears
    found.value = value
    found.description = description or ("" if clears else found.description)
    found.tags = tags if tags or clears else found.tags
    found.resource_group = parameters.text("ResourceGroupId") or ("" if clears else found.resource_group)
    found.version += 1
    found.updated = call.cloud.now()
    shown = {**show_parameter(call, found), "Tags": json.dumps(found.tags), "Constraints": show_constraints(found)}
    return {"Parameter": shown}


def _tags(call: Call) -> dict[str, str]:
    try:
        tags = parse_json(call.parameters.text("Tags", "{}"))
    except ValueError:
        raise call.invalid("Tags") from None
    if not isinstance(tags, dict) or not all(isinstance(value, str) for value in tags.values()):
        raise call.invalid("Tags")
    return tags
