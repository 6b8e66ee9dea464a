# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planned faults, the request log, settings, clock and reset. Source: the emulator's own design."""

from __future__ import annotations

import http.client
import time
from typing import Any

import pytest
from darabonba.exceptions import UnretryableException

from emulator.actions.errors import ApiError
from emulator.http.flow import FlowControl
from emulator.state.accounts import Account

from ..support import Harness, error_of, refused
from ..worlds import OWNER, SHAREE, with_beijing


def accounts(emu: Harness) -> list[tuple[str, int, int, int]]:
    return [
        (fault["kind"], fault["planned"], fault["fired"], fault["remaining"])
        for fault in emu.control("GET", "faults")["faults"]
    ]


def list_images(emu: Harness, key: str = "operator", **parameters: Any) -> dict[str, Any]:
    return emu.ecs("DescribeImages", key=key, **parameters)


def test_an_error_is_answered_so_many_times(emu: Harness) -> None:
    emu.fault(action="DescribeImages", kind="error", code="InternalError", status=500, times=2)
    assert [refused(lambda: list_images(emu)) for _time in range(2)] == [(500, "InternalError")] * 2
    list_images(emu)
    assert accounts(emu) == [("error", 2, 2, 0)]


def test_an_error_without_a_code_is_a_temporary_one(emu: Harness) -> None:
    emu.fault(kind="error")
    assert refused(lambda: list_images(emu)) == (503, "ServiceUnavailable")


def test_throttling_has_the_codes_of_the_cloud(emu: Harness) -> None:
    emu.fault(kind="throttle")
    assert refused(lambda: list_images(emu)) == (400, "Throttling.User")
    emu.fault(kind="throttle", code="Throttling.Api", status=403, retry_after_ms=250)
    error = error_of(lambda: list_images(emu))
    assert (type(error).__name__, error.code, error.retry_after) == ("ThrottlingException", "Throttling.Api", 250)


def test_a_connection_is_cut_before_the_call(emu: Harness) -> None:
    emu.fault(action="ModifyImageSharePermission", kind="drop_before")
    with pytest.raises(UnretryableException):
        emu.share("m-plain", SHAREE)
    assert emu.image("m-plain")["IsSelfShared"] == "False"
    assert (emu.log()[0]["status"], emu.log()[0]["fault"]) == (None, "drop_before")


def test_a_connection_is_cut_after_the_call_which_is_applied(emu: Harness) -> None:
    emu.fault(action="ModifyImageSharePermission", kind="drop_after")
    with pytest.raises(UnretryableException):
        emu.share("m-plain", SHAREE)
    assert emu.image("m-plain")["IsSelfShared"] == "True"


def test_a_dropped_connection_ends_without_an_answer(emu: Harness) -> None:
    emu.fault(kind="drop_before")
    with pytest.raises((http.client.BadStatusLine, ConnectionError)):
        emu.acs3("ecs", "DescribeRegions", {})


def test_a_lost_copy_is_found_again_with_its_token(emu: Harness) -> None:
    emu.fault(action="CopyImage", kind="drop_after")
    with pytest.raises(UnretryableException):
        emu.copy(ClientToken="token-1")
    made = emu.copy(ClientToken="token-1")
    assert emu.ecs("DescribeImages", Status="Creating")["Images"]["Image"][0]["ImageId"] == made


def test_a_slow_answer_comes_late(emu: Harness) -> None:
    emu.fault(kind="slow", seconds=0.2)
    start = time.monotonic()
    list_images(emu)
    assert time.monotonic() - start > 0.2


def test_a_gateway_error_is_html(emu: Harness) -> None:
    emu.fault(kind="html_502")
    status, _headers, text = emu.raw(*_request(emu))
    assert (status, text[:6]) == (502, b"<html>")
    emu.fault(kind="html_502")
    with pytest.raises(UnretryableException):
        list_images(emu)


def _request(emu: Harness) -> tuple[str, str, dict[str, str], bytes]:
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {})
    return method, f"http://{host}/?{query}", headers, body


@pytest.mark.parametrize(
    ("condition", "hit"),
    [
        ({"action": "DescribeSnapshots"}, False), ({"action": "DescribeImages"}, True), ({"account": SHAREE}, False),
        ({"account": OWNER}, True), ({"region": "cn-shanghai"}, False), ({"region": "cn-beijing"}, True),
        ({"match": {"ImageId": "m-plain"}}, True), ({"match": {"ImageId": "m-cmk"}}, False), ({}, True),
        ({"probability": 0.0}, False), ({"skip": 1}, False),
    ],
)  # fmt: skip
def test_conditions_choose_the_request(emu: Harness, condition: dict[str, Any], hit: bool) -> None:
    emu.fault(kind="error", **condition)
    if hit:
        assert refused(lambda: list_images(emu, ImageId="m-plain")) == (503, "ServiceUnavailable")
    else:
        list_images(emu, ImageId="m-plain")
    assert accounts(emu)[0][2] == int(hit)


