# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The trust document of the share role."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from plugins.module_utils._logic.trust import (
    decrypt_policy,
    describe_role,
    plan_role,
    principal,
    trusted_accounts,
    with_accounts,
)
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.role import SHARE_ROLE, PolicyRef, Role

from ..support import CONSUMER, OWNER

POLICY = PolicyRef("Custom", "imageops-decrypt")
CONDITION = {"StringEquals": {"acs:SourceAccount": "9"}}


def statement(principals: Any, **more: Any) -> dict[str, Any]:
    return {"Action": "sts:AssumeRole", "Effect": "Allow", "Principal": principals, **more}


def document(*statements: Any) -> dict[str, Any]:
    return {"Statement": list(statements), "Version": "1"}


def ecs(*accounts: str) -> dict[str, Any]:
    return {"Service": [principal(account) for account in accounts]}


@pytest.mark.parametrize(
    ("trust", "accounts"),
    [
        pytest.param(document(statement(ecs("3", "2"))), ("2", "3"), id="a list"),
        pytest.param(document(statement({"Service": principal("2")})), ("2",), id="a text"),
        pytest.param({"Statement": statement(ecs("2"))}, ("2",), id="one statement, not in a list"),
        pytest.param(document(statement(ecs("2"), Action=["sts:AssumeRole"])), ("2",), id="actions in a list"),
        pytest.param(document(statement(ecs("2")), statement(ecs("3", "2"))), ("2", "3"), id="two statements"),
        pytest.param(document(statement({"Service": ["ecs.aliyuncs.com"]})), (), id="the owner's own ECS"),
        pytest.param(document(statement({"Service": ["2@oss.aliyuncs.com"]})), (), id="another service"),
        pytest.param(document(statement({"RAM": ["acs:ram::2:root"]})), (), id="an account"),
        pytest.param(document(statement(ecs("2"), Effect="Deny")), (), id="denied"),
        pytest.param(document(statement(ecs("2"), Condition=CONDITION)), (), id="on a condition"),
        pytest.param(document(statement(ecs("2"), Action="sts:TagSession")), (), id="another action"),
        pytest.param(document(statement("*")), (), id="everybody"),
        pytest.param({}, (), id="nothing"),
    ],
)
def test_the_accounts_whose_ecs_is_trusted_are_found(trust: dict[str, Any], accounts: tuple[str, ...]) -> None:
    assert trusted_accounts(trust) == accounts


FOREIGN = statement({"RAM": ["acs:ram::1:root"]})


@pytest.mark.parametrize(
    ("before", "statements"),
    [
        pytest.param(None, [statement(ecs("2", "3"))], id="a new document"),
        pytest.param(document(), [statement(ecs("2", "3"))], id="no statement"),
        pytest.param(document(statement(ecs("2"))), [statement(ecs("2", "3"))], id="one is there"),
        pytest.param(document(statement(ecs("4"))), [statement(ecs("2", "3", "4"))], id="another consumer"),
        pytest.param(
            document(statement({"Service": "ecs.aliyuncs.com"})),
            [statement({"Service": [principal("2"), principal("3"), "ecs.aliyuncs.com"]})],
            id="one text becomes a list",
        ),
        pytest.param(document(FOREIGN), [FOREIGN, statement(ecs("2", "3"))], id="a foreign statement"),
        pytest.param({"Statement": FOREIGN}, [FOREIGN, statement(ecs("2", "3"))], id="a foreign one, not in a list"),
        pytest.param(
            document(statement(ecs("2"), Condition=CONDITION)),
            [statement(ecs("2"), Condition=CONDITION), statement(ecs("2", "3"))],
            id="on a condition",
        ),
        pytest.param(
            document(statement(ecs("2"), Effect="Deny")),
            [statement(ecs("2"), Effect="Deny"), statement(ecs("2", "3"))],
            id="denied",
        ),
        pytest.param(
            document(statement({**FOREIGN["Principal"], **ecs("2")})),
            [statement({**FOREIGN["Principal"], **ecs("2")}), statement(ecs("3"))],
            id="together with an account",
        ),
    ],
)
def test_consumers_are_added_and_everything_else_stays(
    before: dict[str, Any] | None, statements: list[dict[str, Any]]
) -> None:
    kept = copy.deepcopy(before)

    after = with_accounts(before, ["2", "3"])

    assert after["Statement"] == statements
    assert before == kept
    assert with_accounts(after, ["3", "2"]) == after


@pytest.mark.parametrize(
    "trust",
    [
        pytest.param(document(FOREIGN, statement(ecs("3", "2"))), id="in another order"),
        pytest.param({"Statement": statement(ecs("2", "3"))}, id="not in a list"),
        pytest.param(document(statement({"Service": principal("2")}), statement(ecs("3"))), id="spread"),
    ],
)
def test_a_document_that_has_all_consumers_is_not_touched(trust: dict[str, Any]) -> None:
    assert with_accounts(trust, ["2", "3"]) == trust


def test_unknown_parts_of_a_document_stay() -> None:
    assert with_accounts({**document(), "Id": "x", "Version": "1"}, ["2"])["Id"] == "x"


def test_fifty_consumers_fit_into_a_trust_document() -> None:
    accounts = [str(1_000_000_000_000_000 + number) for number in range(50)]

    text = json.dumps(with_accounts(None, accounts), separators=(",", ":"))

    assert len(text) < 2048
    assert len(trusted_accounts(json.loads(text))) == 50


def role(trust: dict[str, Any], *policies: PolicyRef) -> Role:
    return Role(name=SHARE_ROLE, arn=f"acs:ram::{OWNER}:role/{SHARE_ROLE.lower()}", trust=trust, policies=policies)


def plan(found: Role | None, **changes: Any) -> Any:
    given: dict[str, Any] = {
        "name": SHARE_ROLE,
        "role": found,
        "disk_role": True,
        "accounts": [CONSUMER],
        "policy": POLICY,
        "policy_exists": True,
        "document": None,
        "account_id": OWNER,
    }
    return plan_role(**{**given, **changes})


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
        pytest.param(READY, {"accounts": [CONSUMER, "3"]}, {"update_trust"}, id="one more consumer"),
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
