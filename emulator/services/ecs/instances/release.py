# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DeleteInstances."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Gap, Note, action
from ....catalogue.gaps import BILLING, NOBODY_KNOWS, PLANNED
from ..arns import arn

_AT_MOST = 100
_NOT_MADE = "networks, load balancers and locks are not modelled"


@action(
    "ecs",
    "DeleteInstances",
    mutating=True,
    own_dry_run=True,
    resources=lambda call: [arn(call, "instance", name) for name in call.parameters.texts("InstanceId")],
    models=("ClientToken", "DryRun", "Force", "ForceStop", "InstanceId", "RegionId", "TerminateSubscription"),
    errors=(
        "DRYRUN.SUCCESS", "IncorrectInstanceStatus", "IncorrectInstanceStatus.Initializing",
        "InvalidInstanceId.NotFound", "InvalidParameter.TooManyInstanceIds",
    ),
    gaps=(
        Gap.of(PLANNED, "InternalError"),
        Gap.of(BILLING, "ChargeTypeViolation"),
        Gap.of(
            _NOT_MADE,
            "DependencyViolation.RouteEntry", "DependencyViolation.SLBConfiguring", "InstanceLockedForSecurity",
            "InvalidOperation.DeletionProtection", "InvalidOperation.EniLinked",
            "OperationDenied.SystemInstanceNotSupport",
        ),
        Gap.of(
            NOBODY_KNOWS,
            "InvalidInstanceIds.NotFound", "InvalidInstanceIds.ValueNotSupported",
            "InvalidParameter.CrossRegionNotSupport",
        ),
    ),
    notes=(
        Note("a Running instance only with Force=true, a Stopped one always; all or none", "ECS-SDK; all: assumed"),
        Note("a Pending one is IncorrectInstanceStatus.Initializing, with Force too", "code: API page; when: assumed"),
        Note("Starting and Stopping ones are IncorrectInstanceStatus without Force", "assumed"),
        Note("the instance and all of its disks are gone at once, with ForceStop=false too", "assumed"),
        Note("DryRun=true looks at the ids alone, and passes with DRYRUN.SUCCESS", "ECS-SDK; what: assumed"),
        Note("RAM: each instance", "assumed"),
    ),
)  # fmt: skip
def delete_instances(call: Call) -> Answer:
    """Release instances."""
    ids = call.parameters.texts("InstanceId")
    if len(ids) > _AT_MOST:
        raise call.refuse("InvalidParameter.TooManyInstanceIds")
    if call.parameters.flag("DryRun") and not call.cloud.settings.dry_run_ignored:
        raise call.refuse("DRYRUN.SUCCESS")
    found = [call.region.instances.get(name) for name in ids]
    now, force = call.cloud.now(), call.parameters.flag("Force")
    for instance in found:
        if instance is None:
            raise call.refuse("InvalidInstanceId.NotFound")
        if (status := instance.status_at(now)) == "Pending":
            raise call.refuse("IncorrectInstanceStatus.Initializing")
        if status != "Stopped" and not force:
            raise call.refuse("IncorrectInstanceStatus")
    for name in ids:
        call.region.instances.pop(name, None)
    return {}
