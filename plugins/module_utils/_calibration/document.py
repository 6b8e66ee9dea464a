# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read calibration.json, for plans, rehearsals and audits that go by what an account has shown."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .._model.errors import InvalidInput
from .results import FORMAT
from .values import Result

# What a reason of an image rests on: the fact that settles it, which a calibration of the image's region has.
FACT_OF_REASON = {"key_outside_instance": "default_key_shareable", "region_unproven": "encrypted_share"}
RUNNING = "running_copies_per_region"
SPEED = "copy_seconds_per_gib"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibrated:
    """A calibration: where and when (`YYYY-MM-DD`), results of facts by name, and settings of the emulator."""

    region: str
    date: str
    results: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def seconds_per_gib(self) -> float | None:
        """The median of the copies that were timed; None if none was."""
        value = self.settings.get(SPEED)
        return float(value) if isinstance(value, int | float) and value > 0 else None

    @property
    def running_copies(self) -> int | None:
        """How many copies run at once in a region; None if that is not settled."""
        value = self.settings.get(RUNNING)
        return value if isinstance(value, int) and value > 0 else None


def read_calibration(option: str, text: str, path: str) -> Calibrated:
    """Read a file's text. Raises InvalidInput for what is no calibration."""
    remedy = "Give the file that calibrate_account writes."
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInput(option, path, "is not JSON", remedy) from None
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise InvalidInput(option, path, f"is not of the format {FORMAT}", remedy)
    facts, settings = data.get("facts"), data.get("settings")
    if not isinstance(facts, list) or not isinstance(settings, Mapping):
        raise InvalidInput(option, path, "lacks facts or settings", remedy)
    return Calibrated(
        region=str(data.get("region") or ""),
        date=str(data.get("at") or "")[:10],
        results={str(fact.get("fact")): str(fact.get("result")) for fact in facts if isinstance(fact, Mapping)},
        settings=dict(settings),
    )


def with_results(reasons: Sequence[Mapping[str, Any]], region: str, calibrated: Calibrated) -> list[dict[str, Any]]:
    """Return an image's reasons; those that rest on an assumption say what the calibration of the region found."""
    return [{**reason, "message": f"{reason['message']}{_found(reason, region, calibrated)}"} for reason in reasons]


def _found(reason: Mapping[str, Any], region: str, calibrated: Calibrated) -> str:
    fact = FACT_OF_REASON.get(str(reason.get("code")), "")
    result = calibrated.results.get(fact, "")
    if not fact or region != calibrated.region or result not in (Result.CONFIRMED, Result.REFUTED):
        return ""
    words = "sharing such images is confirmed" if result == Result.CONFIRMED else "sharing such images is refuted"
    return f"; {words} on this account on {calibrated.date}"


def images_with_results(images: Iterable[Mapping[str, Any]], calibrated: Calibrated) -> list[dict[str, Any]]:
    """Return audited images whose reasons say what the calibration found."""
    return [{**image, "reasons": with_results(image["reasons"], image["region"], calibrated)} for image in images]
