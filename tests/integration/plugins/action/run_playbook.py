# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Runs ansible-playbook as the module command would, in less time: from Ansible's worker, and preloaded."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from ansible.plugins.action import ActionBase

from ..plugin_utils.preloaded import Run

COLLECTION = Path(__file__).parents[2]


class ActionModule(ActionBase):
    """The action: `arguments` of ansible-playbook, and `chdir`. Results are those of command."""

    _VALID_ARGS = frozenset({"arguments", "chdir"})
    _requires_connection = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run it in the task's environment and return its status and what it printed; another status than 0 fails."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = [str(one) for one in self._task.args["arguments"]]
        more: dict[str, Any] = {}
        self._compute_environment_string(more)
        environment = {**os.environ, **{name: str(value) for name, value in more.items()}}
        folder = Path(self._task.args.get("chdir", "."))
        sockets = (task_vars or {}).get("preloaded_folder")
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors, Path(os.devnull).open() as nothing:
            files = [nothing.fileno(), output.fileno(), errors.fileno()]
            status = (
                Run(arguments, environment, files, sockets=Path(sockets), collection=COLLECTION, folder=folder).wait()
                if sockets
                else _start(arguments, environment, files, folder)
            )
            printed = [_text(file) for file in (output, errors)]
        lines = {"stdout_lines": printed[0].splitlines(), "stderr_lines": printed[1].splitlines()}
        result |= {"changed": True, "rc": status, "stdout": printed[0], "stderr": printed[1], **lines}
        return result | ({"failed": True, "msg": "non-zero return code"} if status else {})


def _start(arguments: list[str], environment: dict[str, str], files: list[int], folder: Path) -> int:
    """Without a place for sockets, as when ansible-test was started by hand, run it in the ordinary way."""
    command = ["ansible-playbook", *arguments]
    return subprocess.call(command, cwd=folder, env=environment, stdin=files[0], stdout=files[1], stderr=files[2])


def _text(file: Any) -> str:
    file.seek(0)
    return str(file.read().decode(errors="replace").rstrip("\r\n"))
