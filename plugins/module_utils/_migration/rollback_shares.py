# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What undoing a run does with images that it shared and did not make: record and share list must agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from .._model.image_copy import TAG_RUN
from .rollback_values import KEEP, UNSHARE, Item, RunTraces, row_of

Undone: TypeAlias = "tuple[dict[str, Any] | None, dict[str, Any]]"


def undone_shares(traces: RunTraces) -> list[Undone]:
    """Return the shares to remove, None for those that stay, each with its row."""
    now = {image["image_id"]: image for image in traces.named}
    undone: list[Undone] = []
    for row in traces.rows:
        image_id = row.get("new_image_id") or row["image_id"]
        if not row.get("added") or image_id in traces.own or row.get("copy_action") == "started":
            continue
        by_reason: dict[str, list[str]] = {}
        for account in row["added"]:
            by_reason.setdefault(_why_kept(traces, row, now.get(image_id), account), []).append(account)
        image: Item = {"image_id": image_id, "name": row["name"], "region": row["destination_region"]}
        undone += [_undone(image, accounts, why) for why, accounts in by_reason.items()]
    return undone


def grouped_shares(shares: Sequence[Item]) -> list[dict[str, Any]]:
    """Return one request of `image_share` for all images of a region that lose the same accounts."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for share in shares:
        groups.setdefault((share["region"], tuple(share["accounts"])), []).append(share["image_id"])
    return [
        {"region": region, "image_ids": ids, "accounts": list(accounts)} for (region, accounts), ids in groups.items()
    ]


def adopted_rows(traces: RunTraces) -> list[dict[str, Any]]:
    """Return rows of copies that the run found in progress and waited for; they are of the run that began them."""
    now = {image["image_id"]: image for image in traces.named}
    rows = []
    for row in traces.rows:
        image = now.get(row.get("new_image_id") or "")
        if row.get("copy_action") == "adopted" and image and image["image_id"] not in traces.own:
            began = image.get("tags", {}).get(TAG_RUN)
            shown = {
                "image_id": image["image_id"],
                "name": row.get("new_name") or row["name"],
                "region": row["destination_region"],
                "shared_with": [],
            }
            rows.append(row_of("copy", shown, KEEP, f"the run {began or 'of another name'} began it"))
    return rows


def _undone(image: Item, accounts: list[str], why: str) -> Undone:
    shown = {**image, "shared_with": accounts}
    if why:
        return None, row_of("share", shown, KEEP, why)
    share = {"image_id": image["image_id"], "region": image["region"], "accounts": accounts}
    return share, row_of("share", shown, UNSHARE, "the run shared it")


def _why_kept(traces: RunTraces, row: Item, image: Mapping[str, Any] | None, account: str) -> str:
    if image is None:
        return "it is not among this account's images any more"
    if account not in image["shared_with"]:
        return "it is not shared with them any more"
    # What was shared before is said of the source, not of a copy.
    if image["image_id"] == row["image_id"] and account in row.get("shared_before", ()):
        return "not proven: the record says that they had it before the run"
    return f"not proven: {traces.doubt}" if traces.doubt else ""
