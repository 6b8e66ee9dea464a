# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run modules of this collection in a fork of Ansible's worker, which has the vendor's SDK loaded, where that is safe.

In the ordinary way a task starts a shell and a Python, which unpacks the module and imports the SDK. That takes longer
than the rest of the task. `DirectModule._obstacle` has the conditions; where one is not met, the module runs in the
ordinary way. See docs/decisions/direct-execution.md.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleError
from ansible.plugins.action import ActionBase
from ansible.plugins.action.normal import ActionModule as NormalAction
from ansible.plugins.connection.local import Connection as LocalConnection
from ansible.plugins.loader import module_loader
from ansible.utils.display import Display

from ..module_utils._client.sdk import load_all, reread_environment
from ..module_utils._core.failures import with_words
from ..module_utils._model.errors import MissingLibrary
from ._child import Ended, run_in_child
from ._core import configured, encode, is_known, run_module
from ._interruption import check_controller

# What actions give `_execute_module`. Core knows more, which is left to core.
ARGUMENTS = {"module_name", "module_args", "task_vars", "wrap_async"}
COLLECTION = Path(__file__).parents[2]
# What the SDK reads while it is imported.
READ_BY_SDK = ("ALIBABA_CLOUD_", "HOME", "SSL_CERT_")
# What it can be made to read again, and what is read for each call. Other variables may change how a Python starts.
READ_AGAIN = ("ALIBABA_CLOUD_", "ALICLOUD_", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY")
# An error of the task's settings, or a core that lacks what is asked of it.
DOUBTS = (AnsibleError, AttributeError, LookupError, OSError, TypeError, ValueError)
# By these, core debugs modules and measures their coverage.
FOR_DEVELOPERS = ("_ANSIBLE_ANSIBALLZ_", "_ANSIBLE_COVERAGE_")

display = Display()


def sdk_environment() -> dict[str, str]:
    """Return the environment variables that the SDK keeps as they were when it was imported."""
    return {name: value for name, value in os.environ.items() if name.startswith(READ_BY_SDK)}


def run_with(variables: Mapping[str, str], work: Callable[[], None]) -> None:
    """Do the work with these variables in the environment: this process must be a fork for it."""
    if variables:
        os.environ.update(variables)
        reread_environment()
    work()


def with_requirements(result: dict[str, Any]) -> dict[str, Any]:
    """Name the file of requirements where a package is missing; a process that runs a module does not know it."""
    error = result.get("error")
    if isinstance(error, dict) and error.get("code") == MissingLibrary.__name__ and error.get("library"):
        missing = MissingLibrary(error["library"], error["python"], str(COLLECTION / "requirements.txt"))
        return {**result, "msg": str(missing)}
    return result


class DirectModule(ActionBase):
    """An action whose module of the same name runs directly where that is safe.

    The module and the SDK are imported when the class is made: Ansible's main process does that before it forks the
    first worker for a task of this action. They are only imported; clients are made in the fork.
    """

    _module: ClassVar[ModuleType | None] = None
    _environment: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        package, action, name = cls.__module__.rpartition(".action.")
        if action and is_known():
            # A module or an SDK that cannot be imported gives its error in the ordinary way.
            with contextlib.suppress(Exception):
                module = importlib.import_module(f"{package}.modules.{name}")
                load_all()
                cls._module, cls._environment = module, sdk_environment()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._direct: ModuleType | None = None
        self._payload: bytes | None = None
        self._max_files = 0
        self._task_environment: dict[str, str] = {}

    def _execute_module(self, *args: Any, **options: Any) -> dict[str, Any]:
        """Run a module: directly, or in the ordinary way. Raises ControllerGone."""
        check_controller()
        name = options.get("module_name") or self._task.action
        obstacle = "unknown arguments" if args else self._obstacle(name, options)
        display.vvv(f"{name} runs in {f'a process of its own ({obstacle})' if obstacle else 'a fork of the worker'}")
        self._direct = None if obstacle else self._module
        try:
            result: dict[str, Any] = super()._execute_module(*args, **options)
        finally:
            self._direct = self._payload = None
        return with_words(with_requirements(result))

    def _is_pipelining_enabled(self, *args: Any, **options: Any) -> bool:
        """With pipelining, core makes neither a folder nor a file for a module."""
        return self._direct is not None or bool(super()._is_pipelining_enabled(*args, **options))

    def _configure_module(self, *args: Any, **options: Any) -> Any:
        """Give core the arguments in place of a program that holds them."""
        if self._direct is not None and "module_args" in options:
            # Arguments that cannot be encoded give their error in the ordinary way.
            with contextlib.suppress(TypeError):
                self._payload = encode(options["module_args"])
                return configured(self._payload, str(self._direct.__file__))
        self._direct = None
        return super()._configure_module(*args, **options)

    def _low_level_execute_command(self, *args: Any, **options: Any) -> Any:
        """Let core run its command; for the module, a fork stands in for the connection's shell."""
        module, payload = self._direct, self._payload
        if options.get("in_data") is not payload or module is None or payload is None:
            return super()._low_level_execute_command(*args, **options)
        work = partial(run_with, self._task_environment, partial(run_module, module, payload, self._max_files))
        program = str(module.__file__)

        def exec_command(*_command: Any, **_options: Any) -> Ended:
            return run_in_child(work, program, self._connection.cwd)

        self._connection.exec_command = exec_command
        try:
            return super()._low_level_execute_command(*args, **options)
        finally:
            del self._connection.exec_command

    def _obstacle(self, name: str, options: Mapping[str, Any]) -> str:
        """Return why the module must run in the ordinary way, empty if there is no reason."""
        task_vars = options.get("task_vars") or {}
        try:
            delegate = self._task.delegate_to
            variables = task_vars["ansible_delegated_vars"][delegate] if delegate else task_vars
            return next(chain(self._in_task(name, options), self._in_settings(variables)), "")
        except DOUBTS:
            # The ordinary way meets an error of the task, too, and reports it.
            return "an error in its settings"

    def _in_task(self, name: str, options: Mapping[str, Any]) -> Iterator[str]:
        if self._module is None or not self._module.__file__:
            yield "it cannot be imported, or this version of ansible-core is unknown"
            return
        if not options.keys() <= ARGUMENTS:
            yield "unknown arguments"
        if options.get("wrap_async") or self._task.async_val:
            yield "async"
        if self._connection.become or self._task.become:
            yield "become"
        if self._connection.__class__ is not LocalConnection:
            yield "another connection"
        found = module_loader.find_plugin_with_context(name, collection_list=self._task.collections)
        if not found.resolved or not Path(found.plugin_resolved_path).samefile(self._module.__file__):
            yield "another module"

    def _in_settings(self, variables: dict[str, Any]) -> Iterator[str]:
        environment: dict[str, Any] = {}
        self._compute_environment_string(environment)
        self._task_environment = {name: str(value) for name, value in environment.items()}
        if not all(name.upper().startswith(READ_AGAIN) for name in environment):
            yield "environment"
        read = partial(constants.config.get_config_value, variables=variables)
        if self._templar.template(read("INTERPRETER_PYTHON")) != sys.executable:
            yield "another Python"
        if constants.DEFAULT_KEEP_REMOTE_FILES:
            yield "files that are kept"
        self._max_files = int(self._templar.template(read("PYTHON_MODULE_RLIMIT_NOFILE")))
        if any(name.startswith(FOR_DEVELOPERS) for name in os.environ):
            yield "debugging or coverage"
        if threading.active_count() > 1 or sdk_environment() != self._environment:
            yield "changes in this process"


class DirectAction(DirectModule, NormalAction):
    """The action of a module that has nothing else to do on the controller."""
