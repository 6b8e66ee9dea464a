# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an action that calls modules loads before Ansible forks its workers."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable

import pytest

from plugins.action.images_step import ActionModule
from plugins.plugin_utils._steps.registry import NAMES, step_of
from tests.workspace import ROOT

STEPS = ROOT / "plugins" / "plugin_utils" / "_steps"
LOADED = """
import sys
import plugins.action.images_step
print(*sys.modules)
"""


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The names of all Python modules after the action was loaded."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def called(sources: Iterable[str]) -> set[str]:
    """Return the modules that sources call as `site.call(name, ...)` or `site.need(name, ...)`."""
    calls = (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {
        ast.literal_eval(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("call", "need") and call.args
        if isinstance(call.args[0], ast.Constant)
    }


def test_every_module_that_the_steps_of_most_runs_call_is_loaded_before_the_fork(loaded: set[str]) -> None:
    steps = [STEPS / f"{name.rpartition('.')[2]}.py" for name in loaded if "._steps." in name]
    assert called(path.read_text() for path in steps) == set(ActionModule.CALLS)


@pytest.mark.parametrize("name", NAMES)
def test_each_step_is_a_function_of_its_name(name: str) -> None:
    assert callable(step_of(name))


@pytest.mark.parametrize("source", ["site.call('kms_key')", "answer = site.need('kms_key', alias='a')"])
def test_a_call_of_another_module_would_be_found(source: str) -> None:
    assert called([source]) == {"kms_key"}


def test_loading_the_steps_loads_the_actions_and_the_sdk(loaded: set[str]) -> None:
    assert {f"plugins.action.{name}" for name in ActionModule.CALLS} <= loaded
    assert "alibabacloud_ecs20140526.client" in loaded
