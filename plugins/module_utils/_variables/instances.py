# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbook that encrypts the system disks of instances."""

from __future__ import annotations

from typing import Any

from .._model.copy_defaults import NAME
from .variable import ENCRYPT, Group, Kind, Variable


def _of_instances(name: str, kind: Kind, group: Group, sentence: str, default: Any = "", **more: Any) -> Variable:
    return Variable(
        name=f"encrypt_instances_{name}",
        kind=kind,
        group=group,
        sentence=sentence,
        default=default,
        playbooks=(ENCRYPT,),
        **more,
    )


INSTANCES = (
    _of_instances("region", Kind.REGION, Group.CHOOSE, "The region of the instances. Default is images_region."),
    _of_instances("ids", Kind.LIST, Group.CHOOSE, "Take the instances with these ids.", []),
    _of_instances("names", Kind.GLOBS, Group.CHOOSE, "Take the instances whose name matches a shell glob.", []),
    _of_instances("tags", Kind.TAGS, Group.CHOOSE, "Take the instances that have all these tags.", {}),
    _of_instances("kms_key_id", Kind.KEY, Group.KEY, "The customer master key of the disks, as id, ARN or alias."),
    _of_instances("oos_role", Kind.TEXT, Group.KEY, "The RAM role that OOS acts with. Default is the caller."),
    _of_instances("make_images", Kind.BOOL, Group.DESTINATIONS, "Create an image of each encrypted instance.", False),
    _of_instances(
        "image_name",
        Kind.TEXT,
        Group.DESTINATIONS,
        "The name of such an image; `{name}` and `{id}` are the instance's.",
        NAME,
    ),
    _of_instances("image_family", Kind.TEXT, Group.DESTINATIONS, "The image family of such an image."),
    _of_instances("image_tags", Kind.TAGS, Group.DESTINATIONS, "The tags of such an image.", {}),
    _of_instances("confirm", Kind.BOOL, Group.SAFETY, "Carry out the plan. Without it, the plan is shown.", False),
    _of_instances("stop_first", Kind.BOOL, Group.SAFETY, "Stop instances before their snapshot is taken.", True),
    _of_instances(
        "accept_data_loss",
        Kind.BOOL,
        Group.SAFETY,
        "Work on running instances. Data that they write after the snapshot is lost.",
        False,
    ),
    _of_instances(
        "accept",
        Kind.LIST,
        Group.SAFETY,
        "Accept these risks.",
        [],
        choices=("auto_release", "scaling_group"),
    ),
    _of_instances(
        "remove_snapshots",
        Kind.BOOL,
        Group.SAFETY,
        "Remove the snapshots and images that executions left.",
        False,
    ),
    _of_instances(
        "forgo_reinit",
        Kind.BOOL,
        Group.SAFETY,
        "Remove the snapshots of the encrypted disks, too. ECS cannot re-initialize these disks then.",
        False,
    ),
    _of_instances("must_succeed", Kind.BOOL, Group.SAFETY, "Fail if an instance failed.", True),
    _of_instances("batch", Kind.INT, Group.SAFETY, "The number of instances that are down at once.", 10, minimum=1),
    _of_instances("pause_seconds", Kind.INT, Group.SAFETY, "The seconds between two batches.", 60),
    _of_instances(
        "stop_timeout", Kind.INT, Group.SAFETY, "The seconds for instances to stop or start.", 600, minimum=1
    ),
    _of_instances("wait_timeout", Kind.INT, Group.SAFETY, "The seconds to wait for an execution.", 21600, minimum=1),
    _of_instances("pass_seconds", Kind.INT, Group.REPORT, "The seconds between two lines of progress.", 60, minimum=1),
)
