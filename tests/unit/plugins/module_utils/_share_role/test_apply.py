# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share role, with others who write it at the same time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._api import ram_roles
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, Denied, RoleWriteConflict
from plugins.module_utils._model.role import DISK_POLICY, DISK_ROLE, SHARE_ROLE, PolicyRef
from plugins.module_utils._share_role.apply import MOST_WRITES, RoleWriter
from plugins.module_utils._share_role.decide import plan_role
from plugins.module_utils._share_role.observe import find_shares, observe_role
from plugins.module_utils._share_role.trust import trusted_accounts, with_accounts, without_accounts
from plugins.module_utils._share_role.values import FoundShare, RoleRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, CONSUMER, HOME, OWNER
from ..world import CROWD

OTHER, THIRD = CROWD[:2]
POLICY = PolicyRef("Custom", "imageops-decrypt")


def request(*accounts: str, absent: bool = False, name: str = SHARE_ROLE, disk: bool = False) -> RoleRequest:
    return RoleRequest(name=name, accounts=accounts, absent=absent, region=HOME, policy=POLICY, disk_role=disk)


def write(session: Session, wish: RoleRequest, meanwhile: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Carry a wish out and return the share role; `meanwhile` is what others do during each pause."""
    role: dict[str, Any] = write_all(session, wish, meanwhile)["role"]
    return role


def write_all(session: Session, wish: RoleRequest, meanwhile: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Carry a wish out and return all values."""
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if meanwhile:
            meanwhile(len(pauses))

    plan = plan_role(wish, observe_role(session, wish))
    return RoleWriter(session=session, request=wish, sleep=sleep).carry_out(plan)


def trusted(session: Session, name: str = SHARE_ROLE) -> tuple[str, ...]:
    return trusted_accounts(ram_roles.find_trust(session, name) or {})


def test_an_account_is_trusted_beside_those_that_are(connect: Connect) -> None:
    role = write(connect(), request(OTHER))

    assert role["trusted_accounts"] == [CONSUMER, OTHER]
    assert role["policies"] == [{"name": name, "type": "Custom"} for name in (f"{SHARE_ROLE}-role-1", POLICY.name)]


def test_what_another_writer_undoes_is_merged_and_written_again(connect: Connect) -> None:
    session = connect()
    # The other one read the document before our write, and writes it after: our entry is gone, his is there.
    stale = with_accounts(ram_roles.find_trust(session, SHARE_ROLE), [THIRD])

    def undo(pause: int) -> None:
        if pause == 2:
            ram_roles.update_trust(session, SHARE_ROLE, stale)

    write(session, request(OTHER), undo)

    assert trusted(session) == (CONSUMER, OTHER, THIRD)


def test_a_write_that_is_undone_again_and_again_is_an_error(connect: Connect) -> None:
    session = connect()
    before = ram_roles.find_trust(session, SHARE_ROLE) or {}

    with pytest.raises(RoleWriteConflict, match=f"written {MOST_WRITES} times"):
        write(session, request(OTHER), lambda _pause: ram_roles.update_trust(session, SHARE_ROLE, before))


def test_a_role_that_somebody_else_makes_at_the_same_time_gets_both_entries(connect: Connect) -> None:
    session = connect()
    wish = request(OTHER, name="new-role")
    plan = plan_role(wish, observe_role(session, wish))
    write(session, request(THIRD, name="new-role"))

    RoleWriter(session=session, request=wish, sleep=lambda _seconds: None).carry_out(plan)

    assert trusted(session, "new-role") == (OTHER, THIRD)


def test_an_entry_that_is_taken_away_stays_away(connect: Connect) -> None:
    session = connect()
    write(session, request(OTHER, THIRD))
    stale = without_accounts(ram_roles.find_trust(session, SHARE_ROLE) or {}, [OTHER])

    def undo(pause: int) -> None:
        if pause == 1:
            ram_roles.update_trust(session, SHARE_ROLE, stale)

    role = write(session, request(THIRD, absent=True), undo)

    assert role["trusted_accounts"] == [CONSUMER]


def test_a_document_that_is_too_long_is_told_with_its_size(emu: Harness, connect: Connect) -> None:
    many = tuple(str(4_000_000_000_000_000 + number) for number in range(80))
    session = connect()

    with pytest.raises(ApiError, match=r"would have \d{4} characters; trusted accounts: 81") as caught:
        write(session, request(*many))

    assert caught.value.code == "InvalidParameter.AssumeRolePolicyDocument.Length"
    assert trusted(session) == (CONSUMER,)
    assert "CreatePolicy" not in [entry["action"] for entry in emu.log()]


def test_shares_are_found_in_every_region(emu: Harness, connect: Connect) -> None:
    session = connect()

    found = find_shares(session, HOME, frozenset({CONSUMER, OTHER}))

    assert found == (FoundShare(account=CONSUMER, region=HOME, image_id="m-cmk", name="cmk"),)
    searched = {entry["region"] for entry in emu.log() if entry["action"] == "DescribeImages"}
    assert {HOME, AWAY} < searched


def test_a_region_that_cannot_be_searched_is_an_error(connect: Connect) -> None:
    with pytest.raises(Denied, match="DescribeRegions"):
        find_shares(connect("nobody"), HOME, frozenset({CONSUMER}))


def test_regions_are_searched_only_for_accounts_that_would_lose_an_entry(emu: Harness, connect: Connect) -> None:
    session = connect()

    assert observe_role(session, request(OTHER, absent=True)).shares == ()
    assert "DescribeRegions" not in [entry["action"] for entry in emu.log()]
    assert len(observe_role(session, request(CONSUMER, OTHER, absent=True)).shares) == 1


def test_the_account_of_the_role_is_known(connect: Connect) -> None:
    seen: Any = observe_role(connect(), request(OTHER))

    assert (seen.account_id, seen.disk_role, seen.policy_exists) == (OWNER, True, False)


DISK = {
    "name": DISK_ROLE,
    "exists": True,
    "arn": f"acs:ram::{OWNER}:role/{DISK_ROLE}",
    "trusts_ecs": True,
    "policies": [DISK_POLICY.to_result()],
}


def test_the_disk_role_is_made_with_its_policy_and_then_ready(emu: Harness, connect: Connect) -> None:
    session = connect()
    write(session, request(OTHER))
    del emu.cloud.accounts[OWNER].roles[DISK_ROLE]
    mark = len(emu.log())

    values = write_all(session, request(OTHER, disk=True))

    assert values["disk_encrypt_role"] == DISK
    assert values["role"]["disk_encrypt_role_exists"] is True
    assert [entry["action"] for entry in emu.log()[mark:] if not entry["action"].startswith(("Get", "List"))] == [
        "CreateRole",
        "AttachPolicyToRole",
    ]
    again = plan_role(request(OTHER, disk=True), observe_role(session, request(OTHER, disk=True)))
    assert (again.changed, again.before == again.after, again.values["disk_encrypt_role"]) == (False, True, DISK)


def test_a_disk_role_that_somebody_else_makes_at_the_same_time_is_completed(emu: Harness, connect: Connect) -> None:
    session = connect()
    del emu.cloud.accounts[OWNER].roles[DISK_ROLE]
    wish = request(OTHER, disk=True)
    plan = plan_role(wish, observe_role(session, wish))
    ram_roles.create_role(session, DISK_ROLE, with_accounts(None, [THIRD]), "Made by hand")

    values = RoleWriter(session=session, request=wish, sleep=lambda _seconds: None).carry_out(plan)

    assert values["disk_encrypt_role"] == DISK
    assert trusted(session, DISK_ROLE) == (THIRD,)


def test_a_disk_role_without_trust_and_policy_gets_both_and_keeps_the_rest(emu: Harness, connect: Connect) -> None:
    session = connect()
    ram_roles.update_trust(session, DISK_ROLE, with_accounts(None, [THIRD]))
    role = emu.cloud.accounts[OWNER].roles[DISK_ROLE]
    role.policies = {("System", "AliyunKMSReadOnlyAccess"): 0.0}

    made = write_all(session, request(OTHER, disk=True))["disk_encrypt_role"]

    assert (made["exists"], made["trusts_ecs"]) == (True, True)
    assert [policy["name"] for policy in made["policies"]] == [DISK_POLICY.name, "AliyunKMSReadOnlyAccess"]
    assert trusted(session, DISK_ROLE) == (THIRD,)


def test_the_disk_role_is_only_looked_at_unless_asked_for(emu: Harness, connect: Connect) -> None:
    session = connect()
    del emu.cloud.accounts[OWNER].roles[DISK_ROLE]

    values = write_all(session, request(OTHER))

    assert "disk_encrypt_role" not in values
    assert values["role"]["disk_encrypt_role_exists"] is False
    assert DISK_ROLE not in emu.cloud.accounts[OWNER].roles
