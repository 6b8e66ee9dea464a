# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The checks of what modules document can each fail."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.contract.checks import missing_in_suite, wrong_in_target
from tests.contract.documented import read_module
from tests.contract.seen import Request, Result, Seen, read_seen, together

SOURCE = '''
DOCUMENTATION = r"""
description:
  - Needs C(ecs:DescribeImages) and C(ecs:CopyImage). An C(AssumeRoleError) is no action.
"""
RETURN = r"""
copies:
  returned: always
  type: list
  elements: dict
  contains:
    image_id: {returned: always, type: str}
    size_gib: {returned: if known, type: int}
image_map:
  returned: success
  type: dict
"""
'''
THING = {"thing": read_module("thing", SOURCE)}
ALL = {"copies": [{"image_id": "m-1", "size_gib": 40}, {"image_id": None}], "image_map": {"any": "thing"}}


def returned(*values: dict[str, Any], succeeded: bool = True) -> Seen:
    return Seen(results=tuple(Result(module="thing", values=item, succeeded=succeeded) for item in values))


def called(*actions: str, check: bool = False, mutating: bool = False) -> Seen:
    return Seen(
        requests=tuple(Request(module="thing", check=check, action=item, mutating=mutating) for item in actions)
    )


def test_what_is_documented_and_came_is_fine() -> None:
    seen = together([returned(ALL), called("ecs:DescribeImages", "ecs:CopyImage", check=True)])
    assert wrong_in_target(THING, seen) == []
    assert missing_in_suite(THING, seen) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"other": 1}, "thing returned other, which RETURN does not have"),
        ({"copies": [{"image_id": "m-1", "x": 1}]}, "thing returned copies.x, which RETURN does not have"),
        ({"copies": [{"image_id": 7}]}, "thing returned copies.image_id as int, which RETURN calls str"),
        (
            {"copies": [{"image_id": "", "size_gib": True}]},
            "thing returned copies.size_gib as bool, which RETURN calls int",
        ),
        ({"copies": ["m-1"]}, "thing returned copies with elements that are not dict"),
        ({"copies": [{}]}, "thing did not return copies.image_id"),
    ],
)
def test_a_result_that_differs_from_its_documentation_is_told(change: dict[str, Any], problem: str) -> None:
    assert wrong_in_target(THING, returned({**ALL, **change})) == [problem]


def test_a_success_has_all_that_is_always_returned_and_a_failure_need_not() -> None:
    assert wrong_in_target(THING, returned({"copies": []})) == ["thing did not return image_map"]
    assert wrong_in_target(THING, returned({}, succeeded=False)) == []


def test_what_was_never_returned_or_called_is_told() -> None:
    seen = together([returned({"copies": [{"image_id": ""}]}), called("ecs:DescribeImages")])
    assert missing_in_suite(THING, seen) == [
        "thing documents copies.size_gib and never returned it",
        "thing documents image_map and never returned it",
        "thing documents ecs:CopyImage and never called it",
        "thing was never run in check mode",
    ]


def test_an_action_that_is_not_named_is_told_but_for_those_of_every_caller() -> None:
    seen = called("kms:DescribeKey", "sts:AssumeRole", "sts:GetCallerIdentity")
    assert wrong_in_target(THING, seen) == ["thing called kms:DescribeKey, which its documentation does not name"]


def test_a_write_in_check_mode_is_told() -> None:
    seen = called("ecs:CopyImage", check=True, mutating=True)
    assert wrong_in_target(THING, seen) == ["thing called ecs:CopyImage in check mode"]
    assert wrong_in_target(THING, called("ecs:CopyImage", mutating=True)) == []


def test_files_are_read_without_what_ansible_adds(tmp_path: Path) -> None:
    added = {"changed": True, "invocation": {}, "_ansible_no_log": False, "emulator": True}
    added |= {"changed_when_result": False, "failed_when_result": False}
    added |= {"ansible_loop_var": "mine", "mine": 1}
    failure = {"msg": "no", "error": {"code": "InvalidInput"}, "failed": False}
    results, journal = tmp_path / "results", tmp_path / "journal"
    lines = [{"module": "thing", "result": {**added, "copies": []}}, {"module": "thing", "result": failure}]
    results.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    entry = {"product": "ecs", "action": "CopyImage", "mutating": True}
    agents = ["SDK TeaDSL/2 imageops.alicloud/thing", "SDK imageops.alicloud/thing check", "curl"]
    journal.write_text("".join(f"{json.dumps({**entry, 'user_agent': agent})}\n" for agent in agents))
    seen = read_seen(results, journal)
    assert [(item.values, item.succeeded) for item in seen.results] == [({"copies": []}, True), ({}, False)]
    assert [(item.module, item.check) for item in seen.requests] == [("thing", False), ("thing", True), ("", False)]
    assert seen.requests[0].action == "ecs:CopyImage"
    assert read_seen(tmp_path / "none", tmp_path / "none") == Seen()
