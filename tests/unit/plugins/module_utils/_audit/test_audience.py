# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whom an image is and can be shared with."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.audience import Audience, assess_audience
from plugins.module_utils._core.accounts import outsiders
from plugins.module_utils._model.evidence import ShareTrust
from plugins.module_utils._model.image import AssessedImage, Encryption, Verdict
from plugins.module_utils._model.reason import Reason
from plugins.module_utils._share_role.trust import trust_reasons

from ..support import CONSUMER, image

OTHER = "3000000000000003"
ROLE = "AliyunECSShareEncryptImageDefaultRole"
TRUSTED = ShareTrust(role=ROLE, accounts=frozenset({CONSUMER, OTHER}))
TRUSTS_OTHERS = ShareTrust(role=ROLE, accounts=frozenset({OTHER}))
NO_ROLE = ShareTrust(role=ROLE)
HIDDEN = ShareTrust(role=ROLE, denied="ram:GetRole")
SERVICE = Reason(code="service_key", message="is under the service key", remedy="Copy it.")
DEPRECATED = Reason(code="deprecated", message="is deprecated", remedy="Use it again.")


def assessed(**more: Any) -> AssessedImage:
    """A shareable image under a customer key."""
    given = {"image": image(), "encryption": Encryption.CUSTOMER_KEY, "verdict": Verdict.SHAREABLE, "reasons": ()}
    return AssessedImage(**{**given, **more})


NEEDS_COPY = {"encryption": Encryption.SERVICE_KEY, "verdict": Verdict.NEEDS_COPY, "reasons": (SERVICE,)}


@pytest.mark.parametrize(
    ("item", "trust", "told"),
    [
        pytest.param(assessed(), TRUSTED, None, id="nothing is different"),
        pytest.param(
            assessed(shared_with=(CONSUMER,)), TRUSTED, ("shareable", ["already_shared"]), id="has it already"
        ),
        pytest.param(assessed(), TRUSTS_OTHERS, ("blocked", ["trust_missing"]), id="not trusted"),
        pytest.param(assessed(), NO_ROLE, ("blocked", ["role_missing"]), id="no role"),
        pytest.param(assessed(), HIDDEN, ("unknown", ["role_not_visible"]), id="role not readable"),
        pytest.param(
            assessed(shared_with=(CONSUMER,)),
            TRUSTS_OTHERS,
            ("blocked", ["trust_missing", "already_shared"]),
            id="has it and cannot use it",
        ),
        pytest.param(
            assessed(shared_with=("1", "2")), TRUSTED, ("blocked", ["share_quota_reached"]), id="list is full"
        ),
        pytest.param(
            assessed(shared_with=(CONSUMER, "2")), TRUSTED, ("shareable", ["already_shared"]), id="in a full list"
        ),
        pytest.param(
            assessed(encryption=Encryption.NONE), NO_ROLE, None, id="an image that is not encrypted needs no role"
        ),
        pytest.param(assessed(**NEEDS_COPY), TRUSTED, None, id="the copy can be shared"),
        pytest.param(
            assessed(**NEEDS_COPY), NO_ROLE, ("blocked", ["role_missing"]), id="nor could the copy without the role"
        ),
        pytest.param(
            assessed(**NEEDS_COPY, shared_with=("1", "2")), TRUSTED, None, id="a copy begins with an empty list"
        ),
        pytest.param(
            assessed(**NEEDS_COPY, shared_with=(CONSUMER,)),
            TRUSTED,
            ("needs_copy", ["already_shared"]),
            id="shared before the rule",
        ),
        pytest.param(
            assessed(verdict=Verdict.BLOCKED, reasons=(DEPRECATED,)), NO_ROLE, None, id="blocked for everybody"
        ),
        pytest.param(assessed(verdict=Verdict.UNKNOWN), NO_ROLE, None, id="unknown for everybody"),
    ],
)
def test_what_is_different_for_an_account_is_told(
    item: AssessedImage, trust: ShareTrust, told: tuple[str, list[str]] | None
) -> None:
    accounts = assess_audience(item, Audience(quota=2, accounts=(CONSUMER,), trust=trust)).accounts

    assert [(found.account_id, str(found.verdict), [why.code for why in found.reasons]) for found in accounts] == (
        [(CONSUMER, *told)] if told else []
    )


def test_accounts_that_differ_are_told_in_the_order_asked() -> None:
    judged = assess_audience(
        assessed(shared_with=(OTHER,)), Audience(quota=50, accounts=(OTHER, "4", CONSUMER), trust=TRUSTED)
    )

    assert [(item.account_id, item.verdict) for item in judged.accounts] == [
        (OTHER, Verdict.SHAREABLE),
        ("4", Verdict.BLOCKED),
    ]


def test_reasons_for_an_account_name_role_account_and_right() -> None:
    (trust,) = trust_reasons(TRUSTS_OTHERS, CONSUMER)
    (role,) = trust_reasons(NO_ROLE, CONSUMER)
    (hidden,) = trust_reasons(HIDDEN, CONSUMER)

    assert ROLE in trust.message
    assert CONSUMER in trust.message
    assert ROLE in role.message
    assert "ram:GetRole" in hidden.remedy


def test_the_verdict_of_the_image_stays_whatever_there_is_to_say_about_accounts() -> None:
    crowd = Audience(quota=1, allowed=(OTHER,), accounts=(OTHER,), trust=NO_ROLE)
    judged = assess_audience(assessed(shared_with=(CONSUMER,)), crowd)

    assert judged.verdict is Verdict.SHAREABLE
    assert judged.codes == {"shared_outside", "share_list_full"}


@pytest.mark.parametrize(
    ("shared_with", "allowed", "outside"),
    [
        pytest.param((CONSUMER, OTHER), (CONSUMER,), [OTHER], id="one too many"),
        pytest.param((CONSUMER,), (CONSUMER, OTHER), [], id="not everybody who may has it"),
        pytest.param((CONSUMER, OTHER), (), [], id="nothing is limited"),
        pytest.param((), (OTHER,), [], id="shared with nobody"),
    ],
)
def test_accounts_outside_the_allowed_ones_are_outsiders(
    shared_with: tuple[str, ...], allowed: tuple[str, ...], outside: list[str]
) -> None:
    assert outsiders(shared_with, allowed) == outside


def test_outsiders_are_named() -> None:
    (found,) = assess_audience(assessed(shared_with=(CONSUMER, OTHER)), Audience(quota=50, allowed=("4",))).reasons

    assert f"{CONSUMER}, {OTHER}" in found.message


def test_an_image_nobody_asked_about_stays_as_it_is() -> None:
    item = assessed(reasons=(SERVICE,))

    assert assess_audience(item, Audience(quota=50)) is item


def test_the_result_tells_accounts() -> None:
    result = assess_audience(assessed(), Audience(quota=50, accounts=(CONSUMER,), trust=NO_ROLE)).to_result()[
        "accounts"
    ]

    assert isinstance(result, list)
    assert result[0].keys() == {"account_id", "verdict", "reasons"}
    assert (result[0]["account_id"], result[0]["verdict"]) == (CONSUMER, "blocked")
