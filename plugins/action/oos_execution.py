# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until the execution has ended, and prints a line after each pass.

Later passes are asked only to go on with the execution, through the module's documented option `execution_id`.
"""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._logic.executing import progress_text
from ..plugin_utils._waiting import NotSeconds, wait_timeout

MODULE = "imageops.alicloud.oos_execution"

display = Display()


class ActionModule(ActionBase):
    """The controller's side of `oos_execution`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run passes until the execution has ended, the time is up, or a pass fails."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        args = dict(self._task.args)
        try:
            timeout = wait_timeout(args)
        except NotSeconds as error:
            return {**result, **error.result}
        site = variables.get("inventory_hostname", "localhost")
        changed = False
        diff: Any = None
        begun = time.monotonic()
        while True:
            answer = self._execute_module(module_name=MODULE, module_args=args, task_vars=variables)
            changed = changed or bool(answer.get("changed"))
            diff = diff or answer.get("diff")
            if answer.get("failed") or not answer.get("pending"):
                break
            elapsed = time.monotonic() - begun
            display.display(f"[{site}] {progress_text(answer['execution'], elapsed)}")
            if elapsed >= timeout:
                answer.update(_given_up(answer["execution"]["execution_id"], timeout))
                break
            args = {**args, "execution_id": answer["execution"]["execution_id"]}
        result.update(answer)
        result["changed"] = changed
        if diff is not None:
            result["diff"] = diff
        return result


def _given_up(execution_id: str, seconds: int) -> dict[str, Any]:
    message = (
        f"wait_timeout: {seconds} seconds have passed and the execution {execution_id} has not ended. "
        "It goes on; run the same task again to wait for it."
    )
    return {"failed": True, "msg": message, "error": {"code": "WaitTimeout", "request_id": "", "action": ""}}
