# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Does one step of a playbook of this collection for one site, in the worker."""

from __future__ import annotations

from typing import Any

from ..module_utils._model.errors import ImageopsError
from ..module_utils._variables.variable import IMAGES
from ..plugin_utils._calling import CallingAction
from ..plugin_utils._interruption import watch_signals
from ..plugin_utils._steps.doing import do_step
from ..plugin_utils._steps.failures import words_of
from ..plugin_utils._steps.registry import NAMES
from ..plugin_utils._steps.site import Site
from ..plugin_utils._variables import request_of

ARGUMENTS = {
    "step": {"type": "str", "required": True, "choices": NAMES},
    "playbook": {"type": "str", "required": True},
    "prefix": {"type": "str", "default": "images_"},
}

watch_signals()


class ActionModule(CallingAction):
    """The controller's side of `images_step`; there is no other."""

    # Those of the steps that are imported at once.
    CALLS = (
        "caller_info",
        "image_copy",
        "image_info",
        "image_launch_check",
        "image_launch_trial",
        "image_share",
        "image_share_role",
        "image_share_role_info",
        "kms_key_info",
        "snapshot_copy",
        "snapshot_copy_info",
        "snapshot_share",
        "snapshot_share_info",
    )
    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_diff = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Do the step, and keep what it found for the next one. A failure is kept, too, for the report."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        _checked, arguments = self.validate_argument_spec(argument_spec=ARGUMENTS)
        try:
            request = request_of(self, variables, arguments["playbook"], arguments["prefix"])
            site = Site(self, variables, request, arguments["playbook"])
        except ImageopsError as error:
            return {**result, "failed": True, "msg": words_of(error), "error": {}}
        if not site.steps:
            return {**result, "changed": False}
        done = do_step(site, arguments["step"])
        # As that of group_by. A role in another play has no plays to leave out.
        group = done.pop("group", "")
        return {**result, **done, **({"add_group": group} if group and arguments["prefix"] == IMAGES else {})}

    @property
    def in_check_mode(self) -> bool:
        """Is the task in check mode."""
        return bool(self._task.check_mode)

    @property
    def is_local(self) -> bool:
        """Do modules run on this machine, as this user."""
        return self._connection.transport == "local" and not (self._connection.become or self._task.become)

    @property
    def tags(self) -> list[str]:
        """The tags of the task, those of its blocks and roles included."""
        return [str(tag) for tag in self._task.tags]
