# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_info
short_description: Tell which key encrypts each image, and whether it can be shared
version_added: 0.1.0
description:
  - Finds custom images and tells of each which key encrypts its disks, with whom it is shared, whether it can be
    shared, and if not, why and what to do.
  - No field of the ECS API names an image's key, so the module reads the images' snapshots and keys too.
  - It sends one call for 100 images, one for 100 snapshots, one for each distinct key,
    and one for each image that is shared.
  - Needs C(ecs:DescribeImages), C(ecs:DescribeSnapshots), C(kms:DescribeKey) and C(ecs:DescribeImageSharePermission).
    Without the right to read snapshots or a key the answer is V(unknown) and names the missing action.
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - Images by id.
    type: list
    elements: str
    default: []
  missing:
    description:
      - What to do about an id of O(image_ids) that is not found, V(fail) or V(ignore).
    type: str
    choices: [fail, ignore]
    default: fail
  names:
    description:
      - Images whose name matches one of these shell globs, case matters.
    type: list
    elements: str
    default: []
  families:
    description:
      - Images of these families.
    type: list
    elements: str
    default: []
  tags:
    description:
      - Images that have all these tags with these values.
    type: dict
    default: {}
  owner:
    description:
      - V(self) for the account's own images, V(shared) for those that other accounts share with it.
    type: str
    choices: [self, shared]
    default: self
  regions:
    description:
      - The regions to look in. Default is O(region) alone. V(all) means every region of the account.
    type: list
    elements: str
    default: []
  result:
    description:
      - How much to return. V(full) returns every image, V(summary) none of them.
      - V(auto) returns every image up to 500, and above that only those that are not shareable.
      - V(file) writes every image to O(result_file) and returns none, for results that a controller should not hold.
    type: str
    choices: [auto, full, summary, file]
    default: auto
  result_file:
    description:
      - Where O(result=file) writes its JSON. An existing file is replaced.
    type: path
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_copy
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Look at every image of a region
  imageops.alicloud.image_info:
    region: cn-beijing
  register: found

- name: List those that need a copy before they can be shared
  ansible.builtin.debug:
    msg: "{{ found.images | selectattr('verdict', 'equalto', 'needs_copy') | map(attribute='name') }}"

- name: Look at the images of one family in all regions
  imageops.alicloud.image_info:
    region: cn-beijing
    regions: [all]
    families: [web]

- name: See what other accounts share with this one
  imageops.alicloud.image_info:
    region: cn-beijing
    owner: shared
"""

RETURN = r"""
images:
  description:
    - The images. Which ones depends on O(result).
  returned: success
  type: list
  elements: dict
  contains:
    image_id:
      description: The id.
      type: str
      returned: success
      sample: m-2ze0000000000000web1
    name:
      description: The name.
      type: str
      returned: success
      sample: web-1
    status:
      description: V(Available), V(Creating), V(Waiting), V(UnAvailable), V(CreateFailed) or V(Deprecated).
      type: str
      returned: success
      sample: Available
    region:
      description: The region.
      type: str
      returned: success
      sample: cn-beijing
    owner_id:
      description: The account that owns the image.
      type: str
      returned: success
      sample: "1000000000000001"
    family:
      description: The image family, empty if none.
      type: str
      returned: success
      sample: web
    tags:
      description: The tags.
      type: dict
      returned: success
      sample: {team: web}
    size_gib:
      description: The size of the system disk in GiB, as ECS counts it.
      type: int
      returned: success
      sample: 40
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2025-01-31T00:00:00Z"
    copied_from:
      description: The image that this collection copied it from, empty if it did not.
      type: str
      returned: success
      sample: ""
    disks:
      description: The disks.
      type: list
      elements: dict
      returned: success
      contains:
        device:
          description: The device name.
          type: str
          returned: success
          sample: /dev/xvda
        type:
          description: V(system) or V(data).
          type: str
          returned: success
          sample: system
        size_gib:
          description: The size in GiB.
          type: int
          returned: success
          sample: 40
        snapshot_id:
          description: The snapshot.
          type: str
          returned: success
          sample: s-2ze0000000000000sn01
        encrypted:
          description: Whether the snapshot is encrypted, null if nothing tells.
          type: bool
          returned: success
          sample: true
        kms_key_id:
          description: The key, empty if there is none or the service key is not named.
          type: str
          returned: success
          sample: key-bjj63297a0b1c2d3e4f5g
        key_type:
          description:
            - V(none), V(service), V(customer), V(foreign) for another account's key named by its ARN, or V(unknown).
          type: str
          returned: success
          sample: customer
    encryption:
      description: >-
        Over all disks: V(none), V(service_key), V(customer_key), V(foreign_key), V(mixed) or V(unknown).
      type: str
      returned: success
      sample: customer_key
    shared_with:
      description: The accounts that may use it, as far as the image is the account's own.
      type: list
      elements: str
      returned: success
      sample: ["2000000000000002"]
    verdict:
      description:
        - V(shareable), V(needs_copy) if a copy under a customer key can be shared, V(blocked), or V(unknown).
      type: str
      returned: success
      sample: shareable
    reasons:
      description: Why, the reason that decides first.
      type: list
      elements: dict
      returned: success
      contains:
        code:
          description: A stable word for the reason.
          type: str
          returned: success
          sample: service_key
        message:
          description: The reason.
          type: str
          returned: success
          sample: is encrypted with the ECS service key, which cannot be shared
        remedy:
          description: What to do.
          type: str
          returned: success
          sample: ECS refuses to share it since 2025-07-01. Copy it under a customer master key.
