# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A report as the page shows it: everything counted and worded, so that the template only has to place it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .page_changes import changed_since
from .page_record import record_facts
from .page_rows import STATES, audit_row, run_row, ways
from .page_summary import access, bars, image_of, service_key, sites, states_of_images
from .page_todo import not_asked, retire, todo
from .record import PLAN

Report = Mapping[str, Any]


def report_page(report: Report, audit: Report) -> dict[str, Any]:
    """The page of a joined report, a joined audit, or both."""
    kind = kind_of(report)
    images = report.get("images", ())
    is_check = bool(report.get("check_mode"))
    audited = [audit_row(image) for image in audit.get("images", ())]
    rows = [run_row(row, accounts=report["accounts"], is_check=is_check) for row in images] if report else audited
    service = service_key(rows if report else (), audited if report else rows)
    granted = access(rows, images)
    return {
        "kind": kind,
        "emulator": bool(report.get("emulator") or audit.get("emulator")),
        "check_mode": is_check,
        "checked": f"{'plan' if kind == PLAN else 'check mode'}: nothing was done",
        "run": report.get("run", ""),
        "region": report.get("region", "") or ", ".join(sorted({row["region"] for row in rows})[:4]),
        "made": report.get("made", "") or audit.get("made", ""),
        "calibrated": report.get("calibrated", "") or audit.get("calibrated", ""),
        "asked": list(report.get("accounts", ())),
        "tiles": _tiles(report, audit, rows, service, granted),
        "failures": list(report.get("failures", ())),
        "todo": [*todo(rows, is_plan=kind == PLAN), *not_asked(images), *(retire(service) if report else ())],
        "outcomes": bars(rows, "to", "state") if report else [],
        # An image that is wanted in several regions has a row for each.
        "verdicts": bars({image_of(row): row for row in rows}.values(), "region", "verdict"),
        "legend": _legend(rows, "state"),
        "verdict_legend": _legend(rows, "verdict"),
        "access": granted,
        "sites": sites(rows) if report else [],
        "has_sites": len({row["site"] for row in rows}) > 1,
        "unlisted": audit["summary"]["total"] - audit["summary"]["listed"] if audit and not report else 0,
        **_with_sets(rows),
        "ways": ways(rows),
        "changed": changed_since(audit),
        "facts": record_facts(report),
        "image_map": report.get("image_map", {}),
        "image_map_text": json.dumps(report.get("image_map", {}), indent=4, sort_keys=True),
        "mapped": sum(len(ids) for ids in report.get("image_map", {}).values()),
    }


def kind_of(report: Report) -> str:
    """Return whether the page is about a plan, a report or, without one, audits."""
    if not report:
        return "audit"
    return PLAN if report.get("kind") == PLAN else "report"


def script_hash(script: str) -> str:
    """Return the hash of the page's script for the page's content security policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _with_sets(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The rows with the number of their set of accounts, and the sets: few, however many images there are."""
    numbers: dict[tuple[str, ...], int] = {}
    for row in rows:
        row["set"] = numbers.setdefault(tuple(row["sharees"]), len(numbers))
    return {"rows": rows, "sets": [" ".join(accounts) for accounts in numbers]}


def _legend(rows: Sequence[Mapping[str, Any]], kind: str) -> list[dict[str, str]]:
    present = {row[kind] for row in rows}
    return [{"tone": tone, "words": words} for state, (tone, words) in STATES.items() if state in present]


def _tile(label: str, value: object, note: str = "", tone: str = "", where: str = "") -> dict[str, Any]:
    return {"label": label, "value": str(value), "note": note, "tone": tone, "filter": where}


def _tiles(
    report: Report, audit: Report, rows: Sequence[Report], service: Mapping[str, int], granted: Sequence[Report]
) -> list[dict[str, Any]]:
    if not report:
        return _audit_tiles(audit, rows, service)
    if kind_of(report) == PLAN:
        return _plan_tiles(report["totals"], rows, service)
    return _run_tiles(rows, report["images"], service, granted)


