# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the answer to a dry run says."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError
from plugins.module_utils._model.role import DISK_ROLE
from plugins.module_utils._shares.launch import launch_check, unsent_check
from plugins.module_utils._shares.launch_values import LaunchPlan, LaunchRequest

from ..support import HOME


def request(kms_key_id: str = "key-own") -> LaunchRequest:
    return LaunchRequest(
        region=HOME,
        image_ids=("m-1",),
        instance_type="ecs.g7.large",
        vswitch_id="vsw-1",
        security_group_id="sg-1",
        kms_key_id=kms_key_id,
    )


def refusal(code: str, kind: type[ApiError] = ApiError) -> ApiError:
    error = kind(code, "So it is.", action="RunInstances", region=HOME, request_id="r-1")
    if isinstance(error, Denied):
        error.permission = "ecs:RunInstances"
    return error


PASSED = refusal("DryRunOperation")
LOST = ConnectionFailed("RunInstances", service="ECS", region=HOME, via="", detail="it timed out")


@pytest.mark.parametrize(
    ("answer", "disk_role", "denied", "result", "code", "reason"),
    [
        pytest.param(
            PASSED, True, "", "launchable", "DryRunOperation", "under its customer key key-own passes", id="passes"
        ),
        pytest.param(PASSED, False, "", "refused", "disk_encrypt_role_missing", DISK_ROLE, id="no role"),
        pytest.param(
            PASSED,
            None,
            "ram:GetRole",
            "not_proven",
            "disk_encrypt_role_not_visible",
            "Allow ram:GetRole",
            id="role not visible",
        ),
        pytest.param(
            refusal("InvalidParameter.KMSKeyId.CMKNotEnabled"),
            True,
            "",
            "refused",
            "InvalidParameter.KMSKeyId.CMKNotEnabled",
            "CMKNotEnabled: So it is. Enable the key",
            id="key disabled",
        ),
        pytest.param(refusal("Odd"), True, "", "refused", "Odd", "is refused: Odd: So it is.", id="unknown code"),
        pytest.param(
            refusal("Forbidden.RAM", Denied),
            True,
            "",
            "not_proven",
            "Forbidden.RAM",
            "Allow ecs:RunInstances in RAM",
            id="no right",
        ),
        pytest.param(LOST, True, "", "not_proven", "ConnectionFailed", "it timed out", id="no answer"),
    ],
)
def test_only_a_dry_run_that_passes_proves_something(
    answer: ImageopsError, disk_role: bool | None, denied: str, result: str, code: str, reason: str
) -> None:
    plan = LaunchPlan(image_ids=("m-1",), disk_role=disk_role, denied=denied)

    told = launch_check(request(), plan, "m-1", answer).to_result()

    assert (told["image_id"], told["region"], told["result"], told["code"]) == ("m-1", HOME, result, code)
    assert reason in told["reason"]
    assert "r-1" not in told["reason"]


def test_a_service_key_needs_no_role() -> None:
    told = launch_check(request(""), LaunchPlan(image_ids=("m-1",), disk_role=None), "m-1", PASSED)

    assert told.result == "launchable"
    assert "under its service key passes" in told.reason


def test_check_mode_proves_nothing() -> None:
    assert unsent_check(request(), "m-1").to_result()["result"] == "not_proven"
