# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `usable_key`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: usable_key
short_description: Return the id of a key that ECS can encrypt with, or fail with the reason
version_added: 1.0.0
description:
  - Takes the keys that M(imageops.alicloud.kms_key_info) found for one id, ARN or alias, and refuses what cannot
    encrypt disks and images to share, such as a service key, a key that is not Enabled, or one of another
    spec.
author:
  - imageops.alicloud contributors (@imageops)
positional: given
options:
  _input:
    description: The keys.
    type: list
    elements: dict
    required: true
  given:
    description: What was asked for, for the error.
    type: str
    required: true
  option:
    description: Where it was given, for the error.
    type: str
    default: kms_key_id
"""

EXAMPLES = r"""
- name: Look up the key
  imageops.alicloud.kms_key_info:
    region: cn-beijing
    kms_key_ids: [alias/image-share]
  register: found

- name: Show its id
  ansible.builtin.debug:
    msg: "{{ found.kms_keys | imageops.alicloud.usable_key('alias/image-share') }}"
"""

RETURN = r"""
_value:
  description: The id.
  type: str
"""


def usable(keys: Sequence[Mapping[str, Any]], given: str, option: str = "kms_key_id") -> str:
    """The id. Raises AnsibleFilterError for a key that cannot be used."""
    from ..module_utils._keys.target import check_target_key
    from ..module_utils._model.errors import InvalidInput
    from ..module_utils._model.key import Key

    names = {field.name for field in fields(Key)} - {"aliases"}
    key = Key(**{name: keys[0][name] for name in names}, aliases=tuple(keys[0]["aliases"])) if keys else None
    region = key.region if key else "this region"
    try:
        return check_target_key(option, given, key, region).key_id
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"usable_key": usable}
