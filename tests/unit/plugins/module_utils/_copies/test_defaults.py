# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The defaults of image_copy are decided once; its page and the roles repeat them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.module_utils._model import copy_defaults
from plugins.modules.image_copy import DOCUMENTATION, OPTIONS

ROOT = Path(__file__).resolve().parents[5]
DEFAULTS = {name.lower(): value for name, value in vars(copy_defaults).items() if name.isupper()}
# Options of roles that hand on one of image_copy: what they end in.
HANDED_ON = re.compile(r"_(copy_timeout|copy_timeout_per_gib|max_copy_attempts)$")
TEMPLATE = re.compile(r"\{name\}-[\w-]+")
YAML = sorted((ROOT / "roles").rglob("*.yml"))


def role_defaults() -> Iterator[tuple[str, Any]]:
    """Yield the options of roles with their defaults, as they are documented and as they are set."""
    for path in YAML:
        content = yaml.safe_load(path.read_text("utf-8"))
        if path.parts[-2:] == ("defaults", "main.yml"):
            yield from (content or {}).items()
        elif path.name == "argument_specs.yml":
            for entry in content["argument_specs"].values():
                options = entry["options"].items()
                yield from ((name, option["default"]) for name, option in options if "default" in option)


@pytest.mark.parametrize("option", DEFAULTS)
def test_the_module_takes_and_documents_the_default(option: str) -> None:
    documented = yaml.safe_load(DOCUMENTATION)["options"][option]

    assert OPTIONS[option]["default"] == documented["default"] == DEFAULTS[option]


def test_roles_hand_on_the_same_defaults() -> None:
    found = [(HANDED_ON.search(name), value) for name, value in role_defaults()]
    handed_on = [(match[1], value) for match, value in found if match]

    assert {option for option, _value in handed_on} == {"copy_timeout", "copy_timeout_per_gib", "max_copy_attempts"}
    assert [item for item in handed_on if item[1] != DEFAULTS[item[0]]] == []


def test_roles_name_copies_alike() -> None:
    templates = {found for path in YAML for found in TEMPLATE.findall(path.read_text("utf-8"))}

    assert templates == {copy_defaults.NAME}
