# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: image_copy
short_description: Copy images so that every disk is encrypted with a given KMS key, or remove those copies
version_added: 1.0.0
description:
  - Makes sure that of each image there is an available copy in each destination region, every disk of it encrypted with
    the key given for that region. A good copy made earlier is used again, one in progress is waited for.
  - A copy says in its tags what it is (C(imageops:source-image) and C(imageops:copy)); it counts only while its region,
    key and disks agree. There is no state file, so an interrupted run is simply started again.
  - Once a copy is available it is verified, that is, all its snapshots are read and must be encrypted with exactly
    that key, and disks, architecture and platform must be the source's. Tags, description, boot mode, NVMe support and,
    with O(restore_family), the family are restored if ECS did not carry them over. The copy's reasons name a resource
    group that differs.
  - A copy that fails is made again. Once a later attempt can be seen, what failed before it is deleted with its
    snapshots, except the most recent failed attempt, kept for diagnosis. Without the right to delete it is kept, and
    the copy's reasons say so.
  - With O(state=absent) the copies that this collection made of the images are removed, see there.
  - The task repeats short passes and prints a line after each until all copies have settled.
    One pass is one module run, so waiting for hours outlives STS tokens and cut connections.
  - Needs C(sts:GetCallerIdentity), C(kms:DescribeKey), C(ecs:DescribeImages), C(ecs:DescribeSnapshots),
    C(ecs:CopyImage) in both regions, and C(ecs:ModifyImageAttribute) and C(ecs:TagResources) if something has to be
    restored.
  - O(system_disk_only) needs C(kms:ListAliases), and as far as images have data disks C(ecs:CreateImage),
    C(ecs:TagResources) and C(ecs:DeleteImage), too.
  - To remove copies it needs C(ecs:DescribeImages), C(ecs:DescribeSnapshots), C(ecs:ListTagResources),
    C(ecs:DescribeImageSharePermission), C(ecs:ModifyImageSharePermission), C(ecs:TagResources), C(ecs:CancelCopyImage),
    C(ecs:DeleteImage) and C(ecs:DeleteSnapshot), and C(ecs:DescribeDisks) where an orphan snapshot names a disk.
    To delete what failed attempts left, it needs the same.
author:
  - imageops.alicloud contributors (@imageops)