def _plan_tiles(totals: Report, rows: Sequence[Report], service: Mapping[str, int]) -> list[dict[str, Any]]:
    states = Counter(states_of_images(rows).values())
    copies = totals["copies"]
    there = copies.get("reuse", 0)
    failing = copies.get("fail", 0)
    return [
        _tile("images", states.total(), f"{len(rows)} with their regions" if len(rows) > states.total() else ""),
        _tile(
            "copies to start", copies.get("start", 0), f"{there} are there" if there else "", "work", "state=planned"
        ),
        _tile("access to grant", totals["shares"], "at most"),
        _tile(
            "left alone", states["left_alone"], "see why", "warn" if states["left_alone"] else "", "state=left_alone"
        ),
        _tile("cannot be copied", failing, "see why" if failing else "", "bad" if failing else "", "state=failed"),
        _tile("new snapshots", f"{totals['snapshot_gib']} GiB", "at most, billed by size"),
        _tile("takes about", totals["time"], f"at {totals['seconds_per_gib']:g} s for each GiB, which is assumed"),
        _tile("on a service key", service["images"], f"{service['replaced']} have a copy" if service["images"] else ""),
    ]


def _run_tiles(
    rows: Sequence[Mapping[str, Any]], images: Sequence[Report], service: Mapping[str, int], granted: Sequence[Report]
) -> list[dict[str, Any]]:
    states = Counter(states_of_images(rows).values())
    verdicts = Counter(row["verdict"] for row in rows if row["state"] == "left_alone")
    left = [
        f"{verdicts[verdict]} {words}"
        for verdict, words in (("blocked", "blocked"), ("unknown", "unknown"), ("shareable", "not encrypted"))
        if verdicts[verdict]
    ]
    made = sum(row["copy_action"] in ("started", "adopted") and row["copy_state"] == "available" for row in images)
    reused = sum(row["copy_action"] == "reused" for row in images)
    failed = states["failed"] + states["not_proven"]
    underway = states["planned"] + states["in_progress"]
    failing = "state=failed" if states["failed"] else "state=not_proven"
    coming = "state=planned" if states["planned"] else "state=in_progress"
    shares = sum(len(row["sharees"]) for row in rows if row["state"] != "left_alone")
    seen = sum(entry["seen"] for entry in granted)
    added = sum(entry["granted"] for entry in granted)
    return [
        _tile("images", states.total(), f"{len(rows)} with their regions" if len(rows) > states.total() else ""),
        _tile("ready", states["ready"], "as it was asked for", "ok", "state=ready"),
        _tile("under way", underway, "planned or being copied", "work" if underway else "", coming),
        _tile("left alone", states["left_alone"], ", ".join(left), "warn" if left else "", "state=left_alone"),
        _tile("failed", failed, "see what to do" if failed else "", "bad" if failed else "", failing),
        _tile("copied now", made, f"{reused} were there" if reused else ""),
        _tile("access granted now", added, f"{shares} in all"),
        _tile("verified", seen, f"of {shares} shares, by asking", "ok" if shares and seen == shares else ""),
        _tile("on a service key", service["images"], f"{service['replaced']} have a copy" if service["images"] else ""),
    ]


def _audit_tiles(audit: Report, rows: Sequence[Mapping[str, Any]], service: Mapping[str, int]) -> list[dict[str, Any]]:
    summary = audit.get("summary", {"total": 0, "verdicts": {}, "encryption": {}, "regions": {}})
    verdicts = summary["verdicts"]
    shared = sum(bool(row["sharees"]) for row in rows)
    return [
        _tile(
            "images", summary["total"], f"in {len(summary['regions'])} regions" if len(summary["regions"]) > 1 else ""
        ),
        *(
            _tile(
                STATES[name][1],
                verdicts.get(name, 0),
                note,
                STATES[name][0] if verdicts.get(name) else "",
                f"state={name}",
            )
            for name, note in (
                ("shareable", "as they are"),
                ("needs_copy", "under a customer master key"),
                ("replaced", "its copy is shared"),
                ("blocked", "no copy helps"),
                ("unknown", "not all could be read"),
            )
            if name != "replaced" or verdicts.get(name)
        ),
        _tile("shared with others", shared),
        _tile("on a service key", service["images"]),
    ]
