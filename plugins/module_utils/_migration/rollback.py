# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run takes back: its copies, and from its report the shares of images that existed before.

Only what is known to be the run's own is taken back. Images and accounts are data, as modules return them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._model.image_copy import TAG_RUN, TAG_SOURCE, CopyTag, read_copy_tag

Item = Mapping[str, Any]
REMOVE, UNSHARE, KEEP = "remove", "unshare", "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunTraces:
    """What is known of a run.

    `copies` are the images with its tag, `report` its report or empty, `named` the images that the report names as they
    are now, `predicted` what `image_copy` says in check mode that it would remove, None before it was asked.
    """

    run: str
    account: str
    copies: Sequence[Item]
    report: Item = field(default_factory=dict)
    named: Sequence[Item] = ()
    predicted: Sequence[Item] | None = None


@dataclass(frozen=True, slots=True, order=True)
class CopyRequest:
    """The copies of one image in one region under one key, as `image_copy` removes them."""

    source_region: str
    region: str
    kms_key_id: str
    source_owner: str
    source_image_id: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What `image_copy` tells of the same copies."""
        return self.source_image_id, self.region, self.kms_key_id


def report_faults(report: Item, run: str, *, emulated: bool) -> list[str]:
    """Why a report is not that of this run, so that nothing may be undone from it."""
    if not report:
        return []
    faults = []
    if report.get("run") != run:
        faults.append(f"it is of the run {report.get('run')!r}")
    if report.get("check_mode"):
        faults.append("it is of a run in check mode, which did nothing")
    if bool(report.get("emulator")) is not emulated:
        faults.append("it is of the emulator" if report.get("emulator") else "it is of the real cloud")
    return faults


def plan_rollback(traces: RunTraces) -> dict[str, Any]:
    """`copies` for `image_copy`, `shares` for `image_share`, `rows` for people, and `problems` that stop all of it."""
    wanted, kept = _requests(traces)
    blocked = _blocked(traces, wanted)
    going = [request for request in wanted if request.key not in blocked]
    predicted = [item for item in traces.predicted or () if _key(item) not in blocked]
    mine = {image["image_id"] for image in traces.copies}
    shares = _shares(traces, mine)
    rows = [_row_of_copy(traces, item) for item in predicted if item["image_id"] or item["snapshot_ids"]]
    rows += [_row(REMOVE, image, KEEP, why) for image, why in kept]
    rows += [
        _row(REMOVE, image, KEEP, blocked[key])
        for image in traces.copies
        if (key := _key_of_image(image)) and key in blocked
    ]
    return {
        "copies": _grouped(going),
        "shares": [share for share, _row_of in shares if share],
        "rows": [*rows, *(row for _share, row in shares)],
        "problems": _left_without(traces, [item for item in predicted if item["state"] == "planned"]),
    }


def _requests(traces: RunTraces) -> tuple[list[CopyRequest], list[tuple[Item, str]]]:
    """The copies of the run that can be asked for, and the images with its tag that cannot."""
    found: set[CopyRequest] = set()
    kept = []
    for image in traces.copies:
        tag = read_copy_tag(image["tags"])
        if tag is None or not image["tags"].get(TAG_SOURCE) or image["tags"].get(TAG_RUN) != traces.run:
            kept.append((image, "its tags do not say which image it is a copy of"))
        else:
            found.add(_request(traces, tag, image["tags"][TAG_SOURCE]))
    # Of copies that an earlier rollback removed, snapshots may be left, which only the report leads to.
    for row in traces.report.get("images", ()):
        if row.get("copy_action") == "started" and row.get("new_key"):
            found.add(CopyRequest(row["region"], row["destination_region"], row["new_key"], "self", row["image_id"]))
    return sorted(found), kept


def _request(traces: RunTraces, tag: CopyTag, source_id: str) -> CopyRequest:
    owner = "self" if tag.account_id == traces.account else "shared"
    return CopyRequest(tag.source_region, tag.region, tag.kms_key_id, owner, source_id)


def _blocked(traces: RunTraces, wanted: Iterable[CopyRequest]) -> dict[tuple[str, str, str], str]:
    """Requests that would remove an image that is not of this run, with the reason to leave them alone."""
    mine = {image["image_id"] for image in traces.copies}
    keys = {request.key for request in wanted}
    others: dict[tuple[str, str, str], list[str]] = {}
    for item in traces.predicted or ():
        is_other = item["image_id"] and item["image_id"] not in mine
        if is_other and item["state"] == "planned" and _key(item) in keys:
            others.setdefault(_key(item), []).append(item["image_id"])
    return {
        key: f"another run's copies of the same image under the same key would go as well: {', '.join(sorted(ids))}"
        for key, ids in others.items()
    }


def _shares(traces: RunTraces, mine: set[str]) -> list[tuple[dict[str, Any] | None, dict[str, Any]]]:
    """What the report says was shared of images that existed before, with what still stands of it."""
    now = {image["image_id"]: image for image in traces.named}
    undone: list[tuple[dict[str, Any] | None, dict[str, Any]]] = []
    for row in traces.report.get("images", ()):
        image_id, region = row.get("new_image_id") or row["image_id"], row["destination_region"]
        if not row.get("added") or image_id in mine or row.get("copy_action") == "started":
            continue
        named: Item = {"image_id": image_id, "name": row["name"], "region": region, "shared_with": row["added"]}
        if image_id not in now:
            undone.append((None, _row(UNSHARE, named, KEEP, "it is not among this account's images any more")))
            continue
        standing = [account for account in row["added"] if account in now[image_id]["shared_with"]]
        if standing:
            share = {"image_id": image_id, "region": region, "accounts": standing}
            undone.append((share, _row(UNSHARE, {**named, "shared_with": standing}, UNSHARE, "the run shared it")))
        if gone := [account for account in row["added"] if account not in standing]:
            undone.append(
                (None, _row(UNSHARE, {**named, "shared_with": gone}, KEEP, "it is not shared with them any more"))
            )
    return undone


def _left_without(traces: RunTraces, going: Iterable[Item]) -> list[str]:
    """Consumers that the run moved from an image to its copy: without the copy they would have neither."""
    now = {image["image_id"]: image["shared_with"] for image in traces.named}
    before = {
        (row["image_id"], row["destination_region"]): set(row.get("shared_before", ()))
        for row in traces.report.get("images", ())
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
        return _row(REMOVE, image, REMOVE, f"the run {traces.run} made it" if item["image_id"] else "its snapshots")
    return _row(REMOVE, image, KEEP, reasons or f"it is {item['state']}")


def _row(what: str, image: Item, action: str, why: str) -> dict[str, Any]:
    return {
        "what": "copy" if what == REMOVE else "share",
        "image_id": image["image_id"],
        "name": image["name"],
        "region": image["region"],
        "accounts": list(image["shared_with"]),
        "action": action,
        "why": why,
    }


def _key(item: Item) -> tuple[str, str, str]:
    return item["source_image_id"], item["region"], item["kms_key_id"]


def _key_of_image(image: Item) -> tuple[str, str, str] | None:
    tag = read_copy_tag(image["tags"])
    return (image["tags"].get(TAG_SOURCE, ""), tag.region, tag.kms_key_id) if tag else None


def _grouped(requests: Iterable[CopyRequest]) -> list[dict[str, Any]]:
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
