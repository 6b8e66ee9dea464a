# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The history of measured runs: what a line says, and where it is added."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.bench import history
from tests.bench.report import Aim, Section

RUN = history.Run("2026-12-01", "0123456789", 2, "3.11.7", "2.19.14", 0.05)
SECTIONS = [
    Section("start", aims=[Aim("one", 5.43, 6, "x", column="one image"), Aim("calls", 31, 30, column="calls")]),
    Section("sizes", aims=[Aim("a", 80, 100, column="result kB"), Aim("b", 90, 100, column="result kB")]),
    Section("others", aims=[Aim("theirs", 20, 15, "x", at_least=True, column="amazon.aws"), Aim("none", 1, 2)]),
]


def cells(line: str) -> dict[str, str]:
    names = [*history.ABOUT, *history.COLUMNS]
    return dict(zip(names, [cell.strip() for cell in line.strip("|").split("|")], strict=True))


def test_a_line_has_the_run_the_worst_of_each_column_and_missed_aims_in_bold() -> None:
    shown = cells(history.line(RUN, SECTIONS))

    assert [shown[name] for name in ("date", "commit", "cores", "ansible-core")] == [
        "2026-12-01", "0123456789", "2", "2.19.14",
    ]  # fmt: skip
    assert (shown["load"], shown["missed"]) == ("0.05", "1 of 6")
    assert (shown["one image"], shown["calls"], shown["result kB"]) == ("5.43", "**31**", "90")
    assert (shown["amazon.aws"], shown["fleet"]) == ("20", "-")


def test_a_run_on_a_busy_machine_says_so() -> None:
    assert cells(history.line(replace(RUN, load=1.2), SECTIONS))["load"] == "1.20 (busy)"


def test_the_newest_run_is_the_first_line_and_the_page_around_stays(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text(history.PAGE.read_text("utf-8"), "utf-8")
    kept = len(rows(page))
    for date in ("2026-12-01", "2026-12-02"):
        history.keep(replace(RUN, date=date), SECTIONS, page)

    assert [cells(row)["date"] for row in rows(page)[:2]] == ["2026-12-02", "2026-12-01"]
    assert len(rows(page)) == kept + 2
    for part in (0, -1):
        assert (
            re.split("<!-- .* -->", page.read_text("utf-8"))[part]
            == re.split("<!-- .* -->", history.PAGE.read_text("utf-8"))[part]
        )


def rows(page: Path) -> list[str]:
    table = page.read_text("utf-8").partition(history.BEGIN)[2].partition(history.END)[0]
    return [line for line in table.splitlines() if line.startswith("| 2")]


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n", "utf-8")

    with pytest.raises(ValueError, match="runs: begin"):
        history.keep(RUN, SECTIONS, page)


def test_the_page_has_the_table_and_explains_its_columns() -> None:
    page = history.PAGE.read_text("utf-8")

    assert "\n".join(history.header()) in page
    assert {name for name in history.COLUMNS if f"\n| {name} | " not in page} == set()


def test_every_column_belongs_to_an_aim() -> None:
    sources = "".join(path.read_text("utf-8") for path in Path(history.__file__).parent.glob("*.py"))
    named = set(re.findall(r'column="([^"]+)"', sources)) | {"amazon.aws"}

    assert named == set(history.COLUMNS)
