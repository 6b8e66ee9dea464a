# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: images_step
short_description: Run one step of a playbook of this collection for one site
version_added: 1.0.0
description:
  - The roles of this collection consist of these steps. Each reads the playbook's variables for itself, calls the
    modules that it needs in the controller's worker, prints short lines, and keeps what it found for the next step.
  - Use the role C(imageops.alicloud.migrate_images) or the modules themselves. A step alone is of use only in a
    playbook that puts the role's steps together in another way.
  - A step that fails ends its host, as long as nothing was written. Later failures are recorded, and O(step=result)
    fails with it when the record of the run is written.
  - At Ctrl-C and SIGTERM, Ansible prints what goes on in the cloud. The same command resumes.
author:
  - imageops.alicloud contributors (@imageops)
options:
  step:
    description:
      - V(audit) looks at images and reports on them.
      - V(look) finds the images and decides for each; V(check) checks everything that can be known to fail;
        V(plan) shows what would be done and what it takes; V(write_plan) writes that as a file.
      - V(prepare) lets the consumers' ECS use the key; V(copy) copies; V(share) shares; V(verify) asks the consumers.
      - V(references) searches for users of the images; V(references_result) writes what was found.
      - V(demo) starts the emulator with the account of a demo; it ends with the run of Ansible.
      - V(rehearse_load) loads an audit into the emulator, and starts one if none is given.
        V(rehearse_result) says what the migration met there.
      - V(repoint_look) finds users of images and shows what would be changed, V(repoint) moves them to the new images,
        and V(repoint_result) says what became of them.
      - V(repoint_ready) moves users of the images that a migration copied to the copies that are ready.
      - V(retire_look) finds out which old images may be deprecated or deleted, V(retire) does that if C(retire_confirm)
        is V(true), and V(retire_result) says what became of them.
      - V(guard_look) reads how a region encrypts new disks and shows what would be changed, V(guard) changes it, and
        V(guard_result) says what became of all regions.
      - V(event_image) looks at the images of an event until they are Available, V(event_key) lists the images on its
        key and cancels the key's deletion if C(images_event_cancel_apply) is V(true), V(event_share) finds accounts
        outside C(images_allowed_accounts), and V(event_result) fails an event that is of no site.
      - V(rollback_look) reads the record of a run, V(rollback_list) lists what undoing it would remove, and
        V(rollback_undo) undoes it if C(rollback_confirm) is V(true).
      - V(calibrate) asks an account what is assumed about it.
      - V(result) says what became of each image, over all hosts of the play, writes the record of the run, and hands
        on its name, counts, ids and digest as C(set_stats) does. V(end) fails each host that recorded a failure.
    type: str
    required: true
    choices:
      - audit
      - calibrate
      - check
      - copy
      - demo
      - end
      - event_image
      - event_key
      - event_result
      - event_share
      - guard
      - guard_look
      - guard_result
      - look
      - plan
      - prepare
      - references
      - references_result
      - rehearse_load
      - rehearse_result
      - repoint
      - repoint_look
      - repoint_ready
      - repoint_result
      - result
      - retire
      - retire_look
      - retire_result
      - rollback_list
      - rollback_look
      - rollback_undo
      - share
      - verify
      - write_plan
  playbook:
    description:
      - The playbook whose variables are read.
    type: str
    required: true
  prefix:
    description:
      - What the variables begin with.
    type: str
    default: images_
extends_documentation_fragment:
  - imageops.alicloud.attributes
  - imageops.alicloud.attributes.changing
attributes:
  check_mode:
    support: partial
    details: Steps print and return what they would write. They send reads only, so they never return C(changed).
  diff_mode:
    support: none
    details: The modules that a step calls show no differences.
  idempotent:
    support: full
    details: Steps that write do nothing that was done before.
  action_group:
    description: Use C(group/imageops.alicloud.all) in C(module_defaults) to set the connection once.
    support: none
    membership:
      - imageops.alicloud.all
    details: It takes the connection from the playbook's variables.
seealso:
  - module: imageops.alicloud.images_request
"""

EXAMPLES = r"""
- name: Look at the images
  imageops.alicloud.images_step:
    step: look
    playbook: migrate_images
    prefix: images_
  vars:
    images_region: cn-beijing
    images_names: ["web-*"]
    images_kms_key_id: alias/image-share
"""

RETURN = r"""
account_id:
  description: The account that the site's credentials belong to.
  type: str
  returned: if requests were sent, once the account is known
  sample: "1000000000000001"
add_group:
  description:
    - The group that Ansible puts the site into, C(imageops_idle) where nothing is left to do and C(imageops_busy) where
      something is, by which C(migrate_images) knows whether its other plays are needed.
    - With O(step=event_image) C(imageops_event_copy) or C(imageops_event_plan), by which C(handle_image_event) knows.
  type: str
  returned: with O(step=look) of C(migrate_images), if its choice moves with time, and with O(step=event_image)
  sample: imageops_idle
