# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sharing: what is read before, and in what order it is carried out."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.ecs_sharing import list_share_accounts
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, ShareFailed
from plugins.module_utils._model.role import SHARE_ROLE
from plugins.module_utils._share_role.observe import read_trust
from plugins.module_utils._shares.apply import NOT_SPREAD, SharesDone, ShareWriter
from plugins.module_utils._shares.decide import plan_shares
from plugins.module_utils._shares.observe import observe_shares
from plugins.module_utils._shares.values import ShareRequest, ShareState

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, CONSUMER, HOME, OWNER
from ..world import CROWD, WORLD, disk

OTHER = CROWD[0]
SHARE = "ModifyImageSharePermission"


def request(*accounts: str, ids: tuple[str, ...] = ("m-cmk",), **more: Any) -> ShareRequest:
    return ShareRequest(**{"region": HOME, "image_ids": ids, "accounts": accounts, "share_unencrypted": True, **more})


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def share(session: Session, wish: ShareRequest, clock: Clock | None = None) -> SharesDone:
    plan = plan_shares(wish, observe_shares(session, wish))
    clock = clock or Clock()
    return ShareWriter(session=session, request=wish, clock=clock, sleep=clock.sleep).carry_out(plan)


def actions(emu: Harness) -> set[str]:
    return {entry["action"] for entry in emu.log()}


def writes(emu: Harness) -> list[str]:
    return [entry["parameters"]["ImageId"] for entry in emu.log() if entry["action"] == SHARE]


def test_the_role_is_read_only_if_an_encrypted_image_gains_an_account(emu: Harness, connect: Connect) -> None:
    session = connect()
    observe_shares(session, request(CONSUMER))
    observe_shares(session, request(OTHER, ids=("m-plain",)))
    observe_shares(session, request(OTHER, state=ShareState.ABSENT))
    observe_shares(session, request(OTHER, check_role=False))
    assert "GetRole" not in actions(emu)

    seen = observe_shares(session, request(OTHER))
    assert seen.trust
    assert (seen.trust.accounts, seen.trust.denied) == (frozenset({CONSUMER}), "")


def test_a_role_that_may_not_be_read_is_not_a_role_that_is_missing(connect: Connect) -> None:
    trust = read_trust(connect("nobody"))

    assert (trust.accounts, trust.denied) == (None, "ram:GetRole")


def test_a_role_that_is_not_there_trusts_nobody_at_all(connect: Connect) -> None:
    trust = read_trust(connect("consumer"))

    assert (trust.role, trust.accounts, trust.denied) == (SHARE_ROLE, None, "")


ASSUME_ROLE: dict[str, Any] = {"kind": "error", "action": SHARE, "code": NOT_SPREAD, "status": 403}


def test_a_share_waits_for_ram_to_spread_a_changed_role(emu: Harness, connect: Connect) -> None:
    emu.fault(**ASSUME_ROLE, times=10)
    clock = Clock()
    wish = request(OTHER, ids=("m-plain",), role_changed=True)

    done = share(connect(), wish, clock)

    assert done.failures == {}
    assert done.shares[0]["shared_with"] == [OTHER]
    assert clock.now == 20


def test_a_role_that_does_not_come_round_in_time_is_an_error(emu: Harness, connect: Connect) -> None:
    emu.fault(**ASSUME_ROLE, times=100)
    clock = Clock()

    done = share(connect(), request(OTHER, ids=("m-plain",), role_changed=True, role_timeout=9), clock)

    assert isinstance(done.failures["m-plain"], ApiError)
    assert (done.shares, done.changed) == ([], False)
    assert clock.now <= 9


def test_a_role_that_was_not_changed_is_wrong_at_once(emu: Harness, connect: Connect) -> None:
    emu.fault(**ASSUME_ROLE)
    clock = Clock()

    assert share(connect(), request(OTHER, ids=("m-plain",)), clock).failures.keys() == {"m-plain"}
    assert clock.now == 0


def test_accounts_that_a_broken_row_of_calls_added_count_as_a_change(emu: Harness, connect: Connect) -> None:
    emu.fault(kind="error", action=SHARE, code="QuotaExceed.ShareImageUser", status=403, skip=1)

    done = share(connect(), request(*CROWD[:12], ids=("m-plain",)))

    assert done.failures.keys() == {"m-plain"}
    assert done.changed
    assert len(list_share_accounts(connect(), HOME, "m-plain")) == 10


def test_one_account_that_ecs_does_not_know_denies_nobody_else(connect: Connect) -> None:
    nowhere = "9999999999999999"

    done = share(connect(), request(nowhere, OTHER, ids=("m-plain",)))

    assert str(done.failures["m-plain"]).count(nowhere) == 1
    assert done.unknown == [nowhere]
    assert done.shares[0]["added"] == [OTHER]
    assert list_share_accounts(connect(), HOME, "m-plain") == (OTHER,)


def test_an_exact_list_that_others_add_to_meanwhile_is_an_error(connect: Connect) -> None:
    wish = request(CONSUMER, ids=("m-plain",), state=ShareState.EXACT)
    session = connect()
    plan = plan_shares(wish, observe_shares(session, wish))
    share(session, request(OTHER, ids=("m-plain",)))

    done = ShareWriter(session=session, request=wish).carry_out(plan)

    assert isinstance(done.failures["m-plain"], ShareFailed)
    assert f"still with {OTHER}" in str(done.failures["m-plain"])
    assert done.changed


