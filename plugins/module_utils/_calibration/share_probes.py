# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Probes that share a copy of the canary, and those that make the share role where there is none."""

from __future__ import annotations

from typing import Any

from .probes import Probe, ProbeClass
from .write_probes import COPY, LATE

SHARE = ("ecs:ModifyImageSharePermission", "ecs:DescribeImageSharePermission")
ROLE = ("ram:GetRole", "ram:CreateRole", "ram:UpdateRole", "ram:DeleteRole", "ram:ListPoliciesForRole")
POLICY = ("ram:CreatePolicy", "ram:AttachPolicyToRole", "ram:DetachPolicyFromRole", "ram:DeletePolicy")
# Consumers of one copy; ECS is said to ignore what is over this.
ACCOUNTS_PER_CALL = 10


def _sharing(fact: str, sentence: str, assumed: Any, calls: tuple[str, ...] = SHARE, **more: Any) -> Probe:
    needs = more.pop("needs", "calibrate_share_account")
    makes = more.pop("makes", "a share of the canary's copy")
    return Probe(
        fact=fact,
        kind=ProbeClass.WRITE,
        sentence=sentence,
        assumed=assumed,
        calls=calls,
        needs=needs,
        makes=makes,
        **more,
    )


CONSUMER_PROBES = (
    Probe(
        fact="consumer_sees_image",
        kind=ProbeClass.CONSUMER,
        sentence=f"The consumer's DescribeImages lists a shared image within {LATE} seconds.",
        assumed=True,
        calls=("ecs:DescribeImages",),
        needs="calibrate_consumer with credentials, and a copy that ECS shares",
    ),
    Probe(
        fact="sharee_sees_snapshots",
        kind=ProbeClass.CONSUMER,
        sentence="The consumer's DescribeSnapshots does not find the snapshots of a shared image.",
        assumed=False,
        calls=("ecs:DescribeSnapshots",),
        settings=("sharee_sees_snapshots",),
        needs="calibrate_consumer with credentials, and a copy that ECS shares",
    ),
)

SHARE_PROBES = (
    _sharing(
        "service_key_shared",
        "An image under the service key cannot be shared.",
        "InvalidOperation.ServiceKeyEncryptedImageUnsupported",
        (*COPY, *SHARE),
        needs="calibrate_share_account, and a canary that is not under a customer master key",
        makes="a copy under the service key, and a share of it if ECS takes the call; it is undone",
    ),
    _sharing(
        "data_disks_shared",
        "An encrypted image with data disks cannot be shared.",
        "OperationDeined.FullImage",
        needs="calibrate_share_account, and a canary with data disks",
        makes="a share of the canary's copy if ECS takes the call; it is undone",
    ),
    _sharing("encrypted_share", "ECS shares encrypted images in the canary's region.", True),
    _sharing(
        "share_list",
        f"DescribeImageSharePermission lists a new consumer within {LATE} seconds.",
        True,
    ),
    _sharing(
        "default_key_shareable",
        "An image under a key outside a KMS instance can be shared.",
        True,
        settings=("default_key_shareable",),
        needs="calibrate_share_account, and a calibrate_kms_key_id outside a KMS instance",
    ),
    _sharing(
        "share_needs_role",
        "Sharing an encrypted image without AliyunECSShareEncryptImageDefaultRole is refused.",
        "AssumeRoleError",
        (*SHARE, "ram:GetRole"),
        needs="calibrate_share_account, and an account without that role",
    ),
    _sharing(
        "share_needs_trust",
        "That role has to trust the consumer's ECS, not ecs.aliyuncs.com.",
        "AssumeRoleError",
        (*SHARE, *ROLE),
        needs="calibrate_share_account, and an account without that role",
        makes="the role, with a trust of no consumer",
    ),
    _sharing(
        "share_role_needs_policy",
        "That role needs a policy that allows kms:Decrypt.",
        True,
        (*SHARE, *ROLE, *POLICY),
        settings=("share_role_needs_policy",),
        needs="calibrate_share_account, and an account without that role",
        makes="the role, and a policy",
    ),
    _sharing(
        "role_propagation",
        f"A change of that role counts within {LATE} seconds.",
        True,
        (*SHARE, *ROLE, *POLICY),
        needs="calibrate_share_account, and an account without that role",
    ),
    _sharing(
        "share_again",
        "Sharing with an account that has the image, and taking it from one that has it not, are no errors.",
        True,
    ),
    _sharing(
        "accounts_per_call",
        f"More than {ACCOUNTS_PER_CALL} accounts in a call are ignored without an error.",
        ACCOUNTS_PER_CALL,
        needs="eleven accounts in calibrate_share_accounts",
        makes="a share of the canary's copy with ten accounts",
    ),
)
