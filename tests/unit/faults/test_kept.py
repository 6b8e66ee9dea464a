# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verdicts of seeds are kept from one part to the next."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import kept
from tests.faults.findings import Violation
from tests.faults.report import Report
from tests.faults.scenario import Kind

WRONG = Violation(rule="double", text="m-1 twice")


def file_of(folder: Path, verdicts: str) -> Path:
    """A file with one line for each letter: `h` held, `v` violated; seeds from 1."""
    path = folder / "output" / "kept.jsonl"
    for seed, letter in enumerate(verdicts, 1):
        report = Report(seed, {}, violations=[WRONG] if letter == "v" else [])
        report.count(Kind.ERROR, 2, 1)
        kept.keep(path, "c0ffee", report)
    return path


def test_a_part_that_was_cut_off_goes_on_with_what_has_no_verdict(tmp_path: Path) -> None:
    assert kept.rest_of(range(1, 6), kept.read(file_of(tmp_path, "hvh"))) == [2, 4, 5]


def test_half_a_line_is_no_verdict(tmp_path: Path) -> None:
    path = file_of(tmp_path, "hh")
    path.write_text(path.read_text() + '{"seed": 3, "ver')
    assert [line["seed"] for line in kept.read(path)] == [1, 2]


@pytest.mark.parametrize(("verdicts", "count"), [("", 0), ("hh", 2), ("vhhh", 3), ("hhv", 0)])
def test_seeds_are_counted_since_the_last_violation(tmp_path: Path, verdicts: str, count: int) -> None:
    assert kept.streak(kept.read(file_of(tmp_path, verdicts))) == count


def test_the_sum_names_commits_faults_and_violated_seeds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept.show(kept.read(file_of(tmp_path, "hvh")))
    said = capsys.readouterr().out
    assert "c0ffee             3 seeds, 1 violated [2]" in said
    assert "happened: error 3" in said
    assert "2 (c0ffee): double: m-1 twice" in said
    assert "1 seeds since the last violation" in said


def test_seeds_about_users_are_kept_apart(tmp_path: Path) -> None:
    path = file_of(tmp_path, "hh")
    path.write_text(path.read_text() + '{"seed": 9, "verdict": "held"}\n')
    kept.keep(path, "c0ffee", Report(1, {}), kept.USERS)
    lines = kept.read(path)
    assert [line["seed"] for line in kept.of_part(lines, kept.COPIES)] == [1, 2, 9]
    assert kept.rest_of(range(1, 4), kept.of_part(lines, kept.USERS)) == [2, 3]