def test_skip_lets_the_first_ones_pass(emu: Harness) -> None:
    emu.fault(kind="error", skip=2)
    list_images(emu)
    list_images(emu)
    assert refused(lambda: list_images(emu))[0] == 503


def test_probability_is_the_same_in_every_run(emu: Harness) -> None:
    def run() -> list[bool]:
        emu.control("POST", "reset")
        emu.fault(kind="error", probability=0.5, times=100)
        return ["Code" in emu.acs3("ecs", "DescribeRegions", {})[1] for _time in range(20)]

    first = run()
    assert first == run()
    assert 4 < sum(first) < 16


def test_a_failing_copy_counts_as_fired_when_it_starts(emu: Harness) -> None:
    emu.fault(kind="fail_copy", match={"ImageId": "m-plain"})
    emu.copy("m-service")
    assert accounts(emu) == [("fail_copy", 1, 0, 1)]
    emu.copy("m-plain")
    assert accounts(emu) == [("fail_copy", 1, 1, 0)]


def ids(answer: dict[str, Any]) -> list[str]:
    return [image["ImageId"] for image in answer["Images"]["Image"]]


def test_somebody_changes_the_world_before_the_planned_call(emu: Harness) -> None:
    change = {
        "remove_images": ["m-plain"],
        "remove_snapshots": ["s-plain"],
        "remove_keys": ["key-bj-old"],
        "add_images": [{"id": "m-new"}, {"id": "m-ancient", "created": "2020-01-01T00:00:00Z"}],
        "add_keys": [{"id": "key-new"}],
    }
    emu.control("POST", "reset", with_beijing(keys=[{"id": "key-bj-old"}]))
    emu.fault(kind="change", action="DescribeImages", skip=1, change=change)
    before, after = ids(list_images(emu, PageSize=100)), ids(list_images(emu, PageSize=100))
    assert after == ["m-new", *(image for image in before if image != "m-plain"), "m-ancient"]
    assert emu.ecs("DescribeSnapshots", SnapshotIds='["s-plain"]')["Snapshots"]["Snapshot"] == []
    keys = {key["KeyId"] for key in emu.call("kms", "ListKeys", PageSize=100)["Keys"]["Key"]}
    assert "key-new" in keys
    assert "key-bj-old" not in keys
    # Nobody of the world did it.
    assert {entry["action"] for entry in emu.log()} == {"DescribeImages", "DescribeSnapshots", "ListKeys"}
    assert accounts(emu) == [("change", 1, 1, 0)]


@pytest.mark.parametrize(
    "change", [{"remove_images": ["m-none"]}, {"add_images": [{"id": "m-plain"}]}, {"add_images": [{"colour": 1}]}]
)
def test_a_change_that_does_not_fit_the_world_fails_the_call(emu: Harness, change: dict[str, Any]) -> None:
    emu.fault(kind="change", change=change)
    assert refused(lambda: list_images(emu)) == (400, "Emulator.ChangeImpossible")


def test_a_call_is_answered_as_if_it_had_other_parameters(emu: Harness) -> None:
    emu.fault(kind="misread", match={"PageNumber": "2"}, parameters={"PageNumber": 1})
    first, again, second = [ids(list_images(emu, PageSize=2, PageNumber=number)) for number in (1, 2, 2)]
    assert first == again
    assert not set(first) & set(second)


def test_parts_of_an_answer_are_replaced(emu: Harness) -> None:
    emu.fault(kind="alter", answer={"TotalCount": 300})
    first, second = list_images(emu), list_images(emu)
    assert first["TotalCount"] == 300
    assert ids(first) == ids(second)
    assert second["TotalCount"] < 300


def test_several_faults_are_planned_at_once_and_cleared(emu: Harness) -> None:
    emu.control("POST", "faults", {"faults": [{"kind": "error"}, {"kind": "slow"}]})
    assert [fault[0] for fault in accounts(emu)] == ["error", "slow"]
    emu.control("DELETE", "faults")
    assert accounts(emu) == []


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"kind": "explode"}, "fault.kind"), ({}, "fault.kind"), ({"kind": "error", "colour": 1}, "fault.colour"),
        ({"kind": "error", "times": "3"}, "fault.times"), ({"kind": "error", "probability": 2}, "fault.probability"),
        ({"kind": "fail_copy", "action": "CreateImage"}, "fault.action"), ({"faults": 1}, "faults"),
        ({"kind": "change"}, "fault.change"), ({"kind": "error", "change": {"remove_images": []}}, "fault.change"),
        ({"kind": "change", "change": {"images": []}}, "fault.change.images"),
        ({"kind": "change", "change": {"remove_images": [{}]}}, "list of ids"),
        ({"kind": "change", "change": {"add_keys": ["key-1"]}}, "list of objects"),
        ({"kind": "misread", "answer": {"TotalCount": 1}}, "fault.parameters"), ({"kind": "alter"}, "fault.answer"),
    ],
)  # fmt: skip
def test_a_wrong_fault_is_refused(emu: Harness, fault: dict[str, Any], word: str) -> None:
    status, answer = emu.control_status("POST", "faults", fault)
    assert status == 400
    assert word in answer["error"]


