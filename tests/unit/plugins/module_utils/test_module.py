# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whatever breaks in a module, the task fails with words, a code, and no secret."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from plugins.module_utils._module import not_mappings

SECRET = "a-secret-of-the-test"
PROGRAM = """
import json, sys
from ansible.module_utils import basic
from plugins.module_utils import _module

basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": {
    "access_key_id": "key", "access_key_secret": "%(secret)s", "region": "cn-beijing"}}).encode()
basic._ANSIBLE_PROFILE = "legacy"

def fail(*_args):
    %(statement)s

def fine(*_args):
    return {}

class Plan:
    changed = has_work = True
    before = after = {}

if %(step)r == "info":
    _module.run_info({}, fine, fail)
steps = {"request": fine, "observe": fine, "decide": lambda *_: Plan(), "predict": fine, "apply": fine}
_module.run({}, _module.Steps(**{**steps, %(step)r: fail}))
"""
STATEMENTS = {
    "without words": "raise RuntimeError",
    "blank": "raise ValueError(' ')",
    "an assertion": "assert False",
    "a missing key": "{}['Images']",
    "text where a mapping belongs": "'odd'.get('ImageId')",
    "recursion": "fail()",
    "memory": "raise MemoryError",
    "an operating system's": "open('/nowhere/at/all')",
    "a secret": f"raise ValueError('token {SECRET} is odd')",
}


def answer_of(step: str, statement: str) -> dict[str, Any]:
    program = PROGRAM % {"step": step, "statement": statement, "secret": SECRET}
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ended.returncode == 1, ended.stderr
    assert SECRET not in ended.stdout + ended.stderr
    answer: dict[str, Any] = json.loads(ended.stdout)
    return answer


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_an_exception_of_any_kind_is_a_failure_with_words_and_a_code(statement: str) -> None:
    answer = answer_of("info", statement)
    assert answer["failed"] is True
    assert answer["msg"].startswith("unexpected ")
    assert answer["error"]["code"] == "UnexpectedError"


@pytest.mark.parametrize("step", ["request", "observe", "decide", "apply"])
def test_an_exception_in_any_step_is_a_failure_with_words_and_a_code(step: str) -> None:
    answer = answer_of(step, "raise RuntimeError")
    assert (answer["failed"], answer["error"]["code"]) == (True, "UnexpectedError")
    assert answer["msg"].startswith("unexpected RuntimeError. ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("text", "'text' is no list; give a list whose items are each a mapping with id and region"),
        ([{"id": "m-1"}, "{1:2}"], "item 2 is '{1:2}'; give a mapping with id and region"),
        ([None], "item 1 is None; give a mapping with id and region"),
        ([{1: 2}], "item 1 is {1: 2}; give a mapping with id and region"),
        (None, ""),
        ([{"id": "m-1"}], ""),
    ],
)
def test_an_item_that_is_no_mapping_is_named_by_its_number(value: object, said: str) -> None:
    assert not_mappings(value, {"id": {}, "region": {}}) == said
