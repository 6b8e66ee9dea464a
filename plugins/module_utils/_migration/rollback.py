# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run undoes: its copies, and from its record the shares of images that existed before.

Only what is known to be the run's own is undone. Images and accounts are data, as modules return them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .._model.image_copy import TAG_RUN, TAG_SOURCE, CopyTag, read_copy_tag
from .rollback_made import made_going, made_rows
from .rollback_shares import adopted_rows, grouped_shares, undone_shares
from .rollback_snapshots import plan_snapshots
from .rollback_use import uses_of_others
from .rollback_values import KEEP, REMOVE, Item, RunTraces, row_of


@dataclass(frozen=True, slots=True, order=True)
class RemovalRequest:
    """The copies of one image in one region under one key, as `image_copy` removes them."""

    source_region: str
    region: str
    kms_key_id: str
    source_owner: str
    source_image_id: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What `image_copy` calls the same copies."""
        return self.source_image_id, self.region, self.kms_key_id


def plan_rollback(traces: RunTraces) -> dict[str, Any]:
    """Return what goes, and why it cannot.

    `copies` are for `image_copy`, `made` for `image_share` and `image`, `shares` for `image_share`, `snapshots` for
    `snapshot_copy` and `snapshot_share`, `rows` for people, and `problems` stop it.
    """
    wanted, kept = _requests(traces)
    blocked = _blocked(traces, wanted)
    going = [request for request in wanted if request.key not in blocked]
    predicted = [item for item in traces.predicted or () if _key(item) not in blocked]
    shares = undone_shares(traces)
    rows = [_row_of_copy(traces, item) for item in predicted if item["image_id"] or item["snapshot_ids"]]
    made = made_going(traces)
    snapshots = plan_snapshots(traces)
    rows += [row_of("copy", image, KEEP, why) for image, why in kept]
    rows += [
        row_of("copy", image, KEEP, blocked[key])
        for image in traces.copies
        if (key := _key_of_image(image)) and key in blocked
    ]
    return {
        "copies": _grouped(going),
        "made": made,
        "shares": grouped_shares([share for share, _row in shares if share]),
        "snapshots": {name: snapshots[name] for name in ("removals", "unshared")},
        "rows": [
            *rows,
            *made_rows(traces),
            *adopted_rows(traces),
            *(row for _share, row in shares),
            *snapshots["rows"],
        ],
        "problems": _left_without(traces, [*(item for item in predicted if item["state"] == "planned"), *made]),
    }


def _requests(traces: RunTraces) -> tuple[list[RemovalRequest], list[tuple[Item, str]]]:
    """The copies of the run that can be asked for, and the images with its tag that cannot."""
    found: set[RemovalRequest] = set()
    kept = []
    for image in traces.copies:
        tag = read_copy_tag(image["tags"])
        if tag is None or not image["tags"].get(TAG_SOURCE) or image["tags"].get(TAG_RUN) != traces.run:
            kept.append((image, "its tags do not say which image it is a copy of"))
        else:
            found.add(_request(traces, tag, image["tags"][TAG_SOURCE]))
    # Of copies that an earlier rollback removed, snapshots may be left, which only the record leads to.
    for row in traces.rows:
        if row.get("copy_action") == "started" and row.get("new_key") and not traces.doubt:
            found.add(RemovalRequest(row["region"], row["destination_region"], row["new_key"], "self", row["image_id"]))
    return sorted(found), kept


def _request(traces: RunTraces, tag: CopyTag, source_id: str) -> RemovalRequest:
    owner = "self" if tag.account_id == traces.account else "shared"
    return RemovalRequest(tag.source_region, tag.region, tag.kms_key_id, owner, source_id)


def _blocked(traces: RunTraces, wanted: Iterable[RemovalRequest]) -> dict[tuple[str, str, str], str]:
    """Requests that would remove an image that is not of this run, or that others use, with the reason to keep it."""
    mine = traces.own
    keys = {request.key for request in wanted}
    others: dict[tuple[str, str, str], list[str]] = {}
    for item in traces.predicted or ():
        is_other = item["image_id"] and item["image_id"] not in mine
        if is_other and item["state"] == "planned" and _key(item) in keys:
            others.setdefault(_key(item), []).append(item["image_id"])
    blocked = {
        key: f"another run's copies of the same image under the same key would go as well: {', '.join(sorted(ids))}"
        for key, ids in others.items()
    }
    for image in traces.copies:
        key = _key_of_image(image)
        if key in keys and (why := traces.launched.get(image["image_id"]) or uses_of_others(traces, image)):
            blocked[key] = why
    return blocked


def _left_without(traces: RunTraces, going: Iterable[Item]) -> list[str]:
    """Consumers that the run moved from an image to its copy: without the copy they would have neither."""
    now = {image["image_id"]: image["shared_with"] for image in traces.named}
    before = {
        (row["image_id"], row["destination_region"]): set(row.get("shared_before", ()))
        for row in traces.rows
        if row["region"] == row["destination_region"]
    }
    problems = []
    for item in going:
        source = item["source_image_id"]
        had = before.get((source, item["region"]), set())
        lost = sorted(had & set(item["unshared"]) - set(now.get(source, ())))
        if lost:
            problems.append(
                f"{', '.join(lost)} would be left without an image: the run moved them from {source} to "
                f"{item['image_id']}. Share {source} with them again first, if it can still be shared"
            )
    return problems


def _row_of_copy(traces: RunTraces, item: Item) -> dict[str, Any]:
    reasons = " ".join(f"{reason['message']}. {reason['remedy']}" for reason in item["reasons"])
    image = {
        "image_id": item["image_id"] or ", ".join(item["snapshot_ids"]),
        "name": item["name"] or f"what is left of a copy of {item['source_image_id']}",
        "region": item["region"],
        "shared_with": item["unshared"],
    }
    if item["state"] == "planned":
        return row_of("copy", image, REMOVE, f"the run {traces.run} made it" if item["image_id"] else "its snapshots")
    return row_of("copy", image, KEEP, reasons or f"it is {item['state']}")


def _key(item: Item) -> tuple[str, str, str]:
    return item["source_image_id"], item["region"], item["kms_key_id"]


def _key_of_image(image: Item) -> tuple[str, str, str] | None:
    tag = read_copy_tag(image["tags"])
    return (image["tags"].get(TAG_SOURCE, ""), tag.region, tag.kms_key_id) if tag else None


def _grouped(requests: Iterable[RemovalRequest]) -> list[dict[str, Any]]:
    """One `image_copy` for each source region, destination, key and owner."""
    groups: dict[tuple[str, str, str, str], list[str]] = {}
    for request in requests:
        group = (request.source_region, request.region, request.kms_key_id, request.source_owner)
        groups.setdefault(group, []).append(request.source_image_id)
    return [
        {
            "region": region,
            "kms_key_id": key,
            "source_owner": owner,
            "copies": [{"image_id": image_id, "destination_region": destination} for image_id in ids],
        }
        for (region, destination, key, owner), ids in groups.items()
    ]
