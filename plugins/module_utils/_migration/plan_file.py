# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A plan as a file: what a migration would do, to be read by people, and to be done later, exactly so or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .._copies.waiting.progress import RUNNING_PER_REGION, duration
from .._copies.waiting.queue import QueuedCopy, region_seconds
from .._reports.record import PLAN, sealed

Row = Mapping[str, Any]
VERSION = 1
NAMED_AT_MOST = 6

# (state, action) of a copy as check mode predicts it -> what is done for it.
STEPS = {
    ("planned", "none"): "start",
    ("available", "reused"): "reuse",
    ("available", "none"): "as_it_is",
    ("copying", "adopted"): "wait",
    ("queued", "adopted"): "wait",
}
FAILING = "fail"
# Step -> how a report words it.
STATE_AFTER = {"start": "planned", "wait": "planned", FAILING: "failed"}
COPY_STATE = {"start": "planned", "wait": "copying", FAILING: "failed", "reuse": "available", "as_it_is": "available"}
COPY_ACTION = {"start": "none", "wait": "adopted", FAILING: "none", "reuse": "reused", "as_it_is": "none"}


def plan_document(plans: Sequence[Row]) -> dict[str, Any]:
    """Return what a plan file holds; its digest is over the plans of all sites, so an edit shows."""
    return sealed({"version": VERSION, "plans": list(plans)})


def plan_rows(decided: Sequence[Row], copies: Sequence[Row], request: Row) -> list[dict[str, Any]]:
    """The decided rows with what each copy would be, and the accounts that gain and those that lose access.

    `copies` are the answer of `image_copy` in check mode.
    """
    copy_of = {(copy["source_image_id"], copy["region"]): copy for copy in copies}
    return [_row(row, copy_of.get((row["image_id"], row["destination_region"])), request) for row in decided]


def _row(row: Row, copy: Row | None, request: Row) -> dict[str, Any]:
    step = STEPS.get((copy["state"], copy["action"]), FAILING) if copy else ""
    reason = copy["reasons"][-1] if copy and step == FAILING and copy["reasons"] else {}
    is_new = row["action"] == "copy" and not (copy and copy["image_id"] == row["image_id"])
    from_source = row["shared_with"] if is_new and request.get("share_from_source") else []
    accounts = gaining_accounts(row, request, is_new=is_new)
    is_replaced = from_source and row["destination_region"] == row["region"] and not row["is_system_disk"]
    return {
        **row,
        "step": step,
        "copy_id": (copy["image_id"] or "") if copy else "",
        "target_name": copy["name"] if copy else "",
        "target_key": copy["kms_key_id"] if copy else "",
        "accounts": accounts,
        "lost_by_source": list(from_source) if is_replaced and request.get("unshare_sources") else [],
        **({"why": reason["message"], "code": reason["code"], "remedy": reason["remedy"]} if reason else {}),
    }


def gaining_accounts(row: Row, request: Row, *, is_new: bool) -> list[str]:
    """Return the accounts that gain access by a row; `is_new`: it makes a copy, which no account has yet."""
    if row["action"] == "skip":
        return []
    shared = () if is_new else row["shared_with"]
    from_source = row["shared_with"] if is_new and request.get("share_from_source") else ()
    accounts = dict.fromkeys([*map(str, request["accounts"]), *from_source])
    return [account for account in accounts if account not in shared]


def totals(rows: Sequence[Row], seconds_per_gib: float, at_once: int = RUNNING_PER_REGION) -> dict[str, Any]:
    """Numbers over all rows; `snapshot_gib` is the most that new snapshots can hold, `seconds` is the queue's."""
    started = [row for row in rows if row["step"] in ("start", "wait")]
    ends = region_seconds(
        (
            QueuedCopy(source=row["image_id"], region=row["destination_region"], gib=row["snapshot_gib"])
            for row in started
        ),
        seconds_per_gib,
        at_once,
    )
    new = [row for row in rows if row["step"] == "start"]
    seconds = max(ends.values(), default=0.0)
    return {
        "images": len({row["image_id"] for row in rows}),
        "actions": dict(Counter(row["action"] for row in rows)),
        "copies": dict(Counter(row["step"] for row in rows if row["step"])),
        "shares": sum(len(row["accounts"]) for row in rows),
        "snapshot_gib": sum(row["snapshot_gib"] for row in new),
        "seconds": round(seconds),
        "time": duration(seconds) if seconds else "no time",
        "seconds_per_gib": seconds_per_gib,
        "regions": [
            {
                "region": region,
                "copies": sum(row["destination_region"] == region for row in started),
                "snapshot_gib": sum(row["snapshot_gib"] for row in new if row["destination_region"] == region),
                "time": duration(end),
            }
            for region, end in sorted(ends.items(), key=lambda item: -item[1])
        ],
    }


def blockers(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What keeps images from being migrated, by cause, what concerns most images first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row["action"] == "skip" or row["step"] == FAILING:
            groups.setdefault(row["code"], []).append(row)
    found = [
        {
            "code": code,
            "why": members[0]["why"],
            "remedy": members[0]["remedy"],
            "count": len({row["image_id"] for row in members}),
            "images": _named(list(dict.fromkeys(row["name"] or row["image_id"] for row in members))),
        }
        for code, members in groups.items()
    ]
    return sorted(found, key=lambda item: -item["count"])


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED_AT_MOST
    return ", ".join(names[:NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def site_plan(
    rows: Sequence[Row],
    *,
    site: str,
    request: Mapping[str, Any],
    facts: Mapping[str, Any],
    seconds_per_gib: float,
    at_once: int = RUNNING_PER_REGION,
) -> dict[str, Any]:
    """One site's plan. `request` is what was asked for; `facts` are `made`, `account`, `emulator`,
    `calibrated` and `price`.
    """
    return {
        "version": VERSION,
        "site": site,
        **facts,
        "request": dict(request),
        "totals": totals(rows, seconds_per_gib, at_once),
        "blockers": [{"site": site, **blocker} for blocker in blockers(rows)],
        "rows": [{"site": site, **row} for row in rows],
    }


def plan_report(plan: Row) -> dict[str, Any]:
    """A plan as a report of check mode, for the page."""
    return {
        "kind": PLAN,
        "site": plan["site"],
        "run": "",
        "made": plan["made"],
        "region": plan["request"]["region"],
        "check_mode": True,
        "emulator": plan["emulator"],
        "calibrated": plan.get("calibrated", ""),
        "accounts": list(plan["request"]["accounts"]),
        "counts": plan["totals"]["actions"],
        "image_map": {},
        "failures": [],
        "price": plan.get("price", {}),
        "totals": plan["totals"],
        "images": [_report_row(row) for row in plan["rows"]],
    }


def _report_row(row: Row) -> dict[str, Any]:
    state = "left_alone" if row["action"] == "skip" else STATE_AFTER.get(row["step"], "ready")
    is_failing = row["step"] == FAILING
    shared = [] if row["step"] in STATE_AFTER else row["shared_with"]
    return {
        **row,
        "state": state,
        "new_image_id": row["copy_id"] or None,
        "new_name": row["target_name"],
        "new_key": row["target_key"],
        "copy_state": COPY_STATE.get(row["step"]),
        "copy_action": COPY_ACTION.get(row["step"]),
        "after": row["step"] or row["action"],
        "problem": row["why"] if is_failing else "",
        "problem_code": row["code"] if is_failing else "",
        "shared_with": list(dict.fromkeys([*shared, *row["accounts"]])),
        "added": list(row["accounts"]),
        "proofs": [],
        "proven": "",
    }
