# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is wrong with a file's data is said by its path."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.shape import shape_fault

SHAPE = {"plans": [{"site": str, "rows": [{"size": int}], "note?": str, "seen": (bool, type(None))}]}
GOOD: dict[str, Any] = {"plans": [{"site": "a", "rows": [{"size": 1}], "seen": None, "more": [1]}]}


def changed(**more: Any) -> dict[str, Any]:
    return {"plans": [GOOD["plans"][0], {**GOOD["plans"][0], **more}]}


@pytest.mark.parametrize("data", [GOOD, {"plans": []}, changed(note="x"), changed(note=None), changed(seen=True)])
def test_data_of_the_shape_has_no_fault(data: Any) -> None:
    assert shape_fault(data, SHAPE) == ""


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (None, "is no mapping"),
        ([], "is no mapping"),
        ({}, "has no list at plans"),
        ({"plans": {}}, "has no list at plans"),
        ({"plans": [1]}, "has no mapping at plans[0]"),
        (changed(site=None), "has no text at plans[1].site"),
        (changed(rows=[{"size": 1}, {"size": "1"}]), "has no number at plans[1].rows[1].size"),
        (changed(rows=[{"size": True}]), "has no number at plans[1].rows[0].size"),
        (changed(note=1), "has no text at plans[1].note"),
        (changed(seen="yes"), "has no true or false or null at plans[1].seen"),
    ],
)
def test_the_first_fault_is_named_by_its_path(data: Any, fault: str) -> None:
    assert shape_fault(data, SHAPE) == fault
