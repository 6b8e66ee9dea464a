# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is copied, shared and proven of the data disks of images that are shared in parts."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._migration.parts import (
    copied_parts,
    copy_requests,
    disks_of_rows,
    found_parts,
    lacking_parts,
    parts_of_images,
    proofs_with_parts,
    seen_parts,
    share_requests,
    shared_parts,
)

from ..support import AWAY, CONSUMER, HOME


def disk(number: int, snapshot_id: str) -> dict[str, Any]:
    return {"device": f"/dev/xvd{'abc'[number]}", "size_gib": 100 * number, "source_snapshot_id": snapshot_id}


def row(image_id: str, *disks: dict[str, Any], to: str = HOME, action: str = "copy") -> dict[str, Any]:
    place = {"image_id": image_id, "name": image_id, "region": HOME, "destination_region": to}
    return {**place, "action": action, "data_disks": list(disks)}


def part(**more: Any) -> dict[str, Any]:
    given = {
        "image_id": "m-db",
        "name": "db",
        "destination_region": HOME,
        **disk(1, "s-1"),
        "snapshot_id": "s-copy",
        "state": "available",
        "action": "started",
        "shared_with": [],
        "added": [],
        "invited": [],
        "seen_as": {},
    }
    return {**given, **more}


def share(status: str = "Associated", added: tuple[str, ...] = ("s-copy",), **more: Any) -> dict[str, Any]:
    snapshots = [{"snapshot_id": "s-copy", "status": "Associated", "message": ""}]
    return {"account": CONSUMER, "region": HOME, "status": status, "snapshots": snapshots, "added": list(added), **more}


def test_snapshots_of_a_region_are_copied_by_one_request_with_their_disks() -> None:
    rows = [row("m-db", disk(1, "s-1"), disk(2, "s-2")), row("m-app", disk(1, "s-3")), row("m-web")]

    assert copy_requests(rows) == [
        {
            "region": HOME,
            "destination_region": HOME,
            "disks": {
                "s-1": {"image_id": "m-db", "device": "/dev/xvdb"},
                "s-2": {"image_id": "m-db", "device": "/dev/xvdc"},
                "s-3": {"image_id": "m-app", "device": "/dev/xvdb"},
            },
            "gib": 400,
        }
    ]


def test_another_region_and_a_snapshot_of_two_images_take_requests_of_their_own() -> None:
    rows = [row("m-db", disk(1, "s-1")), row("m-db", disk(1, "s-1"), to=AWAY), row("m-twin", disk(1, "s-1"))]

    found = [(one["destination_region"], one["disks"]["s-1"]["image_id"]) for one in copy_requests(rows)]
    assert found == [(HOME, "m-db"), (AWAY, "m-db"), (HOME, "m-twin")]


def test_an_image_that_is_skipped_has_nothing_to_copy() -> None:
    assert copy_requests([row("m-db", disk(1, "s-1"), action="skip")]) == []


def test_a_part_has_what_became_of_its_copy_and_one_without_a_copy_has_failed() -> None:
    rows = [row("m-db", disk(1, "s-1"), disk(2, "s-2"))]
    copy = {"source_snapshot_id": "s-1", "snapshot_id": "s-copy", "state": "copying", "action": "adopted"}
    first, second = copied_parts(rows, [(copy_requests(rows)[0], {"copies": [copy]})])

    assert (first["snapshot_id"], first["state"], first["action"]) == ("s-copy", "copying", "adopted")
    assert (second["device"], second["snapshot_id"], second["state"]) == ("/dev/xvdc", "", "failed")


def test_a_failed_request_has_parts_that_failed() -> None:
    rows = [row("m-db", disk(1, "s-1"))]

    assert [item["state"] for item in copied_parts(rows, [(copy_requests(rows)[0], {"failed": True})])] == ["failed"]


IMAGE = {"image_id": "m-copy", "name": "db-cmk", "region": HOME, "disks": [{"kms_key_id": "acs:kms:x:1:key/key-1"}]}


def listed(number: int = 1, **more: Any) -> dict[str, Any]:
    given = {
        "snapshot_id": f"s-copy-{number}",
        "region": HOME,
        "source_snapshot_id": f"s-{number}",
        "size_gib": 100,
        "kms_key_id": "key-1",
        "state": "available",
        "image_id": "m-db",
        "device": f"/dev/xvd{'abc'[number]}",
        "data_disk": number,
        "data_disks": 2,
    }
    return {**given, **more}


