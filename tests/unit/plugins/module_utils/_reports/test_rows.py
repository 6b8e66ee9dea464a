# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run did to each image."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.handover import image_ids
from plugins.module_utils._reports.rows import report_rows

from ..support import AWAY, CONSUMER, HOME


def planned(action: str, **more: Any) -> dict[str, Any]:
    given = {
        "image_id": "m-1",
        "region": HOME,
        "encryption": "service_key",
        "verdict": "needs_copy",
        "shared_with": [],
        "destination_region": HOME,
        "action": action,
    }
    return {**given, **more}


def copied(state: str = "available", action: str = "started", **more: Any) -> dict[str, Any]:
    given = {"source_image_id": "m-1", "region": HOME, "image_id": "m-new", "state": state, "action": action}
    return {**given, **more}


def shared(image_id: str, *accounts: str) -> dict[str, Any]:
    return {"image_id": image_id, "shared_with": list(accounts)}


def proof(image_id: str, result: str, account: str = CONSUMER) -> dict[str, Any]:
    return {"image_id": image_id, "region": HOME, "account": account, "result": result, "reason": "because"}


@pytest.mark.parametrize(
    ("plan", "copies", "shares", "after"),
    [
        pytest.param(planned("skip"), [], [], "skipped", id="skipped"),
        pytest.param(planned("skip", shared_with=["2"]), [], [], "skipped", id="skipped, shared before"),
        pytest.param(planned("none"), [], [], "unchanged", id="nothing to do"),
        pytest.param(planned("none", shared_with=["2"]), [], [], "unchanged, shared", id="shared before"),
        pytest.param(planned("share"), [], [shared("m-1", "2")], "unchanged, shared", id="shared"),
        pytest.param(planned("share"), [], [shared("m-1")], "unchanged", id="share did not take"),
        pytest.param(planned("copy"), [copied()], [shared("m-new", "2")], "copied, shared", id="copied and shared"),
        pytest.param(planned("copy"), [copied()], [], "copied", id="copied"),
        pytest.param(planned("copy"), [copied(action="adopted")], [], "copied", id="adopted"),
        pytest.param(planned("copy"), [copied(action="reused")], [], "copy there", id="copied by an earlier run"),
        pytest.param(planned("copy"), [copied("failed")], [], "copy failed", id="failed"),
        pytest.param(planned("copy"), [copied("planned", image_id=None)], [], "copy planned", id="check mode"),
        pytest.param(planned("copy"), [copied("copying")], [], "copy copying", id="not waited for"),
        pytest.param(planned("copy"), [copied(region=AWAY)], [], "not copied", id="another destination's copy"),
    ],
)
def test_a_row_tells_what_has_become_of_the_image(
    plan: dict[str, Any], copies: list[dict[str, Any]], shares: list[dict[str, Any]], after: str
) -> None:
    (row,) = report_rows([plan], copies, shares, [])

    assert row["after"] == after
    assert row["before"] == "service key, needs copy"


def test_a_copied_image_shows_the_copys_id_shares_and_proofs() -> None:
    (row,) = report_rows(
        [planned("copy", shared_with=["9"])],
        [copied()],
        [shared("m-new", CONSUMER, "3", "4"), shared("m-1", "9")],
        [
            proof("m-new", "visible"),
            proof("m-new", "not_proven", "3"),
            proof("m-new", "visible", "4"),
            proof("m-1", "visible", "9"),
        ],
    )

    assert (row["new_image_id"], row["copy_state"], row["copy_action"]) == ("m-new", "available", "started")
    assert (row["shared_with"], row["shared_before"]) == ([CONSUMER, "3", "4"], ["9"])
    assert [item["account"] for item in row["proofs"]] == [CONSUMER, "3", "4"]
    assert row["proven"] == "2 of 3"


