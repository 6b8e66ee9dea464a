# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A Python that is too old is said so before an import fails."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.module_utils._python import OLDEST, fault

ROOT = Path(__file__).parents[4]
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
GUARD = ROOT / "plugins" / "module_utils" / "_python.py"
# The oldest that ansible-core 2.16 runs modules with and that knows `from __future__ import annotations`.
COMPILES_WITH = (3, 7)
# Runs a module as AnsiballZ does, in packages without a file of their own, under a version that is not this one's.
AS_OLDER = """
import importlib.util, runpy, sys, types
root, name, version = sys.argv[1], sys.argv[2], tuple(map(int, sys.argv[3].split(".")))
for package in ("plugins", "plugins.modules", "plugins.module_utils"):
    made = types.ModuleType(package)
    made.__path__ = [f"{root}/{package.replace('.', '/')}"]
    sys.modules[package] = made
sys.version_info = (*version, "final", 0)
runpy.run_module(f"plugins.modules.{name}", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 11, 7), (3, 14, 0), (4, 0, 0)])
@pytest.mark.parametrize("is_controller", [False, True])
def test_a_python_that_is_new_enough_has_no_fault(version: tuple[int, ...], is_controller: bool) -> None:
    assert fault(version, "/usr/bin/python3", is_controller=is_controller) == ""


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 9, 18), (3, 6, 8), (2, 7, 18)])
def test_an_older_one_is_named_with_the_remedy(version: tuple[int, ...]) -> None:
    text = ".".join(map(str, version))

    assert fault(version, "/usr/bin/python3", is_controller=False) == (
        f"imageops.alicloud needs Python 3.11 or newer, and /usr/bin/python3 is Python {text}. "
        "Set ansible_python_interpreter to a newer Python, such as {{ ansible_playbook_python }}."
    )
    assert "Install Ansible for a newer Python." in fault(version, "/usr/bin/python3", is_controller=True)


@pytest.mark.parametrize("module", [path.stem for path in MODULES])
def test_every_module_refuses_an_older_python_before_anything_else(module: str) -> None:
    command = [sys.executable, "-c", AS_OLDER, str(ROOT), module, "3.9.18"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    answer = json.loads(ended.stdout)
    assert (ended.returncode, answer["failed"], answer["error"]["code"]) == (1, True, "PythonTooOld")
    assert f"{sys.executable} is Python 3.9.18" in answer["msg"]
    assert ended.stderr == ""


@pytest.mark.parametrize("path", [*MODULES, GUARD], ids=lambda path: path.stem)
def test_what_runs_before_the_refusal_compiles_with_older_pythons(path: Path) -> None:
    assert ast.parse(path.read_text("utf-8"), feature_version=COMPILES_WITH).body


def test_the_oldest_python_is_the_one_that_is_documented() -> None:
    text = ".".join(map(str, OLDEST))

    assert f"python >= {text}" in (ROOT / "plugins" / "doc_fragments" / "requirements.py").read_text("utf-8")
    assert f'python_requires: ">={text}"' in (ROOT / "tests" / "config.yml").read_text("utf-8")


# Ansible's own process on a Python that is not this one: it has loaded these modules, and lacks newer names.
AS_OLD_CONTROLLER = """
import datetime, enum, sys, types
root, *loaded = sys.argv[1:]
sys.path.insert(0, root)
del datetime.UTC, enum.StrEnum
for name in loaded:
    sys.modules[name] = types.ModuleType(name)
if "ansible.errors" in sys.modules:
    sys.modules["ansible.errors"].AnsibleError = ValueError
sys.version_info = (3, 10, 13, "final", 0)
from plugins.module_utils import _python
from enum import StrEnum
from datetime import UTC
class Word(StrEnum):
    ONE = "one"
print(Word("one") is Word.ONE, Word.ONE == "one", datetime.datetime.now(UTC).utcoffset())
"""


def on_old_controller(*loaded: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", AS_OLD_CONTROLLER, str(ROOT), *loaded]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env={**os.environ, **variables}
    )


def test_ansibles_own_process_ends_with_the_sentence() -> None:
    ended = on_old_controller("ansible.cli", "ansible.errors")

    assert ended.returncode == 1
    assert f"imageops.alicloud needs Python 3.11 or newer, and {sys.executable} is Python 3.10.13." in ended.stderr
    assert "Install Ansible for a newer Python." in ended.stderr


@pytest.mark.parametrize("kind", ["module", "plugin"])
def test_ansible_test_can_import_everything(kind: str) -> None:
    ended = on_old_controller(SANITY_IMPORTER_TYPE=kind)

    assert (ended.returncode, ended.stdout) == (0, "True True 0:00:00\n")