def copies(emu: Harness, *, region: str = HOME, shared_with: tuple[str, ...] = (OTHER, CONSUMER)) -> None:
    """An old image under the service key, shared as in former times, and a copy of it that nobody has yet."""
    old = {"id": "m-old-web", "name": "old", "disks": [disk("alias/acs/ecs")], "shared_with": list(shared_with)}
    key = "key-bj" if region == HOME else "key-sh"
    tags = {"imageops:source-image": "m-old-web", "imageops:copy": f"{OWNER}/{HOME}>{region}/{key}/1"}
    copy = {"id": "m-copy", "name": "copy", "copied": True, "tags": tags, "disks": [disk(key)]}
    owner = WORLD["accounts"][OWNER]
    regions = {**owner["regions"]}
    regions[HOME] = {**regions[HOME], "images": [*regions[HOME]["images"], old]}
    regions[region] = {**regions[region], "images": [*regions[region].get("images", []), copy]}
    role = owner["roles"][SHARE_ROLE]
    services = {"Service": [f"{account}@ecs.aliyuncs.com" for account in (CONSUMER, OTHER)]}
    trust = {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": services}]}
    roles = {**owner["roles"], SHARE_ROLE: {**role, "trust": trust}}
    accounts = {**WORLD["accounts"], OWNER: {**owner, "regions": regions, "roles": roles}}
    emu.control("POST", "reset", {**WORLD, "accounts": accounts})


MOVE: dict[str, Any] = {"ids": ("m-copy",), "from_source": True, "unshare_source": True}


def test_consumers_get_the_copy_before_they_lose_its_source(emu: Harness, connect: Connect) -> None:
    copies(emu)

    done = share(connect(), request(**MOVE))

    assert writes(emu) == ["m-copy", "m-old-web"]
    assert done.shares[0]["shared_with"] == [CONSUMER, OTHER]
    assert done.shares[0]["source"] == {
        "image_id": "m-old-web",
        "region": HOME,
        "shared_with": [],
        "removed": [CONSUMER, OTHER],
        "kept_because": "",
    }
    assert list_share_accounts(connect(), HOME, "m-old-web") == ()


def test_nobody_loses_a_source_whose_copy_could_not_be_shared(emu: Harness, connect: Connect) -> None:
    copies(emu)
    emu.fault(kind="error", action=SHARE, code="QuotaExceed.ShareImageUser", status=403)

    done = share(connect(), request(**MOVE))

    assert done.failures.keys() == {"m-copy"}
    assert list_share_accounts(connect(), HOME, "m-old-web") == (CONSUMER, OTHER)
    assert writes(emu) == ["m-copy"]


def test_consumers_of_another_region_keep_the_source(emu: Harness, connect: Connect) -> None:
    copies(emu, region=AWAY)

    done = share(connect(region=AWAY), request(**MOVE, region=AWAY))

    assert done.shares[0]["shared_with"] == [CONSUMER, OTHER]
    assert f"consumers in {HOME} would be left without an image" in str(done.shares[0]["source"])
    assert list_share_accounts(connect(), HOME, "m-old-web") == (CONSUMER, OTHER)


def test_a_source_that_cannot_be_unshared_is_an_error_and_the_copy_is_shared(emu: Harness, connect: Connect) -> None:
    copies(emu)
    emu.fault(kind="error", action=SHARE, code="InternalFault", status=403, match={"ImageId": "m-old-web"})

    done = share(connect(), request(**MOVE))

    assert done.failures.keys() == {"m-old-web"}
    assert done.shares[0]["shared_with"] == [CONSUMER, OTHER]
    assert "'removed': []" in str(done.shares[0]["source"])


def test_a_second_run_finds_nothing_to_do(emu: Harness, connect: Connect) -> None:
    copies(emu)
    session = connect()
    share(session, request(**MOVE))
    before = len(writes(emu))

    wish = request(**MOVE)
    plan = plan_shares(wish, observe_shares(session, wish))

    assert not plan.changed
    assert len(writes(emu)) == before


def test_a_mapping_names_the_source_of_a_copy_without_tags(emu: Harness, connect: Connect) -> None:
    copies(emu)

    seen = observe_shares(connect(), request(ids=("m-cmk",), from_source=True, sources={"m-cmk": "m-old-web"}))

    assert seen.sources["m-cmk"].accounts == (CONSUMER, OTHER)


def test_a_source_that_is_not_there_any_more_has_no_accounts(connect: Connect) -> None:
    seen = observe_shares(connect(), request(ids=("m-cmk",), from_source=True, sources={"m-cmk": "m-none"}))

    assert seen.sources["m-cmk"].accounts is None


@pytest.mark.parametrize("shared_with", [(), (CONSUMER,)])
def test_one_call_reads_each_share_list(emu: Harness, connect: Connect, shared_with: tuple[str, ...]) -> None:
    copies(emu, shared_with=shared_with)

    observe_shares(connect(), request(**MOVE))

    reads = [entry["action"] for entry in emu.log()].count("DescribeImageSharePermission")
    assert reads == len(shared_with)