def test_the_copies_of_a_system_disks_image_are_found_by_image_region_and_key() -> None:
    others = [listed(region=AWAY), listed(kms_key_id="key-2"), listed(image_id="m-app"), listed(state="copying")]
    parts = found_parts([IMAGE], {"m-copy": "m-db"}, [*others, listed(2), listed(1)])

    assert [(item["device"], item["snapshot_id"]) for item in parts] == [
        ("/dev/xvdb", "s-copy-1"),
        ("/dev/xvdc", "s-copy-2"),
    ]
    assert {item["image_id"] for item in parts} == {"m-copy"}
    assert [one["source_snapshot_id"] for one in disks_of_rows(parts)["m-copy"]] == ["s-1", "s-2"]
    assert lacking_parts([IMAGE], {"m-copy": "m-db"}, parts) == []


@pytest.mark.parametrize("copies", [[], [listed(1)]], ids=["none", "one of two"])
def test_an_image_without_copies_of_all_its_data_disks_is_named(copies: list[dict[str, Any]]) -> None:
    parts = found_parts([IMAGE], {"m-copy": "m-db"}, copies)

    assert lacking_parts([IMAGE], {"m-copy": "m-db"}, parts) == ["db-cmk (m-copy)"]
    assert lacking_parts([IMAGE], {}, parts) == []


def test_complete_copies_are_shared_with_the_accounts_of_their_image() -> None:
    parts = [
        part(),
        part(snapshot_id="s-away", destination_region=AWAY),
        part(snapshot_id="s-late", state="copying"),
        part(image_id="m-app", snapshot_id="s-app"),
        part(image_id="m-none", snapshot_id="s-none"),
    ]
    accounts = {("m-db", HOME): ["1"], ("m-db", AWAY): ["1"], ("m-app", HOME): ["1", "2"], ("m-none", HOME): []}

    assert share_requests(parts, accounts) == [
        {"region": HOME, "snapshot_ids": ["s-copy"], "accounts": ["1"]},
        {"region": AWAY, "snapshot_ids": ["s-away"], "accounts": ["1"]},
        {"region": HOME, "snapshot_ids": ["s-app"], "accounts": ["1", "2"]},
    ]


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (share(), ([CONSUMER], [CONSUMER], [])),
        (share(added=()), ([CONSUMER], [], [])),
        (share("Pending"), ([], [CONSUMER], [CONSUMER])),
        (share("Failed", added=()), ([], [], [])),
        (share(region=AWAY), ([], [], [])),
        (share(snapshots=[{"snapshot_id": "s-copy", "status": "Failed"}], added=()), ([], [], [])),
    ],
    ids=["gained", "had", "invited", "failed", "another region", "not taken into the share"],
)
def test_a_part_says_who_has_it(answer: dict[str, Any], found: tuple[list[str], ...]) -> None:
    (shared,) = shared_parts([part()], [answer])

    assert (shared["shared_with"], shared["added"], shared["invited"]) == found


PROOF = {"image_id": "m-copy", "region": HOME, "account": CONSUMER, "result": "launchable", "reason": "sees it"}
SEEN = {"source_snapshot_id": "s-copy", "snapshot_id": "s-own", "region": HOME, "status": "accomplished"}


def prove(seen: list[dict[str, Any]], why: str = "", **proof: Any) -> dict[str, Any]:
    parts = parts_of_images([part()], {("m-db", HOME): "m-copy"})
    (found,) = proofs_with_parts([{**PROOF, **proof}], parts, seen, why)
    return found


def test_a_proof_holds_if_the_account_sees_the_data_disks_and_says_under_which_ids() -> None:
    proof = prove([SEEN])

    assert (proof["result"], proof["reason"]) == ("launchable", "sees it; data disks as snapshots: /dev/xvdb as s-own")


@pytest.mark.parametrize(
    ("seen", "why", "reason"),
    [
        ([], "", "the account does not see the snapshot s-copy of the data disk /dev/xvdb"),
        ([{**SEEN, "status": "progressing"}], "", "the account does not see the snapshot s-copy of the data disk"),
        ([], "DescribeSnapshots was refused", "DescribeSnapshots was refused"),
    ],
    ids=["not seen", "not complete", "not asked"],
)
def test_an_image_whose_data_disks_are_not_seen_is_not_proven(
    seen: list[dict[str, Any]], why: str, reason: str
) -> None:
    proof = prove(seen, why)

    assert proof["result"] == "not_proven"
    assert proof["reason"].startswith(reason)


def test_what_was_not_proven_before_stays_so_with_its_reason() -> None:
    assert prove([SEEN], result="not_proven", reason="the image is not seen")["reason"] == "the image is not seen"


def test_other_images_are_proven_as_ever() -> None:
    assert prove([], image_id="m-web") == {**PROOF, "image_id": "m-web"}


def test_a_part_remembers_the_ids_that_accounts_see_it_under() -> None:
    (once,) = seen_parts([part()], "1", [SEEN])
    (twice,) = seen_parts([once], "2", [{**SEEN, "region": AWAY}])

    assert twice["seen_as"] == {"1": "s-own"}


def test_only_complete_parts_are_asked_for() -> None:
    assert parts_of_images([part(state="failed"), part(snapshot_id="")], {}) == {}
