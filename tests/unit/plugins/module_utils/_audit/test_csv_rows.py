# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images as rows of a spreadsheet."""

from __future__ import annotations

import pytest

from plugins.module_utils._audit.csv_rows import COLUMNS, harmless, row
from plugins.module_utils._core.reasons import reason
from plugins.module_utils._model.image import AssessedImage, Encryption, Verdict

from ..support import CONSUMER, KEY, disk, image


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_has_an_apostrophe_before_it(start: str) -> None:
    assert harmless(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@pytest.mark.parametrize("cell", ["", "web-1", "a=b", "m-2ze", "'quoted", "1+1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_every_cell_of_a_row_is_harmless() -> None:
    wild = image(name="=1+1", family="@sum", tags={"-": "x"}, description="ignored")
    cells = row(AssessedImage(image=wild, encryption=Encryption.NONE, verdict=Verdict.SHAREABLE, reasons=()))

    assert [cell for cell in cells if cell.startswith(("=", "@", "-"))] == []
    assert {"'=1+1", "'@sum", "'-=x"} <= set(cells)


def test_a_row_has_a_cell_for_each_column() -> None:
    item = AssessedImage(
        image=image(disks=(disk(KEY),), tags={"team": "web", "stage": "prod"}),
        encryption=Encryption.CUSTOMER_KEY,
        verdict=Verdict.BLOCKED,
        reasons=(reason("deprecated"), reason("key_outside_instance", key=KEY)),
        shared_with=(CONSUMER, "3"),
    )
    cells = dict(zip(COLUMNS, row(item), strict=True))

    assert cells["image_id"] == "m-1"
    assert cells["kms_key_ids"] == KEY
    assert cells["shared_with"] == f"{CONSUMER} 3"
    assert cells["verdict"] == "blocked"
    assert cells["reasons"] == "deprecated key_outside_instance"
    assert cells["remedy"] == item.reasons[0].remedy
    assert cells["tags"] == "stage=prod team=web"
