# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What happens to each instance, and was it done."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._instances.encryption import (
    TEMPLATE,
    InstanceAction,
    Options,
    own_executions,
    plan_instances,
)
from plugins.module_utils._instances.proof import failure_text, prove_instances
from plugins.module_utils._model.execution import TAG_REQUEST

OPTIONS = Options(kms_key_id="key-1")


def disk(**changes: Any) -> dict[str, Any]:
    plain = {"disk_id": "d-1", "type": "system", "category": "cloud_essd", "size_gib": 40, "status": "In_use"}
    return {**plain, "encrypted": False, "kms_key_id": "", "key_type": "none", **changes}


def under(key: str, key_type: str = "customer", **changes: Any) -> dict[str, Any]:
    return disk(encrypted=True, kms_key_id=key, key_type=key_type, **changes)


def instance(*disks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    plain = {
        "instance_id": "i-1",
        "name": "one",
        "region": "cn-beijing",
        "status": "Running",
        "stopped_mode": "",
        "key_pair": "ops",
        "auto_release_time": "",
        "scaling_group_id": "",
        "locks": [],
        "system_disk_encryption": "none",
    }
    return {**plain, "disks": list(disks or (disk(),)), **changes}


def execution(status: str = "Running", key: str = "key-1", *, own: bool = True) -> dict[str, Any]:
    parameters = {"targets": {"Type": "ResourceIds", "ResourceIds": ["i-1"]}, "KMSKeyId": key}
    return {
        "execution_id": "exec-1",
        "template_name": TEMPLATE,
        "status": status,
        "parameters": parameters,
        "tags": {TAG_REQUEST: "x"} if own else {},
    }


@pytest.mark.parametrize(
    ("there", "code"),
    [
        (instance(), ""),
        (instance(status="Stopped"), ""),
        (instance(disk(category="cloud_essd_entry")), ""),
        (instance(disk(category="ephemeral_ssd")), "category"),
        (instance(disk(category="")), "category"),
        (instance(disk(type="data")), "no_system_disk"),
        (instance(under("key-2")), "encrypted_otherwise"),
        (instance(under("", "service")), "encrypted_otherwise"),
        (instance(under("key-1", "unknown")), "encrypted_otherwise"),
        (instance(status="Starting"), "busy"),
        (instance(disk(status="Creating")), "busy"),
        (instance(locks=["security"]), "locked"),
        (instance(auto_release_time="2030-01-01T00:00Z"), "auto_release"),
        (instance(scaling_group_id="asg-1"), "scaling_group"),
    ],
)
def test_only_what_can_be_encrypted_safely_is(there: dict[str, Any], code: str) -> None:
    row = plan_instances([there], [], OPTIONS)[0]
    assert (row.action, row.code) == (InstanceAction.REFUSE if code else InstanceAction.ENCRYPT, code)


def test_a_disk_under_exactly_the_key_needs_nothing() -> None:
    assert plan_instances([instance(under("key-1"))], [], OPTIONS)[0].action is InstanceAction.NONE


def test_a_running_instance_is_worked_on_only_if_it_is_stopped_first_or_its_loss_is_accepted() -> None:
    hot = Options(kms_key_id="key-1", stop_first=False)
    assert plan_instances([instance()], [], hot)[0].code == "running"
    assert plan_instances([instance(status="Stopped")], [], hot)[0].action is InstanceAction.ENCRYPT
    accepted = Options(kms_key_id="key-1", stop_first=False, accept_data_loss=True)
    assert "LOST" in plan_instances([instance()], [], accepted)[0].downtime


@pytest.mark.parametrize(
    ("there", "key"),
    [(instance(under("key-2")), "the key key-2"), (instance(under("", "service")), "the ECS service key")],
)
def test_an_instance_that_is_encrypted_otherwise_names_its_key(there: dict[str, Any], key: str) -> None:
    assert f"encrypted already, under {key}," in plan_instances([there], [], OPTIONS)[0].why


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (instance(), ""),
        (instance(disk(size_gib=39)), "its disk grows from 39 to 40 GiB"),
        (instance(disk(category="cloud_essd_entry")), "cloud_essd_entry can be encrypted is not documented"),
        (instance(disk(), disk(type="data", size_gib=20)), "its data disks stay unchanged"),
        (instance(key_pair=""), "has no key pair"),
        (instance(status="Stopped", stopped_mode="StopCharging"), "may find none when it is started"),
        (instance(status="Stopped", stopped_mode="KeepCharging"), ""),
    ],
)
def test_what_else_encrypting_does_to_an_instance_is_noted(there: dict[str, Any], says: str) -> None:
    notes = plan_instances([there], [], OPTIONS)[0].to_result()["notes"]
    assert [says in note for note in notes] == ([True] if says else [])


