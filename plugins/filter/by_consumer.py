# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `by_consumer`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

DOCUMENTATION = r"""
name: by_consumer
short_description: Group shared images by the account and region in which they can be seen
version_added: 1.0.0
description:
  - Makes the list of questions that prove shares, one for each consumer and region.
author:
  - imageops.alicloud contributors (@imageops)
positional: accounts
options:
  _input:
    description: Images with C(image_id), C(region) and C(shared_with), as several modules return them.
    type: list
    elements: dict
    required: true
  accounts:
    description: Only these accounts. Default is every account an image is shared with.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Show who should see what
  ansible.builtin.debug:
    msg: "{{ shares | imageops.alicloud.by_consumer }}"
  vars:
    shares:
      - image_id: m-2ze0000000000000web2
        region: cn-beijing
        shared_with: ["2000000000000002"]
"""

RETURN = r"""
_value:
  description: Items of C(account), C(region) and C(image_ids).
  type: list
  elements: dict
"""


def by_consumer(images: Sequence[Mapping[str, Any]], accounts: Sequence[str] = ()) -> list[dict[str, Any]]:
    """The questions, in the order of accounts and regions as they come."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for image in images:
        for account in image["shared_with"]:
            if not accounts or account in accounts:
                grouped.setdefault((account, image["region"]), []).append(image["image_id"])
    return [
        {"account": account, "region": region, "image_ids": ids} for (account, region), ids in sorted(grouped.items())
    ]


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """By name."""
        return {"by_consumer": by_consumer}
