# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A plan of encrypting instances fits on a screen and loses no word."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._core.tables import WIDTH
from plugins.module_utils._instances.wording import plan_lines

LOST = "while its disk is replaced; what it writes until then is LOST"


def row(number: int, **changes: Any) -> dict[str, Any]:
    plain = {"name": f"app-{number}", "instance_id": f"i-2ze000000000000000{number}", "status": "Running"}
    decided = {"action": "encrypt", "why": "is not encrypted", "remedy": "", "downtime": LOST, "notes": []}
    return {**plain, **decided, **changes}


def test_what_several_instances_have_in_common_is_said_once() -> None:
    refused = {"action": "refuse", "why": "is released by itself", "remedy": "Accept that.", "downtime": "none"}
    rows = [*map(row, range(1, 5)), row(5, **refused), row(6, notes=["its disk grows"])]

    assert plan_lines(rows)[7:] == [
        "  encrypt  app-1, app-2, app-3 and 2 more: is not encrypted",
        f"  down     app-1, app-2, app-3 and 2 more: {LOST}",
        "  refuse   app-5: is released by itself",
        "           -> Accept that.",
        "  note     app-6: its disk grows",
    ]


def test_the_table_is_no_wider_than_a_screen_and_shows_ids_whole() -> None:
    lines = plan_lines([row(1, name="x" * 200)])

    assert len(lines[1]) <= WIDTH
    assert "i-2ze0000000000000001" in lines[1]


def test_no_instances_are_no_lines() -> None:
    assert plan_lines([]) == []
