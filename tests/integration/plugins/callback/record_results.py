# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Appends what every task of this collection's modules returned to the file that IMAGEOPS_RESULTS names.

With IMAGEOPS_FILES, files of JSON and SARIF that such a task wrote below OUTPUT_DIR are copied there, before another
run replaces them.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = r"""
name: record_results
type: notification
short_description: Record the results of this collection's modules
description:
  - Each task of a module of this collection, and each item of a loop, becomes a line of JSON.
  - Each file of JSON or SARIF that such a task wrote is kept under its name and a digest.
  - The integration tests compare them with the documentation and the schemas.
"""

PREFIX = "imageops.alicloud."
# Actions of the tests themselves. A playbook that one of them runs has a recorder of its own.
OWN = {"imageops.alicloud.emulator", "imageops.alicloud.run_playbook"}


class CallbackModule(CallbackBase):
    """The recorder."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "imageops.alicloud.record_results"
    CALLBACK_NEEDS_ENABLED = True

    _started = 0

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:  # noqa: ARG002
        """What is written from now on is this task's."""
        self._started = time.time_ns()

    def _keep_files(self) -> None:
        if "IMAGEOPS_FILES" not in os.environ:
            return
        kept = Path(os.environ["IMAGEOPS_FILES"])
        for path in Path(os.environ["OUTPUT_DIR"]).rglob("*"):
            if path.suffix not in (".json", ".sarif") or not path.is_file() or path.is_symlink():
                continue
            if path.stat().st_mtime_ns >= self._started:
                data = path.read_bytes()
                (kept / f"{hashlib.sha256(data).hexdigest()[:16]}-{path.name}").write_bytes(data)

    def _record(self, answer: Any, *, whole_loop: bool) -> None:
        # Cores before 2.19 have only the names with an underscore, later ones want the others.
        task = answer.task if hasattr(answer, "task") else answer._task
        result = answer.result if hasattr(answer, "result") else answer._result
        action = getattr(task, "resolved_action", None) or task.action
        if not action.startswith(PREFIX) or action in OWN or (whole_loop and task.loop is not None):
            return
        line = json.dumps({"module": action.removeprefix(PREFIX), "result": dict(result)}, default=str)
        with Path(os.environ["IMAGEOPS_RESULTS"]).open("a") as lines:
            lines.write(f"{line}\n")
        self._keep_files()

    def v2_runner_on_ok(self, result: Any) -> None:
        """A task was done."""
        self._record(result, whole_loop=True)

    def v2_runner_on_failed(self, result: Any, **_options: Any) -> None:
        """A task failed."""
        self._record(result, whole_loop=True)

    def v2_runner_item_on_ok(self, result: Any) -> None:
        """An item was done."""
        self._record(result, whole_loop=False)

    def v2_runner_item_on_failed(self, result: Any) -> None:
        """An item failed."""
        self._record(result, whole_loop=False)