options:
  image_ids:
    description:
      - The images to copy, custom images of this account in O(region).
    type: list
    elements: str
  destination_regions:
    description:
      - The regions to copy each of O(image_ids) to. Default is O(region) itself.
    type: list
    elements: str
    default: []
  source_owner:
    description:
      - V(self) copies images of this account.
      - V(shared) copies images that other accounts share with this one, so that they no longer depend on their owner,
        who may stop sharing them or delete them. ECS does that within O(region) only. The owner's snapshots and keys
        cannot be seen from here, so they are not checked before. The copies themselves are verified as always.
    type: str
    choices: [self, shared]
    default: self
  state:
    description:
      - V(present) makes sure that the copies are there.
      - V(absent) removes them, failed attempts and copies in progress included. The sources may be gone by now, and
        so may their keys.
      - An image is removed only if its tags say that it is a copy of that image made by this collection, if ECS agrees
        that it is a copy, that its disks are under the key that the tag names, and that they come from that image, as
        far as ECS reports that, and if it is the only one. When the source and its snapshots are gone, the image must
        have a name that O(name) gives. Whatever does not fit is left, and returned with its reason.
      - It is unshared first, its snapshots are tagged, then the image is deleted and after it the snapshots. So a run
        that was stopped is simply started again. An image that instances use fails and is not touched.
        Nothing is forced.
    type: str
    choices: [present, absent]
    default: present
  copies:
    description:
      - Single copies, for images that do not all go to the same regions.
    type: list
    elements: dict
    suboptions:
      image_id:
        description: The image.
        type: str
        required: true
      destination_region:
        description: The region to copy it to.
        type: str
        required: true
  under_way:
    description:
      - Copies in progress, as a mapping from each region to their ids, to be looked at and nothing else. The module
        looks once each O(poll_seconds), with one list a region, until one of them is not in progress any more or
        O(pass_seconds) are over, and returns RV(under_way).
      - The task gives it to passes before which all that can be started was, so that waiting is cheap. As soon as a
        copy has ended a whole pass follows.
    type: dict
  system_disk_only:
    description:
      - Copy only the system disk of images that have data disks, because encrypted images with data disks cannot be
        shared. RV(left_out) names what the copies lack. Images without data disks are copied whole.
      - An image of the system disk is made of its snapshot and copied in the image's place. Once all copies of it are
        available it is removed; its snapshot belongs to the image and stays. Results name the image itself.
      - The copies' tag C(imageops-system-disk-of) names the image, so a later run uses them again. They get no image
        family, since instances made by family would be without their data disks.
      - It is assumed that ECS makes an image of an encrypted snapshot.
      - An image whose system disk image cannot be made fails the task once the others are copied.
      - It goes neither with O(state=absent) nor with O(source_owner=shared).
    type: bool
    default: false
  kms_key_id:
    description:
      - The customer master key for the copies, as id, ARN or alias; or a mapping from each destination region to its
        key, since keys serve one region.
      - Required with O(state=present).
      - With O(state=absent) only copies under this key are removed; without it, those under any key.
        A key that is gone is given by its id.
      - A key of another account is given by its ARN. It must be in a KMS instance, and its key policy must let this
        caller use C(kms:DescribeKey), and the RAM roles C(AliyunECSDiskEncryptDefaultRole) and, to share the copies,
        C(AliyunECSShareEncryptImageDefaultRole) of this account use the key.
    type: raw
  foreign_key_form:
    description:
      - How C(CopyImage) names a key of another account, V(arn) or V(id). The documentation does not say which one ECS
        takes.
    type: str
    choices: [arn, id]
    default: arn
  name:
    description:
      - The copies' names. V({name}), V({id}), V({region}), V({key}) and V({attempt}) stand for the source's name and
        id, the destination region, the key's id and the attempt's number.
      - Characters that ECS does not accept in a name are replaced, and the source's id is added to a name in use.
    type: str
    default: "{name}-cmk"
  carry_tags:
    description:
      - Give the copies the tags of their sources. ECS takes 20 tags, of which three are used here; what does not fit
        is named in the copy's reasons.
    type: bool
    default: true
  restore_family:
    description:
      - Put the copies in their sources' image families, those of another account's images into the family of the
        same name here. Instances made by family then use the copy, as the newest image.
    type: bool
    default: false
  resource_group_id:
    description:
      - The resource group of the copies. Default is the source's.
    type: str
  run:
    description:
      - A name for this run. CopyImage writes it to the tag C(imageops:run), so whatever the run began is found by it
        at any moment.
      - A copy that a run of another name began is adopted, never made twice, and keeps that run's name.
    type: str
  wait:
    description:
      - Wait until all copies have settled. With V(false) they are started and left as soon as ECS lists them; a later
        run goes on.
    type: bool
    default: true
  wait_timeout:
    description:
      - The seconds after which the task stops waiting for anything and fails. The copies go on, and a later run finds
        them.
      - By default only the single copies have limits.
    type: int
  copy_timeout:
    description:
      - The seconds that copying an image may take, to which O(copy_timeout_per_gib) is added for each GiB of all its
        disks. They count from when ECS is first seen to copy it in this task, so waiting in ECS's queue is not counted.
      - A copy in the queue has its turn, at the latest, when those before it in its region have taken as long as they
        may, five side by side as ECS runs them, and all other copies of its source, which ECS runs one after the other.
        It may wait for that long and for its own limit on top, since other
        copies of the account queue there too.
      - A copy that takes longer is not waited for any longer. It is returned as V(copying) or V(queued), with
        the reason C(copy_timed_out), and the task fails with the error code C(CopyTimedOut) once all others have
        settled. The copy goes on in ECS, and a later run finds it.
    type: int
    default: 3600
  copy_timeout_per_gib:
    description:
      - The seconds added for each GiB, see O(copy_timeout).
    type: int
    default: 60
  outage_timeout:
    description:
      - For how many seconds passes may fail with a transient error, that is, there is no connection,
        requests are throttled, ECS is unavailable, or credentials that renew themselves have run out. The task tries
        again after growing pauses and says so in its line of progress. Beyond that it fails with what is known.
      - The first pass is not tried again, as nothing is under way before it.
    type: int
    default: 900
  pass_seconds:
    description:
      - The seconds a pass may take, and so the time between two lines of progress.
      - If it is not given, passes after the first are longer while nothing is near its end, up to four minutes,
        since each of them starts a process. They then look every 30 seconds, unless O(poll_seconds) is given.
    type: int
    default: 60
  poll_seconds:
    description:
      - The longest time between two looks at the copies in progress.
    type: int
    default: 10
  visibility_timeout:
    description:
      - The seconds after which a started copy that ECS does not list counts as lost, and after which an outage that
        keeps a copy from being started or repaired is an error. A pass waits for that, too, beyond O(pass_seconds).
        Throttled requests are repeated as long as the copy may wait for its turn.
    type: int
    default: 120
  max_in_flight:
    description:
      - How many copies may run or queue at once in a region. ECS runs five of them and queues the rest.
      - The largest images are started first, so that none of them is waited for alone at the end, and each in the
        region that has the least to do.
    type: int
    default: 50
  max_copy_attempts:
    description:
      - How often a copy that ends in failure is made again, over all runs. The last failed one is kept as the record.
        Copies that were deleted or deprecated by hand do not count, as far as that can be seen.
    type: int
    default: 3
