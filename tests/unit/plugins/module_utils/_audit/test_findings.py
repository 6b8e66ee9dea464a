# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit found that should be different."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.findings import NAMED_AT_MOST, shared_outside, stops, uncovered

from ..support import CONSUMER, HOME

OTHER = "3000000000000003"


def listed(name: str, verdict: str = "shareable", *accounts: str, codes: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "image_id": f"m-{name}",
        "name": name,
        "region": HOME,
        "verdict": verdict,
        "shared_with": list(accounts),
        "reasons": [{"code": code} for code in codes],
    }


def result(*images: dict[str, Any], **more: Any) -> dict[str, Any]:
    verdicts: dict[str, int] = {}
    reasons: dict[str, int] = {}
    for image in images:
        verdicts[image["verdict"]] = verdicts.get(image["verdict"], 0) + 1
        for reason in image["reasons"]:
            reasons[reason["code"]] = reasons.get(reason["code"], 0) + 1
    return {"images": list(images), "summary": {"verdicts": verdicts, "reasons": reasons}, **more}


FLEET = result(
    listed("web", "needs_copy"),
    listed("data", "blocked"),
    listed("base", "shareable", CONSUMER, OTHER, codes=("shared_outside",)),
    coverage=[
        {"region": HOME, "family": "web", "covered": True},
        {"region": "cn-shanghai", "family": "web", "covered": False},
        {"region": "eu-central-1", "family": "web", "covered": None},
    ],
)


@pytest.mark.parametrize(
    ("fail_on", "sentences"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param(["unknown"], [], id="what was not found"),
        pytest.param(["blocked"], ["1 image is blocked: data"], id="one verdict"),
        pytest.param(["needs_copy", "blocked"], ["2 images are needs_copy or blocked: web, data"], id="two verdicts"),
        pytest.param(["shared_outside"], ["1 image is shared outside the allowed accounts: base"], id="shares"),
        pytest.param(
            ["uncovered"],
            ["2 families are not known to be where instances are: web in cn-shanghai, web in eu-central-1"],
            id="coverage",
        ),
        pytest.param(
            ["blocked", "shared_outside"],
            ["1 image is blocked: data", "1 image is shared outside the allowed accounts: base"],
            id="two kinds",
        ),
    ],
)
def test_a_run_fails_on_what_was_chosen(fail_on: list[str], sentences: list[str]) -> None:
    assert stops(FLEET, fail_on) == sentences


def test_images_that_are_not_listed_are_counted_all_the_same() -> None:
    summary = {"images": [], "summary": {"verdicts": {"needs_copy": 700}, "reasons": {"shared_outside": 3}}}

    assert stops(summary, ["needs_copy", "shared_outside"]) == [
        "700 images are needs_copy",
        "3 images are shared outside the allowed accounts",
    ]


def test_of_many_images_the_first_are_named() -> None:
    names = [f"web-{number:02}" for number in range(NAMED_AT_MOST + 2)]
    (sentence,) = stops(result(*(listed(name, "blocked") for name in names)), ["blocked"])

    assert sentence.endswith(f"web-{NAMED_AT_MOST - 1} and 2 more")


def test_nothing_is_uncovered_where_nobody_asked() -> None:
    assert stops(result(), ["uncovered"]) == []


def test_images_that_others_have_are_told_with_them() -> None:
    assert shared_outside(FLEET["images"], (CONSUMER,)) == [
        {"image_id": "m-base", "name": "base", "region": HOME, "verdict": "shareable", "accounts": [OTHER]}
    ]
    assert shared_outside(FLEET["images"], ()) == []


def test_a_region_of_which_nothing_can_be_said_is_not_covered() -> None:
    assert [row["region"] for row in uncovered(FLEET["coverage"])] == ["cn-shanghai", "eu-central-1"]
