# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long to wait between two looks."""

from __future__ import annotations

from collections.abc import Iterator

FIRST_SECONDS = 0.5
GROWTH = 1.5


def growing(longest: float) -> Iterator[float]:
    """Return pauses from short to `longest` seconds, then for ever that."""
    pause = FIRST_SECONDS
    while True:
        yield min(longest, pause)
        pause = min(longest, pause * GROWTH)
