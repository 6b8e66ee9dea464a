# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a version of a launch template says: as calls write it, and as answers show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....catalogue.catalogue import Spec, documented

# What describes the template and not the instances that it makes.
_ABOUT_THE_TEMPLATE = frozenset(
    {
        "LaunchTemplateId", "LaunchTemplateName", "OwnerAccount", "OwnerId", "RegionId", "ResourceOwnerAccount",
        "ResourceOwnerId", "VersionDescription",
    }
)  # fmt: skip
FRACTIONS = ("SpotPriceLimit",)
_LISTS = {
    "DataDisk": ("DataDisks", "DataDisk"),
    "NetworkInterface": ("NetworkInterfaces", "NetworkInterface"),
    "SecurityGroupIds": ("SecurityGroupIds", "SecurityGroupId"),
    "Tag": ("Tags", "InstanceTag"),
}
_NESTED_LIST = "SecurityGroupIds"


def data_specs() -> dict[str, Spec]:
    """The parameters that make up a version, by name."""
    specs = documented()["ecs", "CreateLaunchTemplateVersion"]
    return {name: spec for name, spec in specs.items() if name not in _ABOUT_THE_TEMPLATE}


def show_data(data: Mapping[str, Any], *, flat: bool) -> dict[str, Any]:
    """The data as answers have it; `flat`: what is about the system disk has names with a dot."""
    shown: dict[str, Any] = {}
    for name, value in data.items():
        if name == "SystemDisk" and flat:
            shown.update({f"SystemDisk.{field}": part for field, part in value.items()})
        elif name in _LISTS:
            outer, inner = _LISTS[name]
            shown[outer] = {inner: [_show_item(item) for item in value]}
        else:
            shown[name] = value
    return shown


def _show_item(item: Any) -> Any:
    if isinstance(item, dict) and _NESTED_LIST in item:
        return {**item, _NESTED_LIST: {"SecurityGroupId": item[_NESTED_LIST]}}
    return item
