# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListParameters and GetParameters."""

from __future__ import annotations

from collections.abc import Callable

from ...actions.declare import Answer, Call, Note, action
from ...actions.json_text import parse_json
from ...actions.paging import token_page
from ...state.oos_parameters import StoredParameter
from .find import choice
from .parameter_rules import KINDS, parameter_arn, show_constraints, show_parameter

_RIGHTS = Note("RAM: the pattern of other resources of OOS", "assumed")


@action(
    "oos",
    "ListParameters",
    resources=lambda call: [parameter_arn(call)],
    models=(
        "MaxResults", "Name", "NextToken", "Path", "Recursive", "RegionId", "ResourceGroupId", "ShareType", "SortField",
        "SortOrder", "Tags", "Type",
    ),
    notes=(
        Note("no values; ParameterVersion is a text here", "OOS-SDK, the page's example"),
        Note("10 to 100 a page, 50 by default", "OOS-SDK"),
        Note("Path has the names that begin with it, with Recursive also those of the paths below", "OOS-SDK"),
        Note(
            "without Path: all names, or those alone that do not begin with a slash (setting list_oos_parameters)",
            "assumed",
        ),
        Note("Name is the whole name; public parameters do not exist; Name and CreatedDate sort", "OOS-SDK; assumed"),
        Note("sorted by name unless asked for otherwise", "assumed"),
        _RIGHTS,
    ),
)  # fmt: skip
def list_parameters(call: Call) -> Answer:
    """List parameters without their values."""
    parameters = call.parameters
    name, kind, tags = parameters.text("Name"), choice(call, "Type", KINDS), parameters.record("Tags")
    in_path = _path_test(call)
    is_private = choice(call, "ShareType", ("Public", "Private"), "Private") == "Private"
    found = [
        item
        for item in call.region.oos_parameters.values()
        if is_private
        and in_path(item.name)
        and name in ("", item.name)
        and kind in ("", item.kind)
        and parameters.text("ResourceGroupId", item.resource_group) == item.resource_group
        and tags.items() <= item.tags.items()
    ]
    size = parameters.number("MaxResults", 50)
    page, token = token_page(call, _in_order(call, found), size)
    shown = [{**show_parameter(call, item), "ParameterVersion": str(item.version)} for item in page]
    return {**token, "MaxResults": size, "TotalCount": len(found), "Parameters": shown}


@action(
    "oos",
    "GetParameters",
    resources=lambda call: [parameter_arn(call, name) for name in _names(call)],
    models=("Names", "RegionId"),
    notes=(
        Note("Names is a JSON list in a text; unknown ones are in InvalidParameters, beside the others", "OOS-SDK"),
        Note("so many names as wanted; each once", "assumed"),
        Note("Constraints is JSON text; ParameterVersion is a number here", "OOS-SDK, the page's example"),
        _RIGHTS,
    ),
)  # fmt: skip
def get_parameters(call: Call) -> Answer:
    """Show parameters with their values."""
    names = _names(call)
    stored = call.region.oos_parameters
    shown = [
        {
            **show_parameter(call, stored[name]),
            "Value": stored[name].value,
            "Constraints": show_constraints(stored[name]),
        }
        for name in names
        if name in stored
    ]
    return {"Parameters": shown, "InvalidParameters": [name for name in names if name not in stored]}


def _names(call: Call) -> list[str]:
    try:
        names = parse_json(call.parameters.text("Names"))
    except ValueError:
        raise call.invalid("Names") from None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise call.invalid("Names")
    return list(dict.fromkeys(names))


def _path_test(call: Call) -> Callable[[str], bool]:
    path = call.parameters.text("Path")
    if not path:
        all_names = call.cloud.settings.list_oos_parameters == "all"
        return lambda name: all_names or not name.startswith("/")
    start = path if path.endswith("/") else f"{path}/"
    below = bool(call.parameters.flag("Recursive"))
    return lambda name: name.startswith(start) and (below or "/" not in name[len(start) :])


def _in_order(call: Call, found: list[StoredParameter]) -> list[StoredParameter]:
    field = choice(call, "SortField", ("Name", "CreatedDate"), "Name")
    descending = choice(call, "SortOrder", ("Ascending", "Descending"), "Ascending") == "Descending"
    by_name = sorted(found, key=lambda item: item.name, reverse=descending)
    return by_name if field == "Name" else sorted(by_name, key=lambda item: item.created, reverse=descending)
