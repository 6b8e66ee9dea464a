# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is said of an image that may not be deprecated or deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._core.reasons import reason
from plugins.module_utils._model.image import AssessedImage, Encryption, Verdict

from ..support import AWAY, CONSUMER, HOME, KEY, OWNER, disk
from .test_decide import ASKED, COPY_TAGS, DISABLED, NEW, OLD, TEMPLATE, assessed, deprecated, row, seen, told


def message(copy: AssessedImage) -> str:
    (only,) = row(found=seen(copy=copy)).reasons
    return only.message


@pytest.mark.parametrize(
    ("new_id", "copy", "says"),
    [
        ("m-new", assessed(replace(NEW, status="Deprecated")), "the image m-new that takes its place is Deprecated"),
        ("m-else", assessed(NEW), "the image m-else that takes its place is not there"),
        ("", assessed(NEW), "the image none that takes its place is not there"),
    ],
)
def test_a_copy_that_is_missing_is_named_with_its_status(new_id: str, copy: AssessedImage, says: str) -> None:
    found = row(replace(ASKED, new_ids={"m-old": new_id}), seen(copy=copy)).reasons[0]
    assert (found.code, found.message) == ("retire_copy_missing", f"{says} in {HOME}")


def tagged(place: str) -> dict[str, str]:
    return {**COPY_TAGS, "imageops:copy": f"{place}/{KEY}/1"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"tags": {}}, "its tags do not name this image as the source"),
        ({"tags": {**COPY_TAGS, "imageops:source-image": "m-x"}}, "its tags do not name this image as the source"),
        ({"tags": tagged(f"{CONSUMER}/{HOME}>{HOME}")}, f"its tag says {CONSUMER}/{HOME}>{HOME}/{KEY}/1"),
        ({"tags": tagged(f"{OWNER}/{AWAY}>{HOME}")}, f"its tag says {OWNER}/{AWAY}>{HOME}/{KEY}/1"),
        ({"tags": tagged(f"{OWNER}/{HOME}>{AWAY}")}, f"its tag says {OWNER}/{HOME}>{AWAY}/{KEY}/1"),
        ({"is_copied": False}, "ECS does not show it as a copy"),
        (
            {
                "disks": (
                    disk(KEY, source_snapshot_id="s-old"),
                    disk(KEY, device="/dev/xvdb", source_snapshot_id="s-x"),
                    disk(KEY, device="/dev/xvdc", source_snapshot_id="s-y"),
                )
            },
            "ECS says that its disk /dev/xvdb was copied from another snapshot",
        ),
    ],
)
def test_a_copy_that_is_not_proven_is_named_with_the_fact_against_it(change: dict[str, Any], why: str) -> None:
    assert message(assessed(replace(NEW, **change))) == f"m-new is not proven to be its copy: {why}"


def test_a_copy_that_differs_in_several_ways_is_named_with_all_of_them() -> None:
    found = message(assessed(replace(NEW, disks=(disk("key-2", size_gib=80),))))
    assert "has disks that are not under the key key-bj: /dev/xvda; its copy m-new has the disks system" in found


@pytest.mark.parametrize(
    ("copy", "why"),
    [
        (assessed(NEW, verdict=Verdict.BLOCKED, reasons=(DISABLED,)), DISABLED.message),
        (
            assessed(NEW, verdict=Verdict.BLOCKED, reasons=(DISABLED, reason("no_disks"))),
            f"{DISABLED.message}; {reason('no_disks').message}",
        ),
        (assessed(NEW, encryption=Encryption.SERVICE_KEY), "its encryption is service_key"),
    ],
)
def test_a_copy_that_cannot_be_shared_is_named_with_its_reasons_or_else_its_encryption(
    copy: AssessedImage, why: str
) -> None:
    assert message(copy) == f"its copy m-new cannot be shared now: {why}"


def test_a_copy_under_another_accounts_key_will_do() -> None:
    assert told(row(found=seen(copy=assessed(NEW, encryption=Encryption.FOREIGN_KEY)))) == ("deprecate", "planned", [])


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "launch template web (lt-1) version 3"),
        ({"name": ""}, "launch template lt-1 version 3"),
        ({"type": "scaling_configuration", "id": "asc-1", "version": 0}, "scaling configuration web (asc-1)"),
        ({"type": "oos_parameter", "id": "images/web", "name": "images/web", "version": 7}, "OOS parameter images/web"),
    ],
)
def test_a_user_is_named_by_kind_and_by_name_and_id_each_once(more: dict[str, Any], words: str) -> None:
    (found,) = row(found=seen(references=[replace(TEMPLATE, **more)])).reasons
    assert found.message == f"it is used by {words}"


@pytest.mark.parametrize(("count", "end"), [(5, "lt-4 version 3"), (6, "lt-4 version 3 and 1 more"), (9, "and 4 more")])
def test_of_many_users_five_are_named(count: int, end: str) -> None:
    users = [replace(TEMPLATE, id=f"lt-{number}", name="") for number in range(count)]
    message = row(found=seen(references=users)).reasons[0].message
    assert message.startswith("it is used by launch template lt-0 version 3, ")
    assert message.endswith(end)


@pytest.mark.parametrize(("run", "name"), [("nightly", "nightly"), ("", "without a name")])
def test_accounts_that_are_not_known_are_counted_with_the_run_whose_record_lists_them(run: str, name: str) -> None:
    (found,) = row(found=seen(deprecated(31, accounts=2, run=run))).reasons
    assert found.message.startswith("the 2 accounts that it was shared with are not known")
    assert found.message.endswith(f"the record of the run {name} is missing")


def test_each_account_that_lacks_the_copy_or_is_not_cleared_is_named() -> None:
    found = row(found=seen(shares={"m-old": (CONSUMER, "3"), "m-new": ("3",)})).reasons
    assert [item.message for item in found] == [
        f"its copy m-new is not shared with {CONSUMER}",
        f"it is not known that {CONSUMER} does without it",
        "it is not known that 3 does without it",
    ]


def test_disks_made_from_any_snapshot_of_an_image_are_named_once_each() -> None:
    found = seen(deprecated(31), made_disks={"s-old": ["d-2", "d-1", "d-2"], "s-else": ["d-3"]})
    (only,) = row(found=found).reasons
    assert only.message == "the disks d-1, d-2 were made from its snapshots"


def test_where_disks_cannot_be_read_an_image_without_snapshots_is_deleted_all_the_same() -> None:
    bare = replace(deprecated(31), disks=(replace(OLD.disks[0], snapshot_id=""),))
    item = row(found=seen(bare, disks_denied={"s-old": "ecs:DescribeDisks"}))
    assert (told(item), item.snapshot_ids) == (("delete", "planned", []), ())
