# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A report as the page shows it: everything counted and worded, so that the template only has to place it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .page_changes import changed_since
from .page_filters import filters
from .page_record import record_facts
from .page_rows import audit_row, in_order, run_row, ways
from .page_storage import storage_tiles
from .page_summary import access, bars, image_of, legend, service_key, sites
from .page_texts import Texts
from .page_tiles import audit_tiles, plan_tiles, run_tiles
from .page_todo import not_asked, retire, todo
from .record import PLAN

Report = Mapping[str, Any]
AUDIT = "audit"
REGIONS_IN_HEAD = 4
ACCOUNTS_IN_HEAD = 6


def report_page(report: Report, audit: Report, texts: Texts) -> dict[str, Any]:
    """The page of a joined report, a joined audit, or both. Each section has a function of its own."""
    images = report.get("images", ())
    is_check = bool(report.get("check_mode"))
    audited = [audit_row(image, texts) for image in audit.get("images", ())]
    rows = (
        [run_row(row, accounts=report["accounts"], is_check=is_check, texts=texts) for row in images]
        if report
        else audited
    )
    service = service_key(rows if report else (), audited if report else rows)
    granted = access(rows, images, texts)
    return {
        **_head(report, audit, rows, texts),
        "tiles": _tiles(report, audit, rows, service, granted, texts),
        **_next(report, rows, service, texts),
        **_regions(report, rows, texts),
        "access": granted,
        "sites": sites(rows) if report else [],
        **_table(rows, texts),
        "unlisted": _unlisted(audit, texts) if not report else "",
        "changed": changed_since(audit, texts),
        "facts": record_facts(report, texts),
        **_id_map(report, texts),
    }


def kind_of(report: Report) -> str:
    """Return whether the page is about a plan, a report or, without one, audits."""
    if not report:
        return AUDIT
    return PLAN if report.get("kind") == PLAN else "report"


def script_hash(script: str) -> str:
    """Return the hash of the page's script for the page's content security policy."""
    return f"sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}"


def _head(report: Report, audit: Report, rows: Sequence[Report], texts: Texts) -> dict[str, Any]:
    kind, asked = kind_of(report), report.get("accounts", ())
    regions = sorted({row["region"] for row in rows})[:REGIONS_IN_HEAD]
    entries = (
        ("head_run", report.get("run", "")),
        ("head_region", report.get("region", "") or texts["list_comma"].join(regions)),
        ("head_made", report.get("made", "") or audit.get("made", "")),
        ("head_calibrated", report.get("calibrated", "") or audit.get("calibrated", "")),
    )
    return {
        "kind": kind,
        "language": texts.language,
        "text": dict(texts.texts),
        "title": texts[f"title_{report.get('kind') or 'run' if report else AUDIT}"],
        "emulator": bool(report.get("emulator") or audit.get("emulator")),
        "checked": texts["plan_mode" if kind == PLAN else "check_mode"] if report.get("check_mode") else "",
        "head": [{"label": texts[label], "value": value} for label, value in entries if value],
        "asked": list(asked[:ACCOUNTS_IN_HEAD]),
        "asked_more": texts.say("and_more_accounts", count=len(asked) - ACCOUNTS_IN_HEAD)
        if len(asked) > ACCOUNTS_IN_HEAD
        else "",
    }


def _tiles(
    report: Report,
    audit: Report,
    rows: Sequence[Report],
    service: Mapping[str, int],
    granted: Sequence[Report],
    texts: Texts,
) -> list[dict[str, Any]]:
    if not report:
        return audit_tiles(audit, rows, service, texts)
    if kind_of(report) == PLAN:
        return [*plan_tiles(report["totals"], rows, service, texts), *storage_tiles(report, texts)]
    return [*run_tiles(rows, report["images"], service, granted, texts), *storage_tiles(report, texts)]


def _next(report: Report, rows: Sequence[Report], service: Mapping[str, int], texts: Texts) -> dict[str, Any]:
    return {
        # The words of Ansible and the cloud, as the terminal has them.
        "failures": list(report.get("failures", ())),
        "todo": [
            *todo(rows, texts, is_plan=kind_of(report) == PLAN),
            *not_asked(report.get("images", ()), texts),
            *(retire(service, texts) if report else ()),
        ],
    }


def _regions(report: Report, rows: Sequence[Report], texts: Texts) -> dict[str, Any]:
    # An image that is wanted in several regions has a row for each.
    originals = list({image_of(row): row for row in rows}.values())
    return {
        "outcomes": bars(rows, "to", "state", texts) if report else [],
        "legend": legend(rows, "state", texts),
        "verdicts": bars(originals, "region", "verdict", texts),
        "verdict_legend": legend(rows, "verdict", texts),
    }


def _table(rows: Sequence[dict[str, Any]], texts: Texts) -> dict[str, Any]:
    """The rows with the number of their set of accounts, and the sets: few, however many images there are."""
    numbers: dict[tuple[str, ...], int] = {}
    ordered = in_order(rows)
    for row in ordered:
        row["set"] = numbers.setdefault(tuple(row["sharees"]), len(numbers))
    return {
        "rows": ordered,
        # On paper a row names its set, and the accounts of each set are listed once.
        "sets": [
            {"name": texts.say("paper_set", number=number + 1), "accounts": list(accounts)}
            for accounts, number in numbers.items()
        ],
        "has_sites": len({row["site"] for row in rows}) > 1,
        "ways": ways(ordered, texts),
        "filters": filters(ordered, texts),
    }


def _unlisted(audit: Report, texts: Texts) -> str:
    count = audit["summary"]["total"] - audit["summary"]["listed"] if audit else 0
    return texts.say("unlisted", count=count) if count else ""


def _id_map(report: Report, texts: Texts) -> dict[str, Any]:
    image_map = report.get("image_map", {})
    count = sum(len(ids) for ids in image_map.values())
    return {
        "image_map": image_map,
        "image_map_text": json.dumps(image_map, indent=4, sort_keys=True),
        "mapped": texts.count("map", count) if count else "",
    }
