# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a consumer's own answers prove."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._shares.proof import ConsumerView, prove

from ..support import CONSUMER, HOME


def seen(encrypted: bool | None = True, **more: Any) -> dict[str, Any]:
    return {"image_id": "m-1", "status": "Available", "disks": [{"encrypted": encrypted}], **more}


def proof(images: list[dict[str, Any]] | None, **more: Any) -> tuple[str, str]:
    (only,) = prove(ConsumerView(account=CONSUMER, region=HOME, images=images, **more), ["m-1"])
    assert (only["account"], only["region"], only["image_id"]) == (CONSUMER, HOME, "m-1")
    return only["result"], only["reason"]


@pytest.mark.parametrize(
    ("images", "result", "reason"),
    [
        pytest.param([seen()], "visible", "sees it and it is available, encrypted", id="seen"),
        pytest.param([seen(False)], "visible", "available, not encrypted", id="plain"),
        pytest.param([seen(None)], "visible", "whether it is encrypted is not shown", id="encryption not reported"),
        pytest.param([seen(disks=[])], "visible", "is not shown", id="no disks reported"),
        pytest.param([seen(image_id="m-2")], "not_proven", "does not see", id="another seen"),
        pytest.param([seen(status="Waiting")], "not_proven", "status Waiting", id="not ready"),
        pytest.param(None, "not_proven", "no role given", id="could not ask"),
    ],
)
def test_a_share_is_proven_by_what_the_consumer_sees(
    images: list[dict[str, Any]] | None, result: str, reason: str
) -> None:
    told = proof(images, why="no role given")

    assert told[0] == result
    assert reason in told[1]


def check(result: str) -> list[dict[str, str]]:
    return [{"image_id": "m-1", "result": result, "reason": "so it is"}]


@pytest.mark.parametrize(
    ("images", "answer", "result"),
    [
        pytest.param([seen()], "launchable", "launchable", id="passes"),
        pytest.param([seen()], "refused", "not_proven", id="refused"),
        pytest.param([seen()], "not_proven", "not_proven", id="could not be tried"),
        pytest.param([], "launchable", "not_proven", id="not seen"),
    ],
)
def test_a_dry_run_proves_more_or_leaves_nothing_proven(images: list[dict[str, Any]], answer: str, result: str) -> None:
    told = proof(images, checks=check(answer))

    assert told[0] == result
    assert ("so it is" in told[1]) is bool(images)


def test_the_eyes_of_another_account_prove_nothing() -> None:
    assert proof([seen()], caller="9", checks=check("launchable")) == (
        "not_proven",
        "the credentials given for this account belong to account 9",
    )
    assert proof([seen()], caller=CONSUMER)[0] == "visible"
