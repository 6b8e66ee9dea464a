# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sends a request to the emulator's control paths from Ansible's worker: a tenth of what a module's process takes."""

from __future__ import annotations

import contextlib
import http.client
import json
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

ANSWER_SECONDS = 60
OPTIONS = {"path", "body", "method"}


class ActionModule(ActionBase):
    """The action: `path` below the control paths, `body` of any shape (text is sent as it is), `method`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send the request and return the answer's status and, as `json`, its content; an error status fails."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        arguments = self._task.args
        if unknown := set(arguments) - OPTIONS:
            message = f"unknown options: {', '.join(sorted(unknown))}"
            raise AnsibleActionFail(message)
        body, method = arguments.get("body", ""), arguments.get("method", "POST")
        address = self._templar.template((task_vars or {})["emulator_url"]).removeprefix("http://")
        connection = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        with contextlib.closing(connection):
            data = body if isinstance(body, str) else json.dumps(body)
            connection.request(method, f"/_emulator/{arguments['path']}", data.encode())
            answer = connection.getresponse()
            text = answer.read().decode()
        if answer.status != http.HTTPStatus.OK:
            return {**result, "failed": True, "status": answer.status, "msg": f"{arguments['path']}: {text}"}
        return {**result, "changed": method != "GET", "status": answer.status, "json": json.loads(text)}
