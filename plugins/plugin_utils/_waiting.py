# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What actions that repeat their module have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WAIT_TIMEOUT_SECONDS = 21600


class NotSeconds(ValueError):
    """`wait_timeout` is not a whole number; `result` is the task's."""

    def __init__(self, value: Any) -> None:
        message = f"wait_timeout: {value!r} is not a whole number. Give seconds."
        super().__init__(message)
        error = {"code": "InvalidInput", "request_id": "", "action": "", "option": "wait_timeout"}
        self.result = {"failed": True, "msg": message, "error": error}


def wait_timeout(args: Mapping[str, Any]) -> int:
    """The task's `wait_timeout` in seconds. Raises NotSeconds."""
    value = args.get("wait_timeout") or WAIT_TIMEOUT_SECONDS
    try:
        return int(value)
    except (TypeError, ValueError):
        raise NotSeconds(value) from None