extends_documentation_fragment:
  - imageops.alicloud.auth
  - imageops.alicloud.requirements
  - imageops.alicloud.requirements.kms
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
  - imageops.alicloud.attributes.action_group
seealso:
  - module: imageops.alicloud.image_info
  - module: imageops.alicloud.image_share
"""

EXAMPLES = r"""
- name: Copy an image under a customer master key
  imageops.alicloud.image_copy:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000web1
    kms_key_id: alias/image-share
  register: copied

- name: Show the new id
  ansible.builtin.debug:
    msg: "{{ copied.image_map['cn-beijing']['m-2ze0000000000000web1'] }}"

- name: Copy to two regions, each with its key
  imageops.alicloud.image_copy:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000web1
    destination_regions: [cn-beijing, ap-southeast-1]
    kms_key_id:
      cn-beijing: alias/image-share
      ap-southeast-1: alias/image-share
    name: "{name}-shared"

- name: Remove the copy that was made of an image years ago, under whatever key
  imageops.alicloud.image_copy:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000old1
    state: absent

- name: Copy an image without its data disks, so that the copy can be shared
  imageops.alicloud.image_copy:
    region: cn-beijing
    image_ids:
      - m-2ze0000000000000dat1
    kms_key_id: alias/image-share
    system_disk_only: true

- name: Copy an image that another account shares under a customer master key of this account
  imageops.alicloud.image_copy:
    assume_role_arn: acs:ram::2000000000000002:role/image-adopter
    region: cn-beijing
    source_owner: shared
    image_ids:
      - m-2ze0000000000000cmk1
    kms_key_id: alias/shop-images
    name: "{name}"

- name: Copy single images within limits, and find the copies by the name of the run
  imageops.alicloud.image_copy:
    region: cn-beijing
    copies:
      - image_id: m-2ze0000000000000api1
        destination_region: cn-beijing
    kms_key_id: alias/image-share
    foreign_key_form: arn
    carry_tags: false
    restore_family: true
    resource_group_id: rg-images
    run: weekly
    wait: true
    wait_timeout: 14400
    copy_timeout: 7200
    copy_timeout_per_gib: 90
    outage_timeout: 1800
    pass_seconds: 120
    poll_seconds: 20
    visibility_timeout: 300
    max_in_flight: 10
    max_copy_attempts: 2
