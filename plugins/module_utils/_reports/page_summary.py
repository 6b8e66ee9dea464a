# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a report says at a glance: bars, who has access, the sites, and what still hangs on a service key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.share import SEEN
from .page_rows import STATES
from .page_texts import Texts

Row = Mapping[str, Any]

# An image with several destinations stands where the worst of them does.
WORST_FIRST = ("failed", "not_proven", "in_progress", "planned", "ready", "left_alone")
# How an image is encrypted that cannot be shared until it is copied.
UNDER_SERVICE_KEY = ("service_key", "mixed")
EXAMPLES = 6


def image_of(row: Row) -> tuple[str, str]:
    """What makes a row's image one: its site and its id."""
    return row["site"], row["id"]


def states_of_images(rows: Iterable[Row]) -> dict[tuple[str, str], str]:
    """Each image once, with its worst state."""
    found: dict[tuple[str, str], str] = {}
    for row in rows:
        image, state = image_of(row), row["state"]
        if image not in found or WORST_FIRST.index(state) < WORST_FIRST.index(found[image]):
            found[image] = state
    return found


def bars(rows: Iterable[Row], region: str, kind: str, texts: Texts) -> list[dict[str, Any]]:
    """A bar for each region (the row's `region` or `to`), longest first, in parts by `state` or `verdict`.

    `width` of a part is its percentage of the longest bar.
    """
    counts: dict[str, Counter[str]] = {}
    for row in rows:
        counts.setdefault(row[region], Counter())[row[kind]] += 1
    longest = max((count.total() for count in counts.values()), default=1)
    ordered = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {
            "label": name,
            "total": count.total(),
            "parts": [
                {
                    "tone": STATES[state],
                    "words": texts.say("bar", region=name, count=count[state], state=texts[f"state_{state}"]),
                    "count": count[state],
                    "width": round(100 * count[state] / longest, 2),
                    "filter": f"{kind}={state}",
                }
                for state in STATES
                if count[state]
            ],
        }
        for name, count in ordered
    ]


def access(rows: Sequence[Row], report_rows: Sequence[Row], texts: Texts) -> list[dict[str, Any]]:
    """For each account that has an image: how many, where, what this run granted, what was verified.

    `report_rows` are the rows as the report has them, in the order of `rows`; none for an audit.
    """
    found: dict[str, dict[str, Any]] = {}
    sources = report_rows or [{"added": (), "proofs": ()}] * len(rows)
    for row, source in zip(rows, sources, strict=True):
        for account in row["sharees"]:
            entry = found.setdefault(
                account, {"images": set(), "regions": set(), "granted": 0, "seen": 0, "reasons": []}
            )
            entry["images"].add((row["site"], row["new_id"] or row["id"]))
            entry["regions"].add(row["to"])
            entry["granted"] += account in source["added"]
            for proof in source["proofs"]:
                if proof["account"] == account:
                    entry["seen"] += proof["result"] in SEEN
                    entry["reasons"] += [] if proof["result"] in SEEN else [proof["reason"]]
    return [
        {
            "account": account,
            "images": len(entry["images"]),
            "regions": sorted(entry["regions"]),
            "granted": entry["granted"],
            "seen": entry["seen"],
            "reason": next((texts.reason("", reason) for reason in entry["reasons"]), ""),
        }
        for account, entry in sorted(found.items(), key=lambda item: (-len(item[1]["images"]), item[0]))
    ]


def service_key(rows: Iterable[Row], audited: Iterable[Row]) -> dict[str, int]:
    """How many images a service key still encrypts, and how many of them have a usable copy.

    `audited` are the images of the audit, which may be more than the run's.
    """
    under = {image_of(row) for row in (*rows, *audited) if row["encryption"] in UNDER_SERVICE_KEY}
    replaced = {image_of(row) for row in rows if row["new_id"] and row["state"] in ("ready", "not_proven")}
    return {"images": len(under), "replaced": len(under & replaced)}


def legend(rows: Iterable[Row], kind: str, texts: Texts) -> list[dict[str, str]]:
    """The tones of the bars and what they stand for, those that occur."""
    present = {row[kind] for row in rows}
    return [{"tone": tone, "words": texts[f"state_{state}"]} for state, tone in STATES.items() if state in present]


def sites(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """A line for each site; none if there is only one."""
    states = states_of_images(rows)
    names = list(dict.fromkeys(site for site, _id in states))
    if len(names) < 2:
        return []
    counts = {name: Counter(state for (site, _id), state in states.items() if site == name) for name in names}
    return [
        {
            "site": name,
            "images": count.total(),
            "ready": count["ready"],
            "underway": count["planned"] + count["in_progress"],
            "left_alone": count["left_alone"],
            "failed": count["failed"] + count["not_proven"],
        }
        for name, count in counts.items()
    ]


def examples(rows: Iterable[Row], texts: Texts) -> str:
    """The first names, and how many more there are."""
    return texts.listed(list(dict.fromkeys(row["name"] or row["id"] for row in rows)), EXAMPLES)
