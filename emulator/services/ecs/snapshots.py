# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeSnapshots: the one place where the key of an image's disk can be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ...actions import Answer, Call, Note, action
from ...clock import iso, parse_iso_minute
from ...resources import Snapshot
from .arns import snapshots_of_account
from .paging import counted_page
from .text_rules import tag_filter_fault, tags_match

_IDS_AT_MOST = 100
_FILTERED_AT_MOST = 1000

Test = Callable[[Snapshot], bool]


@action(
    "ecs",
    "DescribeSnapshots",
    resources=snapshots_of_account,
    models=(
        "DryRun", "Encrypted", "Filter", "KMSKeyId", "MaxResults", "NextToken", "PageNumber", "PageSize", "RegionId",
        "ResourceGroupId", "SnapshotIds", "SnapshotName", "SnapshotType", "SourceDiskType", "Status", "Tag", "Usage",
    ),
    errors=(
        "DryRunOperation", "InvalidFilterKey.NotFound", "InvalidFilterValue", "InvalidSnapshotIds.Malformed",
        "InvalidSnapshotType.NotFound", "InvalidSourceDiskType", "InvalidStatus.NotFound", "InvalidTag.Mismatch",
        "InvalidTagCount", "InvalidUsage",
    ),
    notes=(
        Note("SnapshotIds is a JSON list of 100 ids at most, and the answer is still paged by 10", "API-DescSnap"),
        Note("both ways of paging; with MaxResults or NextToken there is no TotalCount", "API-DescSnap, ECS-SDK"),
        Note("KMSKeyId is answered here and only here", "API-DescSnap"),
        Note(
            "service_key_id_empty, or an empty key in the world: an empty KMSKeyId for what is under the service key",
            "seen in third-party data",
        ),
        Note("a sharee does not see the owner's snapshots (setting sharee_sees_snapshots)", "assumed"),
        Note("Encrypted=false filters nothing", "ECS-SDK; assumed"),
        Note("unknown ids are left out; newest first; new snapshots appear late if list_lag_seconds is set", "assumed"),
    ),
)  # fmt: skip
def describe_snapshots(call: Call) -> Answer:
    """List the caller's snapshots."""
    moment = call.cloud.listed_at()
    tests = list(_tests(call, moment))
    found = [
        snapshot
        for snapshot in _candidates(call)
        if snapshot.created <= moment and all(test(snapshot) for test in tests)
    ]
    if "Tag" in call.parameters or "ResourceGroupId" in call.parameters:
        found = found[:_FILTERED_AT_MOST]
    if "MaxResults" in call.parameters or "NextToken" in call.parameters:
        page, answer = _token_page(call, found)
    else:
        page, answer = counted_page(call, found)
    return {**answer, "Snapshots": {"Snapshot": [_show(call, snapshot, moment) for snapshot in page]}}


def _candidates(call: Call) -> Iterator[Snapshot]:
    own = call.region.snapshots
    if "SnapshotIds" not in call.parameters:
        yield from reversed(own.values())
        return
    foreign = _shared_snapshots(call) if call.cloud.settings.sharee_sees_snapshots else {}
    for snapshot_id in _ids(call):
        if snapshot := own.get(snapshot_id) or foreign.get(snapshot_id):
            yield snapshot


def _ids(call: Call) -> list[str]:
    try:
        ids = json.loads(call.parameters.text("SnapshotIds"))
    except ValueError:
        raise call.refuse("InvalidSnapshotIds.Malformed") from None
    if not isinstance(ids, list) or not all(isinstance(item, str) for item in ids) or len(ids) > _IDS_AT_MOST:
        raise call.refuse("InvalidSnapshotIds.Malformed")
    return list(dict.fromkeys(ids))


def _shared_snapshots(call: Call) -> dict[str, Snapshot]:
    return {
        disk.snapshot.id: disk.snapshot
        for owner in call.cloud.accounts.values()
        for image in owner.region(call.region_id).images.values()
        if call.account.id in image.shares
        for disk in image.disks
    }


def _token_page(call: Call, found: Sequence[Snapshot]) -> tuple[Sequence[Snapshot], dict[str, Any]]:
    size = call.parameters.number("MaxResults", 10)
    start = 0
    if token := call.parameters.text("NextToken"):
        start = next((index for index, snapshot in enumerate(found) if _token(snapshot) == token), -1)
        if start < 0:
            raise call.invalid("NextToken")
    following = found[start + size : start + size + 1]
    return found[start : start + size], {"NextToken": _token(following[0]) if following else ""}