def test_the_log_tells_who_did_what(emu: Harness) -> None:
    emu.copy(ClientToken="token-1")
    refused(lambda: emu.copy("m-service", DryRun=True))
    refused(lambda: emu.share("m-service", SHAREE, key="nobody"))
    first, second, third = emu.log()
    assert first["account"] == OWNER
    assert (first["action"], first["region"], first["principal"]) == ("CopyImage", "cn-beijing", "operator")
    assert (first["host"], first["status"], first["code"]) == ("ecs.cn-beijing.aliyuncs.com", 200, None)
    assert (first["mutating"], first["dry_run"], first["parameters"]["ClientToken"]) == (True, False, "token-1")
    assert (second["dry_run"], second["code"]) == (True, "DryRunOperation")
    assert (third["principal"], third["status"], third["code"]) == ("nobody", 403, "Forbidden.RAM")
    assert emu.control("GET", "requests")["counts"] == {"CopyImage": 2, "ModifyImageSharePermission": 1}


def test_reading_does_not_mutate(emu: Harness) -> None:
    list_images(emu)
    emu.call("ram", "GetRole", RoleName="auditor")
    assert [entry["mutating"] for entry in emu.log()] == [False, False]


def test_the_log_holds_no_secret(emu: Harness) -> None:
    found = emu.call("sts", "AssumeRole", RoleArn=f"acs:ram::{OWNER}:role/auditor", RoleSessionName="test")[
        "Credentials"
    ]
    more = {"key": found["AccessKeyId"], "secret": found["AccessKeySecret"]}
    emu.rpc(
        "sts", "GetCallerIdentity", {"Password": "hidden"}, **more, changes={"SecurityToken": found["SecurityToken"]}
    )
    emu.acs3("sts", "GetCallerIdentity", {"SecretData": "hidden"}, **more, token=found["SecurityToken"])
    emu.acs3("ecs", "DescribeRegions", {}, secret="wrong")
    text = repr(emu.log())
    assert [entry["status"] for entry in emu.log()] == [200, 200, 200, 400]
    for secret in (found["AccessKeySecret"], found["SecurityToken"], "secret-of-operator", "hidden", "'Signature'"):
        assert secret not in text


def test_a_refused_signature_is_logged_without_an_account(emu: Harness) -> None:
    emu.acs3("ecs", "DescribeRegions", {}, secret="wrong")
    assert (emu.log()[0]["account"], emu.log()[0]["code"]) == (None, "SignatureDoesNotMatch")


def test_the_log_says_who_asked(emu: Harness) -> None:
    emu.acs3("ecs", "DescribeRegions", {}, headers={"user-agent": "imageops.alicloud/image_info check"})
    assert emu.log()[0]["user_agent"] == "imageops.alicloud/image_info check"


def test_the_log_has_what_a_call_made_also_without_an_answer(emu: Harness) -> None:
    emu.fault(action="CopyImage", kind="drop_after")
    with pytest.raises(UnretryableException):
        emu.copy()
    logged = [entry["ids"] for entry in emu.log() if entry["action"] == "CopyImage"]
    (made,) = emu.ecs("DescribeImages", Status="Creating")["Images"]["Image"]
    assert logged == [{"ImageId": made["ImageId"]}]


def test_the_log_is_a_ring_and_says_what_it_dropped(emu: Harness) -> None:
    log = emu.emulator.control.log
    size, log.size = log.size, 3
    log.__post_init__()
    try:
        for _time in range(5):
            list_images(emu)
        answer = emu.control("GET", "requests?since=1")
        assert [entry["number"] for entry in answer["requests"]] == [2, 3, 4]
        assert (answer["next"], answer["dropped"], answer["counts"]) == (5, 1, {"DescribeImages": 5})
        assert emu.control("GET", "requests?since=5")["requests"] == []
    finally:
        log.size = size
        log.__post_init__()


