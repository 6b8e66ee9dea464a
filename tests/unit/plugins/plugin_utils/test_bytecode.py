# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Test that Python keeps the bytecode of this collection, though Ansible's loader of collections does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[4]
PACKAGE = "ansible_collections.imageops.alicloud.plugins"
# Loads a file of each kind as Ansible does: with its loader of collections installed.
LOADS = f"""
import importlib, sys
from ansible.plugins.loader import init_plugin_loader
init_plugin_loader([sys.argv[1]])
for name in sys.argv[2:]:
    module = importlib.import_module(f"{PACKAGE}.{{name}}")
    print(type(module.__spec__.loader).__name__, module.__file__)
"""


def load(folder: Path, *names: str) -> list[list[str]]:
    namespace = folder / "ansible_collections" / "imageops"
    namespace.mkdir(parents=True, exist_ok=True)
    if not (namespace / "alicloud").exists():
        (namespace / "alicloud").symlink_to(ROOT)
    command = [sys.executable, "-c", LOADS, str(folder), *names]
    environment = {"PYTHONPYCACHEPREFIX": str(folder / "cache"), "ANSIBLE_HOME": str(folder), "HOME": str(folder)}
    ended = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return [line.split(" ", 1) for line in ended.stdout.splitlines()]


def kept(folder: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in (folder / "cache").rglob("*.pyc")}


def test_the_second_run_finds_the_bytecode_of_the_first(tmp_path: Path) -> None:
    names = ["plugin_utils._terminal", "module_utils._core.text"]

    loaded = load(tmp_path, *names)

    assert [loader for loader, _file in loaded] == ["SourceFileLoader"] * 2
    assert {"_terminal", "text"} <= kept(tmp_path)
    assert load(tmp_path, *names) == loaded


def test_files_are_the_ones_that_ansible_would_load(tmp_path: Path) -> None:
    (before,) = load(tmp_path, "module_utils._core.text")
    _package, after = load(tmp_path, "plugin_utils", "module_utils._core.text")

    assert before[0] != after[0] == "SourceFileLoader"
    assert before[1] == after[1]


def test_ansible_still_finds_the_plugins_and_their_documentation(tmp_path: Path) -> None:
    loaded = load(
        tmp_path, "plugin_utils", "doc_fragments", "doc_fragments.auth", "inventory", "modules", "modules.kms_key"
    )

    assert [loader for loader, _file in loaded if loader == "SourceFileLoader"] == ["SourceFileLoader"]
    assert all(file != "None" for _loader, file in loaded)
