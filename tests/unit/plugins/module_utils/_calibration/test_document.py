# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What plans, rehearsals and audits take from calibration.json."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._calibration.document import Calibrated, images_with_results, read_calibration
from plugins.module_utils._calibration.results import FORMAT
from plugins.module_utils._model.errors import InvalidInput


def text(**more: Any) -> str:
    facts = [
        {"fact": "default_key_shareable", "result": "confirmed"},
        {"fact": "encrypted_share", "result": "not_settled"},
    ]
    settings = {"copy_seconds_per_gib": 12.5, "running_copies_per_region": 3}
    data = {"format": FORMAT, "at": "2026-01-31T08:00:00Z", "region": "cn-beijing", "facts": facts}
    return json.dumps({**data, "settings": settings, **more})


def read(content: str) -> Calibrated:
    return read_calibration("images_calibration", content, "c.json")


def test_speed_queue_and_date_are_read() -> None:
    found = read(text())
    assert (found.seconds_per_gib, found.running_copies, found.date) == (12.5, 3, "2026-01-31")


def test_what_was_not_settled_has_no_value() -> None:
    found = read(text(settings={}))
    assert (found.seconds_per_gib, found.running_copies) == (None, None)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "is not of the format"),
        (text(format="imageops.alicloud/calibration/2"), "is not of the format"),
        (text(facts={}), "lacks facts or settings"),
    ],
)
def test_another_file_is_refused_with_the_variable(content: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=f"images_calibration: 'c.json' {says}"):
        read(content)


@pytest.mark.parametrize(
    ("code", "region", "ending"),
    [
        ("key_outside_instance", "cn-beijing", "; sharing such images is confirmed on this account on 2026-01-31"),
        ("key_outside_instance", "cn-shanghai", ""),
        ("region_unproven", "cn-beijing", ""),
        ("not_encrypted", "cn-beijing", ""),
    ],
)
def test_a_reason_says_what_was_found_where_its_fact_was_settled(code: str, region: str, ending: str) -> None:
    images = [{"region": region, "reasons": [{"code": code, "message": "why"}]}]
    assert images_with_results(images, read(text()))[0]["reasons"] == [{"code": code, "message": f"why{ending}"}]
