# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Repeats the module of the same name until every copy has settled, and prints a line after each pass.

A pass is short, so a wait of hours survives cut connections and tokens that end. Later passes are asked only for the
copies that were still under way, through the module's documented option `copies`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils._client.codes import is_passing_code
from ..module_utils._client.connection import CONNECTION_SPEC, ENVIRONMENT
from ..module_utils._logic.copy_watch import CopyWatch

MODULE = "imageops.alicloud.image_copy"
OUTAGE_TIMEOUT_SECONDS = 900
NO_CONNECTION = "ConnectionFailed"
# Types of errors beside the cloud's codes: no answer, a list that would not stand still, credentials not obtained.
PASSING = (NO_CONNECTION, "ListMoved", "CredentialsError")
EXPIRED = "InvalidSecurityToken.Expired"
TOKEN_OPTIONS = ("security_token", *CONNECTION_SPEC["security_token"]["aliases"])

display = Display()


class ActionModule(ActionBase):
    """The controller's side of `image_copy`."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run passes until nothing is pending, the time is up, or a pass could not work for good."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        args = dict(self._task.args)
        for option in ("wait_timeout", "outage_timeout"):
            if not _is_number(args.get(option)):
                return {**result, **_not_a_number(option, args[option])}
        watch = CopyWatch(
            wait_timeout=int(args["wait_timeout"]) if args.get("wait_timeout") else None,
            outage_timeout=int(args.get("outage_timeout", OUTAGE_TIMEOUT_SECONDS)),
        )
        site = variables.get("inventory_hostname", "localhost")
        begun = time.monotonic()
        while True:
            answer = self._pass(args, variables, is_first=not watch.results.passes)
            step = watch.take(answer, time.monotonic() - begun, may_pass=_may_pass(answer, args))
            if step.line:
                display.display(f"[{site}] {step.line}")
            if not step.again:
                result.update(watch.results.answer)
                return result
            time.sleep(step.pause)
            args = {**args, "copies": watch.results.pending}
            args.pop("image_ids", None)
            args.pop("destination_regions", None)

    def _pass(self, args: dict[str, Any], variables: dict[str, Any], *, is_first: bool) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = self._execute_module(module_name=MODULE, module_args=args, task_vars=variables)
        except AnsibleConnectionFailure as error:
            if is_first:
                raise
            return {"failed": True, "msg": str(error), "error": {"code": NO_CONNECTION, "request_id": "", "action": ""}}
        return answer


def _may_pass(answer: Mapping[str, Any], args: Mapping[str, Any]) -> bool:
    """Does the failure pass by itself. A token that was given as it is does not renew itself."""
    code = str((answer.get("error") or {}).get("code", ""))
    if code == EXPIRED:
        given = (args.get(option) for option in TOKEN_OPTIONS)
        return not any(given) and not any(map(os.environ.get, ENVIRONMENT["security_token"]))
    return code in PASSING or is_passing_code(code)


def _is_number(value: Any) -> bool:
    try:
        int(value or 0)
    except (TypeError, ValueError):
        return False
    return True
