# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reads every variable of a playbook, checks it, and returns typed values. It makes no call."""

from __future__ import annotations

from typing import Any

from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._model.errors import InvalidInput
from ..module_utils._variables.declared import BY_NAME
from ..module_utils._variables.variable import IMAGES
from ..plugin_utils._terminal import host_prefix, say
from ..plugin_utils._variables import request_of, run_name

OPTIONS = ("playbook", "prefix", "connection")

display = Display()


class ActionModule(ActionBase):
    """The controller's side of `images_request`, and all of it."""

    _requires_connection = False
    _VALID_ARGS = frozenset(OPTIONS)

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the request, or what is wrong with it."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        playbook = str(self._task.args.get("playbook") or "")
        try:
            request = request_of(self, variables, playbook, str(self._task.args.get("prefix") or IMAGES))
            run = run_name(request.values, variables)
        except InvalidInput as error:
            details = {"code": "InvalidInput", "request_id": "", "action": "", "option": error.option}
            return {**result, "failed": True, "msg": str(error), "error": details}
        for warning in request.warnings:
            display.warning(warning)
        for name in request.ignored:
            takers = ", ".join(BY_NAME[name].playbooks) if name in BY_NAME else "other playbooks"
            display.v(f"{playbook} ignores {name}, a variable of {takers}")
        hosts = variables.get("ansible_play_hosts_all") or ()
        prefix = host_prefix(str(variables.get("inventory_hostname")), hosts)
        for note in request.notes:
            say(f"{prefix}note     {note}")
        if boolean(self._task.args.get("connection", False)):
            # With the secrets that it holds, the result is for the tasks that follow and for no output.
            result |= {"connection": dict(request.connection), "_ansible_no_log": True}
        return {
            **result,
            "changed": False,
            "request": {**request.shown(), **({"run": run} if "run" in request.values else {})},
            "given": sorted(request.given),
            "ignored": list(request.ignored),
        }