added:
  description: How many times an account was given access to an image. In check mode, how many times it would be.
  type: int
  returned: with O(step=share)
  sample: 14
copies:
  description: The number of copies by state.
  type: dict
  returned: with O(step=copy), if there is something to copy
  sample: {available: 6}
counts:
  description:
    - With O(step=look) the number of images and destinations by what is done with them.
    - With O(step=result) their number by what became of them.
    - With O(step=repoint_result) the number of users by state, with O(step=retire_result) that of
      images, with O(step=guard_result) that of regions.
  type: dict
  returned: with O(step=look) and the steps whose names end in C(result)
  sample: {copy: 6, share: 1, none: 1, skip: 1}
credentials:
  description: Where the keys came from, and which role was assumed with them. It holds no key.
  type: str
  returned: if requests were sent
  sample: the option profile
encryption_default:
  description: >-
    The change of a region, with C(site), C(account), C(region), C(before), C(after) and C(state), which is C(planned),
    C(changed), C(unchanged) or C(failed).
  type: dict
  returned: with O(step=guard_look) and O(step=guard)
  sample: {}
emulator_url:
  description: Where the emulator answers until this run of Ansible ends.
  type: str
  returned: with O(step=demo)
  sample: http://127.0.0.1:43210
report_dir:
  description: The directory that was made for the record.
  type: str
  returned: with O(step=demo)
  sample: /home/me/imageops-demo
differing:
  description: How many images the emulator sees otherwise than the audit.
  type: int
  returned: with O(step=rehearse_result)
  sample: 0
image_ids:
  description: The images under the service key that the site's choice takes.
  type: list
  elements: str
  returned: with O(step=event_image), once no image is pending
  sample: [m-2ze0000000000000web1]
image_map:
  description: The ids of copies by region and id of the source, up to 500 of them.
  type: dict
  returned: with O(step=copy), if there is something to copy
  sample: {cn-beijing: {m-2ze0000000000000web1: m-2ze0000000000000web3}}
calibration:
  description: What was found, as M(imageops.alicloud.account_calibration) returns it.
  type: dict
  returned: with O(step=calibrate)
  sample: {facts: [], settings: {}}
cleared:
  description: The ids of what calibrations had made and this one removed.
  type: list
  elements: str
  returned: with O(step=calibrate)
  sample: []
images:
  description: How many images were found, or loaded into the emulator.
  type: int
  returned: with O(step=look) and O(step=rehearse_load)
  sample: 5
kms_key:
  description: The key as it was seen, with C(key_id), C(region), C(state) and the C(images) under it.
  type: dict
  returned: with O(step=event_key), if KMS knows it
  sample: {key_id: key-bjj63297a0b1c2d3e4f5g, region: cn-beijing, state: PendingDeletion, images: []}
pending:
  description: An image is not there or not Available yet, and the step has to be repeated.
  type: bool
  returned: with O(step=event_image), in that case
  sample: true
plan:
  description: The file with the plan.
  type: str
  returned: with O(step=write_plan), if it was written
  sample: /srv/reports/20261130T001746Z-plan/plan.json
proofs:
  description: The number of proofs by result.
  type: dict
  returned: with O(step=verify), if a consumer's credentials were given
  sample: {visible: 16}
record:
  description: The directory with the record of the run, or with O(step=rollback_look) its file, empty if it has none.
  type: str
  returned: with O(step=result) and O(step=references_result) if it was written, and with O(step=rollback_look)
  sample: /srv/reports/20261130T001746Z
references:
  description: How many users of the images were found.
  type: int
  returned: with O(step=references)
  sample: 9
refused:
  description: How many kinds of calls the emulator refused.
  type: int
  returned: with O(step=rehearse_result)
  sample: 0
removed:
  description: The copies that were removed.
  type: list
  elements: dict
  returned: with O(step=rollback_undo)
  sample: []
restored:
  description: The users of images that launch from the old image again, each with its C(kind).
  type: list
  elements: dict
  returned: with O(step=rollback_undo), if the run moved users
  sample: []
role:
  description: The RAM role that lets the consumers' ECS use the key.
  type: str
  returned: with O(step=prepare), by the host that prepares the account
  sample: AliyunECSShareEncryptImageDefaultRole
retired:
  description: The old images, each as M(imageops.alicloud.image_retirement) returns it without its attributes.
  type: list
  elements: dict
  returned: with O(step=retire_look) and O(step=retire), if they are few
  sample: []
retired_left_out:
  description: How many old images there are, if they are too many for the result.
  type: int
  returned: with O(step=retire_look) and O(step=retire), in place of RV(retired)
  sample: 800
