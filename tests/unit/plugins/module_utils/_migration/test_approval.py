# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is approved, and what counts as something else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._migration.approval import (
    approval,
    approval_differences,
    digest_of,
    joint_digest,
    users_of,
)

from ..support import AWAY, CONSUMER, HOME

OPTIONS = {"resource_group_id": "", "restore_family": False, "unshare_sources": False}


def row(image_id: str = "m-1", **more: Any) -> dict[str, Any]:
    given = {
        "image_id": image_id,
        "destination_region": HOME,
        "action": "copy",
        "is_system_disk": False,
        "target_key": "key-1",
        "step": "start",
        "copy_id": "",
        "shared_with": [],
        "accounts": [CONSUMER],
    }
    return {**given, **more}


def plan(*rows: dict[str, Any], site: str = "here", **options: Any) -> dict[str, Any]:
    request = {**OPTIONS, "accounts": [CONSUMER], **options}
    return {"site": site, "account": "1", "request": request, "rows": list(rows)}


SHARE = {"action": "share", "step": "", "target_key": ""}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param({}, {"step": "wait", "copy_id": "m-9"}, id="the copy was started"),
        pytest.param({}, {"step": "reuse", "copy_id": "m-9"}, id="the copy was made"),
        pytest.param(SHARE, {**SHARE, "action": "none", "accounts": [], "shared_with": [CONSUMER]}, id="it was shared"),
        pytest.param({}, {"target_name": "web-cmk-2"}, id="the copy gets another name"),
    ],
)
def test_what_an_interrupted_run_did_is_no_difference(before: dict[str, Any], now: dict[str, Any]) -> None:
    approved = approval([plan(row(**before))])["here"]

    assert approval_differences(approved, plan(row(**now))) == []
    assert approval_differences(approved["digest"], plan(row(**now))) == []


@pytest.mark.parametrize(
    ("now", "says"),
    [
        pytest.param([row(), row("m-2")], "m-2 to cn-beijing: 'copy under key-1, share with", id="one more image"),
        pytest.param([], "was approved and would not be done", id="one is gone"),
        pytest.param([row(target_key="key-2")], "it would be 'copy under key-2", id="another key"),
        pytest.param([row(accounts=["9"])], "share with 9", id="another account"),
        pytest.param([row(destination_region=AWAY)], f"m-1 to {AWAY}", id="another region"),
        pytest.param([row(is_system_disk=True)], "copy its system disk", id="data disks left out"),
        pytest.param(
            [row(is_system_disk=True, data_disks=[{"device": "/dev/xvdb"}])],
            "copy its system disk and its data disks' snapshots under",
            id="data disks as snapshots",
        ),
    ],
)
def test_anything_else_is_a_difference_that_is_named(now: list[dict[str, Any]], says: str) -> None:
    approved = approval([plan(row())])["here"]

    found = approval_differences(approved, plan(*now))

    assert found
    assert says in " ".join(found)
    assert approval_differences(approved["digest"], plan(*now)) != []


def test_an_option_that_changes_what_is_done_is_a_difference() -> None:
    (found,) = approval_differences(approval([plan(row())])["here"], plan(row(), restore_family=True))

    assert "images_restore_family" in found


def test_skipped_images_are_nothing_to_approve() -> None:
    assert digest_of(plan(row("m-2", action="skip"))) == digest_of(plan())


def test_a_slice_is_compared_with_its_own_site_alone() -> None:
    both = approval([plan(row(), site="one"), plan(row("m-2"), site="two")])

    assert approval_differences(both["two"], plan(row("m-2"), site="two")) == []
    assert joint_digest(both) != joint_digest({"one": both["one"]})


def test_a_large_plan_is_handed_on_as_digest_and_counts() -> None:
    many = [row(f"m-2ze{number:017}") for number in range(5000)]
    approved = approval([plan(*many)])
    listed = approval([plan(*many[:400])])

    assert len(json.dumps(approved)) < 1000
    assert len(json.dumps(listed)) < 80_000
    assert "goals" in listed["here"]
    assert "goals" not in approval([plan(*many[:401])])["here"]
    (found,) = approval_differences(approved["here"], plan(*many[1:]))
    assert "5000" in found
    assert "4999" in found


def test_the_users_to_move_are_part_of_what_is_approved() -> None:
    users = {"scaling asc-1": "launch from the copy of m-1"}
    whole = {**plan(row()), "users": users}
    approved = approval([whole])["here"]

    assert approved["counts"] == {"copies": 1, "shared": 1, "users": 1}
    assert users_of([whole, plan(row())]) == 1
    assert approval_differences(approved, whole) == []
    more = {**users, "scaling asc-2": users["scaling asc-1"]}
    (difference,) = approval_differences(approved, {**whole, "users": more})
    assert difference == "scaling asc-2: 'launch from the copy of m-1' was not approved"
    assert approval_differences(approved, plan(row())) != []
