# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Imports go down the picture in ARCHITECTURE.md, and a few things are done in one place only."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# The picture in ARCHITECTURE.md: a room may import what stands on a line below its own, and nothing beside it.
PICTURE = (
    ("_migration",),
    ("_retire",),
    ("_copies",),
    ("_snapshots",),
    ("_disk_defaults",),
    ("_shares", "_keys", "_instances", "_audit", "_references", "_repoint", "_calibration"),
    ("_events", "_images", "_share_role", "_launches", "_executions", "_sites", "_reports", "_variables"),
    ("_core",),
    ("_api",),
    ("_client",),
    ("_model",),
)
ROOMS = {name for line in PICTURE[:8] for name in line}
BELOW = {
    name: {below for lower in PICTURE[number + 1 :] for below in lower}
    for number, line in enumerate(PICTURE)
    for name in line
}
# What stands on the rooms -> what it may import besides itself.
MAY_IMPORT = BELOW | {
    "modules": {"_module", "_model", "_python"} | ROOMS,
    "action": {"_module", "_model", "plugin_utils"} | ROOMS,
    "inventory": {"_client", "_model", "plugin_utils"} | ROOMS,
    "filter": {"_model"} | ROOMS,
    "doc_fragments": set(),
    "plugin_utils": {"_client", "_model", "_python", "plugin_utils"} | ROOMS,
    "_module": {"_client", "_core", "_model"},
    # Before everything else: is this Python new enough.
    "__init__": {"_python"},
    "_python": set(),
}
KNOWS_THE_SDK = {"_api", "_client"}
# Of a room, only files of these names reach the cloud, a clock, chance or a file. Everything else decides.
REACHES_OUT = ("observe", "apply")
IMPURE = {
    "asyncio",
    "http",
    "io",
    "os",
    "pathlib",
    "random",
    "requests",
    "socket",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
# It only takes text apart.
PURE = {("urllib", "parse")}
SDK = re.compile(r"(alibabacloud_\w+|Tea|darabonba)(\.\w+)*")
OURS_ABSOLUTE = ("ansible_collections", "emulator", "plugins")


def layer_of(path: tuple[str, ...]) -> str:
    """Return the layer that a path below plugins/ belongs to."""
    return path[1].removesuffix(".py") if path[0] == "module_utils" and len(path) > 1 else path[0]


def imported(node: ast.AST, package: tuple[str, ...]) -> list[tuple[bool, tuple[str, ...]]]:
    """Return what an import statement names, as (is relative, path)."""
    match node:
        case ast.Import(names=names):
            return [(False, tuple(alias.name.split("."))) for alias in names]
        case ast.ImportFrom(module=module, level=0):
            return [(False, tuple((module or "").split(".")))]
        case ast.ImportFrom(module=module, names=names, level=level):
            base = package[: len(package) + 1 - level] + tuple(module.split(".") if module else ())
            deeper = len(base) < 2 or base == ("module_utils",)
            return [(True, (*base, alias.name) if deeper else base) for alias in names]
        case _:
            return []


def is_pure(path: tuple[str, ...]) -> bool:
    """Return whether a file of plugins/ only decides."""
    layer = layer_of(path)
    return layer == "_model" or (layer in ROOMS and not path[-1].startswith(REACHES_OUT))


def wrong_imports(tree: ast.AST, path: tuple[str, ...]) -> list[str]:
    """Return what one file of plugins/ imports although it must not."""
    layer = layer_of(path)
    wrong = []
    for node in ast.walk(tree):
        for relative, name in imported(node, path[:-1]):
            other = layer_of(name) if relative else name[0]
            if relative and other != layer and other not in MAY_IMPORT[layer]:
                wrong.append(f"{layer} must not import {other}")
            elif relative and other in {"_api", "_client"} and is_pure(path):
                wrong.append(f"only files named observe or apply import {other}")
            elif relative and is_pure(path) and name[-1].startswith(REACHES_OUT) and other in ROOMS:
                wrong.append(f"what decides must not import {'.'.join(name[1:])}")
            elif not relative and other in OURS_ABSOLUTE:
                wrong.append(f"{'.'.join(name)} must be imported relatively or not at all")
            elif not relative and is_pure(path) and other in IMPURE and name not in PURE:
                wrong.append(f"only files named observe or apply import {other}")
            elif not relative and SDK.fullmatch(other) and layer not in KNOWS_THE_SDK:
                wrong.append(f"{layer} must not import the vendor's SDK")
    return wrong


def wrong_elsewhere(tree: ast.Module, path: tuple[str, ...]) -> list[str]:
    """Return what one file of plugins/ does although another layer should."""
    layer = layer_of(path)
    wrong = []
    # Ansible loads all filters of a collection in every task that uses one of them.
    if layer == "filter" and any(isinstance(node, ast.ImportFrom) and node.level for node in tree.body):
        wrong.append("filters import what they need when they are used")
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr="check_mode", ctx=ast.Load()) if layer not in {"_module", "action"}:
                wrong.append("only _module.py reads check_mode")
            case ast.Constant(value=str() as text) if SDK.fullmatch(text) and layer not in KNOWS_THE_SDK:
                wrong.append(f"{layer} must not name the vendor's SDK")
    return wrong


