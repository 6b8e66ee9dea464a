# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What instances of the consumer say."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._calibration.judging.launches import auto_release, consumer_launches, undecryptable
from plugins.module_utils._launches.values import Launch, Seen, Sign, TrialResult

AT = "2026-11-30T10:00:00Z"


def launch(result: str, code: str = "", sign: str = "") -> Launch:
    return Launch(
        image_id="m-1",
        region="cn-beijing",
        result=TrialResult(result),
        code=code or result,
        reason="so it was",
        sign=Sign(sign),
        seconds=74,
    )


@pytest.mark.parametrize(
    ("found", "result", "value"),
    [
        (launch("launched", sign="console"), "confirmed", "74 s, console"),
        (launch("refused", "instance_vanished"), "refuted", "instance_vanished"),
        (launch("running_unproven"), "not_settled", None),
        (launch("not_proven", "OperationDenied.NoStock"), "not_settled", None),
    ],
)
def test_an_instance_that_lives_proves_the_share(found: Launch, result: str, value: Any) -> None:
    finding = consumer_launches(found, AT)

    assert (str(finding.result), finding.value) == (result, value)
    assert finding.evidence[0].text == "so it was"
    assert finding.evidence[0].is_taken == (result == "confirmed")


@pytest.mark.parametrize(
    ("found", "settings"),
    [
        (launch("refused", "instance_vanished"), {"undecryptable_launch": "vanish"}),
        (launch("refused", "InvalidParameter.KMSKeyId.KMSUnauthorized"), {"undecryptable_launch": "refuse"}),
        (launch("running_unproven"), {"undecryptable_launch": "dead"}),
        (launch("launched"), {}),
        (launch("not_proven", "ConnectionFailed"), {}),
    ],
)
def test_what_an_unreadable_image_becomes_is_a_setting(found: Launch, settings: dict[str, str]) -> None:
    assert undecryptable(found, AT).settings == settings


@pytest.mark.parametrize(
    ("was_listed", "time", "result"),
    [(True, "2026-11-30T10:35Z", "confirmed"), (True, "", "refuted"), (False, "", "not_settled")],
)
def test_the_release_time_is_seen_in_a_list(was_listed: bool, time: str, result: str) -> None:
    seen = Seen(image_id="m-1", instance_id="i-1", was_listed=was_listed, release_time=time)

    assert str(auto_release(seen, launch("launched"), AT).result) == result
