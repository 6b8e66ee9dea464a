# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Results and artifacts stay under 100 kB at 5,000 images, whatever is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._migration.handover import stats
from plugins.plugin_utils._steps.bounds import bounded
from plugins.plugin_utils._steps.summary import MAPPED_AT_MOST, with_failures

MANY = 5000
LIMIT = 100_000


def row(number: int, **more: Any) -> dict[str, Any]:
    image_id = f"m-2ze{number:017}"
    given = {"site": f"site-{number % 6}", "image_id": image_id, "name": f"web-{number}", "state": "ready"}
    return {**given, "new_image_id": f"{image_id}-c", "destination_region": "cn-beijing", "why": "made", **more}


@pytest.mark.parametrize(("number", "kept"), [(3, 3), (MANY, 0)])
def test_the_rows_of_a_rollback_are_counted_where_they_do_not_fit(number: int, kept: int) -> None:
    found = bounded("rows", [row(place) for place in range(number)])

    assert len(found["rows"]) == kept
    assert found.get("rows_left_out", number) == number
    assert 3 * len(json.dumps(found)) < LIMIT


@pytest.mark.parametrize("number", [MAPPED_AT_MOST, MANY])
def test_the_ids_that_a_run_hands_on_fit(number: int) -> None:
    sites = [{"site": f"site-{place}", "account": f"100000000000000{place}"} for place in range(6)]
    found = stats({"images": [row(place) for place in range(number)], "sites": sites}, MAPPED_AT_MOST)

    assert len(json.dumps(found)) < LIMIT
    assert sum(value for name, value in found.items() if name.startswith("image_count_")) == number


def test_the_failures_of_many_sites_fit_into_a_summary() -> None:
    states = [(f"site-{place}", {"failure": "x" * 10_000, "failures": ["y" * 10_000]}) for place in range(60)]
    text = with_failures({"image_summary": ["60 images"]}, states)["image_summary"]

    assert len(text) < LIMIT
    assert text.splitlines()[-2:] == ["FAILED   110 more", "60 images"]
