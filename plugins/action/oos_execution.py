# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until the execution has ended, and prints a line after each pass.

Later passes are asked only to go on with the execution, through the module's documented option `execution_id`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from ..module_utils._executions.decide import progress_text
from ..module_utils._model.copy_defaults import OUTAGE_TIMEOUT
from ..plugin_utils._interruption import going_on, watch_signals
from ..plugin_utils._terminal import say
from ..plugin_utils._waiting import NotWhole, RetryingAction, is_failure_transient, whole

MODULE = "imageops.alicloud.oos_execution"
WAIT_TIMEOUT_SECONDS = 21600
OUTAGE_PAUSE_SECONDS = 10

watch_signals()


class ActionModule(RetryingAction):
    """The controller's side of `oos_execution`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run passes until the execution has ended, the time is up, or a pass fails."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        args = dict(self._task.args)
        try:
            timeout = whole(args, "wait_timeout") or WAIT_TIMEOUT_SECONDS
        except NotWhole as error:
            return {**result, **error.result}
        site = str(variables.get("inventory_hostname", "localhost"))
        with going_on(site, "an execution is being started") as note:
            return {**result, **self._wait(args, variables, timeout, note)}

    def _wait(
        self, args: dict[str, Any], variables: dict[str, Any], timeout: int, note: Callable[[str], None]
    ) -> dict[str, Any]:
        site = variables.get("inventory_hostname", "localhost")
        last: dict[str, Any] = {}
        changed = False
        diff: Any = None
        begun = heard = time.monotonic()
        while True:
            answer = self.run_pass(MODULE, args, variables, is_first=not last)
            now = time.monotonic()
            changed = changed or bool(answer.get("changed"))
            diff = diff or answer.get("diff")
            is_brief = now - heard < OUTAGE_TIMEOUT
            if last and answer.get("failed") and is_failure_transient(answer, args) and is_brief:
                say(f"[{site}] the execution goes on unseen: {answer.get('msg', '')}")
                time.sleep(OUTAGE_PAUSE_SECONDS)
                continue
            heard, last = now, answer
            if answer.get("failed") or not answer.get("pending"):
                break
            line = progress_text(answer["execution"], now - begun)
            say(f"[{site}] {line}")
            note(line)
            if now - begun >= timeout:
                answer.update(_given_up(answer["execution"]["execution_id"], timeout))
                break
            args = {**args, "execution_id": answer["execution"]["execution_id"]}
        result = {**answer, "changed": changed, **self.sent}
        if diff is not None:
            result["diff"] = diff
        return result


def _given_up(execution_id: str, seconds: int) -> dict[str, Any]:
    message = (
        f"wait_timeout: {seconds} seconds have passed and the execution {execution_id} has not ended. "
        "It goes on; run the same task again to wait for it."
    )
    return {"failed": True, "msg": message, "error": {"code": "WaitTimeout", "request_id": "", "action": ""}}
