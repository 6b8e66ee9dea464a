# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeSnapshots: the one place where the key of an image's disk can be read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....actions.declare import Answer, Call, Gap, Note, action
from ....actions.paging import either_page
from ....catalogue.gaps import PLANNED, REFUSED_PARAMETER
from ....state.accounts import Region
from ....state.clock import iso
from ....state.images import Snapshot
from ....state.instances import Disk
from ..arns import snapshots_of_account
from ..filters import Test, choice, id_list, narrowed, shown_tags, tag_test, time_tests
from .shared import own_view, shared_with_caller


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
    gaps=(
        Gap.of(PLANNED, "InternalError"),
        Gap.of(REFUSED_PARAMETER, "InvalidSnapshotCategory.Malformed", "InvalidSnapshotLinkId.NotFound"),
    ),
    notes=(
        Note("SnapshotIds is a JSON list of 100 ids at most, and the answer is still paged by 10", "API-DescSnap"),
        Note("both ways of paging; with MaxResults or NextToken there is no TotalCount", "API-DescSnap, ECS-SDK"),
        Note("KMSKeyId is answered here, and for disks by DescribeDisks", "API-DescSnap"),
        Note(
            "service_key_id_empty, or an empty key in the world: an empty KMSKeyId for what is under the service key",
            "seen in third-party data",
        ),
        Note("a consumer of an image does not see its snapshots (setting sharee_sees_snapshots)", "assumed"),
        Note("a consumer of snapshots sees them under other ids, with the tag acs:ecs:sharedFrom", "UG-sharesnap"),
        Note(
            "the tag's value is `<owner>:<region>:<id at the owner>`, or that is the end of its key (setting "
            "shared_from_tag)",
            "UG-sharesnap, OOS-GH",
        ),
        Note(
            "Encrypted is the owner's, KMSKeyId empty or the owner's key as an ARN (setting shared_snapshot_shows_key)",
            "sources silent",
        ),
        Note("an own snapshot has the tag acs:ecs:isShared while it is in a share", "OOS-GH; value and when: assumed"),
        Note("own snapshots first, then those of others", "assumed"),
        Note("Encrypted=false filters nothing", "ECS-SDK; assumed"),
        Note("another account's key is answered as foreign_key_form says", "assumed"),
        Note("SourceDiskSize is a number, or a string (setting source_disk_size)", "raw answers; ECS-SDK has a string"),
        Note("unknown ids are left out; newest first; new snapshots appear late if list_lag_seconds is set", "assumed"),
    ),
)  # fmt: skip
def describe_snapshots(call: Call) -> Answer:
    """List the caller's snapshots, and those that are shared with it."""
    moment = call.cloud.listed_at()
    tests = list(_tests(call, moment))
    found = [snapshot for snapshot in _candidates(call) if snapshot.created <= moment]
    for test in tests:
        found = [snapshot for snapshot in found if test(snapshot)]
    page, answer = either_page(call, narrowed(call, found))
    return {**answer, "Snapshots": {"Snapshot": [_show(call, snapshot, moment) for snapshot in page]}}


def _candidates(call: Call) -> Iterator[Snapshot]:
    own = call.region.snapshots
    foreign = {seen.id: seen for _owner, _snapshot, seen in shared_with_caller(call)}
    shares = bool(call.region.resource_shares)
    if "SnapshotIds" not in call.parameters:
        yield from (own_view(call, snapshot) if shares else snapshot for snapshot in reversed(own.values()))
        yield from foreign.values()
        return
    foreign |= _shared_snapshots(call) if call.cloud.settings.sharee_sees_snapshots else {}
    malformed = "InvalidSnapshotIds.Malformed"
    for snapshot_id in id_list(call, "SnapshotIds", malformed=malformed, too_many=malformed):
        if snapshot := own.get(snapshot_id):
            yield own_view(call, snapshot) if shares else snapshot
        elif snapshot := foreign.get(snapshot_id):
            yield snapshot


def _shared_snapshots(call: Call) -> dict[str, Snapshot]:
    return {
        disk.snapshot.id: disk.snapshot
        for owner in call.cloud.accounts.values()
        for image in owner.region(call.region_id).images.values()
        if call.account.id in image.shares
        for disk in image.disks
    }


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
    if usage := choice(call, "Usage", ("image", "disk", "image_disk", "none"), "InvalidUsage"):
        yield lambda snapshot: _usage(snapshot) == usage
    status = choice(call, "Status", ("progressing", "accomplished", "failed", "all"), "InvalidStatus.NotFound")
    if status not in ("", "all"):
        yield lambda snapshot: snapshot.status_at(moment) == status
    if choice(call, "SnapshotType", ("auto", "user", "all"), "InvalidSnapshotType.NotFound") == "auto":
        yield lambda _: False
    # The values of this one are not case-sensitive.
    if kind := choice(call, "SourceDiskType", ("system", "data"), "InvalidSourceDiskType", lower=True):
        yield lambda snapshot: snapshot.kind == kind
    yield from tag_test(call)
    yield from time_tests(call)


def _usage(snapshot: Snapshot) -> str:
    return "image" if snapshot.images else "none"


def _show(call: Call, snapshot: Snapshot, moment: float) -> dict[str, Any]:
    schedule, size = snapshot.schedule, snapshot.size_gib
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
        "KMSKeyId": shown_key(call, snapshot),
        "Category": "standard",
        "InstantAccess": False,
        "ProductCode": "",
        "RegionId": call.region_id,
        "ResourceGroupId": snapshot.resource_group,
        "SnapshotType": "user",
        "SourceDiskId": snapshot.source_disk,
        "SourceDiskSize": str(size) if call.cloud.settings.source_disk_size == "string" else size,
        "SourceDiskType": snapshot.kind,
        "SourceSnapshotId": snapshot.source_snapshot,
        "SourceRegionId": snapshot.source_region,
        "Usage": _usage(snapshot),
        "Tags": shown_tags(snapshot.tags),
    }


def taking_snapshot(region: Region, disk: Disk, moment: float) -> bool:
    """Whether a snapshot of this disk is not complete yet."""
    return any(
        snapshot.source_disk == disk.id and snapshot.status_at(moment) == "progressing"
        for snapshot in region.snapshots.values()
    )


def shown_key(call: Call, item: Snapshot | Disk) -> str:
    """The key id as answers show it: that of the service key may be left empty."""
    key = call.region.keys.get(item.key)
    if item.key_hidden:
        return ""
    if key is not None and key.is_service_key and call.cloud.settings.service_key_id_empty:
        return ""
    if item.key.startswith("acs:") and call.cloud.settings.foreign_key_form == "id":
        return item.key.rpartition("/")[2]
    return item.key
