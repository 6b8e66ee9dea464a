# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what oos_execution and oos_execution_info are asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .._core.per_region import required_region
from .._core.written import check_resource_group, tag_texts
from .._model.errors import InvalidInput
from .values import ExecutionRequest, ExecutionsRequest

MOST_TAGS = 20


def read_request(params: Mapping[str, Any]) -> ExecutionRequest:
    """Read the module's parameters. Raises InvalidInput."""
    cancel = params["state"] == "cancelled"
    if not params["execution_id"] and not params["template_name"]:
        remedy = "Name the template to run, or the execution to go on with."
        raise InvalidInput("template_name", "", "is not given, and no execution_id", remedy)
    tags = tag_texts("tags", params["tags"])
    if len(tags) >= MOST_TAGS:
        remedy = f"Give fewer than {MOST_TAGS}; one is used to find the execution again."
        raise InvalidInput("tags", len(tags), "are too many tags", remedy)
    check_resource_group("resource_group_id", params["resource_group_id"] or "")
    return ExecutionRequest(
        region=required_region(params),
        execution_id=params["execution_id"] or "",
        template_name=params["template_name"] or "",
        template_version=params["template_version"] or "",
        parameters=params["parameters"],
        mode=params["mode"],
        loop_mode=params["loop_mode"],
        safety_check=params["safety_check"],
        description=params["description"] or "",
        tags=tags,
        resource_group_id=params["resource_group_id"] or "",
        cancel=cancel,
        wait=params["wait"],
        pass_seconds=params["pass_seconds"],
        poll_seconds=params["poll_seconds"],
    )


def read_info_request(params: Mapping[str, Any]) -> ExecutionsRequest:
    """Read the parameters of oos_execution_info. Raises InvalidInput."""
    tags = tag_texts("tags", params["tags"])
    filters = {
        "ExecutionId": params["execution_id"],
        "TemplateName": params["template_name"],
        "Status": params["status"],
        "Tags": json.dumps(tags) if tags else "",
    }
    return ExecutionsRequest(
        region=required_region(params),
        filters={name: value for name, value in filters.items() if value},
        with_tasks=params["with_tasks"],
    )
