# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The table counts each kind over all seeds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.faults.findings import Violation
from tests.faults.report import Report
from tests.faults.scenario import Kind
from tests.faults.table import missing_kinds, rows, show, write

WRONG = Violation(rule="double", text="m-1 twice")


def reports() -> list[Report]:
    good, bad, none = Report(1, {}), Report(2, {}, violations=[WRONG]), Report(3, {})
    good.count(Kind.ERROR, 3, 1)
    good.count(Kind.ERROR, 2, 2)
    bad.count(Kind.ERROR, 1, 0)
    bad.count(Kind.LAG, 1, 1)
    return [good, bad, none]


def test_a_kinds_row_sums_its_seeds() -> None:
    error = next(row for row in rows(reports()) if row.kind == "error")
    assert (error.runs, error.planned, error.fired, error.not_fired, error.violations) == (2, 6, 3, 3, 1)


def test_there_is_a_row_for_every_kind() -> None:
    assert [row.kind for row in rows([])] == list(map(str, Kind))


def test_kinds_that_never_happened_are_missing() -> None:
    assert set(Kind) - set(missing_kinds(reports())) == {Kind.ERROR, Kind.LAG}


def test_the_seeds_with_violations_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show(reports())
    assert "3 seeds, 0 runs of ansible-playbook, 1 seeds with violations [2]" in capsys.readouterr().out


def test_everything_is_written_as_json(tmp_path: Path) -> None:
    write(tmp_path / "new" / "faults.json", reports())
    written = json.loads((tmp_path / "new" / "faults.json").read_text())
    assert written["seeds"][1]["violations"] == ["double: m-1 twice"]
    assert {"kind": "lag", "seeds": 1, "planned": 1, "fired": 1, "not_fired": 0, "violations": 1} in written["table"]
