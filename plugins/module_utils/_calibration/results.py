# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The shape of calibration.json, and its table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .catalogue import BY_FACT
from .findings import settings_of
from .values import CalibrationRequest, FactFinding

HEADER = ("fact", "class", "result", "what was seen")
# So many facts that lack the same are one line.
MANY = 5
FORMAT = "imageops.alicloud/calibration/1"


def document(
    request: CalibrationRequest, findings: Sequence[FactFinding], *, at: str, emulated: bool
) -> dict[str, Any]:
    """Return calibration.json.

    Ids, names and account numbers stand nowhere but in `evidence`, which an anonymous one lacks.
    """
    return {
        "format": FORMAT,
        "at": at,
        "region": request.region,
        "emulator": emulated,
        "anonymous": request.anonymous,
        "facts": [fact_result(finding, anonymous=request.anonymous) for finding in findings],
        "settings": settings_of(findings),
    }


def fact_result(finding: FactFinding, *, anonymous: bool) -> dict[str, Any]:
    """Return one item of `facts`."""
    probe = BY_FACT[finding.fact]
    shown = {
        "fact": finding.fact,
        "class": str(probe.kind),
        "assumption": probe.sentence,
        "result": str(finding.result),
        "value": finding.value,
        "why": finding.why,
    }
    return shown if anonymous else {**shown, "evidence": [answer.to_result() for answer in finding.evidence]}


def table_rows(facts: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """Return the rows of the table: fact, class, result, and the value or why there is none."""
    alone = _alone(facts)
    return [
        [fact["fact"], fact["class"], fact["result"], fact["why"] or _shown(fact["value"])]
        for fact in facts
        if _group(fact) not in alone
    ]


def group_lines(facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line for each class whose facts lack the same, which the table leaves out."""
    return [f"{kind:8} {count} facts not settled: {why}" for (kind, why), count in _alone(facts).items()]


def _alone(facts: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], int]:
    counts = Counter(_group(fact) for fact in facts if fact["why"])
    return {group: count for group, count in counts.items() if count >= MANY}


def _group(fact: Mapping[str, Any]) -> tuple[str, str]:
    return fact["class"], fact["why"]


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
