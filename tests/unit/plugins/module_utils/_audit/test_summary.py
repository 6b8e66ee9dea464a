# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How much is reported of many images."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.summary import AUTO_LIMIT, choose, keys_of, listed_of, summarize
from plugins.module_utils._core.reasons import reason
from plugins.module_utils._model.image import AccountVerdict, AssessedImage, Encryption, Verdict
from plugins.module_utils._model.key import KeyType

from ..support import CONSUMER, OWNER, disk, image


def assessed(verdict: Verdict = Verdict.SHAREABLE, **more: Any) -> AssessedImage:
    given = {"image": image(), "encryption": Encryption.CUSTOMER_KEY, "verdict": verdict, "reasons": ()}
    return AssessedImage(**{**given, **more})


GOOD = assessed()
OUTSIDE = assessed(reasons=(reason("shared_outside", accounts=CONSUMER),))
UNTRUSTED = assessed(accounts=(AccountVerdict(account_id=CONSUMER, verdict=Verdict.BLOCKED, reasons=()),))
HAS_IT = assessed(accounts=(AccountVerdict(account_id=CONSUMER, verdict=Verdict.SHAREABLE, reasons=()),))


@pytest.mark.parametrize(
    ("item", "notable"),
    [
        pytest.param(GOOD, False, id="good"),
        pytest.param(assessed(Verdict.NEEDS_COPY), True, id="needs a copy"),
        pytest.param(assessed(Verdict.UNKNOWN), True, id="unknown"),
        pytest.param(OUTSIDE, True, id="shared too widely"),
        pytest.param(UNTRUSTED, True, id="not for an account"),
        pytest.param(HAS_IT, False, id="an account has it already"),
    ],
)
def test_an_image_is_notable_if_there_is_something_to_do(item: AssessedImage, notable: bool) -> None:
    many = AUTO_LIMIT + 1

    assert (item in choose([item] * many, "auto")) is notable
    # The step of an audit reads the results from a file.
    assert listed_of(many, [item.to_result()]) == ([item.to_result()] if notable else [])
    assert listed_of(AUTO_LIMIT, [item.to_result()]) == [item.to_result()]


@pytest.mark.parametrize(
    ("many", "result", "listed"),
    [
        pytest.param(AUTO_LIMIT, "auto", AUTO_LIMIT, id="auto, few"),
        pytest.param(AUTO_LIMIT + 1, "auto", 3, id="auto, many"),
        pytest.param(AUTO_LIMIT + 1, "full", AUTO_LIMIT + 1, id="full"),
        pytest.param(3, "summary", 0, id="summary"),
        pytest.param(3, "file", 0, id="file"),
    ],
)
def test_large_results_hold_what_is_notable(many: int, result: str, listed: int) -> None:
    notable = [assessed(Verdict.NEEDS_COPY), OUTSIDE, UNTRUSTED]

    assert len(choose([GOOD] * (many - 3) + notable, result)) == listed


def test_the_summary_counts_by_everything_an_audit_asks_for() -> None:
    service = disk(snapshot_id="s-2", encrypted=True, key_type=KeyType.SERVICE)
    found = [
        assessed(image=image(disks=(disk("key-b"), disk("key-b"))), shared_with=(CONSUMER, "3")),
        assessed(image=image(disks=(disk("key-a"),), region="cn-shanghai"), shared_with=(CONSUMER,)),
        assessed(
            Verdict.NEEDS_COPY,
            encryption=Encryption.SERVICE_KEY,
            image=image(disks=(service,)),
            reasons=(reason("service_key"), reason("shared_under_service_key")),
        ),
    ]

    assert summarize(found, 2) == {
        "total": 3,
        "verdicts": {"needs_copy": 1, "shareable": 2},
        "encryption": {"customer_key": 2, "service_key": 1},
        "regions": {"cn-beijing": 2, "cn-shanghai": 1},
        "owners": {OWNER: 3},
        "kms_keys": {"alias/acs/ecs": 1, "key-a": 1, "key-b": 1},
        "reasons": {"service_key": 1, "shared_under_service_key": 1},
        "shared_with": {CONSUMER: 2, "3": 1},
        "listed": 2,
    }


def test_an_image_under_two_keys_counts_for_both_and_a_plain_one_for_none() -> None:
    assert keys_of(assessed(image=image(disks=(disk("key-b"), disk("key-a"))))) == ["key-a", "key-b"]
    assert keys_of(assessed(image=image(disks=(disk(key_type=KeyType.NONE, encrypted=False),)))) == []
