# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""GiB and money of copies."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.storage import (
    Price,
    saved_by_retiring,
    storage_lines,
    storage_of,
    storage_text,
    with_storage,
)

PRICE = Price(per_gib_month=0.12, currency="USD")
FREE = Price()
PLACE = {"region": "cn-beijing", "destination_region": "cn-beijing", "is_system_disk": False}


def row(image_id: str = "m-1", **changes: Any) -> dict[str, Any]:
    usual = {"site": "one", "image_id": image_id, "action": "copy", "state": "ready", "snapshot_gib": 40}
    return {**usual, "new_image_id": f"{image_id}-copy", **PLACE, **changes}


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (FREE, "280 GiB"),
        (PRICE, "280 GiB (33.60 USD a month)"),
        (Price(per_gib_month=100), "280 GiB (28,000.00 a month)"),
        (Price(currency="USD"), "280 GiB"),
    ],
)
def test_money_stands_beside_gib_if_the_price_is_known(price: Price, text: str) -> None:
    assert storage_text(280, price) == text


def test_copies_in_two_regions_replace_one_image() -> None:
    abroad = {"destination_region": "cn-shanghai"}
    storage = storage_of([row(), row(**abroad), row("m-2")], PRICE)

    assert (storage["copies_gib"], storage["replaced_gib"], storage["both_gib"]) == (120, 80, 200)
    assert (storage["copies_cost"], storage["replaced_cost"], storage["both_cost"]) == (14.4, 9.6, 24.0)
    assert storage["currency"] == "USD"


@pytest.mark.parametrize(
    ("changes", "gib"),
    [
        ({}, 40),
        ({"state": "planned", "new_image_id": None}, 40),
        ({"state": "in_progress", "new_image_id": None}, 40),
        ({"state": "failed"}, 40),
        ({"state": "failed", "new_image_id": None}, 0),
        ({"state": "left_alone", "action": "skip", "new_image_id": None}, 0),
        ({"action": "share", "new_image_id": None}, 0),
    ],
)
def test_what_has_a_copy_counts(changes: dict[str, Any], gib: int) -> None:
    assert storage_of([row(**changes)], FREE)["copies_gib"] == gib
    assert with_storage(row(**changes), FREE)["copy_gib"] == gib


@pytest.mark.parametrize("changes", [{"is_system_disk": True}, {"destination_region": "cn-shanghai"}])
def test_a_copy_of_the_system_disk_alone_or_in_another_region_replaces_nothing(changes: dict[str, Any]) -> None:
    storage = storage_of([row(**changes)], FREE)

    assert (storage["copies_gib"], storage["replaced_gib"], storage["both_cost"]) == (40, 0, None)
    assert storage_lines([row(**changes)], FREE) == ["snapshots at most: copies 40 GiB"]


def test_the_line_says_what_both_generations_hold_and_what_retiring_saves() -> None:
    assert storage_lines([], PRICE) == []
    assert storage_lines([row()], FREE) == [
        "snapshots at most: copies 40 GiB, both generations 80 GiB, retiring the old one saves 40 GiB"
    ]
    (line,) = storage_lines([row()], PRICE)
    assert line == (
        "snapshots at most: copies 40 GiB (4.80 USD a month), both generations 80 GiB (9.60 USD a month), "
        "retiring the old one saves 40 GiB (4.80 USD a month)"
    )


def test_a_row_has_the_cost_of_its_copy() -> None:
    assert with_storage(row(), PRICE)["copy_cost"] == 4.8
    assert with_storage(row(), FREE)["copy_cost"] is None


def test_retiring_saves_what_the_images_hold() -> None:
    assert saved_by_retiring({"m-1": 40, "m-2": 60}, PRICE) == {
        "gib": 100,
        "cost": 12.0,
        "currency": "USD",
        "text": "100 GiB (12.00 USD a month)",
    }
    assert saved_by_retiring({"m-1": 40}, FREE)["cost"] is None


def test_a_price_is_read_from_a_report() -> None:
    assert Price.of(PRICE.to_result()) == PRICE
    assert Price.of(None) == Price.of({}) == FREE
