# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What core gives where a module ended without a message of its own becomes words and a code."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from plugins.module_utils._core.failures import with_words

SILENT: dict[str, tuple[dict[str, Any], str]] = {
    "nothing": ({}, "without a message. "),
    "empty": ({"msg": ""}, "without a message. "),
    "none": ({"msg": None, "error": None}, "without a message. "),
    "blanks": ({"msg": " \n"}, "without a message. "),
    "a traceback": ({"msg": "", "exception": "Traceback:\n  x\nKeyError: 'a'\n"}, "without a message: KeyError: 'a'. "),
    "captured": (
        {"msg": "", "exception": SimpleNamespace(event=SimpleNamespace(msg="it broke"))},
        "without a message: it broke. ",
    ),
    "only output": ({"msg": "", "module_stderr": "a\nKilled\n"}, "without a message: Killed. "),
}


@pytest.mark.parametrize(("answer", "words"), SILENT.values(), ids=SILENT)
def test_a_failure_without_words_gets_words_and_a_code(answer: dict[str, Any], words: str) -> None:
    said = with_words({"failed": True, **answer})
    assert words in said["msg"]
    assert said["error"]["code"] == "UnexpectedError"


def test_a_failure_with_words_keeps_them_and_its_code() -> None:
    answer = {"failed": True, "msg": "refused", "error": {"code": "Forbidden.RAM"}, "copies": []}
    assert with_words(answer) == answer


def test_success_stays_as_it_is() -> None:
    assert with_words({"changed": False}) == {"changed": False}
