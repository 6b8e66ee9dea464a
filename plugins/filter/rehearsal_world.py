# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The filter `rehearsal_world`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: rehearsal_world
short_description: Make a world for the emulator of an audit of a real account
version_added: 0.1.0
description:
  - Makes accounts, keys and images for the emulator, with which a migration of the audited account can be rehearsed.
  - It sends nothing. It fails without an emulator's address, so that what follows cannot reach the real cloud.
  - What an audit does not tell is assumed in favour of the migration, and listed.
author:
  - imageops.alicloud contributors (@imageops)
options:
  _input:
    description: The text of an C(audit.json), as the playbook audit_images writes it.
    type: str
    required: true
  emulator_url:
    description: The emulator's address. One on another machine is refused unless O(allow_remote).
    type: str
    required: true
  allow_remote:
    description: Allow an emulator on another machine.
    type: bool
    default: false
  region:
    description: The region of the images to be migrated. Default is the one that has most of them.
    type: str
    default: ""
  kms_key_id:
    description:
      - The key for the copies, as id, ARN or alias, or a mapping from region to key. It is made if it is not there.
    type: raw
  destination_regions:
    description: The regions where the images are wanted.
    type: list
    elements: str
    default: []
  accounts:
    description: The accounts that are to have the images.
    type: list
    elements: str
    default: []
  roles:
    description: A role's ARN for each of them, to be assumed for the proof.
    type: dict
    default: {}
  seconds_per_gib:
    description: How long a copy takes for each GiB.
    type: float
    default: 45
  secret:
    description: The secret of the access key that the world has.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show what a rehearsal would assume
  ansible.builtin.debug:
    msg: "{{ world.assumed }}"
  vars:
    world: >-
      {{ audit | to_json | imageops.alicloud.rehearsal_world(
           emulator_url='http://127.0.0.1:8899', secret='any', kms_key_id='alias/image-share') }}
    audit:
      images:
        - image_id: m-2ze0000000000000web1
          name: web-1
          region: cn-beijing
          status: Available
          owner_id: "1000000000000001"
          family: web
          tags: {}
          created: "2025-01-31T00:00:00Z"
          copied_from: ""
          shared_with: []
          disks: []
          reasons: []
"""

RETURN = r"""
_value:
  description: The world and what to know of it.
  type: dict
  contains:
    world:
      description: What the emulator's C(POST /_emulator/reset) takes.
      type: dict
    speed:
      description: How many times faster than real its clock is to run.
      type: int
    region:
      description: The region of the images.
      type: str
    access_key_id:
      description: The access key to use with it.
      type: str
    assumed:
      description: What was assumed.
      type: list
      elements: str
    left_out:
      description: The images that cannot be rehearsed, with C(why).
      type: list
      elements: dict
    audit:
      description: The audit.
      type: dict
"""


def rehearsal_world(
    text: str,
    emulator_url: str,
    secret: str,
    allow_remote: bool = False,
    region: str = "",
    kms_key_id: Any = "",
    destination_regions: Sequence[str] = (),
    accounts: Sequence[str] = (),
    roles: Mapping[str, str] | None = None,
    seconds_per_gib: float = 45,
) -> dict[str, Any]:
    """The world. Raises AnsibleFilterError."""
    from ..module_utils._migration.rehearsal import Rehearsed, check_emulator, rehearsal
    from ..module_utils._model.errors import InvalidInput

    wanted = Rehearsed(
        region=region,
        key=kms_key_id or "",
        destinations=tuple(destination_regions),
        accounts=tuple(map(str, accounts)),
        roles=roles or {},
        seconds_per_gib=float(seconds_per_gib),
        secret=secret,
    )
    try:
        check_emulator(emulator_url, allow_remote=bool(allow_remote))
        audit = read_audit(text)
        return {**rehearsal(audit, wanted), "audit": audit}
    except InvalidInput as error:
        raise AnsibleFilterError(str(error)) from None


def read_audit(text: str) -> dict[str, Any]:
    """The audit in a file's text: a mapping with a list of images. Raises InvalidInput."""
    from ..module_utils._model.errors import InvalidInput

    try:
        audit = dict(json.loads(text))
        listed = [image["image_id"] for image in audit["images"]]
    except (ValueError, TypeError, KeyError) as error:
        remedy = "Give the audit.json that audit_images writes to images_report_dir."
        raise InvalidInput("images_audit_file", str(text)[:40], f"is no audit ({error!r})", remedy) from None
    if not listed:
        raise InvalidInput("images_audit_file", "images", "is an empty list", "Audit a region that has images.")
    return audit


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        return {"rehearsal_world": rehearsal_world}