"""

RETURN = r"""
copies:
  description:
    - The copies asked for, in the order of the request.
    - With O(state=absent) every copy that was found of each image, and an item without C(image_id) for an image
      that has none.
  returned: success or partial failure
  type: list
  elements: dict
  contains:
    source_image_id:
      description: The image that is copied.
      type: str
      returned: always
      sample: m-2ze0000000000000web1
    source_region:
      description: Its region.
      type: str
      returned: always
      sample: cn-beijing
    name:
      description: The copy's name, empty while it is not known.
      type: str
      returned: always
      sample: web-1-cmk
    size_gib:
      description: The size of the source's system disk in GiB.
      type: int
      returned: always
      sample: 40
    image_id:
      description: The copy, null while there is none. Null also if only snapshots were left of a removed one.
      type: str
      returned: always
      sample: m-2ze0000000000000web2
    wanted_state:
      description: What was asked for, O(state).
      type: str
      returned: always
      sample: present
    region:
      description: The copy's region.
      type: str
      returned: always
      sample: cn-beijing
    kms_key_id:
      description: The id of the key. Empty if there is no copy and O(kms_key_id) was not given.
      type: str
      returned: always
      sample: key-bjj63297a0b1c2d3e4f5g
    state:
      description:
        - V(available), V(copying), V(queued) or V(failed).
        - V(absent) if it was removed as asked for.
        - V(planned) in check mode, for what would be made or removed.
      type: str
      returned: always
      sample: available
    action:
      description:
        - V(started) or V(removed) by this task, V(adopted) if it was in progress, V(reused) if it was there, V(none)
          otherwise.
      type: str
      returned: always
      sample: started
    progress:
      description: The percentage that is copied.
      type: int
      returned: always
      sample: 100
    limit_seconds:
      description: The time limit of the copy, see O(copy_timeout).
      type: int
      returned: always
      sample: 6000
    reasons:
      description: What there is to say about it.
      type: list
      elements: dict
      returned: always
      contains:
        code:
          description: A stable word for the reason.
          type: str
          returned: always
          sample: copy_failed
        message:
          description: The reason.
          type: str
          returned: always
          sample: its earlier copy m-2ze0000000000000web3 has the status CreateFailed
        remedy:
          description: What to do, empty if nothing.
          type: str
          returned: always
          sample: A new attempt replaces it.
    snapshot_ids:
      description: The snapshots that were deleted with it.
      type: list
      elements: str
      returned: with O(state=absent)
      sample: [s-2ze0000000000000sn02]
    unshared:
      description: The accounts that could use it until now.
      type: list
      elements: str
      returned: with O(state=absent)
      sample: ["2000000000000002"]
pending:
  description:
    - What has not settled when the task gives up waiting, as O(copies) takes it.
    - Empty without O(wait) and in check mode.
  returned: success or partial failure
  type: list
  elements: dict
  sample: []
under_way:
  description: What is still in progress of O(under_way). A copy that is missing has ended, or is not listed.
  returned: with O(under_way)
  type: list
  elements: dict
  contains:
    image_id:
      description: The copy.
      type: str
      returned: always
      sample: m-2ze0000000000000web2
    region:
      description: Its region.
      type: str
      returned: always
      sample: cn-beijing
    state:
      description: V(copying) or V(queued).
      type: str
      returned: always
      sample: copying
    progress:
      description: The percentage that is copied.
      type: int
      returned: always
      sample: 40