saved_gib:
  description: How many GiB of snapshots were deleted, at most.
  type: int
  returned: with O(step=retire_result)
  sample: 40
rows:
  description: What undoing the run would remove and what is kept, a row for each copy, share and user.
  type: list
  elements: dict
  returned: with O(step=rollback_list) and O(step=rollback_undo)
  contains:
    what:
      description: V(copy), V(image), V(snapshot), V(share), V(launch_template) or V(scaling_configuration).
      type: str
      returned: always
      sample: copy
    image_id:
      description: The image. Of a copy whose image is gone, its snapshots. Of a user of an image, its id.
      type: str
      returned: always
      sample: m-2ze0000000000000cmk1
    name:
      description: The name of the image or of the user.
      type: str
      returned: always
      sample: web-1-cmk
    region:
      description: Its region.
      type: str
      returned: always
      sample: cn-beijing
    accounts:
      description: The accounts that lose access, or keep it.
      type: list
      elements: str
      returned: always
      sample: ["2000000000000002"]
    action:
      description: V(remove), V(unshare), V(restore) for a user of an image, or V(keep).
      type: str
      returned: always
      sample: remove
    why:
      description: The reason.
      type: str
      returned: always
      sample: the run nightly made it
rows_left_out:
  description:
    - How many rows there are, where they are too many for a result. The same of C(removed), C(unshared), C(restored)
      and C(users).
  type: int
  returned: with O(step=rollback_list) and O(step=rollback_undo), if rows are left out
  sample: 5000
run:
  description: The run's name.
  type: str
  returned: with O(step=result), by the host that speaks for all, and with O(step=rollback_look)
  sample: 20261130T001746Z
shared_outside:
  description: The accounts outside C(images_allowed_accounts) by the image's id.
  type: dict
  returned: with O(step=event_share), by the site of the event
  sample: {}
shares:
  description: How many images have the accounts that were asked for. In check mode, how many would have them.
  type: int
  returned: with O(step=share), if there is something to share
  sample: 8
summary:
  description: The summary of the audit, as M(imageops.alicloud.image_info) returns it.
  type: dict
  returned: with O(step=audit)
  sample: {total: 7, verdicts: {needs_copy: 3, shareable: 4}}
totals:
  description: What the plan takes, with C(images), C(actions), C(copies), C(snapshot_gib) and C(seconds).
  type: dict
  returned: with O(step=plan)
  sample: {images: 5, snapshot_gib: 240, seconds: 3600}
trusted_accounts:
  description: The accounts whose ECS the role trusts. In check mode, those that it would trust.
  type: list
  elements: str
  returned: with O(step=prepare), by the host that prepares the account
  sample: ["2000000000000002"]
unshared:
  description: The images that accounts lost access to.
  type: list
  elements: dict
  returned: with O(step=rollback_undo)
  sample: []
unknown:
  description: The kinds of users that were not searched, or not as a whole.
  type: list
  elements: str
  returned: with O(step=references)
  sample: [node_pools, oos_parameters]
users:
  description: >-
    The users of images, each with its C(kind) and what the module of that kind returns. Of a migration in check mode,
    a copy that is not made yet has no id.
  type: list
  elements: dict
  returned: with O(step=repoint_look), O(step=repoint) and O(step=repoint_ready)
  sample: []
work:
  description: Whether there is an image to copy, or an account to share with.
  type: bool
  returned: with O(step=check)
  sample: true
"""

from ansible.module_utils.basic import AnsibleModule

from ..module_utils import _python  # noqa: F401  # pylint: disable=unused-import

STEPS = (
    "audit",
    "calibrate",
    "check",
    "copy",
    "demo",
    "end",
    "event_image",
    "event_key",
    "event_result",
    "event_share",
    "guard",
    "guard_look",
    "guard_result",
    "look",
    "plan",
    "prepare",
    "references",
    "references_result",
    "rehearse_load",
    "rehearse_result",
    "repoint",
    "repoint_look",
    "repoint_ready",
    "repoint_result",
    "result",
    "retire",
    "retire_look",
    "retire_result",
    "rollback_list",
    "rollback_look",
    "rollback_undo",
    "share",
    "verify",
    "write_plan",
)


def main() -> None:
    """Refuse to run: steps are done on the controller only."""
    module = AnsibleModule(
        argument_spec={
            "step": {"type": "str", "required": True, "choices": list(STEPS)},
            "playbook": {"type": "str", "required": True},
            "prefix": {"type": "str", "default": "images_"},
        },
        supports_check_mode=True,
    )
    module.fail_json(msg="images_step works on the controller, as an action, and does nothing as a module.")


if __name__ == "__main__":
    main()
