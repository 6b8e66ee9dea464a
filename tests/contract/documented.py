# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the modules say of themselves: the values they return and the RAM actions they need."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ACTION = re.compile(r"\bC\(((?:cs|ecs|ess|kms|oos|ram|resourcemanager|resourcesharing|sts):[A-Za-z0-9]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Documented:
    """A module's RETURN, and the actions that its DOCUMENTATION names. An inventory plugin has no RETURN."""

    module: str
    returns: Mapping[str, Any]
    actions: frozenset[str]


def read_module(name: str, source: str) -> Documented:
    """Read a module's documentation from its source, without importing it."""
    blocks: dict[str, str] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                blocks[node.targets[0].id] = value.value
    returns = yaml.safe_load(blocks.get("RETURN", "")) or {}
    return Documented(module=name, returns=returns, actions=frozenset(ACTION.findall(blocks["DOCUMENTATION"])))


def read_modules(folder: Path) -> dict[str, Documented]:
    """All modules of a folder, by name."""
    return {path.stem: read_module(path.stem, path.read_text()) for path in sorted(folder.glob("*.py"))}
