# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of `snapshot_copy`, checked as far as they can be without reading anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from .._core.per_region import check_regions, required_region
from .._core.text import list_option
from .._core.written import TAGS_AT_MOST, check_run, check_tags, tag_texts
from .._model.errors import InvalidInput
from .._model.image_copy import TAG_PREFIX, WantedState
from .._model.snapshot import DataDisk
from .values import SnapshotCopyRequest

OWN_TAGS = 4
WORD = re.compile(r"\S{1,50}")


def read_copy_request(params: Mapping[str, Any]) -> SnapshotCopyRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region, state = required_region(params), WantedState(params["state"])
    destination = params["destination_region"] or region
    check_regions("destination_region", [destination])
    check_run("run", params["run"] or "")
    key = str(params["kms_key_id"] or "").strip()
    if not key and state is WantedState.PRESENT:
        remedy = "Give a customer master key; snapshots under the service key cannot be shared."
        raise InvalidInput("kms_key_id", key, "names no key", remedy)
    snapshot_ids = read_snapshot_ids(params)
    return SnapshotCopyRequest(
        region=region,
        snapshot_ids=snapshot_ids,
        destination=destination,
        key=key,
        state=state,
        run=params["run"] or "",
        tags=_tags(params["tags"]),
        disks=_disks(params["disks"], snapshot_ids),
        wait=params["wait"],
        wait_timeout=params["wait_timeout"],
        poll_seconds=params["poll_seconds"],
    )


def read_snapshot_ids(params: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the snapshots that a task names, each once. Raises InvalidInput for none."""
    snapshot_ids = tuple(dict.fromkeys(list_option(params["snapshot_ids"], "snapshot_ids")))
    if not snapshot_ids:
        raise InvalidInput("snapshot_ids", "", "names no snapshot", "Give the ids of snapshots.")
    return snapshot_ids


def _disks(given: Mapping[Any, Any], snapshot_ids: tuple[str, ...]) -> dict[str, DataDisk]:
    """Return the data disk of each snapshot. An image's disks are numbered as they come. Raises InvalidInput."""
    for snapshot_id, disk in given.items():
        if snapshot_id not in snapshot_ids:
            raise InvalidInput("disks", snapshot_id, "is not among snapshot_ids", "Name it there, or leave it out.")
        is_whole = isinstance(disk, Mapping) and all(
            WORD.fullmatch(str(disk.get(key) or "")) for key in ("image_id", "device")
        )
        if not is_whole:
            remedy = "Give image_id and device for each snapshot, such as m-1 and /dev/xvdb."
            raise InvalidInput("disks", snapshot_id, "does not say which disk it is of", remedy)
    counts = Counter(str(disk["image_id"]) for disk in given.values())
    numbers: Counter[str] = Counter()
    found = {}
    for snapshot_id, disk in given.items():
        image_id = str(disk["image_id"])
        numbers[image_id] += 1
        found[str(snapshot_id)] = DataDisk(
            image_id=image_id, device=str(disk["device"]), number=numbers[image_id], count=counts[image_id]
        )
    return found


def _tags(given: Mapping[Any, Any]) -> dict[str, str]:
    tags = tag_texts("tags", given)
    check_tags("tags", tags, TAGS_AT_MOST - OWN_TAGS)
    if reserved := sorted(key for key in tags if key.startswith(TAG_PREFIX)):
        remedy = "Leave it out; these tags say which copies are whose."
        raise InvalidInput("tags", reserved[0], f"begins with {TAG_PREFIX}", remedy)
    return tags
