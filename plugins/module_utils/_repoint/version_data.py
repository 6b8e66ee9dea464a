# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a version of a launch template holds: as answers have it, and as the parameters of a new version.

ECS makes a version from what is sent and takes nothing from another one, so that each field has to be sent again.
Answers have the system disk's fields as keys with a dot, and lists inside of an object with a name of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# The list in an answer -> the list of parameters.
LISTS = {
    "DataDisks": ("DataDisk", "DataDisk"),
    "NetworkInterfaces": ("NetworkInterface", "NetworkInterface"),
    "SecurityGroupIds": ("SecurityGroupId", "SecurityGroupIds"),
    "Tags": ("InstanceTag", "Tag"),
}
SYSTEM_DISK = "SystemDisk"
Data = Mapping[str, Any]


def parameters_of(data: Data) -> dict[str, Any]:
    """Return the parameters that make a version like this one. Empty values count as absent."""
    found: dict[str, Any] = {}
    for name, value in data.items():
        outer, dot, field = name.partition(".")
        if dot:
            found[outer] = {**found.get(outer, {}), **_known({field: value})}
        elif name in LISTS and isinstance(value, Mapping):
            inner, parameter = LISTS[name]
            found[parameter] = [_item(item) for item in value.get(inner, ())]
        elif isinstance(value, Mapping) and isinstance(found.get(name), Mapping):
            found[name] = {**_known(value), **found[name]}
        else:
            found[name] = _known(value) if isinstance(value, Mapping) else value
    return _known(found)


def unwritable(data: Data) -> list[str]:
    """Return the fields that have no form as parameters: lists that are not known. All others are sent again."""
    parameters = parameters_of(data)
    known = {parameter for _inner, parameter in LISTS.values()}
    odd = [name for name, value in parameters.items() if name not in known and _holds_a_list(value)]
    for name in known & parameters.keys():
        for item in parameters[name]:
            odd += [f"{name}.{field}" for field, value in _fields(item) if _is_odd_field(field, value)]
    return sorted(set(odd))


def with_image(data: Data, image_id: str, kms_key_id: str = "") -> dict[str, Any]:
    """Return the parameters of a version like this one with another image, and a key for its system disk if given."""
    changed = {**parameters_of(data), "ImageId": image_id}
    if kms_key_id:
        changed[SYSTEM_DISK] = {**changed.get(SYSTEM_DISK, {}), "Encrypted": "true", "KMSKeyId": kms_key_id}
    return changed


def differing(wanted: Data, found: Data) -> list[str]:
    """Return the names of fields in which two sets of parameters differ, whatever the types of their values."""
    one, other = _flat(wanted), _flat(found)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def lacking(wanted: Data, found: Data) -> list[str]:
    """Return the names of fields that are not found as wanted; what is found beside them does not count."""
    return [name for name in differing(wanted, found) if name in _flat(wanted)]


def _known(values: Data) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}


def _item(item: Any) -> Any:
    """Return an element of a list as a parameter: lists of texts inside of it lose their wrapping."""
    if not isinstance(item, Mapping):
        return item
    found = dict(item)
    for name, value in item.items():
        if name in LISTS and isinstance(value, Mapping):
            found[name] = value.get(LISTS[name][0], [])
    return _known(found)


def _fields(item: Any) -> list[tuple[str, Any]]:
    return list(item.items()) if isinstance(item, Mapping) else []


def _is_odd_field(name: str, value: Any) -> bool:
    return name not in LISTS and (isinstance(value, Mapping) or _holds_a_list(value))


def _holds_a_list(value: Any) -> bool:
    return isinstance(value, list) or (isinstance(value, Mapping) and any(map(_holds_a_list, value.values())))


def _flat(value: Any, name: str = "") -> dict[str, str]:
    """Return every value by its path, as text."""
    if isinstance(value, Mapping):
        parts = [_flat(part, f"{name}.{key}" if name else str(key)) for key, part in value.items()]
    elif isinstance(value, list):
        parts = [_flat(part, f"{name}.{place}") for place, part in enumerate(value, 1)]
    else:
        text = str(value).strip()
        return {name: text.lower() if text.lower() in ("true", "false") else text}
    return {key: text for part in parts for key, text in part.items()}