summary:
  description: How many images there are, over all that were found.
  returned: success
  type: dict
  contains:
    total:
      description: All images found.
      type: int
      returned: success
      sample: 14
    verdicts:
      description: How many have each verdict.
      type: dict
      returned: success
      sample: {blocked: 5, needs_copy: 4, shareable: 5}
    encryption:
      description: How many are encrypted how.
      type: dict
      returned: success
      sample: {customer_key: 6, none: 2, service_key: 6}
    regions:
      description: How many are in each region.
      type: dict
      returned: success
      sample: {cn-beijing: 14}
    listed:
      description: How many of them RV(images) holds.
      type: int
      returned: success
      sample: 14
result_file:
  description: The file that was written.
  returned: with O(result=file)
  type: str
  sample: /tmp/images.json
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ..module_utils._api.ecs_regions import list_regions
from ..module_utils._engine.observing import assess_images, select_images
from ..module_utils._logic.inventory import choose, summarize
from ..module_utils._logic.regional import required_region
from ..module_utils._logic.selection import Selection
from ..module_utils._logic.text import given
from ..module_utils._model.errors import InvalidInput
from ..module_utils._model.image import AssessedImage
from ..module_utils._module import Session, run_info

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {
    "image_ids": TEXTS,
    "missing": {"type": "str", "choices": ["fail", "ignore"], "default": "fail"},
    "names": TEXTS,
    "families": TEXTS,
    "tags": {"type": "dict", "default": {}},
    "owner": {"type": "str", "choices": ["self", "shared"], "default": "self"},
    "regions": TEXTS,
    "result": {"type": "str", "choices": ["auto", "full", "summary", "file"], "default": "auto"},
    "result_file": {"type": "path"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    selection: Selection
    may_miss: bool
    owner_alias: str
    region: str
    regions: tuple[str, ...]
    result: str
    result_file: str

    @classmethod
    def from_params(cls, params: Mapping[str, Any]) -> Request:
        regions = given(params["regions"])
        return cls(
            selection=Selection(
                image_ids=given(params["image_ids"]),
                names=given(params["names"]),
                families=given(params["families"]),
                tags={key: str(value) for key, value in params["tags"].items()},
            ),
            may_miss=params["missing"] == "ignore",
            owner_alias="self" if params["owner"] == "self" else "others",
            region="" if regions and regions != ("all",) else required_region(params),
            regions=regions,
            result=params["result"],
            result_file=result_file(params),
        )


def result_file(params: Mapping[str, Any]) -> str:
    path = str(params["result_file"] or "")
    if path and not Path(path).parent.is_dir():
        raise InvalidInput("result_file", path, "is in a directory that does not exist", "Make the directory first.")
    return path


def read(session: Session, request: Request) -> dict[str, Any]:
    regions = request.regions or (request.region,)
    if regions == ("all",):
        regions = list_regions(session, request.region)
    found = list(chain.from_iterable(session.gather(lambda name: read_region(session, name, request), regions)))
    found.sort(key=lambda item: (item.image.region, item.image.name, item.image.image_id))
    missing = request.selection.missing_ids(item.image for item in found)
    if missing and not request.may_miss:
        remedy = "Check the id, the region and the owner; images of other accounts need owner: shared."
        raise InvalidInput("image_ids", missing[0], f"is not found in {', '.join(regions)}", remedy)
    return answer(found, request)


def read_region(session: Session, region: str, request: Request) -> list[AssessedImage]:
    images = select_images(session, region, request.selection, request.owner_alias)
    return assess_images(session, region, images)


def answer(found: Sequence[AssessedImage], request: Request) -> dict[str, Any]:
    listed = choose(found, request.result)
    values: dict[str, Any] = {"images": [item.to_result() for item in listed], "summary": summarize(found, len(listed))}
    if request.result == "file":
        everything = json.dumps([item.to_result() for item in found], indent=1)
        Path(request.result_file).write_text(everything, encoding="utf-8")
        values["result_file"] = request.result_file
    return values


def main() -> None:
    run_info(OPTIONS, Request.from_params, read, required_if=[("result", "file", ["result_file"])])


if __name__ == "__main__":
    main()
