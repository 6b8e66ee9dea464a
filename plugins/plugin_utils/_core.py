# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How ansible-core hands arguments to a module and reports a crash; both changed in 2.19.

Private names of core are used here only, except for the methods of ActionBase that `_direct` overrides.
"""

from __future__ import annotations

import contextlib
import json
import resource
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from ansible.module_utils import basic
from ansible.module_utils.common import json as core_json
from ansible.module_utils.common import warnings
from ansible.plugins.action import ActionBase
from ansible.release import __version__

IS_BEFORE_2_19 = tuple(map(int, __version__.split(".")[:2])) < (2, 19)

try:
    from ansible.executor.module_common import _BuiltModule
    from ansible.module_utils import _internal
    from ansible.module_utils._internal._ansiballz import _loader
except ImportError:
    HAS_PARTS = IS_BEFORE_2_19
else:
    HAS_PARTS = hasattr(_loader, "_handle_exception") and hasattr(_internal, "is_controller")

PROFILE = "legacy"
SHEBANG = f"#!{sys.executable}"
# What an action overrides to run a module by itself, and who has to call it.
CALLS = {
    "_execute_module": {"_configure_module", "_is_pipelining_enabled", "_low_level_execute_command"},
    "_low_level_execute_command": {"exec_command"},
}


def is_known() -> bool:
    """Does this version of ansible-core have what is used here, and run modules by the calls that actions override."""
    has_parts = HAS_PARTS and hasattr(basic, "_ANSIBLE_ARGS") and hasattr(warnings, "_global_warnings")
    return has_parts and all(names <= _names_in(getattr(ActionBase, caller, None)) for caller, names in CALLS.items())


def _names_in(function: Any) -> set[str]:
    return set(function.__code__.co_names) if hasattr(function, "__code__") else set()


def encode(arguments: Mapping[str, Any]) -> bytes:
    """Return arguments in the form in which a module reads them. Raises TypeError for what has no such form."""
    if IS_BEFORE_2_19:
        options: dict[str, Any] = {"cls": core_json.AnsibleJSONEncoder, "vault_to_text": True}
    else:
        options = {"cls": core_json.get_module_encoder(PROFILE, core_json.Direction.CONTROLLER_TO_MODULE)}
    return json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, **options).encode()


def configured(payload: bytes, path: str) -> tuple[Any, ...]:
    """Return a module as ActionBase._configure_module does, with `payload` in place of a program."""
    if IS_BEFORE_2_19:
        return "new", SHEBANG, payload, path
    built = _BuiltModule(module_style="new", shebang=SHEBANG, b_module_data=payload, serialization_profile=PROFILE)
    return built, path


def run_module(module: ModuleType, payload: bytes, max_files: int) -> None:
    """Run a module that was imported, as in a Python of its own: this process must be a fork for it.

    `max_files` is the setting PYTHON_MODULE_RLIMIT_NOFILE; 0 leaves the limit unchanged.
    """
    if max_files:
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        with contextlib.suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max_files), hard))
    vars(basic).update(_ANSIBLE_ARGS=payload, _ANSIBLE_PROFILE=PROFILE)
    # Warnings of a module are part of its result; those of the controller so far are not.
    warnings._global_warnings.clear()
    warnings._global_deprecations.clear()
    if IS_BEFORE_2_19:
        module.main()
        return
    # From here on, what a module warns of is not displayed at once.
    _internal.is_controller = False
    try:
        module.main()
    except Exception as error:
        _loader._handle_exception(error, PROFILE)
        raise
