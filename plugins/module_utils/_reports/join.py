# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One report from those of several sites, and one audit from several."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.storage import Price, storage_of, with_storage

Report = Mapping[str, Any]
# Of each site's report these stand in the list `sites`.
OF_A_SITE = (
    "site",
    "account",
    "caller",
    "region",
    "run",
    "check_mode",
    "emulator",
    "started",
    "finished",
    "counts",
    "api_calls",
    "failures",
)

# What an audit has beside images, each with its site.
BESIDE_IMAGES = ("encryption_defaults", "coverage")


def join_reports(reports: Sequence[Report]) -> dict[str, Any]:
    """The reports as one with the same keys, and each site's own words in `sites`. No reports give an empty mapping."""
    if not reports:
        return {}
    first, price = reports[0], Price.of(next((report["price"] for report in reports if report.get("price")), None))
    rows = [with_storage(row, price) for report in reports for row in report.get("images", ())]
    return {
        **first,
        "run": _once(report.get("run", "") for report in reports),
        "region": _once(report.get("region", "") for report in reports),
        "check_mode": any(report.get("check_mode") for report in reports),
        "emulator": any(report.get("emulator") for report in reports),
        **_calibrated(reports),
        "accounts": list(dict.fromkeys(account for report in reports for account in report.get("accounts", ()))),
        "counts": _sum(report.get("counts", {}) for report in reports),
        "image_map": join_maps(report.get("image_map", {}) for report in reports),
        "failures": [failure for report in reports for failure in report.get("failures", ())],
        "images": rows,
        "storage": storage_of(rows, price),
        "sites": [{key: report[key] for key in OF_A_SITE if key in report} for report in reports],
        **_totals([report["totals"] for report in reports if "totals" in report]),
    }


def _calibrated(parts: Sequence[Report]) -> dict[str, str]:
    """The date of the calibration that was gone by; nothing where none was."""
    date = _once(str(part.get("calibrated") or "") for part in parts)
    return {"calibrated": date} if date else {}


def _totals(totals: Sequence[Report]) -> dict[str, Any]:
    """The totals of plans as one. Sites are accounts of their own, so their queues run side by side."""
    if not totals:
        return {}
    longest = max(totals, key=lambda one: one["seconds"])
    return {
        "totals": {
            **{key: longest[key] for key in ("seconds", "time", "seconds_per_gib")},
            **{key: sum(one[key] for one in totals) for key in ("images", "shares", "snapshot_gib")},
            **{key: _sum(one[key] for one in totals) for key in ("actions", "copies")},
        }
    }


def join_audits(audits: Sequence[Report]) -> dict[str, Any]:
    """The audits as one, of the same shape, each image with its audit's `site`. No audits give an empty mapping."""
    if not audits:
        return {}
    summaries = [audit["summary"] for audit in audits]
    return {
        "images": [{"site": audit.get("site", ""), **image} for audit in audits for image in audit["images"]],
        "emulator": any(audit.get("emulator") for audit in audits),
        "made": next((audit["made"] for audit in audits if audit.get("made")), ""),
        "choice": _once(audit.get("choice", "") for audit in audits),
        "audited": sorted(audit.get("site", "") for audit in audits),
        **_calibrated(audits),
        "summary": {
            "total": sum(summary["total"] for summary in summaries),
            "listed": sum(summary["listed"] for summary in summaries),
            **{name: _sum(summary[name] for summary in summaries) for name in ("verdicts", "encryption", "regions")},
        },
        **{name: _of_sites(audits, name) for name in BESIDE_IMAGES if any(audit.get(name) for audit in audits)},
    }


def _of_sites(audits: Iterable[Report], name: str) -> list[dict[str, Any]]:
    return [{"site": audit.get("site", ""), **item} for audit in audits for item in audit.get(name) or ()]


def join_maps(maps: Iterable[Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, str]]:
    """One `image_map` from several."""
    joined: dict[str, dict[str, str]] = {}
    for one in maps:
        for region, ids in one.items():
            joined.setdefault(region, {}).update(ids)
    return joined


def _once(values: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(value for value in values if value))


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)
