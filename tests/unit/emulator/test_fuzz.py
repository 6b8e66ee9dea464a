# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No request breaks the server: 2,000 random ones, and those that once did. Source: the emulator's own design."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emulator.access.conditions import matches
from emulator.actions.json_text import parse_json
from tests.faults.fuzz import Fuzz

from .support import Harness, start

BEIJING = {"RegionId": "cn-beijing"}
DEEP = "[" * 1100 + "]" * 1100
NUMBERS = ("NaN", "Infinity", "-1", "1e400", "9" * 400)


@pytest.fixture(scope="module")
def target(running: Harness) -> Iterator[Harness]:
    harness, stop = start()
    assert harness.port != running.port
    yield harness
    stop()


def test_2000_random_calls_are_answered(target: Harness) -> None:
    """The long version: `make faults ARGS="--calls 100000"`."""
    fuzz = Fuzz(target.url, seed=1)
    assert fuzz.run(2000) == []
    assert min(fuzz.answers.get(status, 0) for status in (200, 400, 404)) > 100


@pytest.mark.parametrize(
    ("product", "action", "parameters", "code"),
    [
        (
            "ecs",
            "RunInstances",
            {**BEIJING, "DryRun": "true", "ImageId": "m-plain", "InstanceType": "x", "SystemDisk.Size": "abc"},
            "InvalidParameter",
        ),
        ("resourcesharing", "ListResourceShares", {"ResourceOwner": "Self", "Tag.1.Value": "x"}, "InvalidParameter"),
        ("ecs", "DescribeImages", {**BEIJING, f"Tag.{'1' * 4400}.Key": "x"}, "InvalidParameter"),
        ("kms", "ListKeys", {"Filters": DEEP}, "InvalidParameter"),
        ("kms", "ListKeys", {"Filters": '[{"Key": [], "Values": []}]'}, "InvalidParameter"),
        ("kms", "ListKeys", {"Filters": "9" * 5000}, "InvalidParameter"),
        ("ecs", "DescribeInstances", {**BEIJING, "InstanceIds": '["\\ud800"]'}, "InvalidInstanceIds.Malformed"),
        ("ram", "CreatePolicy", {"PolicyName": "p", "PolicyDocument": DEEP}, "MalformedPolicyDocument"),
        (
            "ram",
            "CreateRole",
            {
                "RoleName": "r",
                "AssumeRolePolicyDocument": json.dumps(
                    {"Version": "1", "Statement": [{"Effect": "Allow", "Action": [{}], "Principal": {"RAM": "x"}}]}
                ),
            },
            "MalformedPolicyDocument",
        ),
    ],
)  # fmt: skip
def test_what_once_broke_the_server(
    emu: Harness, product: str, action: str, parameters: dict[str, str], code: str
) -> None:
    status, body = emu.rpc(product, action, parameters, method="POST")
    assert (status // 100, str(body["Code"]).partition(".")[0]) == (4, code.partition(".")[0])


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("path", ["clock", "settings", "faults"])
def test_numbers_that_are_none_are_refused(emu: Harness, path: str, number: str) -> None:
    bodies = {
        "clock": ('{"advance": %s}', '{"speed": %s}'),
        "settings": ('{"copy_seconds": %s}', '{"list_lag_every": %s}'),
        "faults": ('{"kind": "slow", "seconds": %s}', '{"kind": "error", "status": %s}'),
    }
    for body in bodies[path]:
        head = {"host": "127.0.0.1"}
        status, _headers, text = emu.raw("POST", f"/_emulator/{path}", head, (body % number).encode())
        assert (status, "error" in json.loads(text)) == (400, True), body
    assert emu.control("GET", "health")["status"] == "ok"


def test_the_clock_goes_no_further_than_the_calendar(emu: Harness) -> None:
    assert emu.control_status("POST", "clock", {"advance": 1e12})[0] == 400
    assert emu.ecs("DescribeImages")["TotalCount"] > 0


@pytest.mark.parametrize("body", [DEEP, '{"accounts": ' + '{"a":' * 1100 + "1" + "}" * 1101, '{"settings": [1]}', "[]"])
def test_worlds_that_are_none_are_refused_and_change_nothing(emu: Harness, body: str) -> None:
    assert emu.raw("POST", "/_emulator/reset", {"host": "127.0.0.1"}, body.encode())[0] == 400
    assert emu.ecs("DescribeImages")["TotalCount"] > 0


@pytest.mark.parametrize("text", ["[" * 101 + "]" * 101, "NaN", "1e999", "1" * 26, '"\\udc00"', "{", "[1,]", ""])
def test_json_that_could_not_be_handled_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_json(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [("[" * 100 + "]" * 100, None), ('"\\ud83d\\ude00"', "\U0001f600"), (b'{"a": [1.5, "[[["]}', {"a": [1.5, "[[["]})],
)
def test_other_json_is_read(text: str | bytes, value: Any) -> None:
    assert value is None or parse_json(text) == value
    assert parse_json(text) is not None


def test_no_wildcard_pattern_is_slow() -> None:
    assert matches("*a" * 60 + "*!", "a" * 200) is False
    assert matches("*a" * 60 + "*!", "a" * 200 + "b!") is True
    assert all(matches(pattern, "abcabc") for pattern in ("a*c", "*b*", "a?c*", "*ca*c", "**", "abcabc", "?*?"))
    assert not any(matches(pattern, "abcabc") for pattern in ("a*b", "", "b*", "*d*", "abcabc?", "*bb*"))
