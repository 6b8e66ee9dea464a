# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The same run in several parts: one record of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .._core.storage import Price, storage_of
from .join import join_maps
from .parts import merged_parts
from .record import adopted, joined_ids, total

Row = Mapping[str, Any]
# Copies of these a later part finds and only uses.
MADE = ("started", "adopted")
# What a part says of the copy that it found or made.
OF_THE_COPY = ("new_image_id", "new_name", "new_key", "new_key_alias", "copy_state", "copy_action")


def merge_records(earlier: Row, later: Row) -> dict[str, Any]:
    """Return one record: the latest rows, with all that any part copied and shared."""
    rows = {_key(row): dict(row) for row in earlier["images"]}
    for row in later["images"]:
        before = rows.get(_key(row))
        rows[_key(row)] = merge_rows(before, row) if before else dict(row)
    images = list(rows.values())
    return {
        **earlier,
        **later,
        "started": min(earlier["started"], later["started"]),
        "finished": max(earlier["finished"], later["finished"]),
        "owners": sorted({*earlier["owners"], *later["owners"]}),
        "accounts": list(dict.fromkeys([*earlier["accounts"], *later["accounts"]])),
        "region": ", ".join(dict.fromkeys(part["region"] for part in (earlier, later) if part.get("region"))),
        "images": images,
        "storage": storage_of(images, Price.of(later.get("price") or earlier.get("price"))),
        "adopted": adopted(images),
        "counts": dict(Counter(row["action"] for row in images)),
        "image_map": join_maps([earlier["image_map"], later["image_map"]]),
        "sites": _merge_sites(earlier, later, images),
        "keys": {**earlier["keys"], **later["keys"]},
        "roles": {**earlier["roles"], **later["roles"]},
        "request_ids": joined_ids([earlier["request_ids"], later["request_ids"]]),
        "api_calls": total([earlier["api_calls"], later["api_calls"]]),
        "history": [*earlier["history"], *later["history"]],
    }


def merge_rows(earlier: Row, later: Row) -> dict[str, Any]:
    """Return the later row with what the earlier part did: what it shared, the copy that it made, and how all was."""
    merged = {
        **later,
        **{name: earlier[name] for name in ("before", "key", "key_alias", "shared_before") if name in earlier},
        "added": list(dict.fromkeys([*earlier.get("added", ()), *later.get("added", ())])),
    }
    if later.get("data_disks"):
        merged["data_disks"] = merged_parts(earlier, later)
    had, has = earlier.get("new_image_id"), later.get("new_image_id")
    copies = [*earlier.get("earlier_copies", ()), *later.get("earlier_copies", ())]
    if had and not has:
        merged |= {name: earlier[name] for name in OF_THE_COPY if name in earlier}
    elif had and had == has and earlier.get("copy_action") in MADE:
        merged["copy_action"] = earlier["copy_action"]
    elif had and had != has:
        copies.append({name: earlier[name] for name in OF_THE_COPY if name in earlier})
    return {**merged, "earlier_copies": copies} if copies else merged


def _merge_sites(earlier: Row, later: Row, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sites = {site["site"]: site for site in earlier["sites"]}
    merged = {}
    for site in (*earlier["sites"], *later["sites"]):
        name, before = site["site"], sites.get(site["site"], site)
        merged[name] = {
            **before,
            **site,
            "counts": dict(Counter(row["action"] for row in rows if row["site"] == name)),
        }
    for name, site in merged.items():
        times = [
            str(one["started"])
            for one in (*earlier["sites"], *later["sites"])
            if one["site"] == name and one.get("started")
        ]
        calls = [one.get("api_calls") or {} for one in (*earlier["sites"], *later["sites"]) if one["site"] == name]
        site |= {**({"started": min(times)} if times else {}), "api_calls": total(calls)}
    return list(merged.values())


def _key(row: Row) -> tuple[str, str, str]:
    return row["site"], row["image_id"], row["destination_region"]
