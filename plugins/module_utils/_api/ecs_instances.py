# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS instances: DescribeInstances, StopInstance, StartInstance."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from .._client.answer import unwrap
from .._client.paging import tokened
from .._client.sdk import ECS
from .._client.session import Session
from .._model.errors import ApiError
from .._model.instance import Instance
from .wire import Answer, text

IDS_PER_CALL = 100
DRY_RUN_PASSED = "DryRunOperation"


def count_instances(session: Session, region: str) -> int:
    """How many instances a region has, in any state. Needs ecs:DescribeInstances."""
    return len(list_instances(session, region))


def list_instances(session: Session, region: str, instance_ids: Sequence[str] | None = None) -> list[Instance]:
    """All instances of a region, or those of these that exist; without disks. Needs ecs:DescribeInstances.

    Raises Denied, see list_with_proof.
    """
    return list_with_proof(session, region, instance_ids)[0]


def list_with_proof(
    session: Session, region: str, instance_ids: Sequence[str] | None = None
) -> tuple[list[Instance], bool]:
    """The same, and whether the list is proven to be all there is.

    ECS answers a caller without the right with an empty list, so a dry run follows one. Raises Denied.
    """
    found = _read(session, region, instance_ids)
    if found or (instance_ids is not None and not instance_ids):
        return found, True
    return found, _dry_run_passes(session, region)


def list_tagged_instances(session: Session, region: str, key: str) -> list[Instance]:
    """The instances with a tag of this key, in any state, without disks. Needs ecs:DescribeInstances. Raises Denied."""
    found = _list(session, region, {"Tag": [{"Key": key}]})
    if not found:
        _dry_run_passes(session, region)
    return found


def _dry_run_passes(session: Session, region: str) -> bool:
    """Whether a dry run proves the right; false if ECS ignored that it was one."""
    try:
        session.call(ECS, region, "DescribeInstances", {"RegionId": region, "DryRun": True})
    except ApiError as answer:
        if answer.code != DRY_RUN_PASSED:
            raise
        return True
    return False


def _read(session: Session, region: str, instance_ids: Sequence[str] | None) -> list[Instance]:
    if instance_ids is None:
        return _list(session, region, {})
    batches = [list(instance_ids[start : start + IDS_PER_CALL]) for start in range(0, len(instance_ids), IDS_PER_CALL)]
    found = session.gather(lambda batch: _list(session, region, {"InstanceIds": json.dumps(batch)}), batches)
    return [instance for part in found for instance in part]


def stop_instance(session: Session, region: str, instance_id: str, stopped_mode: str, *, force: bool) -> None:
    """Shut an instance down, or with `force` cut its power. Needs ecs:StopInstance.

    The action has no RegionId: its region is the endpoint's.
    """
    query: dict[str, Any] = {"InstanceId": instance_id, "StoppedMode": stopped_mode}
    if force:
        query["ForceStop"] = True
    session.call(ECS, region, "StopInstance", query)


def start_instance(session: Session, region: str, instance_id: str) -> None:
    """Start an instance. Needs ecs:StartInstance. Like StopInstance it has no RegionId."""
    session.call(ECS, region, "StartInstance", {"InstanceId": instance_id})


def _list(session: Session, region: str, query: dict[str, Any]) -> list[Instance]:
    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(ECS, region, "DescribeInstances", {"RegionId": region, **query, **page})

    found = [_parse(item, region) for item in tokened(fetch, "Instances", "Instance", sys.maxsize)]
    # An instance may come twice while the list changes.
    return list({instance.instance_id: instance for instance in found}.values())


def _parse(answer: Answer, region: str) -> Instance:
    stopped_mode = text(answer, "StoppedMode")
    return Instance(
        instance_id=text(answer, "InstanceId"),
        name=text(answer, "InstanceName"),
        region=region,
        zone=text(answer, "ZoneId"),
        status=text(answer, "Status"),
        stopped_mode="" if stopped_mode == "Not-applicable" else stopped_mode,
        instance_type=text(answer, "InstanceType"),
        image_id=text(answer, "ImageId"),
        key_pair=text(answer, "KeyPairName"),
        resource_group_id=text(answer, "ResourceGroupId"),
        created=text(answer, "CreationTime"),
        auto_release_time=text(answer, "AutoReleaseTime"),
        locks=tuple(text(lock, "LockReason") for lock in unwrap(answer, "OperationLocks", "LockReason")),
        tags={text(tag, "TagKey"): text(tag, "TagValue") for tag in unwrap(answer, "Tags", "Tag")},
    )