def _token(snapshot: Snapshot) -> str:
    return snapshot.id.encode().hex()


def _tests(call: Call, moment: float) -> Iterator[Test]:
    parameters = call.parameters
    if parameters.flag("Encrypted"):
        yield lambda snapshot: snapshot.encrypted
    if key := parameters.text("KMSKeyId"):
        yield lambda snapshot: snapshot.key == key
    if name := parameters.text("SnapshotName"):
        yield lambda snapshot: snapshot.name == name
    if group := parameters.text("ResourceGroupId"):
        yield lambda snapshot: snapshot.resource_group == group
    if usage := _choice(call, "Usage", ("image", "disk", "image_disk", "none"), "InvalidUsage"):
        yield lambda snapshot: _usage(snapshot) == usage
    status = _choice(call, "Status", ("progressing", "accomplished", "failed", "all"), "InvalidStatus.NotFound")
    if status not in ("", "all"):
        yield lambda snapshot: snapshot.status_at(moment) == status
    if _choice(call, "SnapshotType", ("auto", "user", "all"), "InvalidSnapshotType.NotFound") == "auto":
        yield lambda _: False
    # The values of this one are not case-sensitive.
    if kind := _choice(call, "SourceDiskType", ("system", "data"), "InvalidSourceDiskType", lower=True):
        yield lambda snapshot: snapshot.kind == kind
    yield from _tag_test(call)
    yield from _filter_tests(call)


def _choice(call: Call, name: str, choices: Sequence[str], code: str, *, lower: bool = False) -> str:
    value = call.parameters.text(name)
    value = value.lower() if lower else value
    if value and value not in choices:
        raise call.refuse(code)
    return value


def _tag_test(call: Call) -> Iterator[Test]:
    tags = call.parameters.records("Tag")
    if fault := tag_filter_fault(tags):
        raise call.refuse(fault)
    if tags:
        yield lambda snapshot: tags_match(snapshot.tags, tags)


def _filter_tests(call: Call) -> Iterator[Test]:
    for item in call.parameters.records("Filter"):
        if item.get("Key") not in ("CreationStartTime", "CreationEndTime"):
            raise call.refuse("InvalidFilterKey.NotFound")
        try:
            limit = parse_iso_minute(item.get("Value", ""))
        except ValueError:
            raise call.refuse("InvalidFilterValue") from None
        yield _since(limit) if item["Key"] == "CreationStartTime" else _until(limit)


def _since(limit: float) -> Test:
    return lambda snapshot: snapshot.created >= limit


def _until(limit: float) -> Test:
    return lambda snapshot: snapshot.created <= limit


def _usage(snapshot: Snapshot) -> str:
    return "image" if snapshot.images else "none"


def _show(call: Call, snapshot: Snapshot, moment: float) -> dict[str, Any]:
    schedule = snapshot.schedule
    status = snapshot.status_at(moment)
    return {
        "SnapshotId": snapshot.id,
        "SnapshotName": snapshot.name,
        "Description": snapshot.description,
        "Status": status,
        "Progress": f"{schedule.percent(moment)}%" if schedule else "100%",
        "RemainTime": schedule.remaining(moment) if schedule else 0,
        "Available": status == "accomplished",
        "CreationTime": iso(snapshot.created),
        "LastModifiedTime": iso(snapshot.created),
        "Encrypted": snapshot.encrypted,
        "KMSKeyId": _shown_key(call, snapshot),
        "Category": "standard",
        "InstantAccess": False,
        "ProductCode": "",
        "RegionId": call.region_id,
        "ResourceGroupId": snapshot.resource_group,
        "SnapshotType": "user",
        "SourceDiskId": "",
        "SourceDiskSize": str(snapshot.size_gib),
        "SourceDiskType": snapshot.kind,
        "SourceSnapshotId": snapshot.source_snapshot,
        "SourceRegionId": snapshot.source_region,
        "Usage": _usage(snapshot),
        "Tags": {"Tag": [{"TagKey": key, "TagValue": value} for key, value in snapshot.tags.items()]},
    }


def _shown_key(call: Call, snapshot: Snapshot) -> str:
    key = call.region.keys.get(snapshot.key)
    if snapshot.key_hidden:
        return ""
    if key is not None and key.is_service_key and call.cloud.settings.service_key_id_empty:
        return ""
    return snapshot.key
