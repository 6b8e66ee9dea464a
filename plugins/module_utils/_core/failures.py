# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Unforeseen failures. None is without words, and none without a code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .tables import visible

UNEXPECTED = "UnexpectedError"
# Before ansible-core 2.19 -vvv shows a traceback, since then a setting.
REMEDY = "Run it again with -vvv and ANSIBLE_DISPLAY_TRACEBACK=error, and report it with the traceback."


def unexpected(error: BaseException) -> str:
    """Return the sentence about an exception that is none of this collection's errors."""
    words = " ".join(str(error).split())
    return visible(f"unexpected {type(error).__name__}{f': {words}' if words else ''}. {REMEDY}")


def words_of(answer: Mapping[str, Any]) -> str:
    """Return why a module failed. Core gives some failures without words, or with a traceback alone."""
    if words := str(answer.get("msg") or "").strip():
        return words
    captured = answer.get("exception")
    event = getattr(captured, "event", None)
    text = str(getattr(event, "msg", "") or (captured if isinstance(captured, str) else "")).strip()
    output = str(answer.get("module_stderr") or answer.get("module_stdout") or "").strip()
    last = (text or output).splitlines()[-1:]
    return f"the module failed without a message{f': {last[0].strip()}' if last else ''}. {REMEDY}"


def with_words(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a module's answer; one that failed has words and a code, whatever it failed of."""
    if not answer.get("failed"):
        return answer
    error = answer.get("error") or {"code": UNEXPECTED, "request_id": "", "action": ""}
    return {**answer, "msg": words_of(answer), "error": error}
