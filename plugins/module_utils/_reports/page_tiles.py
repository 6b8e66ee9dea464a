# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tiles of a page: the few numbers that a reader asks for first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .page_rows import STATES
from .page_summary import states_of_images
from .page_texts import Texts

Report = Mapping[str, Any]
# What an audit counts -> the texts of its note. `replaced` only where there are some.
VERDICTS = ("shareable", "needs_copy", "replaced", "shareable_in_parts", "blocked", "unknown")
# Shown where there are any.
RARE = ("replaced", "shareable_in_parts")


def run_tiles(
    rows: Sequence[Report],
    images: Sequence[Report],
    service: Mapping[str, int],
    granted: Sequence[Report],
    texts: Texts,
) -> list[dict[str, Any]]:
    """The tiles of a run; `images` are the rows as the report has them."""
    states = Counter(states_of_images(rows).values())
    underway = states["planned"] + states["in_progress"]
    coming = "state=planned" if states["planned"] else "state=in_progress"
    failing = "state=failed" if states["failed"] else "state=not_proven"
    note = texts["tile_underway_note"]
    return [
        _images_tile(states.total(), len(rows), texts),
        _tile(texts["tile_ready"], states["ready"], texts["tile_ready_note"], "ok", "state=ready"),
        _tile(texts["tile_underway"], underway, note, "work" if underway else "", coming),
        _asking("tile_skipped", states["left_alone"], _skipped_note(rows, texts), "warn", "state=left_alone", texts),
        _asking(
            "tile_failed", states["failed"] + states["not_proven"], texts["tile_failed_note"], "bad", failing, texts
        ),
        *_done_tiles(rows, images, granted, texts),
        _service_tile(service, texts),
    ]


def _done_tiles(
    rows: Sequence[Report], images: Sequence[Report], granted: Sequence[Report], texts: Texts
) -> list[dict[str, Any]]:
    made = sum(row["copy_action"] in ("started", "adopted") and row["copy_state"] == "available" for row in images)
    reused = sum(row["copy_action"] == "reused" for row in images)
    shares = sum(len(row["sharees"]) for row in rows if row["state"] != "left_alone")
    added, seen = sum(entry["granted"] for entry in granted), sum(entry["seen"] for entry in granted)
    verified = texts.say("tile_verified_note", count=shares)
    return [
        _tile(texts["tile_copied"], made, texts.count("tile_copied_note", reused) if reused else ""),
        _tile(texts["tile_granted"], added, texts.say("tile_granted_note", count=shares)),
        _tile(texts["tile_verified"], seen, verified, "ok" if shares and seen == shares else ""),
    ]


def plan_tiles(
    totals: Report, rows: Sequence[Report], service: Mapping[str, int], texts: Texts
) -> list[dict[str, Any]]:
    """The tiles of a plan; `totals` are those of `plan_file`."""
    states = Counter(states_of_images(rows).values())
    start, there = totals["copies"].get("start", 0), totals["copies"].get("reuse", 0)
    gib, time = texts.say("gib", count=totals["snapshot_gib"]), texts.duration(totals["seconds"])
    pace = texts.say("tile_time_note", seconds=f"{totals['seconds_per_gib']:g}")
    see = texts["tile_skipped_note"]
    existing = texts.count("tile_start_note", there) if there else ""
    return [
        _images_tile(states.total(), len(rows), texts),
        _tile(texts["tile_start"], start, existing, "work", "state=planned"),
        _tile(texts["tile_to_grant"], totals["shares"], texts["tile_at_most"]),
        _asking("tile_skipped", states["left_alone"], see, "warn", "state=left_alone", texts),
        _asking("tile_fail", totals["copies"].get("fail", 0), see, "bad", "state=failed", texts),
        _tile(texts["tile_snapshots"], gib, texts["tile_snapshots_note"]),
        _tile(texts["tile_time"], time, pace),
        _service_tile(service, texts),
    ]


def audit_tiles(
    audit: Report, rows: Sequence[Report], service: Mapping[str, int], texts: Texts
) -> list[dict[str, Any]]:
    """The tiles of an audit."""
    summary = audit.get("summary", {"total": 0, "verdicts": {}, "regions": {}})
    verdicts, regions = summary["verdicts"], len(summary["regions"])
    note = texts.say("tile_images_regions", count=regions) if regions > 1 else ""
    return [
        _tile(texts["tile_images"], summary["total"], note),
        *(
            _tile(
                texts[f"state_{name}"],
                verdicts.get(name, 0),
                texts[f"tile_{name}_note"],
                STATES[name] if verdicts.get(name) else "",
                f"state={name}",
            )
            for name in VERDICTS
            if name not in RARE or verdicts.get(name)
        ),
        _tile(texts["tile_shared"], sum(bool(row["sharees"]) for row in rows)),
        _tile(texts["tile_service"], service["images"]),
    ]


def _skipped_note(rows: Sequence[Report], texts: Texts) -> str:
    verdicts = Counter(row["verdict"] for row in rows if row["state"] == "left_alone")
    parts = [
        texts.say(f"tile_skipped_{verdict}", count=verdicts[verdict])
        for verdict in ("blocked", "unknown", "shareable_in_parts", "shareable")
        if verdicts[verdict]
    ]
    return texts["list_comma"].join(parts)


def _asking(label: str, count: int, note: str, tone: str, where: str, texts: Texts) -> dict[str, Any]:
    """Return a tile that asks for something unless it counts nothing."""
    return _tile(texts[label], count, note if count else "", tone if count else "", where)


def _images_tile(images: int, rows: int, texts: Texts) -> dict[str, Any]:
    return _tile(texts["tile_images"], images, texts.say("tile_images_note", count=rows) if rows > images else "")


def _service_tile(service: Mapping[str, int], texts: Texts) -> dict[str, Any]:
    note = texts.count("tile_service_note", service["replaced"]) if service["images"] else ""
    return _tile(texts["tile_service"], service["images"], note)


def _tile(label: str, value: object, note: str = "", tone: str = "", where: str = "") -> dict[str, Any]:
    return {"label": label, "value": str(value), "note": note, "tone": tone, "filter": where}
