# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StopInstance and StartInstance."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED
from ....state.instances import Change, Instance
from ..arns import arn
from ..encryption import lost_key

_MODES = ("KeepCharging", "StopCharging")
_LOCKED = Gap.of("instances are not locked", "InstanceLockedForSecurity")


def instance_of_call(call: Call) -> list[str]:
    """The instance that the call names."""
    return [arn(call, "instance", call.parameters.text("InstanceId"))]


def find_instance(call: Call, *statuses: str) -> Instance:
    """The instance of the call, which must be in one of these states."""
    instance = call.region.instances.get(call.parameters.text("InstanceId"))
    if instance is None:
        raise call.refuse("InvalidInstanceId.NotFound")
    if instance.status_at(call.cloud.now()) not in statuses:
        raise call.refuse("IncorrectInstanceStatus")
    return instance


@action(
    "ecs",
    "StopInstance",
    mutating=True,
    resources=instance_of_call,
    models=("ConfirmStop", "DryRun", "ForceStop", "InstanceId", "StoppedMode"),
    errors=("DryRunOperation", "IncorrectInstanceStatus", "InvalidInstanceId.NotFound"),
    gaps=(
        Gap.of(PLANNED, "DiskError", "InternalError"),
        Gap.of(BILLING, "InstanceExpiredOrInArrears"),
        Gap.of("local disks do not exist", "InstanceType.ParameterMismatch", "InvalidInstanceId.NotSupport"),
        Gap.of(NOBODY_KNOWS, "InvalidParameter.KMSKeyId.KMSUnauthorized"),
        _LOCKED,
    ),
    notes=(
        Note("a Running instance is Stopping, then Stopped", "API page"),
        Note("it takes stop_instance_seconds of the clock, by force too", "assumed"),
        Note("there is no RegionId: the region is the endpoint's", "ECS-SDK"),
        Note("StoppedMode: KeepCharging by default, the default economical mode is off", "API page; off: assumed"),
        Note("another StoppedMode is InvalidParameter; nothing is lost from memory", "assumed"),
        Note("RAM: the instance", "API page"),
    ),
)
def stop_instance(call: Call) -> Answer:
    """Shut an instance down."""
    instance = find_instance(call, "Running")
    mode = call.parameters.text("StoppedMode", "KeepCharging")
    if mode not in _MODES:
        raise call.invalid("StoppedMode")
    instance.status, instance.stopped_mode = "Stopped", mode
    instance.change = Change("Stopping", call.cloud.now() + call.cloud.settings.stop_instance_seconds)
    return {}


@action(
    "ecs",
    "StartInstance",
    mutating=True,
    resources=instance_of_call,
    models=("DryRun", "InstanceId"),
    errors=(
        "DiskError", "DryRunOperation", "IncorrectInstanceStatus", "InvalidInstanceId.NotFound",
        "InvalidParameter.KMSKeyId.KMSUnauthorized",
    ),
    gaps=(
        Gap.of(PLANNED, "InstanceNotReady", "InternalError", "OperationDenied.NoStock", "QuotaExceed.ElasticQuota"),
        Gap.of(BILLING, "DiskInArrears", "InstanceExpired", "InsufficientBalance"),
        Gap.of("spot instances do not exist", "OperationDenied.SpotPriceLowerThanPublicPrice"),
        _LOCKED,
    ),
    notes=(
        Note("a Stopped instance is Starting, then Running", "API page"),
        Note("it takes start_instance_seconds of the clock, after StopCharging too", "assumed"),
        Note("there is no RegionId: the region is the endpoint's", "ECS-SDK"),
        Note("while its system disk is being replaced: DiskError", "code: API page; when: assumed"),
        Note(
            "the key of each encrypted disk must be Enabled, and AliyunECSDiskEncryptDefaultRole must serve",
            "code: API page; when: assumed",
        ),
        Note("RAM: the instance", "ECS-2021"),
    ),
)  # fmt: skip
def start_instance(call: Call) -> Answer:
    """Start an instance."""
    instance = find_instance(call, "Stopped")
    now = call.cloud.now()
    if any(disk.status_at(now) != "In_use" for disk in instance.disks):
        raise call.refuse("DiskError")
    if any(lost_key(call, disk) for disk in instance.disks):
        raise call.refuse("InvalidParameter.KMSKeyId.KMSUnauthorized")
    running = now + call.cloud.settings.start_instance_seconds
    instance.status, instance.stopped_mode = "Running", ""
    instance.change = Change("Starting", running)
    instance.written = running
    return {}
