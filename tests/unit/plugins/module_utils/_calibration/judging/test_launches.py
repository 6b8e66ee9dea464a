# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What instances of the consumer say."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._calibration.judging.launches import Tried, auto_release, consumer_launches, without
from plugins.module_utils._launches.values import Launch, Seen, Sign, TrialResult
from plugins.module_utils._model.errors import ApiError, Denied, ImageopsError

AT = "2026-11-30T10:00:00Z"
UNAUTHORIZED = "InvalidParameter.KMSKeyId.KMSUnauthorized"


def tried(result: str, code: str = "", sign: str = "", **seen: Any) -> Tried:
    launch = Launch(
        image_id="m-1",
        region="cn-beijing",
        result=TrialResult(result),
        code=code or result,
        reason="so i-1 under key-1 was",
        sign=Sign(sign),
        seconds=74,
    )
    return Tried(seen=Seen(image_id="m-1", instance_id="i-1", request_id="R-1", **seen), launch=launch, at=AT)


def refusal(code: str, permission: str = "") -> ImageopsError:
    kind = Denied if permission else ApiError
    error = kind(code, "no right", action="RunInstances", region="cn-beijing", request_id="R-2")
    if isinstance(error, Denied):
        error.permission = permission
    return error


@pytest.mark.parametrize(
    ("found", "result", "value"),
    [
        (tried("launched", sign="console"), "confirmed", "74 s, console"),
        (tried("refused", "instance_vanished"), "refuted", "instance_vanished"),
        (tried("running_unproven"), "not_settled", None),
        (tried("not_proven", "OperationDenied.NoStock"), "not_settled", None),
    ],
)
def test_an_instance_that_lives_proves_the_share(found: Tried, result: str, value: Any) -> None:
    finding = consumer_launches(found)

    assert (str(finding.result), finding.value) == (result, value)
    assert (finding.evidence[0].request_id, finding.evidence[0].at) == ("R-1", AT)
    assert finding.evidence[0].is_taken == (result == "confirmed")


def test_the_evidence_of_a_refusal_is_ecs_s_own() -> None:
    (proof,) = consumer_launches(tried("refused", UNAUTHORIZED, error=refusal(UNAUTHORIZED))).evidence

    assert (proof.code, proof.text, proof.request_id) == (UNAUTHORIZED, "no right", "R-2")


@pytest.mark.parametrize(
    ("found", "value", "settings"),
    [
        (tried("refused", "instance_vanished"), "instance_vanished", {"undecryptable_launch": "vanish"}),
        (tried("refused", UNAUTHORIZED), UNAUTHORIZED, {"undecryptable_launch": "refuse"}),
        (tried("running_unproven"), "running_unproven", {"undecryptable_launch": "dead"}),
        (tried("running_unproven", denied="ecs:GetInstanceConsoleOutput"), None, {}),
        (tried("launched"), "lives", {}),
        (tried("not_proven", "ConnectionFailed"), None, {}),
    ],
)
def test_what_an_unreadable_image_becomes_is_a_setting(found: Tried, value: Any, settings: dict[str, str]) -> None:
    finding = without("launch_without_trust", found, counts=True)

    assert (finding.value, finding.settings) == (value, settings)


def test_an_instance_that_lives_shows_nothing_while_the_change_may_not_count() -> None:
    assert not without("launch_without_role", tried("launched"), counts=False).is_settled


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (tried("not_proven", "disk_key_differs"), "the instance proves nothing: disk_key_differs"),
        (
            tried("running_unproven", denied="ecs:GetInstanceConsoleOutput"),
            "ecs:GetInstanceConsoleOutput is not allowed",
        ),
        (
            tried("not_proven", "Forbidden.RAM", error=refusal("Forbidden.RAM", "ecs:RunInstances")),
            "ecs:RunInstances is not allowed",
        ),
    ],
)
def test_why_nothing_is_settled_has_no_ids(found: Tried, why: str) -> None:
    assert consumer_launches(found).why == why
    assert without("launch_without_role", found, counts=True).why == why


@pytest.mark.parametrize(
    ("was_listed", "time", "result"),
    [(True, "2026-11-30T10:35Z", "confirmed"), (True, "", "refuted"), (False, "", "not_settled")],
)
def test_the_release_time_is_seen_in_a_list(was_listed: bool, time: str, result: str) -> None:
    found = tried("launched", was_listed=was_listed, release_time=time)

    assert str(auto_release(found).result) == result
