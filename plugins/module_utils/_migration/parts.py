# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The data disks of images that are shared in parts: what to copy, whom to share it with, and what proves it.

A part is a data disk of a row of the plan: `image_id` and `destination_region` are the row's, `snapshot_id` is the copy
of its snapshot, `state` and `action` are the copy's, and `shared_with`, `added` and `invited` are accounts.
`seen_as` has the id that an account sees the copy under.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.reasons import reason
from .._model.image_copy import CopyState
from .._model.resource_share import COMING, PENDING
from .._model.share import ProofResult

Row = Mapping[str, Any]
# A data disk as rows of a plan have it.
DISK = ("device", "size_gib", "source_snapshot_id")
# Results of a proof that hold only if the account sees the data disks, too.
HOLDS = (ProofResult.VISIBLE, ProofResult.LAUNCHABLE, ProofResult.LAUNCHED)


def copy_requests(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return one request of `snapshot_copy` for each region and destination, with `gib`, the size of all disks.

    A snapshot that data disks of two images have in common is copied for each by a request of its own.
    """
    requests: list[dict[str, Any]] = []
    for row in rows:
        if row["action"] != "copy" or not row["data_disks"]:
            continue
        ids = [disk["source_snapshot_id"] for disk in row["data_disks"]]
        place = {"region": row["region"], "destination_region": row["destination_region"]}
        fitting = (one for one in requests if place.items() <= one.items() and not {*ids} & {*one["disks"]})
        request = next(fitting, None)
        if request is None:
            request = {**place, "disks": {}, "gib": 0}
            requests.append(request)
        for disk in row["data_disks"]:
            named = {"image_id": row["image_id"], "device": disk["device"]}
            request["disks"][disk["source_snapshot_id"]] = named
            request["gib"] += disk["size_gib"]
    return requests


def copied_parts(rows: Iterable[Row], answers: Iterable[tuple[Row, Row]]) -> list[dict[str, Any]]:
    """Return the parts of the rows, from requests with the answers of `snapshot_copy` to them."""
    found: dict[tuple[str, str, str], Row] = {}
    for request, answer in answers:
        copies = {copy["source_snapshot_id"]: copy for copy in answer.get("copies", ())}
        for snapshot_id, disk in request["disks"].items():
            if copy := copies.get(snapshot_id):
                found[disk["image_id"], request["destination_region"], snapshot_id] = copy
    parts = []
    for row in rows:
        for disk in row["data_disks"] if row["action"] == "copy" else ():
            copy = found.get((row["image_id"], row["destination_region"], disk["source_snapshot_id"]))
            made = {"snapshot_id": "", "state": str(CopyState.FAILED), "action": "none"}
            if copy:
                made = {name: copy[name] for name in made}
            parts.append(_part(row, disk, made))
    return parts


def _part(row: Row, disk: Row, made: Row) -> dict[str, Any]:
    place = {name: row[name] for name in ("image_id", "name", "destination_region")}
    return {**place, **disk, **made, "shared_with": [], "added": [], "invited": [], "seen_as": {}}


def found_parts(images: Iterable[Row], originals: Mapping[str, str], copies: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the parts of images of system disks, whose data disks were copied by an earlier run.

    `originals` has the image that each is of, `copies` are those that `snapshot_copy_info` lists.
    """
    of_image: dict[tuple[str, str, str], list[Row]] = {}
    for copy in copies:
        if copy["state"] == CopyState.AVAILABLE:
            of_image.setdefault((copy["image_id"], copy["region"], copy["kms_key_id"]), []).append(copy)
    parts = []
    for image in images:
        key = image["disks"][0]["kms_key_id"].rpartition("/")[2] if image["disks"] else ""
        place = {"image_id": image["image_id"], "name": image["name"], "destination_region": image["region"]}
        # Of two copies of one disk either will do.
        disks = {
            copy["data_disk"]: copy
            for copy in of_image.get((originals.get(image["image_id"], ""), image["region"], key), ())
        }
        for _number, copy in sorted(disks.items()):
            disk = {name: copy[name] for name in DISK}
            made = {"snapshot_id": copy["snapshot_id"], "state": copy["state"], "action": "reused"}
            parts.append({**_part(place, disk, made), "data_disks": copy["data_disks"]})
    return parts


def lacking_parts(images: Iterable[Row], originals: Mapping[str, str], parts: Iterable[Row]) -> list[str]:
    """Return the images of system disks, by name and id, of whose data disks not all have a copy."""
    counts: dict[str, list[int]] = {}
    for part in parts:
        counts.setdefault(part["image_id"], []).append(part["data_disks"])
    return [
        f"{image['name']} ({image['image_id']})"
        for image in images
        if image["image_id"] in originals
        and len(counts.get(image["image_id"], ())) != max(counts.get(image["image_id"], [1]))
    ]


def disks_of_rows(parts: Iterable[Row]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Return the data disks of each image as rows of a plan have them."""
    found: dict[str, tuple[dict[str, Any], ...]] = {}
    for part in parts:
        disk = {name: part[name] for name in DISK}
        found[part["image_id"]] = (*found.get(part["image_id"], ()), disk)
    return found


def share_requests(parts: Iterable[Row], accounts: Mapping[tuple[str, str], Sequence[str]]) -> list[dict[str, Any]]:
    """Return one request of `snapshot_share` for each region and set of accounts, of copies that are complete.

    `accounts` are those of each image and destination.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for part in parts:
        of_row = tuple(accounts.get((part["image_id"], part["destination_region"]), ()))
        if part["state"] == CopyState.AVAILABLE and of_row:
            groups.setdefault((part["destination_region"], of_row), []).append(part["snapshot_id"])
    return [
        {"region": region, "snapshot_ids": ids, "accounts": list(of_row)} for (region, of_row), ids in groups.items()
    ]


def shared_parts(parts: Iterable[Row], shares: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the parts with the accounts that `snapshot_share` says have them."""
    listed = list(shares)
    return [
        _shared(part, [share for share in listed if share["region"] == part["destination_region"]]) for part in parts
    ]


def _shared(part: Row, shares: Sequence[Row]) -> dict[str, Any]:
    has, added = dict.fromkeys(part["shared_with"]), dict.fromkeys(part["added"])
    invited: dict[str, None] = {}
    for share in shares:
        inside = {item["snapshot_id"] for item in share["snapshots"] if item["status"] in COMING}
        if part["snapshot_id"] not in inside:
            continue
        if share["status"] in COMING:
            has[share["account"]] = None
        if share["status"] == PENDING:
            invited[share["account"]] = None
        if part["snapshot_id"] in share["added"]:
            added[share["account"]] = None
    return {**part, "shared_with": list(has), "added": list(added), "invited": list(invited)}


def parts_of_images(parts: Iterable[Row], usable: Mapping[tuple[str, str], str]) -> dict[tuple[str, str], list[Row]]:
    """Return the complete parts by region and the image that stands for them, as far as there is one.

    `usable` has the id to use of each image and destination that was copied.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for part in parts:
        region = part["destination_region"]
        image_id = usable.get((part["image_id"], region), part["image_id"])
        if part["snapshot_id"] and part["state"] == CopyState.AVAILABLE:
            found.setdefault((region, image_id), []).append(part)
    return found


def proofs_with_parts(
    proofs: Iterable[Row], parts: Mapping[tuple[str, str], Sequence[Row]], seen: Sequence[Row] | None, why: str
) -> list[dict[str, Any]]:
    """Return the proofs of one account; those of images in parts hold only if it sees their data disks as well.

    `parts` are by region and image, `seen` is what `snapshot_share_info` lists, None if it failed for the reason `why`.
    """
    there = {item["source_snapshot_id"]: item for item in seen or () if item["status"] == "accomplished"}
    found = []
    for proof in proofs:
        of_image = parts.get((proof["region"], proof["image_id"]), ())
        if not of_image or proof["result"] not in HOLDS:
            found.append(dict(proof))
            continue
        lacking = next((part for part in of_image if part["snapshot_id"] not in there), None)
        if lacking:
            lack = reason("proof_data_disk_not_seen", device=lacking["device"], snapshot=lacking["snapshot_id"])
            found.append({**proof, "result": str(ProofResult.NOT_PROVEN), "reason": why or lack.message})
            continue
        shown = ", ".join(f"{part['device']} as {there[part['snapshot_id']]['snapshot_id']}" for part in of_image)
        found.append({**proof, "reason": f"{proof['reason']}; data disks as snapshots: {shown}"})
    return found


def seen_parts(parts: Iterable[Row], account: str, seen: Iterable[Row]) -> list[dict[str, Any]]:
    """Return the parts with the ids that an account sees them under."""
    ids = {(item["region"], item["source_snapshot_id"]): item["snapshot_id"] for item in seen}
    found = []
    for part in parts:
        own = ids.get((part["destination_region"], part["snapshot_id"]))
        found.append({**part, "seen_as": {**part["seen_as"], **({account: own} if own else {})}})
    return found
