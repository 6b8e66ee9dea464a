# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables of the playbook that calibrates."""

from __future__ import annotations

from typing import Any

from .variable import CALIBRATE, Group, Kind, Variable


def _calibrating(name: str, kind: Kind, group: Group, sentence: str, default: Any = "", **more: Any) -> Variable:
    return Variable(
        name=f"calibrate_{name}",
        kind=kind,
        group=group,
        sentence=sentence,
        default=default,
        playbooks=(CALIBRATE,),
        **more,
    )


CALIBRATION = (
    _calibrating("image_id", Kind.TEXT, Group.CHOOSE, "The canary, an own image whose content may be copied."),
    _calibrating("kms_key_id", Kind.KEY, Group.KEY, "The customer master key of the canary's copies."),
    _calibrating("foreign_key_arn", Kind.KEY, Group.KEY, "A key of another account that this one may use, by its ARN."),
    _calibrating(
        "destination_region",
        Kind.REGION,
        Group.DESTINATIONS,
        "Another region. A copy to it is tried, and cancelled if ECS takes the call.",
    ),
    _calibrating(
        "share_account",
        Kind.TEXT,
        Group.CONSUMERS,
        "The account that a copy of the canary is shared with. It can read the whole image.",
    ),
    _calibrating(
        "share_accounts",
        Kind.ACCOUNTS,
        Group.CONSUMERS,
        "Eleven accounts or more, to see what ECS does with more than ten. All can read the whole image.",
        [],
    ),
    _calibrating(
        "consumer_role_arn",
        Kind.TEXT,
        Group.CONSUMERS,
        "The role to assume in the account calibrate_share_account.",
    ),
    _calibrating(
        "consumer_profile",
        Kind.TEXT,
        Group.CONSUMERS,
        "The profile of the aliyun CLI with credentials of calibrate_share_account, or to assume its role with.",
    ),
    _calibrating(
        "consumer",
        Kind.BOOL,
        Group.SAFETY,
        "Ask with the consumer's credentials what it sees of the copy that is shared with it.",
        False,
    ),
    _calibrating(
        "launch",
        Kind.BOOL,
        Group.SAFETY,
        "Start instances of that copy as the consumer, one after the other, and release them.",
        False,
    ),
    _calibrating("launch_instance_type", Kind.TEXT, Group.CONSUMERS, "The type of these instances, the smallest."),
    _calibrating("launch_vswitch_id", Kind.TEXT, Group.CONSUMERS, "Their vSwitch, in the consumer's account."),
    _calibrating("launch_security_group_id", Kind.TEXT, Group.CONSUMERS, "Their security group."),
    _calibrating(
        "write",
        Kind.BOOL,
        Group.SAFETY,
        "Run the probes that make copies of the canary, and share one if calibrate_share_account is given.",
        False,
    ),
    _calibrating("confirm", Kind.BOOL, Group.SAFETY, "Agree with what the run says that it would make.", False),
    _calibrating(
        "state",
        Kind.TEXT,
        Group.SAFETY,
        "`present` asks the account. `absent` only removes what an interrupted calibration left.",
        "present",
        choices=("present", "absent"),
    ),
    _calibrating("max_copies", Kind.INT, Group.SAFETY, "Make at most so many copies.", 20, minimum=1, maximum=200),
    _calibrating(
        "max_gib_hours",
        Kind.INT,
        Group.SAFETY,
        "Refuse to make copies that could come to more GiB-hours of snapshots.",
        2000,
        minimum=1,
        maximum=1000000,
    ),
    _calibrating(
        "wait_timeout",
        Kind.INT,
        Group.SAFETY,
        "The seconds after which probes that are not finished are given up.",
        7200,
        minimum=1,
        maximum=86400,
    ),
    _calibrating("file", Kind.PATH, Group.REPORT, "Write the result to this file, `calibration.json` by custom."),
    _calibrating(
        "anonymous",
        Kind.BOOL,
        Group.REPORT,
        "Leave the evidence out of the result, and with it every id, name and account number.",
        False,
    ),
)
