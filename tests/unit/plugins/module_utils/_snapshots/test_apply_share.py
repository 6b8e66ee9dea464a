# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Snapshots of the emulator are shared and taken away, whatever goes wrong."""

from __future__ import annotations

import time
from typing import Any

import pytest

from plugins.module_utils._client.sdk import RESOURCE_SHARING
from plugins.module_utils._client.session import Session
from plugins.module_utils._snapshots.apply_share import share_snapshots
from plugins.module_utils._snapshots.observe_share import observe_snapshot_shares
from plugins.module_utils._snapshots.observe_shared import SharedSnapshotsRequest, read_shared_snapshots
from plugins.module_utils._snapshots.share import plan_snapshot_shares
from plugins.module_utils._snapshots.share_values import SnapshotShareRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, HOME
from ..world import CROWD

PLAIN = ("s-plain",)


@pytest.fixture(autouse=True)
def _moving(emu: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator's clock goes on with every wait."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: emu.advance(1))


def share(session: Session, *accounts: str, **more: Any) -> tuple[dict[str, str], dict[str, Exception], bool]:
    given = {"region": HOME, "snapshot_ids": PLAIN, "absent": False, "prefix": "parts", "share_unencrypted": True}
    asked = SnapshotShareRequest(accounts=accounts, **{**given, **more})
    plan = plan_snapshot_shares(asked, observe_snapshot_shares(session, asked))
    shares, failures = share_snapshots(session, plan) if plan.has_work else (list(plan.shares), {})
    return {item.account: item.status for item in shares}, failures, plan.changed


def test_an_account_outside_of_a_directory_is_invited_once(emu: Harness, connect: Connect) -> None:
    assert share(connect(), CONSUMER) == ({CONSUMER: "Pending"}, {}, True)
    assert share(connect(), CONSUMER) == ({CONSUMER: "Pending"}, {}, False)
    consumer = connect("consumer")
    listed = consumer.call(RESOURCE_SHARING, HOME, "ListResourceShareInvitations", {})
    (invited,) = listed["ResourceShareInvitations"]
    accepted = {"ResourceShareInvitationId": invited["ResourceShareInvitationId"]}
    consumer.call(RESOURCE_SHARING, HOME, "AcceptResourceShareInvitation", accepted)
    emu.advance(2)
    assert share(connect(), CONSUMER) == ({CONSUMER: "Associated"}, {}, False)
    found = read_shared_snapshots(connect("consumer"), SharedSnapshotsRequest(region=HOME))["snapshots"]
    assert [item["source_snapshot_id"] for item in found] == ["s-plain"]


def test_each_account_has_a_share_of_its_own_and_one_that_fails_keeps_no_other_from_it(
    emu: Harness, connect: Connect
) -> None:
    refusal = {"code": "QuotaExceeded.ResourceShare.Count", "status": 409, "times": 1}
    emu.control("POST", "faults", {"action": "CreateResourceShare", "kind": "error", **refusal})
    statuses, failures, _changed = share(connect(concurrency=1), *CROWD[:3])
    assert sorted(statuses.values()) == ["Absent", "Pending", "Pending"]
    assert list(failures) == [account for account, status in statuses.items() if status == "Absent"]


def test_more_than_five_snapshots_go_in_several_calls(emu: Harness, connect: Connect) -> None:
    images = [f"s-many-{number}" for number in range(7)]
    world = emu.control("GET", "world")
    world["accounts"]["1000000000000001"]["regions"][HOME]["snapshots"] += [{"id": item} for item in images]
    emu.control("POST", "reset", world)
    assert share(connect(), CONSUMER, snapshot_ids=tuple(images))[1:] == ({}, True)
    associations = emu.call("resourcesharing", "ListResourceShareAssociations", AssociationType="Resource")
    assert len(associations["ResourceShareAssociations"]) == 7
    assert share(connect(), absent=True, snapshot_ids=tuple(images[:6])) == ({CONSUMER: "Pending"}, {}, True)
    assert share(connect(), absent=True, snapshot_ids=tuple(images)) == ({CONSUMER: "Absent"}, {}, True)
    assert share(connect(), absent=True, snapshot_ids=tuple(images)) == ({}, {}, False)