left_out:
  description: For each image with data disks, what its copies lack.
  returned: success or partial failure, with O(system_disk_only)
  type: list
  elements: dict
  contains:
    image_id:
      description: The image.
      type: str
      returned: always
      sample: m-2ze0000000000000dat1
    name:
      description: Its name.
      type: str
      returned: always
      sample: data
    region:
      description: Its region.
      type: str
      returned: always
      sample: cn-beijing
    data_disks:
      description: Its data disks.
      type: list
      elements: str
      returned: always
      sample: ["/dev/xvdb (100 GiB)"]
    dropped_tags:
      description: Its tags for which the copies have no room beside C(imageops-system-disk-of).
      type: list
      elements: str
      returned: always
      sample: []
refused:
  description: The image that cannot be copied, so that nothing was done.
  returned: if an image is not there or of a kind that ECS does not copy
  type: str
  sample: m-2ze0000000000000web1
image_map:
  description: For each destination region, the available copy of each image. Empty with O(state=absent).
  returned: success or partial failure
  type: dict
  sample: {cn-beijing: {m-2ze0000000000000web1: m-2ze0000000000000web2}}
"""

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import
from ..module_utils._copies.apply import apply_copies
from ..module_utils._copies.decide import plan_copies, predict_copies
from ..module_utils._copies.making.plan import CopiesPlan
from ..module_utils._copies.observe import observe_copies
from ..module_utils._copies.removing.decide import RemovalsPlan
from ..module_utils._copies.request import read_request
from ..module_utils._copies.values import CopyRequest
from ..module_utils._copies.waiting.look import Look
from ..module_utils._model import copy_defaults
from ..module_utils._module import Outcome, Session, Steps, run

COPY = {"image_id": {"type": "str", "required": True}, "destination_region": {"type": "str", "required": True}}
OPTIONS = {
    "image_ids": {"type": "list", "elements": "str"},
    "destination_regions": {"type": "list", "elements": "str", "default": []},
    "copies": {"type": "list", "elements": "dict", "options": COPY},
    "under_way": {"type": "dict"},
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    "source_owner": {"type": "str", "choices": ["self", "shared"], "default": "self"},
    "system_disk_only": {"type": "bool", "default": False},
    "kms_key_id": {"type": "raw"},
    "foreign_key_form": {"type": "str", "choices": ["arn", "id"], "default": "arn"},
    "name": {"type": "str", "default": copy_defaults.NAME},
    "carry_tags": {"type": "bool", "default": True},
    "restore_family": {"type": "bool", "default": False},
    "resource_group_id": {"type": "str"},
    "run": {"type": "str"},
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int"},
    "copy_timeout": {"type": "int", "default": copy_defaults.COPY_TIMEOUT},
    "copy_timeout_per_gib": {"type": "int", "default": copy_defaults.COPY_TIMEOUT_PER_GIB},
    "outage_timeout": {"type": "int", "default": copy_defaults.OUTAGE_TIMEOUT},
    "pass_seconds": {"type": "int", "default": copy_defaults.PASS_SECONDS, "no_log": False},
    "poll_seconds": {"type": "int", "default": copy_defaults.POLL_SECONDS},
    "visibility_timeout": {"type": "int", "default": copy_defaults.VISIBILITY_TIMEOUT},
    "max_in_flight": {"type": "int", "default": copy_defaults.MAX_IN_FLIGHT},
    "max_copy_attempts": {"type": "int", "default": copy_defaults.MAX_COPY_ATTEMPTS},
}


def apply(session: Session, request: CopyRequest, plan: CopiesPlan | RemovalsPlan | Look) -> Outcome:
    done = apply_copies(session, request, plan)
    return Outcome(values=done.values, failures=done.failures, changed=done.changed)


def main() -> None:
    run(
        OPTIONS,
        Steps(request=read_request, observe=observe_copies, decide=plan_copies, predict=predict_copies, apply=apply),
        required_one_of=[("image_ids", "copies", "under_way")],
        mutually_exclusive=[("image_ids", "copies", "under_way")],
        required_if=[("state", "present", ("kms_key_id",))],
    )


if __name__ == "__main__":
    main()
