# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit found that should be different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._core.accounts import outsiders
from .._variables.baseline import CHANGES

Result = Mapping[str, Any]
SHARED_OUTSIDE = "shared_outside"
UNCOVERED = "uncovered"
NAMED_AT_MOST = 20


def shared_outside(images: Sequence[Result], allowed: Sequence[str]) -> list[dict[str, Any]]:
    """Return the listed images that accounts have which are not allowed to, with those accounts."""
    rows = []
    for image in images:
        if outside := outsiders(image["shared_with"], allowed):
            names = ("image_id", "name", "region", "verdict")
            rows.append({**{name: image[name] for name in names}, "accounts": outside})
    return rows


def uncovered(coverage: Sequence[Result]) -> list[Result]:
    """Return the rows of `coverage` without a usable image, and those of which that cannot be said."""
    return [row for row in coverage if not row["covered"]]


def stops(result: Result, fail_on: Sequence[str]) -> list[str]:
    """Why a run is to fail, a sentence for each kind of finding in `fail_on`; images are named as far as listed."""
    found = []
    images, summary = result["images"], result["summary"]
    if verdicts := [item for item in fail_on if item not in (SHARED_OUTSIDE, UNCOVERED, *CHANGES)]:
        number = sum(summary["verdicts"].get(verdict, 0) for verdict in verdicts)
        bad = [image["name"] for image in images if image["verdict"] in verdicts]
        found += sentence(number, "images are", "image is", " or ".join(verdicts), bad)
    if SHARED_OUTSIDE in fail_on:
        number = summary["reasons"].get(SHARED_OUTSIDE, 0)
        bad = [image["name"] for image in images if _has(image, SHARED_OUTSIDE)]
        found += sentence(number, "images are", "image is", "shared outside the allowed accounts", bad)
    if UNCOVERED in fail_on:
        rows = uncovered(result.get("coverage") or [])
        bad = [f"{row['family']} in {row['region']}" for row in rows]
        found += sentence(len(rows), "families are", "family is", "not known to be where instances are", bad)
    return found


def _has(image: Result, code: str) -> bool:
    return any(reason["code"] == code for reason in image["reasons"])


def sentence(number: int, many: str, one: str, what: str, names: Sequence[str]) -> list[str]:
    """Return `2 images are blocked: a, b`; nothing for none."""
    if not number:
        return []
    text = f"{number} {one if number == 1 else many} {what}"
    if named := names[:NAMED_AT_MOST]:
        text += f": {', '.join(named)}"
        text += f" and {number - len(named)} more" if number > len(named) else ""
    return [text]
