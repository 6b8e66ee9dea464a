# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Modules that an action of this collection calls, each with its own action, in the same worker."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Mapping
from typing import Any, ClassVar

from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase

from ..module_utils._client.connection import CONNECTION_SPEC
from ._unexpected import unexpected

CONNECTION_OPTIONS = frozenset(
    name for option, spec in CONNECTION_SPEC.items() for name in (option, *spec.get("aliases", ()))
)
REGION_OPTIONS = ("region", *CONNECTION_SPEC["region"]["aliases"])


def connection_of(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of the connection among a task's arguments."""
    return {option: value for option, value in args.items() if option in CONNECTION_OPTIONS}


def in_region(connection: Mapping[str, Any], region: str) -> dict[str, Any]:
    """Return the connection for one region."""
    return {**{key: value for key, value in connection.items() if key not in REGION_OPTIONS}, "region": region}


class CallingAction(ActionBase):
    """An action that calls modules of this collection for its own task.

    The actions of the modules named in `CALLS` are imported, and the SDK with them, when the class is made: Ansible's
    main process does that once, and otherwise each worker would.
    """

    CALLS: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, action, _name = cls.__module__.rpartition(".action.")
        for name in cls.CALLS if action else ():
            # An action that cannot be imported gives its error when it is called.
            with contextlib.suppress(Exception):
                importlib.import_module(f"{package}.action.{name}")

    def call_module(
        self,
        name: str,
        arguments: Mapping[str, Any],
        variables: Mapping[str, Any],
        *,
        in_check_mode: bool,
        shows_diff: bool = False,
    ) -> dict[str, Any]:
        """Run a module with its action, and return its answer. A failure is an answer, too, and never without words."""
        task = self._task.copy()
        task.args = dict(arguments)
        task.check_mode = in_check_mode
        task.diff = shows_diff
        loader = self._shared_loader_obj.action_loader
        parts = {
            "task": task,
            "connection": self._connection,
            "play_context": self._play_context,
            "loader": self._loader,
            "templar": self._templar,
            "shared_loader_obj": self._shared_loader_obj,
        }
        action = loader.get(name, **parts) or loader.get("ansible.legacy.normal", **parts)
        task.action = name
        try:
            answer: dict[str, Any] = action.run(task_vars=dict(variables))
        except AnsibleError as error:
            words = " ".join(str(error).split())
            return {"failed": True, "msg": words or unexpected(name, error, arguments)}
        except Exception as error:
            return {"failed": True, "msg": unexpected(name, error, arguments)}
        return answer