def test_a_plan_says_how_long_an_instance_is_down() -> None:
    running, stopped = instance(), instance(status="Stopped")
    assert plan_instances([running], [], OPTIONS)[0].downtime.startswith("all the time")
    assert plan_instances([stopped], [], OPTIONS)[0].downtime == "is stopped, and started at the end"
    assert plan_instances([instance(under("key-1"))], [], OPTIONS)[0].downtime == "none"


def test_an_instance_without_a_system_disk_is_listed_without_one() -> None:
    row = plan_instances([instance(disk(type="data"))], [], OPTIONS)[0].to_result()
    assert (row["disk_id"], row["size_gib"], row["category"]) == ("", 0, "")


def test_risks_can_be_accepted() -> None:
    both = instance(auto_release_time="2030-01-01T00:00Z", scaling_group_id="asg-1")
    accepts = frozenset({"auto_release", "scaling_group"})
    assert plan_instances([both], [], Options(kms_key_id="key-1", accepts=accepts))[0].action is InstanceAction.ENCRYPT


@pytest.mark.parametrize(
    ("running", "action"),
    [
        (execution(), InstanceAction.FOLLOW),
        (execution("Waiting"), InstanceAction.FOLLOW),
        (execution(key="key-2"), InstanceAction.REFUSE),
        (execution(own=False), InstanceAction.REFUSE),
        (execution("Failed"), InstanceAction.ENCRYPT),
        ({**execution(), "template_name": "mine"}, InstanceAction.ENCRYPT),
        ({**execution(), "parameters": {"targets": {"Type": "Tags", "Tags": []}}}, InstanceAction.ENCRYPT),
    ],
)
def test_an_execution_under_way_is_followed_if_it_is_of_this_request(
    running: dict[str, Any], action: InstanceAction
) -> None:
    assert plan_instances([instance()], [running], OPTIONS)[0].action is action


def test_only_own_executions_on_these_instances_are_cleaned_up_after() -> None:
    assert own_executions([execution("Failed")], ["i-1"]) == [execution("Failed")]
    assert own_executions([execution("Failed", own=False), execution("Failed")], ["i-2"]) == []
    assert own_executions([execution(own=False), {**execution(), "template_name": "mine"}], ["i-1"]) == []


@pytest.mark.parametrize(
    ("now", "code"),
    [
        ([instance(under("key-1", disk_id="d-2"))], ""),
        ([instance(under("key-2", disk_id="d-2"))], "other_key"),
        ([instance(disk(disk_id="d-2"))], "replaced_plain"),
        ([instance()], "not_replaced"),
        ([instance(under("key-1", disk_id="d-2", status="Creating"))], "disk_busy"),
        ([instance(disk(type="data"))], "no_system_disk"),
        ([], "released"),
    ],
)
def test_an_instance_is_proven_by_its_disk_alone(now: list[dict[str, Any]], code: str) -> None:
    row = plan_instances([instance()], [], OPTIONS)[0].to_result()
    verdict = prove_instances([row], now, "key-1")[0]
    assert (verdict["proven"], verdict["code"]) == (not code, code)


def test_one_that_stays_stopped_is_named_with_what_to_do() -> None:
    row = plan_instances([instance()], [], OPTIONS)[0].to_result()
    told = failure_text(prove_instances([row], [instance(status="Stopped")], "key-1"))
    assert told.startswith("one (i-1) still has its old system disk")
    assert "Start it" in told
