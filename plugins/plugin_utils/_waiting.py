# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What actions that repeat their module have in common: time limits, and passes that fail for a while."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleConnectionFailure

from ..module_utils._client.codes import EXPIRED, is_transient_code
from ..module_utils._client.connection import CONNECTION_SPEC, ENVIRONMENT
from ._direct import DirectModule
from ._requests import Requests

NO_CONNECTION = "ConnectionFailed"
# Types of errors beside the cloud's codes: no answer, a list that would not stand still, credentials not obtained.
TRANSIENT = (NO_CONNECTION, "ListingUnstable", "CredentialsError")
TOKEN_OPTIONS = ("security_token", *CONNECTION_SPEC["security_token"]["aliases"])


class NotWhole(ValueError):
    """An option is not a whole number; `result` is the task's."""

    def __init__(self, option: str, value: Any) -> None:
        message = f"{option}: {value!r} is not a whole number. Give seconds, such as 60."
        super().__init__(message)
        error = {"code": "InvalidInput", "request_id": "", "action": "", "option": option}
        self.result = {"failed": True, "msg": message, "error": error}


def whole(args: Mapping[str, Any], option: str) -> int | None:
    """A whole number among a task's arguments, None if it is not given. Raises NotWhole."""
    value = args.get(option)
    if value is None or value == "":
        return None
    try:
        return int(value)
    except (TypeError, ValueError):
        raise NotWhole(option, value) from None


class RetryingAction(DirectModule):
    """An action whose module does a pass. `sent` is what the results of all passes so far say of their requests."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.requests = Requests()

    @property
    def sent(self) -> dict[str, Any]:
        """Return `api_calls` and `request_ids` of the task's result."""
        return self.requests.as_result()

    def run_pass(
        self, module: str, args: dict[str, Any], variables: dict[str, Any], *, is_first: bool
    ) -> dict[str, Any]:
        """The module's answer. A host that cannot be reached any more is an answer, too, after the first pass."""
        try:
            answer: dict[str, Any] = self._execute_module(module_name=module, module_args=args, task_vars=variables)
        except AnsibleConnectionFailure as error:
            if is_first:
                raise
            return {"failed": True, "msg": str(error), "error": {"code": NO_CONNECTION, "request_id": "", "action": ""}}
        self.requests.add(answer)
        return answer


def is_failure_transient(answer: Mapping[str, Any], args: Mapping[str, Any]) -> bool:
    """Return whether a failed pass is worth another. A token that was given literally does not renew itself."""
    error = answer.get("error") or {}
    code, status = str(error.get("code", "")), int(error.get("status") or 0)
    if code == EXPIRED:
        given = (args.get(option) for option in TOKEN_OPTIONS)
        return not any(given) and not any(map(os.environ.get, ENVIRONMENT["security_token"]))
    return code in TRANSIENT or is_transient_code(code, status)
