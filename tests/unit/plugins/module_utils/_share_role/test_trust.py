# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The trust document of the share role."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from plugins.module_utils._model.evidence import ShareTrust
from plugins.module_utils._share_role.trust import (
    denied_accounts,
    principal,
    trust_document,
    trust_reasons,
    trusted_accounts,
    with_accounts,
    without_accounts,
)

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
        pytest.param(
            document(statement(ecs("2", "3")), statement(ecs("3"), Effect="Deny")), ("2",), id="allowed and denied"
        ),
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


@pytest.mark.parametrize(
    ("before", "statements"),
    [
        pytest.param([statement(ecs("2", "3", "4"))], [statement(ecs("2"))], id="others keep theirs"),
        pytest.param([FOREIGN, statement(ecs("3", "4"))], [FOREIGN], id="a statement of theirs alone goes"),
        pytest.param(
            [statement({"Service": ["3@ecs.aliyuncs.com", "ecs.aliyuncs.com"]})],
            [statement({"Service": ["ecs.aliyuncs.com"]})],
            id="another service stays",
        ),
        pytest.param(
            [statement({**FOREIGN["Principal"], **ecs("3")})], [FOREIGN], id="an account of the same statement stays"
        ),
        pytest.param([statement(ecs("2", "3")), statement(ecs("3"))], [statement(ecs("2"))], id="every entry goes"),
        pytest.param([], [], id="nothing there"),
    ],
)
def test_consumers_are_taken_away_and_everything_else_stays(before: list[Any], statements: list[Any]) -> None:
    kept = copy.deepcopy(before)

    after = without_accounts({**document(*before), "Id": "x"}, ["3", "4"])

    assert after == {**document(*statements), "Id": "x"}
    assert before == kept
    assert without_accounts(after, ["3", "4"]) == after


@pytest.mark.parametrize(
    "trust",
    [
        pytest.param(document(statement(ecs("3"), Condition=CONDITION)), id="on a condition"),
        pytest.param(document(statement(ecs("3"), Effect="Deny")), id="a denial"),
        pytest.param({"Statement": statement({"Service": principal("2")})}, id="not in a list"),
    ],
)
def test_what_no_entry_of_ours_says_is_not_touched(trust: dict[str, Any]) -> None:
    assert without_accounts(trust, ["3"]) == trust


def test_what_was_added_can_be_taken_away() -> None:
    before = document(FOREIGN, statement(ecs("2")))

    assert without_accounts(with_accounts(before, ["3"]), ["3"]) == before


def test_accounts_that_are_denied_are_told() -> None:
    trust = document(statement(ecs("3"), Effect="Deny"), statement(ecs("4"), Effect="Deny", Condition=CONDITION))

    assert denied_accounts(trust) == ("3",)


def test_a_new_document_trusts_exactly_these() -> None:
    assert trust_document(["3", "2"]) == document(statement(ecs("2", "3")))


@pytest.mark.parametrize(
    ("trust", "codes"),
    [
        pytest.param(ShareTrust(role="r", accounts=frozenset({"2"})), [], id="it trusts the account"),
        pytest.param(ShareTrust(role="r", accounts=frozenset({"3"})), ["trust_missing"], id="it trusts another"),
        pytest.param(ShareTrust(role="r"), ["role_missing"], id="there is none"),
        pytest.param(ShareTrust(role="r", denied="ram:GetRole"), ["role_not_visible"], id="it may not be read"),
    ],
)
def test_what_the_role_lacks_for_an_account_is_named(trust: ShareTrust, codes: list[str]) -> None:
    assert [found.code for found in trust_reasons(trust, "2")] == codes
