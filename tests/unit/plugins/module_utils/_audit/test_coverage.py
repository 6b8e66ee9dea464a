# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Regions with instances and without the images they should have."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.coverage import find_coverage
from plugins.module_utils._audit.values import InstanceCount
from plugins.module_utils._model.image import AssessedImage, Encryption, Verdict

from ..support import AWAY, CONSUMER, HOME, image

HERE = InstanceCount(region=HOME, count=3)


def assessed(verdict: Verdict = Verdict.SHAREABLE, **more: Any) -> AssessedImage:
    """An image of the family web."""
    return AssessedImage(
        image=image(**{"family": "web", **more}), encryption=Encryption.NONE, verdict=verdict, reasons=()
    )


SHARED = assessed(Verdict.BLOCKED, family=f"acs:{CONSUMER}:web", owner_alias="others", owner_id=CONSUMER)


@pytest.mark.parametrize(
    ("images", "covered", "codes"),
    [
        pytest.param([assessed()], True, [], id="an own image that can be shared"),
        pytest.param([], False, ["family_missing"], id="none"),
        pytest.param([assessed(family="db")], False, ["family_missing"], id="another family"),
        pytest.param([SHARED], True, [], id="the family of another account"),
        pytest.param([assessed(region=AWAY)], False, ["family_missing"], id="in another region"),
        pytest.param([assessed(status="Creating")], False, ["family_missing"], id="not available yet"),
        pytest.param([assessed(Verdict.NEEDS_COPY)], False, ["family_not_shareable"], id="one that needs a copy"),
        pytest.param([assessed(Verdict.NEEDS_COPY), assessed()], True, [], id="one of two can be shared"),
        pytest.param(
            [assessed(Verdict.BLOCKED, owner_alias="others", owner_id=CONSUMER)],
            True,
            [],
            id="shared by another",
        ),
    ],
)
def test_a_region_with_instances_is_covered_by_a_usable_image(
    images: list[AssessedImage], covered: bool, codes: list[str]
) -> None:
    (row,) = find_coverage(["web"], [HERE], images)

    assert (row.region, row.family, row.instances, row.covered) == (HOME, "web", 3, covered)
    assert [why.code for why in row.reasons] == codes
    assert bool(row.image_ids) is covered


def test_a_region_without_instances_needs_nothing() -> None:
    assert find_coverage(["web"], [InstanceCount(region=HOME, count=0)], []) == []


def test_where_instances_may_not_be_listed_only_an_image_makes_sure() -> None:
    hidden = InstanceCount(region=HOME, count=None, denied="ecs:DescribeInstances")
    (without,) = find_coverage(["web"], [hidden], [])
    (having,) = find_coverage(["web"], [hidden], [assessed()])

    assert without.covered is None
    assert "ecs:DescribeInstances" in without.reasons[0].remedy
    assert (having.covered, having.instances, having.reasons) == (True, None, ())


def test_every_family_is_looked_for_in_every_region() -> None:
    rows = find_coverage(["web", "db"], [HERE, InstanceCount(region=AWAY, count=1)], [assessed(region=AWAY)])

    assert [(row.region, row.family, row.covered) for row in rows] == [
        (HOME, "web", False),
        (HOME, "db", False),
        (AWAY, "web", True),
        (AWAY, "db", False),
    ]


def test_a_reason_names_region_family_and_number() -> None:
    (row,) = find_coverage(["web"], [HERE], [])

    assert row.to_result()["reasons"] == [why.to_result() for why in row.reasons]
    assert all(word in row.reasons[0].message for word in (HOME, "web", "instances (3)"))
