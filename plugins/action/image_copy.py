# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until every copy has settled, and prints a line after each pass.

A pass is short, so a wait of hours survives cut connections and tokens that end. Later passes are asked only for the
copies that were still under way, through the module's documented option `copies`.
"""

from __future__ import annotations

import time
from typing import Any

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._logic.copy_progress import progress_line
from ..module_utils._logic.copy_results import CopyResults

MODULE = "imageops.alicloud.image_copy"
WAIT_TIMEOUT_SECONDS = 21600

display = Display()


class ActionModule(ActionBase):
    """The controller's side of `image_copy`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run passes until nothing is pending, the time is up, or a pass could not work at all."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        args = dict(self._task.args)
        try:
            timeout = int(args.get("wait_timeout") or WAIT_TIMEOUT_SECONDS)
        except (TypeError, ValueError):
            return {**result, **_not_a_number(args["wait_timeout"])}
        site = variables.get("inventory_hostname", "localhost")
        results = CopyResults()
        begun = time.monotonic()
        while True:
            results.add(self._execute_module(module_name=MODULE, module_args=args, task_vars=variables))
            elapsed = time.monotonic() - begun
            pending = results.pending
            if pending or results.passes > 1:
                display.display(f"[{site}] {progress_line(results.copies, results.done_before, elapsed)}")
            if not pending:
                break
            if elapsed >= timeout:
                results.give_up(timeout)
                break
            args = {**args, "copies": pending}
            args.pop("image_ids", None)
            args.pop("destination_regions", None)
        result.update(results.answer)
        return result


def _not_a_number(value: Any) -> dict[str, Any]:
    error = {"code": "InvalidInput", "request_id": "", "action": "", "option": "wait_timeout"}
    message = f"wait_timeout: {value!r} is not a whole number. Give seconds."
    return {"failed": True, "msg": message, "error": error}
