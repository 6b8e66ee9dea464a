# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of `snapshot_copy`, checked as far as they can be without reading anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.per_region import check_regions, required_region
from .._core.text import list_option
from .._core.written import TAGS_AT_MOST, check_run, check_tags, tag_texts
from .._model.errors import InvalidInput
from .._model.image_copy import TAG_PREFIX, WantedState
from .values import SnapshotCopyRequest

OWN_TAGS = 3


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
    return SnapshotCopyRequest(
        region=region,
        snapshot_ids=read_snapshot_ids(params),
        destination=destination,
        key=key,
        state=state,
        run=params["run"] or "",
        tags=_tags(params["tags"]),
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


def _tags(given: Mapping[Any, Any]) -> dict[str, str]:
    tags = tag_texts("tags", given)
    check_tags("tags", tags, TAGS_AT_MOST - OWN_TAGS)
    if reserved := sorted(key for key in tags if key.startswith(TAG_PREFIX)):
        remedy = "Leave it out; these tags say which copies are whose."
        raise InvalidInput("tags", reserved[0], f"begins with {TAG_PREFIX}", remedy)
    return tags
