# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until every copy has settled, and prints a line after each pass.

A pass is short, so a wait of hours survives cut connections and tokens that end. Later passes are asked only for the
copies that were still under way, through the module's documented option `copies`. They are longer while nothing is near
its end, unless the task says how long they are. With `system_disk_only`, other modules are called before and after.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ..module_utils._copies.waiting.watch import CopyWatch
from ..module_utils._model.copy_defaults import MAX_IN_FLIGHT, OUTAGE_TIMEOUT
from ..plugin_utils._calling import CallingAction, connection_of, in_region
from ..plugin_utils._interruption import going_on, watch_signals
from ..plugin_utils._system_disks import SystemDisks, is_system_disk_only
from ..plugin_utils._terminal import say
from ..plugin_utils._waiting import NotWhole, RetryingAction, is_failure_transient, whole

COLLECTION = "imageops.alicloud"
MODULE = f"{COLLECTION}.image_copy"
TIMES = ("pass_seconds", "poll_seconds")

watch_signals()


class ActionModule(RetryingAction, CallingAction):
    """The controller's side of `image_copy`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Copy the images, or their system disks only."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        self._variables = task_vars or {}
        args = dict(self._task.args)
        answer = SystemDisks(self, args).run() if is_system_disk_only(args) else self.copy(args)
        return {**result, **answer, **self.sent}

    @property
    def in_check_mode(self) -> bool:
        """Is the task in check mode."""
        return bool(self._task.check_mode)

    def call(self, module: str, region: str = "", *, check: bool = False, **arguments: Any) -> dict[str, Any]:
        """Run a module, in the region given or else in the connection's. `check` forces check mode."""
        connection = connection_of(self._task.args)
        answer = self.call_module(
            f"{COLLECTION}.{module}",
            {**(in_region(connection, region) if region else connection), **arguments},
            self._variables,
            in_check_mode=check or self.in_check_mode,
            shows_diff=bool(self._task.diff),
        )
        self.requests.add(answer)
        return answer

    def copy(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Run passes until nothing is pending, the time is up, or a pass could not work for good."""
        args = dict(args)
        try:
            outage_timeout, max_in_flight = whole(args, "outage_timeout"), whole(args, "max_in_flight")
            watch = CopyWatch(
                wait_timeout=whole(args, "wait_timeout") or None,
                outage_timeout=OUTAGE_TIMEOUT if outage_timeout is None else outage_timeout,
                max_in_flight=MAX_IN_FLIGHT if max_in_flight is None else max_in_flight,
            )
        except NotWhole as error:
            return dict(error.result)
        if self.in_check_mode:
            return self._repeat(watch, args, None)
        what = "copies are being removed" if args.get("state") == "absent" else "copies are being started"
        with going_on(self._site, what, str(args.get("run") or "")) as note:
            return self._repeat(watch, args, note)

    @property
    def _site(self) -> str:
        return str(self._variables.get("inventory_hostname", "localhost"))

    def _repeat(self, watch: CopyWatch, args: dict[str, Any], note: Callable[[str], None] | None) -> dict[str, Any]:
        fixed = _fixed(args)
        begun = time.monotonic()
        while True:
            answer = self.run_pass(MODULE, args, self._variables, is_first=not watch.results.passes)
            step = watch.take(answer, time.monotonic() - begun, is_transient=is_failure_transient(answer, args))
            if step.line:
                say(f"[{self._site}] {step.line}")
            if not step.again:
                return watch.results.answer
            if note:
                note(f"copies: {step.line}")
            time.sleep(step.pause)
            times = {option: value for option, value in step.times.items() if option not in fixed}
            args = {**args, **times, "copies": watch.results.pending, "under_way": step.under_way}
            for option in ("image_ids", "destination_regions", "copies" if step.under_way else "under_way"):
                args.pop(option, None)


def _fixed(args: Mapping[str, Any]) -> set[str]:
    """Return the options about times that are the task's. A given length of a pass keeps looks unchanged, too."""
    given = {option for option in TIMES if args.get(option) not in (None, "")}
    return set(TIMES) if "pass_seconds" in given else given
