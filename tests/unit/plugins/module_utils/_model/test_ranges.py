# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every option that is a number has a range, in modules, connection and playbooks alike."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from plugins.module_utils._client.connection import CONNECTION_SPEC
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.ranges import RANGES, check_ranges
from plugins.module_utils._variables.declared import VARIABLES
from plugins.module_utils._variables.forms import read_value
from plugins.module_utils._variables.variable import Kind

MODULES = sorted(path.stem for path in Path("plugins/modules").glob("*.py") if path.stem != "__init__")
WITHOUT_OPTIONS = ("images_request", "images_step")


def numbers(module: str) -> set[str]:
    options = {**CONNECTION_SPEC, **getattr(importlib.import_module(f"plugins.modules.{module}"), "OPTIONS", {})}
    return {name for name, spec in options.items() if spec.get("type") in ("int", "float")}


@pytest.mark.parametrize("module", [name for name in MODULES if name not in WITHOUT_OPTIONS])
def test_each_number_of_a_module_has_a_range(module: str) -> None:
    assert numbers(module) >= {"concurrency", "read_timeout"}
    assert numbers(module) <= set(RANGES)


@pytest.mark.parametrize("option", RANGES)
def test_a_number_outside_its_range_is_refused_with_the_nearest_that_is_not(option: str) -> None:
    smallest, largest = RANGES[option]
    check_ranges({option: smallest})
    check_ranges({option: largest})
    with pytest.raises(InvalidInput, match=f"^{option}: {smallest - 1} is too small. Give at least {smallest}"):
        check_ranges({option: smallest - 1})
    with pytest.raises(InvalidInput, match=f"^{option}: {largest + 1} is too large. Give at most {largest}"):
        check_ranges({option: largest + 1})


def test_an_option_that_is_not_given_has_no_range() -> None:
    check_ranges({"wait_timeout": None, "concurrency": None})
    with pytest.raises(InvalidInput, match="concurrency"):
        check_ranges({"wait_timeout": None, "concurrency": -1})


@pytest.mark.parametrize("variable", [item for item in VARIABLES if item.kind is Kind.INT], ids=lambda item: item.name)
def test_each_number_of_a_playbook_has_an_end(variable) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput, match="is too large"):
        read_value(variable, variable.name, 10**17)
    with pytest.raises(InvalidInput, match="is too small"):
        read_value(variable, variable.name, -1)
