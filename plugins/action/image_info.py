# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The controller's side of image_info: relative paths, and results of many images in less memory with older cores.

Core runs modules of this machine in the playbook's folder. A relative path of a file to write counts from
where the command was started, as those of the playbooks do.
"""

from __future__ import annotations

from typing import Any

from ansible.plugins.connection.local import Connection as LocalConnection

from ..plugin_utils._direct import DirectAction
from ..plugin_utils._memory import share_text
from ..plugin_utils._variables import absolute

FILES = ("result_file", "csv_file")


class ActionModule(DirectAction):
    """Runs the module of the same name."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module; equal texts of its result are one object."""
        if isinstance(self._connection, LocalConnection):
            paths = {name: absolute(str(self._task.args[name])) for name in FILES if self._task.args.get(name)}
            self._task.args = {**self._task.args, **paths}
        return share_text(super().run(tmp, task_vars))