@pytest.mark.parametrize(
    ("copies", "shares", "accounts", "state"),
    [
        pytest.param([], [], (), "failed", id="the copy step failed as a whole"),
        pytest.param([], [shared("m-1", CONSUMER)], (CONSUMER,), "failed", id="the source is shared, as before"),
        pytest.param([copied(region=AWAY)], [], (), "failed", id="only another region has its copy"),
        pytest.param([copied("failed")], [], (), "failed", id="the copy failed"),
        pytest.param([copied("copying")], [], (), "in_progress", id="the copy is under way"),
        pytest.param([copied()], [], (CONSUMER,), "failed", id="the share step failed as a whole"),
        pytest.param([copied()], [shared("m-new", CONSUMER)], (CONSUMER,), "ready", id="copied and shared"),
        pytest.param([copied()], [], (), "ready", id="copied for no other account"),
    ],
)
def test_a_row_is_ready_only_by_what_this_run_did(
    copies: list[dict[str, Any]], shares: list[dict[str, Any]], accounts: tuple[str, ...], state: str
) -> None:
    rows = report_rows([planned("copy", shared_with=[CONSUMER], name="web")], copies, shares, [], accounts=accounts)

    assert rows[0]["state"] == state
    assert bool(rows[0]["problem"]) == (state == "failed")
    assert (image_ids({"images": rows}) == {HOME: {"web": "m-new"}}) == (state == "ready")
    assert image_ids({"images": rows}) in ({}, {HOME: {"web": "m-new"}})


def test_without_a_copy_the_remedy_is_that_of_the_run() -> None:
    (row,) = report_rows([planned("copy", remedy="Copy it.")], [], [], [])

    assert (row["problem_code"], row["after"], row["new_image_id"]) == ("no_copy", "not copied", None)
    assert "failures of the run" in row["remedy"]


@pytest.mark.parametrize(("given", "state"), [((), "failed"), ((CONSUMER,), "ready")])
def test_a_copy_that_takes_over_consumers_is_ready_when_they_have_it(given: tuple[str, ...], state: str) -> None:
    plan = [planned("copy", shared_with=[CONSUMER])]
    (row,) = report_rows(plan, [copied()], [shared("m-new", *given)], [], from_source=True)

    assert row["state"] == state


def test_each_destination_has_its_own_copy() -> None:
    plan = [planned("copy"), planned("copy", destination_region=AWAY)]
    rows = report_rows(plan, [copied(), copied(region=AWAY, image_id="m-sh")], [], [])

    assert [row["new_image_id"] for row in rows] == ["m-new", "m-sh"]


def test_an_image_without_a_copy_shows_none() -> None:
    (row,) = report_rows([planned("skip")], [], [], [])

    assert (row["new_image_id"], row["copy_state"], row["proven"], row["proofs"]) == (None, None, "", [])


def test_no_proof_is_counted_for_an_image_that_is_shared_with_nobody() -> None:
    (row,) = report_rows([planned("none")], [], [], [proof("m-1", "visible")])

    assert row["proven"] == ""


def test_check_mode_never_calls_an_image_shared_that_would_be() -> None:
    share = {**shared("m-1", CONSUMER, "3"), "added": ["3"]}
    (row,) = report_rows([planned("share", shared_with=[CONSUMER])], [], [share], [], accounts=["3"], is_check=True)

    assert (row["state"], row["after"]) == ("planned", "unchanged, would be shared")
    assert (row["shared_with"], row["added"]) == ([CONSUMER], ["3"])


def test_check_mode_calls_an_image_shared_that_is() -> None:
    share = {**shared("m-1", CONSUMER), "added": []}
    plan = planned("none", shared_with=[CONSUMER])
    (row,) = report_rows([plan], [], [share], [], accounts=[CONSUMER], is_check=True)

    assert (row["state"], row["after"]) == ("ready", "unchanged, shared")


def test_an_account_that_was_not_asked_does_not_count_as_seeing() -> None:
    proofs = [proof("m-1", "visible"), proof("m-1", "not_asked", "3")]
    (row,) = report_rows([planned("none", shared_with=[CONSUMER, "3"])], [], [], proofs)

    assert row["proven"] == "1 of 2"
