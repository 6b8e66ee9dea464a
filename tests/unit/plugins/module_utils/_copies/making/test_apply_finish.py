# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What failed attempts leave is removed once a later one is there to be seen; the last failed one is the record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._model.image import Image
from plugins.module_utils._model.image_copy import TAG_COPY

from ...conftest import Connect
from ...support import CONSUMER, HOME, OWNER, copy_of, wanted
from ..driving import Driver
from ..removing.test_apply import Dying, Killed, share

WANT = wanted()


def failed(attempt: int, **more: Any) -> Image:
    return copy_of(WANT, attempt, **{"status": "CreateFailed", "disks": (), **more})


def attempts(drive: Driver) -> dict[str, str]:
    """The attempts of m-web that are there, with their states."""
    return {drive.tags(image_id)[TAG_COPY][-1]: state for image_id, state in drive.made().items()}


def test_after_two_failures_the_first_is_removed_with_its_snapshot(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=2)
    result = drive.run("m-web")

    assert result.brief == [("available", "started")]
    assert attempts(drive) == {"2": "CreateFailed", "3": "Available"}
    assert len(drive.snapshots()) == 2
    assert [reason.code for reason in result.copies[0].reasons] == ["copy_failed", "copy_failed", "leftover_removed"]
    assert drive.count("DeleteImage") == 1

    writes = sum(entry["mutating"] for entry in drive.emu.log())
    again = drive.run("m-web")

    assert again.brief == [("available", "reused")]
    assert sum(entry["mutating"] for entry in drive.emu.log()) == writes


def test_the_only_failure_stays(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=1)
    drive.run("m-web")

    assert attempts(drive) == {"1": "CreateFailed", "2": "Available"}
    assert drive.count("DeleteImage") == 0


def test_of_a_copy_that_failed_for_good_the_last_attempt_stays_and_why_it_failed_comes_last(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=9)
    result = drive.run("m-web")

    assert attempts(drive) == {"3": "CreateFailed"}
    assert [reason.code for reason in result.copies[0].reasons][-1] == "copy_failed"
    assert drive.run("m-web").brief == [("failed", "none")]
    assert attempts(drive) == {"3": "CreateFailed"}
    assert drive.count("CopyImage") == 3


def test_failures_of_earlier_runs_are_removed_too(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=2)
    for _round in range(2):
        drive.run("m-web", wait=False)
        drive.emu.advance(61)
    result = drive.run("m-web", wait=False)

    assert result.brief == [("copying", "started")]
    assert attempts(drive) == {"2": "CreateFailed", "3": "Creating"}
    assert [reason.code for reason in result.copies[0].reasons][-1] == "leftover_removed"


def test_check_mode_says_what_would_be_removed(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=9)
    for _round in range(2):
        drive.run("m-web", wait=False)
        drive.emu.advance(61)
    plan = drive.plan(drive.request("m-web"))

    (before,), (after,) = plan.before.values(), plan.after.values()
    assert before.startswith("no usable copy, left over: m-")
    assert "left over" not in after


@pytest.mark.parametrize(
    ("key", "permission"),
    [("no-image-deletion", "ecs:DeleteImage"), ("no-snapshot-deletion", "ecs:DeleteSnapshot"), ("no-tags", "ecs:Tag")],
)
def test_who_may_not_delete_gets_the_copy_and_is_told(
    drive: Driver, connect: Connect, key: str, permission: str
) -> None:
    drive.emu.fault(kind="fail_copy", times=2)
    result = replace(drive, session=connect(key)).run("m-web")

    assert (result.brief, result.failures) == ([("available", "started")], {})
    *failed, reason = result.copies[0].reasons
    assert [told.code for told in failed] == ["copy_failed", "copy_failed"]
    assert reason.code == "leftover_kept"
    assert permission in reason.remedy


def test_a_leftover_that_is_shared_is_left(drive: Driver) -> None:
    drive.emu.fault(kind="fail_copy", times=2)
    (first,) = drive.run("m-web", wait=False).ids
    drive.emu.advance(61)
    drive.emu.cloud.accounts[OWNER].regions[HOME].images[first].shares[CONSUMER] = 0.0
    drive.run("m-web")

    assert sorted(attempts(drive)) == ["1", "2", "3"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("writes", [4, 5, 6])
def test_a_run_that_was_killed_while_it_removed_a_leftover_loses_nothing(
    drive: Driver, writes: int, after: bool
) -> None:
    """Three copies are started, then the snapshot is tagged, the image deleted, the snapshot deleted."""
    drive.emu.fault(kind="fail_copy", times=2)
    with pytest.raises(Killed):
        replace(drive, session=Dying(drive.session, writes, after)).run("m-web")
    drive.run("m-web")

    assert attempts(drive) == {"2": "CreateFailed", "3": "Available"}
    assert len(drive.snapshots()) == 2


def test_a_copy_that_was_shared_is_no_leftover_of_the_run(drive: Driver) -> None:
    (copy_id,) = drive.run("m-web").ids
    share(drive, copy_id)
    drive.run("m-web")

    assert drive.made() == {copy_id: "Available"}
