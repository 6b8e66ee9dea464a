# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a version of a launch template says: as calls write it, as it is kept, and as answers show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ....actions.parameters import Value
from ....catalogue.catalogue import Spec, documented

# What describes the template and not the instances that it makes.
_ABOUT_THE_TEMPLATE = frozenset(
    {
        "LaunchTemplateId", "LaunchTemplateName", "OwnerAccount", "OwnerId", "RegionId", "ResourceOwnerAccount",
        "ResourceOwnerId", "VersionDescription",
    }
)  # fmt: skip
_LISTS = {
    "DataDisk": ("DataDisks", "DataDisk"),
    "NetworkInterface": ("NetworkInterfaces", "NetworkInterface"),
    "SecurityGroupIds": ("SecurityGroupIds", "SecurityGroupId"),
    "Tag": ("Tags", "InstanceTag"),
}
_FRACTIONS = ("SpotPriceLimit",)
_NESTED_LIST = "SecurityGroupIds"
_TYPES: dict[str, tuple[type, ...]] = {"String": (str,), "Integer": (int,), "Boolean": (bool,)}


def data_specs() -> dict[str, Spec]:
    """The parameters that make up a version, by name."""
    specs = documented()["ecs", "CreateLaunchTemplateVersion"]
    return {name: spec for name, spec in specs.items() if name not in _ABOUT_THE_TEMPLATE}


def read_data(values: Mapping[str, Value]) -> dict[str, Any]:
    """What a call says about instances, with numbers and booleans as such; nothing is added to it."""
    specs = data_specs()
    return {name: _typed(specs[name], value) for name, value in values.items() if name in specs}


def _typed(spec: Spec, value: Value) -> Any:
    if isinstance(value, dict):
        return _structure(spec, value)
    if isinstance(value, list):
        return [_structure(spec, item) if isinstance(item, dict) else item for item in value]
    return float(value) if spec.name in _FRACTIONS else value


def _structure(spec: Spec, parts: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path, text in parts.items():
        field, _dot, number = path.partition(".")
        if number:
            found.setdefault(field, []).append(text)
        else:
            found[field] = _scalar((spec.fields or {})[field], text)
    return found


def _scalar(kind: str, text: str) -> str | int | bool:
    if kind == "Boolean":
        return text.lower() == "true"
    return int(text) if kind == "Integer" else text


def data_fault(data: Mapping[str, Any]) -> str:
    """What is wrong with the `data` of a world file's version, or nothing."""
    specs = data_specs()
    for name, value in data.items():
        if name not in specs:
            return f"{name} is not a parameter of CreateLaunchTemplateVersion"
        if not _is_kept(specs[name], value):
            return f"{name} does not have the type that CreateLaunchTemplateVersion says"
    return ""


def _is_kept(spec: Spec, value: Any) -> bool:
    if spec.type == "RepeatList":
        return isinstance(value, list) and all(_fits(spec, item) for item in value)
    if spec.type == "Struct":
        return _fits(spec, value)
    if spec.name in _FRACTIONS:
        return type(value) in (int, float)
    return type(value) in _TYPES[spec.type]


def _fits(spec: Spec, value: Any) -> bool:
    if spec.fields is None:
        return isinstance(value, str)
    return isinstance(value, dict) and all(
        name in spec.fields and (name == _NESTED_LIST or type(part) in _TYPES[spec.fields[name]])
        for name, part in value.items()
    )


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
