# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Findings: what a value that was seen says about the assumption, and what is not settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.answered import Answered
from .catalogue import BY_FACT, PROBES
from .probes import ProbeClass
from .values import FactFinding, Result


def settled(
    fact: str, value: Any, *evidence: Answered, settings: Mapping[str, Any] | None = None, shown: Any = None
) -> FactFinding:
    """Compare a value with what is assumed. Without `settings` the probe's one setting has that value.

    `shown` is what a reader gets to see in place of the value, such as the seconds that were measured.
    """
    probe = BY_FACT[fact]
    if settings is None:
        settings = dict.fromkeys(probe.settings, value)
    result = Result.CONFIRMED if value == probe.assumed else Result.REFUTED
    return FactFinding(
        fact=fact, result=result, value=value if shown is None else shown, settings=settings, evidence=evidence
    )


def open_fact(fact: str, why: str, *evidence: Answered) -> FactFinding:
    """Say why a fact is not settled."""
    return FactFinding(fact=fact, result=Result.NOT_SETTLED, why=why, evidence=evidence)


def lacking(fact: str) -> FactFinding:
    """Say what the probe would have needed."""
    return open_fact(fact, f"needs {BY_FACT[fact].needs or 'what an earlier probe did not find'}")


def refused(fact: str, answer: Answered) -> FactFinding:
    """Say that a call was refused that the probe needs, or that RAM forbids it."""
    if answer.denied:
        return open_fact(fact, f"{answer.denied} is not allowed", answer)
    return open_fact(fact, f"{answer.action} was refused: {answer.code}", answer)


def merged(*parts: Iterable[FactFinding]) -> dict[str, FactFinding]:
    """Return one finding for each fact: a settled one wins, else the last."""
    found: dict[str, FactFinding] = {}
    for part in parts:
        for finding in part:
            before = found.get(finding.fact)
            if before is None or finding.is_settled or not before.is_settled:
                found[finding.fact] = finding
    return found


def complete(findings: Mapping[str, FactFinding], skipped: Mapping[ProbeClass, str]) -> list[FactFinding]:
    """Return a finding for every probe in the order of the catalogue. `skipped` says why a class was not run."""
    missing = "not reached: an earlier probe failed"
    return [findings.get(probe.fact) or open_fact(probe.fact, skipped.get(probe.kind) or missing) for probe in PROBES]


def settings_of(findings: Sequence[FactFinding]) -> dict[str, Any]:
    """Return what the emulator's settings have to be to behave like this account."""
    return {name: value for finding in findings for name, value in finding.settings.items()}
