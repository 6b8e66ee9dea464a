# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The range of every option that is a number, in one table for modules, the connection and the playbooks' variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .errors import InvalidInput

MINUTE, HOUR, DAY = 60, 3600, 86400
# The longest sensible wait of a task, and the longest that a thread takes.
LONGEST = 30 * DAY

RANGES: Mapping[str, tuple[int, int]] = {
    "after_days": (0, 3_650),
    "concurrency": (1, 100),
    "connect_timeout": (1, 5 * MINUTE),
    "copy_timeout": (1, LONGEST),
    "copy_timeout_per_gib": (0, DAY),
    "keep_newest": (0, 1_000),
    "max_attempts": (1, 50),
    "max_copies": (1, 200),
    "max_copy_attempts": (1, 20),
    "max_gib_hours": (1, 1_000_000),
    "max_in_flight": (1, 10_000),
    "newest": (0, 1_000),
    "outage_timeout": (0, LONGEST),
    "pass_seconds": (1, LONGEST),
    "poll_seconds": (1, HOUR),
    "read_timeout": (1, HOUR),
    "role_timeout": (0, HOUR),
    "share_quota": (1, 1_000_000),
    "visibility_timeout": (1, DAY),
    "wait_timeout": (0, LONGEST),
}


def check_range(option: str, value: int, name: str = "") -> None:
    """Refuse a number outside the range of its option. `name` is what the reader wrote. Raises InvalidInput."""
    smallest, largest = RANGES[option]
    if value < smallest:
        raise InvalidInput(name or option, value, "is too small", f"Give at least {smallest}.")
    if value > largest:
        raise InvalidInput(name or option, value, "is too large", f"Give at most {largest}.")


def check_ranges(params: Mapping[str, Any]) -> None:
    """Check every number among a module's parameters. Raises InvalidInput."""
    for option in RANGES:
        value = params.get(option)
        if isinstance(value, int):
            check_range(option, value)
