# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the share role needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.role import SHARE_ROLE, PolicyRef, Role
from plugins.module_utils._share_role.decide import RolePlan, decrypt_policy, describe_role, plan_role
from plugins.module_utils._share_role.trust import ASSUME, principal
from plugins.module_utils._share_role.values import FoundShare, RoleRequest, RoleSeen

from ..support import CONSUMER, HOME, OWNER

POLICY = PolicyRef("Custom", "imageops-decrypt")


def statement(principals: Any, **more: Any) -> dict[str, Any]:
    return {"Action": ASSUME, "Effect": "Allow", "Principal": principals, **more}


def document(*statements: Any) -> dict[str, Any]:
    return {"Statement": list(statements), "Version": "1"}


def ecs(*accounts: str) -> dict[str, Any]:
    return {"Service": [principal(account) for account in accounts]}


def role(trust: dict[str, Any], *policies: PolicyRef) -> Role:
    return Role(name=SHARE_ROLE, arn=f"acs:ram::{OWNER}:role/{SHARE_ROLE.lower()}", trust=trust, policies=policies)


def plan(found: Role | None, policy_exists: bool = True, shares: Sequence[FoundShare] = (), **changes: Any) -> RolePlan:
    given: dict[str, Any] = {
        "name": SHARE_ROLE,
        "accounts": (CONSUMER,),
        "absent": False,
        "region": "",
        "policy": POLICY,
    }
    seen = RoleSeen(account_id=OWNER, role=found, disk_role=True, policy_exists=policy_exists, shares=tuple(shares))
    return plan_role(RoleRequest(**{**given, **changes}), seen)


READY = role(document(statement(ecs(CONSUMER))), POLICY)


@pytest.mark.parametrize(
    ("found", "changes", "steps"),
    [
        pytest.param(READY, {}, set(), id="all there"),
        pytest.param(None, {}, {"create_role", "attach_policy"}, id="no role"),
        pytest.param(
            None, {"policy_exists": False}, {"create_role", "create_policy", "attach_policy"}, id="nothing at all"
        ),
        pytest.param(role(document(), POLICY), {}, {"update_trust"}, id="consumer not trusted"),
        pytest.param(role(dict(READY.trust)), {}, {"attach_policy"}, id="policy not attached"),
        pytest.param(
            role(dict(READY.trust), PolicyRef("System", POLICY.name)),
            {},
            {"attach_policy"},
            id="a policy of the other type and this name",
        ),
        pytest.param(READY, {"accounts": (CONSUMER, "3")}, {"update_trust"}, id="one more consumer"),
    ],
)
def test_only_what_the_role_lacks_is_done(found: Role | None, changes: dict[str, Any], steps: set[str]) -> None:
    made = plan(found, **changes)

    assert {
        name for name in ("create_role", "update_trust", "create_policy", "attach_policy") if getattr(made, name)
    } == steps
    assert (made.changed, made.has_work) == (bool(steps), bool(steps))
    assert (made.before == made.after) is not bool(steps)


def test_the_diff_shows_consumers_and_policies() -> None:
    made = plan(role(document(statement(ecs("3")))))

    assert (made.before["trusted_accounts"], made.before["policies"]) == (["3"], [])
    assert made.after["trusted_accounts"] == [CONSUMER, "3"]
    assert made.after["policies"] == [{"type": "Custom", "name": POLICY.name}]


def test_a_role_that_is_not_there_is_described_as_such() -> None:
    assert describe_role("r", None, disk_role=False) == {
        "name": "r",
        "exists": False,
        "arn": "",
        "trusted_accounts": [],
        "policies": [],
        "disk_encrypt_role_exists": False,
    }


def test_a_given_policy_document_is_used() -> None:
    assert plan(READY, policy_exists=False, document={"Version": "1"}).create_policy == {"Version": "1"}


def test_the_policy_made_by_default_decrypts_with_the_owners_keys_only() -> None:
    (only,) = decrypt_policy(OWNER)["Statement"]

    assert "kms:Decrypt" in only["Action"]
    assert all(resource.startswith(f"acs:kms:*:{OWNER}:key") for resource in only["Resource"])


def test_a_system_policy_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"^policy_name: 'Nope' is not a system policy\. .*policy_type: Custom"):
        plan(READY, policy=PolicyRef("System", "Nope"), policy_exists=False)


def test_an_account_that_the_trust_denies_is_refused() -> None:
    denying = role(document(statement(ecs(CONSUMER), Effect="Deny")), POLICY)

    with pytest.raises(InvalidInput, match=rf"^accounts: '{CONSUMER}' are denied .*Remove the Deny statement"):
        plan(denying)


BOTH = role(document(statement(ecs(CONSUMER, "3"))), POLICY)


def test_a_trust_entry_is_taken_away_and_nothing_else_is_done() -> None:
    made = plan(BOTH, absent=True, policy=PolicyRef("Custom", "other"), policy_exists=False)

    assert made.trust == document(statement(ecs("3")))
    assert (made.update_trust, made.create_role, made.create_policy, made.attach_policy) == (True, False, None, False)
    assert (made.before["trusted_accounts"], made.after["trusted_accounts"]) == ([CONSUMER, "3"], ["3"])


@pytest.mark.parametrize(
    ("found", "accounts"), [(None, (CONSUMER,)), (BOTH, ("4",)), (BOTH, ())], ids=["no role", "not trusted", "nobody"]
)
def test_there_is_nothing_to_take_away(found: Role | None, accounts: tuple[str, ...]) -> None:
    made = plan(found, absent=True, accounts=accounts)

    assert not made.changed
    assert made.before == made.after


def test_an_account_that_still_has_an_image_keeps_its_entry() -> None:
    share = FoundShare(account=CONSUMER, region=HOME, image_id="m-1", name="web-1")

    with pytest.raises(InvalidInput, match=rf"^accounts: '{CONSUMER}' still have .*web-1 \(m-1\) in {HOME}") as caught:
        plan(BOTH, absent=True, shares=[share])

    assert caught.value.results == {
        "shares": [{"account": CONSUMER, "region": HOME, "image_id": "m-1", "name": "web-1"}]
    }


def test_the_last_entry_stays_and_how_to_delete_the_role_is_told() -> None:
    with pytest.raises(InvalidInput, match=rf"are all that {SHARE_ROLE} trusts.*aliyun ram DeleteRole"):
        plan(READY, absent=True)


def test_a_directory_is_trusted_beside_the_accounts() -> None:
    made = plan(READY, directory="rd-a1b2c3")

    assert made.update_trust
    assert made.trust == document(statement(ecs(CONSUMER, "rd-a1b2c3")))
    assert not plan(role(made.trust, POLICY), directory="rd-a1b2c3").changed


@pytest.mark.parametrize(("directory", "absent"), [("fd-a1b2c3d4e5", False), ("rd-a1b2c3", True)])
def test_a_directory_that_is_none_or_that_is_to_be_taken_away_is_refused(directory: str, absent: bool) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan(READY, directory=directory, absent=absent)

    assert caught.value.option == "trust_resource_directory_id"
