# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reports in files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from plugins.module_utils._audit.apply_files import check_report_file, write_csv, write_json
from plugins.module_utils._audit.csv_rows import COLUMNS
from plugins.module_utils._audit.observe import Audit
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import AssessedImage, Encryption, Verdict

from ..support import image, refusal_of


def found(*names: str) -> Audit:
    images = [
        AssessedImage(image=image(name=name), encryption=Encryption.NONE, verdict=Verdict.SHAREABLE, reasons=())
        for name in names
    ]
    return Audit(images=images, defaults=None, coverage=None)


@pytest.mark.parametrize("names", [(), ("web",), ("web", 'a "b"\nc', "Größe")])
def test_json_holds_what_was_found_an_image_a_line(tmp_path: Path, names: tuple[str, ...]) -> None:
    path = tmp_path / "images.json"
    write_json("result_file", str(path), found(*names), {"summary": {"total": len(names)}, "emulator": True})
    written = json.loads(path.read_text())

    assert [item["name"] for item in written["images"]] == list(names)
    assert (written["summary"], written["emulator"]) == ({"total": len(names)}, True)
    assert sum('"image_id"' in line for line in path.read_text().splitlines()) == len(names)


def test_csv_holds_a_line_for_each_image_and_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "images.csv"
    write_csv("csv_file", str(path), found("web", "=HYPERLINK(1)", "two\nlines, one name"))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert list(rows[0]) == list(COLUMNS)
    assert [row["name"] for row in rows] == ["web", "'=HYPERLINK(1)", "two\nlines, one name"]


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "images.csv"
    path.write_text("old")
    write_csv("csv_file", str(path), found("web"))

    assert "old" not in path.read_text()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "problem"), [("missing/images.json", "does not exist"), (".", "is a directory")])
def test_a_path_that_cannot_be_a_files_is_refused(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem) as refused:
        check_report_file("result_file", str(tmp_path / name))

    assert refused.value.option == "result_file"


def test_no_file_is_asked_for() -> None:
    assert refusal_of(lambda: check_report_file("result_file", "")) == ""


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    path = tmp_path / "images.json"
    path.mkdir()

    with pytest.raises(InvalidInput, match="cannot be written") as refused:
        write_json("result_file", str(path), found("web"), {"summary": {}})

    assert refused.value.option == "result_file"
    assert list(tmp_path.iterdir()) == [path]
