# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `text_dict`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: text_dict
short_description: Read a mapping as people and surveys write it
version_added: 1.0.0
description:
  - A mapping stays one. JSON text and lines of C(key=value) become one.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: A mapping, text, or nothing.
    type: raw
    required: true
  keep_text:
    description: Return text unchanged that is neither JSON nor has a C(=), for options with one value or one by region.
    type: bool
    default: false
"""

EXAMPLES = r"""
- name: Read keys by region
  ansible.builtin.debug:
    msg: "{{ 'cn-beijing=key-1, ap-southeast-1=key-2' | imageops.alicloud.text_dict }}"
"""

RETURN = r"""
_value:
  description: The mapping, or the unchanged text.
  type: raw
"""


def read(value: Any, keep_text: bool = False) -> Any:
    """The mapping. Raises AnsibleFilterError for text that is none."""
    from ..module_utils._core.text import text_dict, text_or_dict
    from ..module_utils._model.errors import InvalidInput

    try:
        return text_or_dict(value) if keep_text else text_dict(value)
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"text_dict": read}
