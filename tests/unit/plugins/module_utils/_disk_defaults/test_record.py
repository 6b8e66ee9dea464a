# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of changed default encryption."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._disk_defaults.record import record_fault, record_with

HEAD: dict[str, Any] = {"run": "r-1", "collection": "1.0.0", "emulator": False}
OFF, ON = {"enabled": False}, {"enabled": True}


def row(**changes: Any) -> dict[str, Any]:
    usual = {"site": "one", "account": "1000000000000001", "region": "cn-beijing", "before": OFF, "after": ON}
    return {**usual, "state": "planned", **changes}


GOOD = record_with(None, row(), **HEAD)


def test_what_was_before_the_run_stays() -> None:
    again = record_with(GOOD, row(before=ON, state="changed"), **HEAD)
    both = record_with(again, row(site="two"), **HEAD)

    assert again["changes"] == [row(state="changed")]
    assert [change["site"] for change in both["changes"]] == ["one", "two"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, ""),
        (GOOD, ""),
        ([], "is no record of default encryption"),
        ({**GOOD, "version": 2}, "is no record of default encryption"),
        ({**GOOD, "kind": "repoint"}, "is no record of default encryption"),
        ({**GOOD, "run": "r-2"}, "is the record of the run r-2"),
        ({**GOOD, "emulator": True}, "is of an emulator"),
        ({**GOOD, "changes": {}}, "has no list of changes"),
        ({**GOOD, "changes": [row(before=None)]}, "has no list of changes"),
        ({**GOOD, "changes": [row(site=1)]}, "has no list of changes"),
    ],
)
def test_a_file_that_is_something_else_is_named(data: Any, fault: str) -> None:
    assert record_fault(data, "r-1", emulator=False) == fault
