# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which snapshots an account gains and loses, and what stands in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.evidence import ShareTrust
from plugins.module_utils._model.resource_share import ResourceShare, ShareEntity
from plugins.module_utils._model.snapshot import Snapshot
from plugins.module_utils._snapshots.share import SnapshotSharePlan, plan_snapshot_shares, snapshots_of, unfinished
from plugins.module_utils._snapshots.share_values import AccountShare, SnapshotShareRequest, SnapshotShareSeen

from ..support import CONSUMER, HOME, KEY, OWNER, key

OTHER = "3000000000000003"
SNAPSHOT = Snapshot(snapshot_id="s-1", encrypted=True, kms_key_id=KEY, size_gib=100, status="accomplished")


def request(*accounts: str, **more: Any) -> SnapshotShareRequest:
    given = {"region": HOME, "snapshot_ids": ("s-1",), "absent": False, "prefix": "parts"}
    return SnapshotShareRequest(accounts=accounts, **{**given, **more})


def share(*snapshots: str, account: str = CONSUMER, status: str = "Associated", **more: Any) -> ResourceShare:
    given = {"share_id": "rs-1", "name": f"parts-{account}", "region": HOME, "owner_id": OWNER, "status": "Active"}
    return ResourceShare(
        snapshots=tuple(ShareEntity(entity_id=item, status=status) for item in snapshots),
        targets=more.pop("targets", (ShareEntity(entity_id=account, status="Associated"),)),
        **{**given, **more},
    )


def plan(
    asked: SnapshotShareRequest | None = None,
    snapshot: Snapshot | None = SNAPSHOT,
    shares: dict[str, ResourceShare] | None = None,
    **more: Any,
) -> SnapshotSharePlan:
    given: dict[str, Any] = {
        "account_id": OWNER,
        "snapshots": {"s-1": snapshot} if snapshot else {},
        "keys": {KEY: key()},
        "keys_denied": {},
        "shares": shares or {},
    }
    return plan_snapshot_shares(asked or request(CONSUMER), SnapshotShareSeen(**{**given, **more}))


def test_an_account_without_a_share_gets_one_of_its_own() -> None:
    found = plan(request(CONSUMER, OTHER), shares={OTHER: share("s-1", account=OTHER)})
    assert [(item.account, item.name, item.added) for item in found.shares] == [
        (CONSUMER, f"parts-{CONSUMER}", ("s-1",)),
        (OTHER, f"parts-{OTHER}", ()),
    ]
    assert (found.changed, found.invited) == (True, {CONSUMER})
    assert (found.before, found.after) == ({CONSUMER: [], OTHER: ["s-1"]}, {CONSUMER: ["s-1"], OTHER: ["s-1"]})


def test_a_new_share_is_shown_as_it_will_be_open_to_accounts_outside_of_the_directory() -> None:
    (item,) = plan(request(CONSUMER, tags={"team": "web"})).shares
    coming = share("s-1", status="Associating", targets=(ShareEntity(entity_id=CONSUMER, status="Associating"),))
    assert item.share == replace(coming, share_id="", allow_external=True, tags={"team": "web"})


def test_what_an_account_has_is_not_shared_again() -> None:
    found = plan(shares={CONSUMER: share("s-1")})
    assert (found.changed, found.has_work) == (False, False)


def test_an_association_that_an_earlier_run_began_is_waited_for() -> None:
    found = plan(shares={CONSUMER: share("s-1", status="Associating")})
    assert (found.changed, found.has_work) == (False, True)


@pytest.mark.parametrize("status", ["Failed", "Disassociating"])
def test_an_association_that_failed_or_ends_is_made_again(status: str) -> None:
    assert plan(shares={CONSUMER: share("s-1", status=status)}).shares[0].added == ("s-1",)


def test_an_account_that_was_taken_out_of_its_share_is_put_back() -> None:
    found = plan(shares={CONSUMER: share("s-1", targets=())})
    assert (found.changed, found.invited, found.shares[0].status) == (True, {CONSUMER}, "Associating")


@pytest.mark.parametrize(
    ("snapshot", "more", "says"),
    [
        (None, {}, "is not found in cn-beijing"),
        (replace(SNAPSHOT, status="progressing"), {}, "is progressing. Wait"),
        (
            replace(SNAPSHOT, tags={"acs:ecs:sharedFrom": f"{CONSUMER}:{HOME}:s-9"}),
            {},
            f"belongs to account {CONSUMER}",
        ),
        (replace(SNAPSHOT, encrypted=False, kms_key_id=""), {}, "share_unencrypted: true"),
        (replace(SNAPSHOT, kms_key_id=""), {}, "ECS service key. Copy it"),
        (SNAPSHOT, {"keys": {KEY: key(creator="Ecs")}}, "ECS service key. Copy it"),
        (SNAPSHOT, {"keys": {KEY: key(state="Disabled")}}, f"{KEY}, which is Disabled. Enable"),
        (SNAPSHOT, {"keys": {KEY: None}}, f"{KEY}, which is not found"),
        (SNAPSHOT, {"keys": {}, "keys_denied": {KEY: "kms:DescribeKey"}}, "Allow the RAM action kms:DescribeKey"),
    ],
)
def test_a_snapshot_that_cannot_be_shared_is_refused(snapshot: Snapshot, more: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says) as raised:
        plan(snapshot=snapshot, **more)
    assert raised.value.option == "snapshot_ids"


