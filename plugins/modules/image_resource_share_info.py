# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_resource_share_info
short_description: List resource shares with their images and whom they reach
version_added: 1.0.0
description:
  - Lists the resource shares of a region, those that are deleted left out.
  - Needs C(resourcesharing:ListResourceShares), for own shares C(resourcesharing:ListResourceShareAssociations), and
    for those of others C(resourcesharing:ListSharedResources).
author:
  - imageops.alicloud contributors (@imageops)
options:
  resource_share_names:
    description:
      - Shares by name. Default is all.
    type: list
    elements: str
    default: []
  resource_share_ids:
    description:
      - Shares by id. Default is all.
    type: list
    elements: str
    default: []
  owner:
    description:
      - V(self) for the shares of this account, V(others) for those of other accounts that reach it.
    type: str
    choices: [self, others]
    default: self
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.resourcesharing
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.info
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_resource_share
"""

EXAMPLES = r"""
- name: List all resource shares of a region
  imageops.alicloud.image_resource_share_info:
    region: cn-beijing
  register: found

- name: Show the images in them
  ansible.builtin.debug:
    msg: "{{ found.resource_shares | map(attribute='images') | flatten | map(attribute='image_id') }}"

- name: List a resource share by its name
  imageops.alicloud.image_resource_share_info:
    region: cn-beijing
    resource_share_names: [golden-images]

- name: List all resource shares again by their ids
  imageops.alicloud.image_resource_share_info:
    region: cn-beijing
    resource_share_ids: "{{ found.resource_shares | map(attribute='resource_share_id') }}"

- name: List the resource shares of other accounts
  imageops.alicloud.image_resource_share_info:
    region: cn-beijing
    owner: others
"""

RETURN = r"""
resource_shares:
  description: The shares.
  returned: success
  type: list
  elements: dict
  contains:
    resource_share_id:
      description: The id.
      type: str
      returned: success
      sample: rs-PqysnzIj0a1b
    name:
      description: Its name.
      type: str
      returned: success
      sample: images
    region:
      description: Its region.
      type: str
      returned: success
      sample: cn-beijing
    owner_id:
      description: The account that shares.
      type: str
      returned: success
      sample: "1000000000000001"
    status:
      description: V(Active), or V(Pending) while an invited account has not accepted.
      type: str
      returned: success
      sample: Active
    allow_external_targets:
      description: Whether accounts outside of the resource directory may be invited.
      type: bool
      returned: success
      sample: false
    created:
      description: When it was made, UTC.
      type: str
      returned: success
      sample: "2026-03-01T08:00:00.000Z"
    tags:
      description: Its tags.
      type: dict
      returned: success
      sample: {"team": "images"}
    images:
      description: The images in it.
      type: list
      elements: dict
      returned: success
      contains:
        image_id:
          description: The image.
          type: str
          returned: success
          sample: m-2ze0000000000000cmk1
        status:
          description:
            - V(Associated), V(Associating), V(Disassociating) or V(Failed). In shares of others, whether it can be
              used, such as V(Available).
          type: str
          returned: success
          sample: Associated
        message:
          description: Why it failed, empty otherwise.
          type: str
          returned: success
          sample: ""
    targets:
      description: Whom it reaches. Empty for shares of others, whose targets only their owner sees.
      type: list
      elements: dict
      returned: success
      contains:
        target:
          description: The id of a resource directory, a folder or an account.
          type: str
          returned: success
          sample: fd-a1b2c3d4e5
        status:
          description:
            - V(Associated), V(Associating), V(Disassociating), V(Failed), or V(Pending) for an invited account that
              has not accepted.
          type: str
          returned: success
          sample: Associated
        message:
          description: Why it failed, empty otherwise.
          type: str
          returned: success
          sample: ""
        external:
          description: Whether it is an account outside of the resource directory.
          type: bool
          returned: success
          sample: false
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._module import run_info
from ..module_utils._shares.observe_resource import read_shares
from ..module_utils._shares.resource_request import read_info_request

TEXTS = {"type": "list", "elements": "str", "default": []}
OPTIONS = {
    "resource_share_names": TEXTS,
    "resource_share_ids": TEXTS,
    "owner": {"type": "str", "choices": ["self", "others"], "default": "self"},
}


def main() -> None:
    run_info(OPTIONS, read_info_request, read_shares)


if __name__ == "__main__":
    main()
