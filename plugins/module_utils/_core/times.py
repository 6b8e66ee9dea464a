# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Dates and times as people write them."""

from __future__ import annotations

from datetime import UTC, datetime

from .._model.errors import InvalidInput


def parse_time(text: str) -> datetime | None:
    """Return a date or time of ISO 8601, in UTC unless it names an offset; None if it is neither."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def time_option(option: str, text: str) -> datetime | None:
    """Return the time that an option gives, None for an empty one. Raises InvalidInput for text that is no time."""
    if not text:
        return None
    moment = parse_time(text)
    if moment is None:
        remedy = "Give a date or a time in UTC, like 2025-01-31 or 2025-01-31T08:00:00Z."
        raise InvalidInput(option, text, "is not a date or time", remedy)
    return moment
