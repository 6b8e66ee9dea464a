# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images that others share are copied under an own key."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.adoption import plan_adoption
from plugins.module_utils._migration.plan import PlanAction, plan_values

from ..support import CONSUMER, HOME, OWNER

REASONS = {
    "not_owned": {"code": "not_owned", "message": f"belongs to account {OWNER}", "remedy": "Copy it."},
    "snapshot_not_found": {"code": "snapshot_not_found", "message": "its snapshot cannot be seen", "remedy": "Ask."},
    "deprecated": {"code": "deprecated", "message": "is deprecated", "remedy": "Make it available."},
    "not_available": {"code": "not_available", "message": "has the status UnAvailable", "remedy": "Wait."},
    "vhd_not_copied": {"code": "vhd_not_copied", "message": "is in vhd format", "remedy": "Import it again."},
    "community_image": {"code": "community_image", "message": "is a community image", "remedy": "Leave it."},
    "encrypted_data_disks": {"code": "encrypted_data_disks", "message": "has data disks", "remedy": "None."},
}


def shared(*codes: str, **more: Any) -> dict[str, Any]:
    """An image as image_info shows it to a consumer."""
    return {
        "image_id": "m-1",
        "name": "web",
        "region": HOME,
        "owner_id": OWNER,
        "size_gib": 40,
        "encryption": "unknown",
        "verdict": "blocked",
        "disks": [],
        "shared_with": [],
        "reasons": [REASONS[code] for code in codes],
        **more,
    }


@pytest.mark.parametrize(
    "codes", [("not_owned",), ("not_owned", "snapshot_not_found"), ("not_owned", "encrypted_data_disks")]
)
def test_an_image_that_depends_on_another_account_is_copied_in_its_region(codes: tuple[str, ...]) -> None:
    (row,) = plan_adoption([shared(*codes)])

    assert (row.action, row.destination, row.why) == (PlanAction.COPY, HOME, f"depends on account {OWNER}")


@pytest.mark.parametrize("code", ["deprecated", "not_available", "vhd_not_copied", "community_image"])
def test_what_ecs_does_not_copy_is_left_with_the_reason(code: str) -> None:
    (row,) = plan_adoption([shared("not_owned", code)])

    assert (row.action, row.why, row.remedy) == (PlanAction.SKIP, REASONS[code]["message"], REASONS[code]["remedy"])
    assert row.code == code


def test_an_own_image_needs_no_adoption() -> None:
    (row,) = plan_adoption([shared(owner_id=CONSUMER)])

    assert (row.action, row.why) == (PlanAction.SKIP, "is an image of this account already")


def test_the_plan_as_data_names_the_copies_and_counts() -> None:
    rows = plan_adoption([shared("not_owned"), shared("not_owned", "deprecated", image_id="m-2")])
    values = plan_values(rows)

    assert values["copies"] == [{"image_id": "m-1", "destination_region": HOME}]
    assert values["counts"] == {"copy": 1, "skip": 1}
    assert values["share"] == {}
    assert [row["image_id"] for row in values["rows"]] == ["m-1", "m-2"]
