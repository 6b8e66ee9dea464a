# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Failures of steps and modules in the reader's terms: never without words, and with the variable that was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...module_utils._core.failures import words_of as words_of_module
from .names import VARIABLE_OF

NO_WORDS = "it failed without a message; run again with -vvv"


class StepFailed(Exception):
    """A step that ends its site. `answer` is what the task returns beside the message."""

    def __init__(
        self, message: str, error: Mapping[str, Any] | None = None, answer: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.error = dict(error or {})
        self.answer = dict(answer or {})


def failure_of(answer: Mapping[str, Any], names: Mapping[str, str] = VARIABLE_OF) -> str:
    """Return why a module failed, with the variable that `names` has for its option. No failure is without words."""
    words = words_of_module(answer)
    option = str((answer.get("error") or {}).get("option", ""))
    return words.replace(f"{option}: ", f"{names.get(option, option)}: ", 1) if option else words


def error_of(failed: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return `error` of the first of several failed answers of modules, empty if there is none."""
    return next((dict(answer.get("error") or {}) for answer in failed), {})


def words_of(error: Exception) -> str:
    """Return what an error of ours says. No failure is without words."""
    return str(error).strip() or f"{type(error).__name__}: {NO_WORDS}."
