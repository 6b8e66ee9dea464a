# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is new, gone and changed since an earlier audit of the same choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

KINDS = ("new", "gone", "changed")
LISTED_AT_MOST = 100
NAMED_AT_MOST = 5
State = Mapping[str, tuple[Any, ...]]


def states(images: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Any, ...]]:
    """Return what is compared of each image: verdict, encryption, and who has it."""
    return {
        image["image_id"]: (image["verdict"], image["encryption"], tuple(sorted(image["shared_with"])))
        for image in images
    }


def changes(before: State, now: State) -> dict[str, list[str]]:
    """Return the ids that are `new`, `gone` and `changed`."""
    return {
        "new": sorted(now.keys() - before.keys()),
        "gone": sorted(before.keys() - now.keys()),
        "changed": sorted(name for name in now.keys() & before.keys() if now[name] != before[name]),
    }


def limited(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Return as many ids of each kind as artifacts hold."""
    return {kind: ids[:LISTED_AT_MOST] for kind, ids in found.items()}


def change_lines(found: Mapping[str, list[str]], since: str) -> list[str]:
    """Return a line for each kind; one line where nothing changed."""
    lines = []
    for kind in KINDS:
        ids = found[kind]
        more = f" and {len(ids) - NAMED_AT_MOST} more" if len(ids) > NAMED_AT_MOST else ""
        if ids:
            lines.append(f"{kind:<8} {len(ids)} since {since}: {', '.join(ids[:NAMED_AT_MOST])}{more}")
    return lines or [f"no image is new, gone or changed since {since}"]
