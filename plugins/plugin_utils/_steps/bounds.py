# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lists of a step's result that stay small: AWX drops results over 700 kB, and keeps each as an event."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

# Three lists stay under 100 kB.
RESULT_BYTES = 30_000


def bounded(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows for a result as far as they fit. Of more rows only the number is returned."""
    if len(json.dumps(list(rows))) <= RESULT_BYTES:
        return {name: list(rows)}
    return {name: [], f"{name}_left_out": len(rows)}