def test_another_accounts_key_is_left_to_ecs() -> None:
    foreign = f"acs:kms:{HOME}:{OTHER}:key/key-x"
    assert plan(snapshot=replace(SNAPSHOT, kms_key_id=foreign), keys={foreign: None}).changed


def test_a_snapshot_that_is_not_encrypted_is_shared_where_asked() -> None:
    plain = replace(SNAPSHOT, encrypted=False, kms_key_id="")
    assert plan(request(CONSUMER, share_unencrypted=True), plain, keys={}).changed


@pytest.mark.parametrize(
    ("trust", "refused"),
    [
        (ShareTrust(role="Role", accounts=frozenset({CONSUMER})), False),
        (ShareTrust(role="Role", accounts=frozenset({OTHER})), True),
        (ShareTrust(role="Role", accounts=None), True),
        (ShareTrust(role="Role", denied="ram:GetRole"), False),
        (None, False),
    ],
)
def test_an_account_must_be_trusted_as_far_as_that_can_be_read(trust: ShareTrust | None, refused: bool) -> None:
    if not refused:
        assert plan(trust=trust).changed
        return
    lack = "does not trust their ECS" if trust and trust.accounts else "does not exist"
    with pytest.raises(InvalidInput, match=f"'{CONSUMER}' cannot use .* Role {lack}.* role_name: Role") as raised:
        plan(trust=trust)
    assert raised.value.option == "accounts"


def test_a_share_that_reaches_others_is_not_used() -> None:
    targets = tuple(ShareEntity(entity_id=item, status="Associated") for item in (CONSUMER, "rd-1"))
    with pytest.raises(InvalidInput, match="reaches others, too: rd-1"):
        plan(shares={CONSUMER: share(targets=targets)})


def test_the_own_account_is_no_consumer() -> None:
    with pytest.raises(InvalidInput, match="is the own account"):
        plan(request(OWNER))


def test_a_snapshot_has_64_accounts_at_most() -> None:
    crowd = [f"50000000000000{number:02d}" for number in range(64)]
    shares = {account: share("s-1", account=account) for account in crowd}
    with pytest.raises(InvalidInput, match="at most 64 accounts"):
        plan(shares=shares)
    assert plan(request(crowd[0]), shares=shares).changed is False


def test_snapshots_are_taken_from_the_accounts_named_or_from_all() -> None:
    shares = {CONSUMER: share("s-1", "s-2"), OTHER: share("s-1", account=OTHER)}
    one = plan(request(CONSUMER, absent=True), shares=shares)
    assert [(item.account, item.removed) for item in one.shares] == [(CONSUMER, ("s-1",))]
    assert (one.deleted, one.after) == (frozenset(), {CONSUMER: ["s-2"]})
    every = plan(request(absent=True), shares=shares)
    assert [(item.account, item.status) for item in every.shares] == [(CONSUMER, "Associated"), (OTHER, "Absent")]
    assert every.deleted == {OTHER}


def test_a_share_that_holds_images_is_not_deleted() -> None:
    held = share("s-1", images=(ShareEntity(entity_id="m-1", status="Associated"),))
    found = plan(request(absent=True), shares={CONSUMER: held})
    assert (found.changed, found.deleted) == (True, frozenset())


def test_where_nothing_is_shared_nothing_is_taken() -> None:
    found = plan(request(CONSUMER, absent=True), shares={OTHER: share("s-1", account=OTHER)})
    assert (found.changed, found.has_work, found.shares[0].status) == (False, False, "Absent")


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (share("s-1"), ""),
        (share("s-1", status="Failed"), "could not take s-1"),
        (share(), "was read back without s-1"),
        (share("s-1", targets=()), f"was read back without {CONSUMER}"),
        (share("s-1", targets=(ShareEntity(entity_id=CONSUMER, status="Failed"),)), f"could not take {CONSUMER}"),
        (None, ""),
    ],
)
def test_what_was_read_back_must_be_what_was_asked_for(found: ResourceShare | None, says: str) -> None:
    error = unfinished(AccountShare(account=CONSUMER, name="parts", region=HOME, share=found), ["s-1"])
    assert says in str(error) if says else error is None


def test_a_share_that_could_not_take_something_says_why_as_far_as_it_is_known() -> None:
    refused = ShareEntity(entity_id="s-1", status="Failed", message="the quota is used up")
    found = replace(share(), snapshots=(refused, ShareEntity(entity_id="s-2", status="Failed")))
    error = unfinished(AccountShare(account=CONSUMER, name="parts", region=HOME, share=found), ["s-1", "s-2"])
    assert "could not take s-1 (the quota is used up); s-2 (no reason was given)" in str(error)


def test_a_failure_of_an_earlier_run_that_nobody_asked_about_is_none() -> None:
    failed = share("s-1")
    old = replace(failed, snapshots=(*failed.snapshots, ShareEntity(entity_id="s-old", status="Failed")))
    item = AccountShare(account=CONSUMER, name="parts", region=HOME, share=old)
    assert (unfinished(item, ["s-1"]), snapshots_of(old)) == (None, ["s-1"])
