# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every option of a module stands in one of its EXAMPLES, which the integration target `examples` runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "plugins" / "modules").glob("*.py"))
# Options whose values the examples' world has not, with the file of tests that uses them.
ELSEWHERE = {
    "account_calibration": {
        "consumer_profile": "tests/unit/plugins/module_utils/_calibration/test_decide.py",
        "foreign_key_arn": "tests/calibration/__main__.py",
        "share_accounts": "tests/integration/targets/account_calibration/tasks/main.yml",
    },
    "image_copy": {"under_way": "tests/integration/targets/image_copy_waiting/tasks/left.yml"},
    "image_share_role": {
        "trust_resource_directory_id": "tests/integration/targets/image_share_role/tasks/made.yml",
    },
    "oos_execution": {"resource_group_id": "tests/integration/targets/bad_input/tasks/first_write.yml"},
    "oos_execution_info": {"execution_id": "tests/integration/targets/oos_execution_info/tasks/main.yml"},
}


def block(path: Path, name: str) -> Any:
    """Read one of a module's blocks of YAML."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return yaml.safe_load(ast.literal_eval(node.value))
    return None


def options_of(described: dict[str, Any], prefix: str = "") -> Iterator[str]:
    """Name options and those inside them: `copies`, `copies.image_id`."""
    for name, option in described.items():
        yield f"{prefix}{name}"
        yield from options_of(option.get("suboptions", {}), f"{prefix}{name}.")


def names_in(value: Any, prefix: str = "") -> Iterator[str]:
    """Name the keys of a task's arguments in the same way; items of lists count as one."""
    if isinstance(value, list):
        for item in value:
            yield from names_in(item, prefix)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield f"{prefix}{name}"
            yield from names_in(inner, f"{prefix}{name}.")


def shown(path: Path) -> set[str]:
    """The options of a module that its examples give."""
    return {
        name for task in block(path, "EXAMPLES") for name in names_in(task.get(f"imageops.alicloud.{path.stem}") or {})
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_every_option_stands_in_an_example(path: Path) -> None:
    options = set(options_of(block(path, "DOCUMENTATION").get("options", {})))

    assert options - shown(path) - ELSEWHERE.get(path.stem, {}).keys() == set()


@pytest.mark.parametrize(("module", "uses"), ELSEWHERE.items(), ids=ELSEWHERE)
def test_an_option_without_an_example_is_tested_elsewhere(module: str, uses: dict[str, str]) -> None:
    assert not uses.keys() & shown(ROOT / "plugins" / "modules" / f"{module}.py")
    assert [name for name, file in uses.items() if name not in (ROOT / file).read_text("utf-8")] == []


def test_options_inside_of_options_are_named_with_a_dot() -> None:
    described = {"copies": {"suboptions": {"image_id": {}}}}

    assert list(options_of(described)) == ["copies", "copies.image_id"]
    assert list(names_in({"copies": [{"image_id": "m-1"}]})) == ["copies", "copies.image_id"]