def check_plugins(plugins: Path) -> list[str]:
    """Return every broken rule below plugins/."""
    wrong = []
    for file in sorted(plugins.rglob("*.py")):
        path = file.relative_to(plugins).parts
        if layer_of(path) not in MAY_IMPORT:
            wrong.append(f"{'/'.join(path)}: {layer_of(path)} is no layer")
            continue
        tree = ast.parse(file.read_text())
        wrong += [f"{'/'.join(path)}: {problem}" for problem in wrong_imports(tree, path) + wrong_elsewhere(tree, path)]
    return wrong


def check_emulator(emulator: Path) -> list[str]:
    """Return the imports that would make the emulator share code, and so mistakes, with what it tests."""
    wrong = []
    for file in sorted(emulator.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            for relative, name in imported(node, file.relative_to(emulator.parent).parts[:-1]):
                foreign = not relative and (
                    name[0] in {"ansible", "ansible_collections", "plugins"} or SDK.fullmatch(name[0])
                )
                if foreign or (relative and name[0] != emulator.name):
                    wrong.append(f"{file.relative_to(emulator)}: must not import {'.'.join(name)}")
    return wrong


def test_the_collection_keeps_its_layers() -> None:
    assert check_plugins(ROOT / "plugins") == []


def test_the_emulator_shares_no_code_with_the_collection() -> None:
    assert check_emulator(ROOT / "emulator") == []


@pytest.mark.parametrize(
    ("file", "source", "problem"),
    [
        ("modules/a.py", "from ..module_utils._client.session import Session", "modules must not import _client"),
        ("modules/a.py", "from ..module_utils import _client", "modules must not import _client"),
        ("modules/a.py", "from .b import thing\nfrom ..action.a import ActionModule", "modules must not import action"),
        ("modules/a.py", "def f(m):\n    return m.check_mode", "only _module.py reads check_mode"),
        ("modules/a.py", "import alibabacloud_ecs20140526.client", "modules must not import the vendor's SDK"),
        ("modules/a.py", "import_module('alibabacloud_ecs20140526.client')", "modules must not name the vendor's SDK"),
        ("filter/a.py", "def f():\n    from ..module_utils._api.ecs import g", "filter must not import _api"),
        ("modules/a.py", "from ..module_utils._api.ecs import g", "modules must not import _api"),
        (
            "filter/a.py",
            "from ..module_utils._core.text import text_list",
            "filters import what they need when they are used",
        ),
        ("module_utils/_api/a.py", "from .._keys.decide import decide", "_api must not import _keys"),
        ("module_utils/_api/a.py", "from .._module import run", "_api must not import _module"),
        ("module_utils/_client/a.py", "from .._api import b", "_client must not import _api"),
        ("module_utils/_keys/decide.py", "def f():\n    from .._copies.plan import b", "_keys must not import _copies"),
        ("module_utils/_keys/decide.py", "from .._audit.values import b", "_keys must not import _audit"),
        (
            "module_utils/_copies/making/decide.py",
            "from ..._client import b",
            "only files named observe or apply import _client",
        ),
        ("module_utils/_keys/decide.py", "from .._api.kms import b", "only files named observe or apply import _api"),
        ("module_utils/_keys/decide.py", "from .observe import b", "what decides must not import _keys.observe"),
        ("module_utils/_core/a.py", "import time", "only files named observe or apply import time"),
        ("module_utils/_core/a.py", "from Tea.model import M", "_core must not import the vendor's SDK"),
        ("module_utils/_model/a.py", "from .._core import b", "_model must not import _core"),
        ("module_utils/_module.py", "from ._api.ecs import f", "_module must not import _api"),
        (
            "module_utils/_model/a.py",
            "from ansible_collections.imageops.alicloud.plugins import b",
            "ansible_collections.imageops.alicloud.plugins must be imported relatively or not at all",
        ),
        ("module_utils/helper.py", "", "helper is no layer"),
    ],
)
def test_the_checker_finds_a_wrong_file(tmp_path: Path, file: str, source: str, problem: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text(source)
    assert check_plugins(tmp_path) == [f"{file}: {problem}"]


def test_the_checker_accepts_what_the_layers_are_for(tmp_path: Path) -> None:
    sources = {
        "modules/a.py": "from ..module_utils._module import run\nfrom ..module_utils._keys.observe import b\n",
        "module_utils/_module.py": "import time\nfrom ._client import session\ndef f(m):\n    return m.check_mode\n",
        "module_utils/_api/a.py": "from .._client.session import Session\nfrom .b import f\nimport darabonba\n",
        "module_utils/_client/a.py": "from .._model.errors import E\nimport_module('alibabacloud_tea_openapi')\n",
        "module_utils/_keys/decide.py": "from .._model.image import Image\nfrom . import b\n",
        "module_utils/_copies/making/apply.py": "import time\nfrom ..._api import b\nfrom .decide import c\n",
        "module_utils/_keys/observe.py": "from .._images.observe import b\nfrom .._client.session import Session\n",
    }
    for name, source in sources.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    assert check_plugins(tmp_path) == []


@pytest.mark.parametrize(
    "source", ["from plugins.module_utils._model import image", "import Tea", "from ..plugins import a"]
)
def test_the_checker_finds_a_borrowing_emulator(tmp_path: Path, source: str) -> None:
    (tmp_path / "emulator").mkdir()
    (tmp_path / "emulator" / "a.py").write_text(source)
    assert len(check_emulator(tmp_path / "emulator")) == 1
