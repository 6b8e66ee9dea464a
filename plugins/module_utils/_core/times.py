# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Dates, times and ages as people write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from .._model.errors import InvalidInput

AGE = re.compile(r"([1-9][0-9]{0,5})([mhdw])")
UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
OLDEST = timedelta(days=3650)


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


def age_option(option: str, text: str) -> timedelta | None:
    """Return the age that an option gives, None for an empty one. Raises InvalidInput for text that is no age."""
    if not text:
        return None
    found = AGE.fullmatch(text)
    if not found:
        raise InvalidInput(option, text, "is not an age", "Give a number and m, h, d or w, like 36h, 8d or 2w.")
    age = timedelta(**{UNITS[found[2]]: int(found[1])})
    if age > OLDEST:
        raise InvalidInput(option, text, "is too long", f"Give at most {OLDEST.days}d.")
    return age
