# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until every copy has settled, and prints a line after each pass.

A pass is short, so a wait of hours survives cut connections and tokens that end. Later passes are asked only for the
copies that were still under way, through the module's documented option `copies`. They are longer while nothing is near
its end, unless the task says how long they are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ansible.utils.display import Display

from ..module_utils._copies.waiting.watch import CopyWatch
from ..module_utils._model.copy_defaults import OUTAGE_TIMEOUT
from ..plugin_utils._waiting import NotSeconds, RetryingAction, is_failure_transient, seconds

MODULE = "imageops.alicloud.image_copy"
TIMES = ("pass_seconds", "poll_seconds")

display = Display()


class ActionModule(RetryingAction):
    """The controller's side of `image_copy`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run passes until nothing is pending, the time is up, or a pass could not work for good."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        args = dict(self._task.args)
        try:
            outage_timeout = seconds(args, "outage_timeout")
            watch = CopyWatch(
                wait_timeout=seconds(args, "wait_timeout") or None,
                outage_timeout=OUTAGE_TIMEOUT if outage_timeout is None else outage_timeout,
            )
        except NotSeconds as error:
            return {**result, **error.result}
        fixed = _fixed(args)
        site = variables.get("inventory_hostname", "localhost")
        begun = time.monotonic()
        while True:
            answer = self.run_pass(MODULE, args, variables, is_first=not watch.results.passes)
            step = watch.take(answer, time.monotonic() - begun, is_transient=is_failure_transient(answer, args))
            if step.line:
                display.display(f"[{site}] {step.line}")
            if not step.again:
                return {**result, **watch.results.answer, "api_calls": self.api_calls}
            time.sleep(step.pause)
            times = {option: value for option, value in step.times.items() if option not in fixed}
            args = {**args, **times, "copies": watch.results.pending}
            args.pop("image_ids", None)
            args.pop("destination_regions", None)


def _fixed(args: Mapping[str, Any]) -> set[str]:
    """The options about times that are the task's. Whoever says how long a pass is, leaves looks as they are, too."""
    given = {option for option in TIMES if args.get(option) not in (None, "")}
    return set(TIMES) if "pass_seconds" in given else given