def test_requests_per_second_are_limited(emu: Harness) -> None:
    emu.cloud.accounts[OWNER].quotas.requests_per_second = 3
    codes = [emu.acs3("ecs", "DescribeRegions", {})[1].get("Code") for _time in range(4)]
    assert codes == [None, None, None, "Throttling.User"]
    assert emu.acs3("ecs", "DescribeRegions", {}, key="sharee")[0] == 200


@pytest.mark.parametrize("action", ["CopyImage", "DescribeImages"])
def test_one_action_has_a_limit_of_its_own_a_minute(emu: Harness, action: str) -> None:
    """Source: API-CopyImage and API-DescImages, 1,000 calls in 60 seconds each; per account is assumed."""
    quotas = emu.cloud.accounts[OWNER].quotas
    assert (quotas.copy_image_per_minute, quotas.describe_images_per_minute) == (1000, 1000)
    quotas.copy_image_per_minute = quotas.describe_images_per_minute = 2
    given = {"RegionId": "cn-beijing", "ImageId": "m-none"}
    codes = [emu.acs3("ecs", action, given)[1].get("Code") for _time in range(3)]
    assert codes[2] == "Throttling.User"
    assert codes[1] == codes[0] != "Throttling.User"
    assert emu.acs3("ecs", "DescribeRegions", {})[0] == 200
    assert emu.acs3("ecs", action, given, key="sharee")[1].get("Code") != "Throttling.User"


def test_calls_of_more_than_a_minute_ago_do_not_count() -> None:
    """Source: API-CopyImage."""
    moment = 0.0
    flow, account = FlowControl(lambda: moment), Account("1", "")
    account.quotas.copy_image_per_minute = 1
    flow.check(account, "ecs", "CopyImage")
    moment = 59.9
    with pytest.raises(ApiError, match=r"Throttling\.User"):
        flow.check(account, "ecs", "CopyImage")
    moment = 60.0
    flow.check(account, "ecs", "CopyImage")


def test_settings_are_merged(emu: Harness) -> None:
    emu.control("POST", "settings", {"list_lag_seconds": 5})
    answer = emu.control("POST", "settings", {"copy_seconds": 1})
    assert (answer["list_lag_seconds"], answer["copy_seconds"]) == (5, 1)
    assert emu.control("GET", "settings") == answer


@pytest.mark.parametrize(
    ("settings", "word"),
    [
        ({"colour": 1}, "settings.colour"), ({"copy_seconds": "1"}, "settings.copy_seconds"),
        ({"copy_seconds": -1}, "settings.copy_seconds"), ({"dry_run_ignored": 1}, "settings.dry_run_ignored"),
        ({"is_self_shared": "yes"}, "settings.is_self_shared"),
        ({"copy_seconds": 1, "x": 2}, "settings.x"), ([], "object"),
    ],
)  # fmt: skip
def test_wrong_settings_change_nothing(emu: Harness, settings: Any, word: str) -> None:
    before = emu.control("GET", "settings")
    status, answer = emu.control_status("POST", "settings", settings)
    assert status == 400
    assert word in answer["error"]
    assert emu.control("GET", "settings") == before


def test_the_clock_can_be_moved(emu: Harness) -> None:
    made = emu.copy()
    emu.control("POST", "clock", {"advance": 1800})
    assert emu.image(made)["Status"] == "Available"
    status, _answer = emu.control_status("POST", "clock", {"advance": "1"})
    assert status == 400


def test_a_fast_clock_ends_copies_sooner(emu: Harness) -> None:
    made = emu.copy()
    emu.control("POST", "clock", {"speed": 1_000_000})
    try:
        time.sleep(0.01)
        assert emu.image(made)["Status"] == "Available"
    finally:
        emu.control("POST", "clock", {"speed": 0})


def test_reset_restores_the_first_world(emu: Harness) -> None:
    emu.copy()
    emu.fault(kind="error")
    emu.set(copy_seconds=1)
    emu.control("POST", "reset")
    assert (emu.log(), accounts(emu)) == ([], [])
    assert emu.control("GET", "settings")["copy_seconds"] == 1800
    assert list_images(emu, Status="Creating")["TotalCount"] == 0


def test_health_and_unknown_paths(emu: Harness) -> None:
    assert emu.control("GET", "health")["status"] == "ok"
    status, answer = emu.control_status("GET", "nothing")
    assert status == 404
    assert "GET /_emulator/health" in answer["error"]
    assert emu.control_status("PUT", "world")[0] == 404
    assert emu.control_status("GET", "requests?since=x")[0] == 400


def test_control_paths_are_not_reached_through_the_proxy(emu: Harness) -> None:
    status, _headers, _text = emu.raw("GET", "http://ecs.aliyuncs.com/_emulator/world", {"host": "ecs.aliyuncs.com"})
    assert status != 200
