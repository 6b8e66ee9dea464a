# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeInstances."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....access.conditions import matches
from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import either_page
from ....catalogue.gaps import REFUSED_PARAMETER
from ....state.clock import iso, iso_minute
from ....state.instances import Instance
from ..arns import arn
from ..filters import Test, choice, equal, id_list, narrowed, shown_tags, tag_test, time_tests

_STATUSES = ("Pending", "Running", "Starting", "Stopping", "Stopped")
_LOCKS = ("financial", "security", "Recycling", "dedicatedhostfinancial", "refunded")


def _nothing(call: Call) -> Answer:
    hidden: list[Instance] = []
    _page, answer = either_page(call, hidden)
    return {**answer, "Instances": {"Instance": []}}


@action(
    "ecs",
    "DescribeInstances",
    resources=lambda call: [arn(call, "instance")],
    when_denied=_nothing,
    models=(
        "DryRun", "Filter", "ImageId", "InstanceChargeType", "InstanceIds", "InstanceName", "InstanceNetworkType",
        "InstanceType", "InternetChargeType", "LockReason", "MaxResults", "NextToken", "PageNumber", "PageSize",
        "RegionId", "ResourceGroupId", "Status", "Tag", "ZoneId",
    ),
    errors=(
        "DryRunOperation", "InvalidFilterKey.NotFound", "InvalidFilterValue", "InvalidInstanceChargeType.NotFound",
        "InvalidInstanceIds.Malformed", "InvalidInternetChargeType.ValueNotSupported", "InvalidLockReason.NotFound",
        "InvalidNetworkType.NotFound", "InvalidStatus.NotFound", "InvalidTag.Mismatch", "InvalidTagCount",
    ),
    gaps=(Gap.of(REFUSED_PARAMETER, "InvalidHpcClusterId.Creating", "InvalidHpcClusterId.NotFound"),),
    notes=(
        Note("instances are those of the world", "design of the emulator"),
        Note("AutoReleaseTime in minutes; StoppedMode is Not-applicable unless it is Stopped", "ECS-SDK; times: seen"),
        Note("Auto Scaling's instances have the tag acs:autoscaling:scalingGroupId", "ECS-2021 examples"),
        Note("both ways of paging; MaxResults below 10 is 10, above 100 is 100", "ECS-SDK"),
        Note("with MaxResults or NextToken there is no TotalCount", "ECS-SDK for snapshots; instances: assumed"),
        Note("InstanceIds is a JSON list of 100 ids at most; InstanceName takes `*`", "ECS-SDK; code: assumed"),
        Note("all are PostPaid, PayByTraffic, in a VPC and not locked; no addresses, no security groups", "assumed"),
        Note("RAM: all instances of the region", "assumed"),
        Note("without the right: an empty list (setting denied_instances); Forbidden.RAM for DryRun", "API page"),
    ),
)  # fmt: skip
def describe_instances(call: Call) -> Answer:
    """List the caller's instances."""
    tests = list(_tests(call))
    found = [item for item in reversed(call.region.instances.values()) if all(test(item) for test in tests)]
    page, answer = either_page(call, narrowed(call, found), smallest=10)
    return {**answer, "Instances": {"Instance": [_show(call, instance) for instance in page]}}


def _tests(call: Call) -> Iterator[Test]:
    parameters = call.parameters
    if "InstanceIds" in parameters:
        malformed = "InvalidInstanceIds.Malformed"
        wanted = id_list(call, "InstanceIds", malformed=malformed, too_many=malformed)
        yield lambda item: item.id in wanted
    if name := parameters.text("InstanceName"):
        yield lambda item: matches(name, item.name)
    for parameter, attribute in (("ImageId", "image"), ("InstanceType", "type"), ("ZoneId", "zone")):
        if value := parameters.text(parameter):
            yield equal(attribute, value)
    if group := parameters.text("ResourceGroupId"):
        yield equal("resource_group", group)
    if status := choice(call, "Status", _STATUSES, "InvalidStatus.NotFound"):
        now = call.cloud.now()
        yield lambda item: item.status_at(now) == status
    yield from _uniform_tests(call)
    yield from tag_test(call)
    yield from time_tests(call, ("CreationStartTime",))


def _uniform_tests(call: Call) -> Iterator[Test]:
    """Filters on what is the same for every instance here."""
    charge = choice(call, "InstanceChargeType", ("PrePaid", "PostPaid"), "InvalidInstanceChargeType.NotFound")
    network = choice(call, "InstanceNetworkType", ("vpc", "classic"), "InvalidNetworkType.NotFound")
    traffic = choice(
        call, "InternetChargeType", ("PayByBandwidth", "PayByTraffic"), "InvalidInternetChargeType.ValueNotSupported"
    )
    lock = choice(call, "LockReason", _LOCKS, "InvalidLockReason.NotFound")
    if charge == "PrePaid" or network == "classic" or traffic == "PayByBandwidth" or lock:
        yield lambda _: False


def _show(call: Call, instance: Instance) -> dict[str, Any]:
    now, disk = call.cloud.now(), instance.system_disk
    stopped = instance.status_at(now) == "Stopped"
    image = call.region.images.get(instance.image)
    # An instance outlives the image it was made from.
    build = image.build if image else (disk.build if disk else None)
    return {
        "InstanceId": instance.id,
        "InstanceName": instance.name,
        "HostName": instance.name,
        "Description": "",
        "Status": instance.status_at(now),
        "StoppedMode": instance.stopped_mode or "KeepCharging" if stopped else "Not-applicable",
        "KeyPairName": instance.key_pair,
        "AutoReleaseTime": iso_minute(instance.auto_release) if instance.auto_release is not None else "",
        "ImageId": instance.image,
        "InstanceType": instance.type,
        "InstanceTypeFamily": instance.type.rpartition(".")[0],
        "RegionId": call.region_id,
        "ZoneId": instance.zone,
        "ResourceGroupId": instance.resource_group,
        "CreationTime": iso(instance.created),
        "InstanceChargeType": "PostPaid",
        "InternetChargeType": "PayByTraffic",
        "InstanceNetworkType": "vpc",
        "OSType": build.os_type if build else "linux",
        "OSName": build.os_name if build else "",
        "OperationLocks": {"LockReason": []},
        "Tags": shown_tags(instance.tags),
    }
