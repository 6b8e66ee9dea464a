# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `text_list`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: text_list
short_description: Read a list as people and surveys write it
version_added: 1.0.0
description:
  - A list stays one, JSON text becomes one, other text is split at commas and newlines. Empty items are left out.
  - Full-width commas count, too.
  - AWX passes a text area as one text with newlines, and an unanswered field as an empty one.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: A list, text, or nothing.
    type: raw
    required: true
"""

EXAMPLES = r"""
- name: Read the accounts of a survey
  ansible.builtin.debug:
    msg: "{{ '2000000000000002, 3000000000000003' | imageops.alicloud.text_list }}"
"""

RETURN = r"""
_value:
  description: The list.
  type: list
  elements: str
"""


def read(value: Any) -> list[str]:
    """Return the list. Raises AnsibleFilterError for broken JSON."""
    from ..module_utils._core.text import text_list
    from ..module_utils._model.errors import InvalidInput

    try:
        return text_list(value)
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from None


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"text_list": read}
