# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which instances a target names, and how many of them are dealt with side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...actions.parameters import whole_number
from ...catalogue.catalogue import regions
from ...state.accounts import Account
from ...state.cloud import Cloud
from ...state.executions import Execution
from .calls import invoke

_PAGE = 100


def target_fault(target: Any) -> str:
    """What is wrong with a target, or what of it is not modelled; empty if nothing is."""
    if not isinstance(target, Mapping):
        return "must be an object"
    if target.get("RegionId") and str(target["RegionId"]) not in regions():
        return "there is no such RegionId"
    kind = target.get("Type")
    if kind == "ResourceIds":
        ids = target.get("ResourceIds")
        if not isinstance(ids, list) or not ids or not all(isinstance(item, str) for item in ids):
            return "ResourceIds must be a list of ids"
        return ""
    if kind == "Tags":
        tags = target.get("Tags")
        if (
            not isinstance(tags, list)
            or not tags
            or not all(isinstance(tag, Mapping) and tag.get("Key") and isinstance(tag["Key"], str) for tag in tags)
        ):
            return "Tags must be a list of Key and Value"
        return ""
    return "" if kind == "All" else "Type must be ResourceIds, Tags or All"


def chosen_instances(cloud: Cloud, account: Account, execution: Execution, target: Mapping[str, Any]) -> list[str]:
    """The ids of the instances, as DescribeInstances finds them: what does not exist is not among them."""
    region_id = target.get("RegionId") or execution.parameters["regionId"]
    asked: dict[str, Any] = {"RegionId": region_id, "MaxResults": _PAGE}
    for number, tag in enumerate(target.get("Tags") or [], 1):
        asked[f"Tag.{number}.Key"] = tag["Key"]
        asked[f"Tag.{number}.Value"] = tag.get("Value")
    ids = list(dict.fromkeys(target.get("ResourceIds") or []))
    found: list[str] = []
    for start in range(0, max(len(ids), 1), _PAGE):
        part = {**asked, "InstanceIds": json.dumps(ids[start : start + _PAGE])} if ids else asked
        found += _pages(cloud, account, execution, part)
    # In the order of the ids, if there are some.
    return [item for item in ids if item in found] if ids else found


def _pages(cloud: Cloud, account: Account, execution: Execution, asked: Mapping[str, Any]) -> list[str]:
    found: list[str] = []
    token: str | None = None
    while token != "":
        answer = invoke(cloud, account, execution, "DescribeInstances", {**asked, "NextToken": token})
        found += [instance["InstanceId"] for instance in answer["Instances"]["Instance"]]
        token = str(answer["NextToken"])
    return found


def rate_fault(rate: Any) -> str:
    """What is wrong with a RateControl; empty if nothing is."""
    if not isinstance(rate, Mapping) or rate.get("Mode") not in ("Concurrency", "Batch"):
        return "Mode must be Concurrency or Batch"
    for name, default in (("MaxErrors", 0), ("Concurrency", 1)):
        try:
            count(rate.get(name, default), 100)
        except ValueError:
            return f"{name} must be a number or a percentage"
    return ""


def count(value: Any, total: int) -> int:
    """A number, or a percentage of all; ValueError for anything else."""
    text = str(value)
    number = whole_number(text.removesuffix("%"))
    if isinstance(value, bool) or number is None or number < 0:
        raise ValueError(text)
    return number * total // 100 if text.endswith("%") else number
