# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What every module and every file of the collection has to have."""

from __future__ import annotations

import ast
import importlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.version import Version

from plugins.doc_fragments.requirements import ModuleDocFragment as Requirements
from plugins.module_utils._client.sdk import SERVICES
from plugins.module_utils._repoint.users import KINDS
from tests.contract.documented import read_modules

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py"))
# Their documentation is part of the file and does not count.
DOCUMENTED = ("plugins/modules/", "plugins/inventory/")
FILES = sorted(str(path.relative_to(ROOT)) for top in ("plugins", "emulator") for path in (ROOT / top).rglob("*.py"))
# Modules that make no call, so that connection options are none of theirs.
WITHOUT_CONNECTION = ("images_request", "images_step")
# Services that any module calls: regions are asked for, and roles assumed.
OF_ALL_MODULES = {"ecs", "sts"}
ROLES = sorted(path.name for path in (ROOT / "roles").glob("*"))
DOCS = {"DOCUMENTATION", "EXAMPLES", "RETURN"}
# Classes that Ansible looks for by these names, in each plugin of a kind.
NAMED_BY_ANSIBLE = {"ActionModule", "FilterModule", "ModuleDocFragment"}
MODULE_LINES = 120
FILE_LINES = 250
FIRST = Version("1.0.0")
FUNCTION_LINES = 40

every_module = pytest.mark.parametrize("name", MODULES)
every_file = pytest.mark.parametrize("name", FILES)


def load_yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


def docs_blocks(tree: ast.Module) -> dict[str, ast.Assign]:
    """Return the assignments that hold a module's documentation."""
    assigned = [(node.targets[0], node) for node in tree.body if isinstance(node, ast.Assign)]
    return {target.id: node for target, node in assigned if isinstance(target, ast.Name) and target.id in DOCS}


def code_lines(source: str) -> int:
    """Count a module's lines outside its documentation."""
    blocks = docs_blocks(ast.parse(source)).values()
    return len(source.splitlines()) - sum((node.end_lineno or 0) - node.lineno + 1 for node in blocks)


def too_long_functions(source: str) -> list[str]:
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    return [f"{name} has {length} lines" for name, length in lengths.items() if length > FUNCTION_LINES]


def attributes_of(name: str) -> dict[str, Any]:
    """Return the attributes in a module's documentation, those of its fragments included."""
    block = docs_blocks(ast.parse((ROOT / "plugins" / "modules" / f"{name}.py").read_text()))["DOCUMENTATION"]
    documentation = yaml.safe_load(ast.literal_eval(block.value))
    parts = []
    for fragment in documentation.get("extends_documentation_fragment", []):
        _namespace, _collection, module, *variable = fragment.split(".")
        holder = importlib.import_module(f"plugins.doc_fragments.{module}").ModuleDocFragment
        text = getattr(holder, variable[0].upper() if variable else "DOCUMENTATION")
        parts.append(yaml.safe_load(text).get("attributes", {}))
    merged: dict[str, Any] = {}
    for part in (*parts, documentation.get("attributes", {})):
        for attribute, entry in part.items():
            merged[attribute] = merged.get(attribute, {}) | entry
    return merged


def documented(name: str, *path: str) -> dict[str, Any]:
    """Return what a module's RETURN has below the value at a path."""
    block = docs_blocks(ast.parse((ROOT / "plugins" / "modules" / f"{name}.py").read_text()))["RETURN"]
    found: dict[str, Any] = yaml.safe_load(ast.literal_eval(block.value))
    for key in path:
        found = found[key]["contains"]
    return found


def returned(name: str, *path: str) -> dict[str, Any]:
    """Return the names and types below the value at a path of a module's RETURN, and below those."""

    def shape(entry: dict[str, Any]) -> dict[str, Any]:
        contains = {key: shape(inner) for key, inner in entry.get("contains", {}).items()}
        return {"type": entry["type"], "elements": entry.get("elements"), "contains": contains}

    return {key: shape(entry) for key, entry in documented(name, *path).items()}


# Ansible merges fragments into DOCUMENTATION alone. Texts differ on purpose: a module speaks of what it has just done.
# So names and types have their one source here.
@pytest.mark.parametrize(
    ("name", "value", "listed", "more"),
    [
        ("image_resource_share", "resource_share", "resource_shares", set()),
        ("image_share_role", "role", "role", set()),
        ("kms_key", "kms_key", "kms_keys", {"images"}),
        ("oos_execution", "execution", "executions", set()),
    ],
)
def test_a_module_and_its_info_return_the_same(name: str, value: str, listed: str, more: set[str]) -> None:
    one, many = returned(name, value), returned(f"{name}_info", listed)

    assert one
    assert many.keys() - one.keys() == more
    assert {key: many[key] for key in one} == one


@pytest.mark.parametrize(
    ("one", "other", "own"),
    [
        pytest.param(
            ("kms_key", "kms_key"),
            ("kms_key_deletion", "kms_key"),
            {"key_id", "aliases", "key_type", "state"},
            id="a key that is made, and one that is kept",
        ),
        pytest.param(
            ("image_resource_share", "resource_share", "images"),
            ("snapshot_share", "shares", "snapshots"),
            {"image_id", "snapshot_id"},
            id="what a resource share has",
        ),
    ],
)
def test_modules_document_the_same_thing_in_the_same_words(
    one: tuple[str, ...], other: tuple[str, ...], own: set[str]
) -> None:
    """But where a module speaks of what it does."""
    assert {key: entry for key, entry in documented(*one).items() if key not in own} == {
        key: entry for key, entry in documented(*other).items() if key not in own
    }
    renamed = {key.replace("image", "snapshot"): entry for key, entry in returned(*one).items()}
    assert renamed == returned(*other)


@pytest.mark.parametrize(("name", "users"), KINDS.values(), ids=KINDS)
def test_modules_that_move_users_return_rows_of_one_shape_and_say_alike_what_is_known_of_a_failure(
    name: str, users: str
) -> None:
    first, listed = next(iter(KINDS.values()))
    assert returned(name, users) == returned(first, listed)
    failure = "Of one that is V(failed) it is what was read after the failure, and empty if that could not be read."
    assert failure in documented(name, users)["after"]["description"]


def test_there_are_modules() -> None:
    assert MODULES


@every_module
def test_a_module_has_an_integration_target_of_its_name(name: str) -> None:
    assert (ROOT / "tests" / "integration" / "targets" / name / "tasks" / "main.yml").is_file()


def test_the_action_group_lists_exactly_the_modules_with_a_connection() -> None:
    assert load_yaml("meta/runtime.yml")["action_groups"]["all"] == [
        name for name in MODULES if name not in WITHOUT_CONNECTION
    ]


@pytest.mark.parametrize("name", [name for name in MODULES if name not in WITHOUT_CONNECTION])
def test_a_module_has_an_action_that_runs_it_directly(name: str) -> None:
    action = importlib.import_module(f"plugins.action.{name}").ActionModule
    assert issubclass(action, importlib.import_module("plugins.plugin_utils._direct").DirectModule)


@every_module
def test_a_module_says_what_it_supports(name: str) -> None:
    attributes = attributes_of(name)
    missing = {"check_mode", "diff_mode", "idempotent", "action_group"} - attributes.keys()
    assert not missing
    assert [key for key, entry in attributes.items() if not {"description", "support"} <= entry.keys()] == []


def requirements_of(name: str) -> set[str]:
    """Return the names of the parts of the fragment `requirements` that a module has; `` is that of all modules."""
    documentation = docs_blocks(ast.parse((ROOT / name).read_text()))["DOCUMENTATION"]
    parts = [
        fragment.removeprefix("imageops.alicloud.").split(".")
        for fragment in yaml.safe_load(ast.literal_eval(documentation.value)).get("extends_documentation_fragment", [])
    ]
    return {"".join(rest) for fragment, *rest in parts if fragment == "requirements"}


@pytest.mark.parametrize("kind", ["modules", "inventory"])
def test_a_module_requires_the_packages_of_the_services_that_it_names(kind: str) -> None:
    for name, module in read_modules(ROOT / "plugins" / kind).items():
        services = {action.partition(":")[0] for action in module.actions} - OF_ALL_MODULES
        wanted = {"", *services} if name not in WITHOUT_CONNECTION else set()
        assert requirements_of(f"plugins/{kind}/{name}.py") == wanted, name


def test_requirements_are_documented_as_they_are_installed() -> None:
    texts = [text for name, text in vars(Requirements).items() if name.isupper()]
    documented = [item for text in texts for item in yaml.safe_load(text)["requirements"]]
    lines = [
        line
        for name in ("requirements.txt", "requirements-optional.txt")
        for line in (ROOT / name).read_text().splitlines()
    ]
    installed = {line.replace(">=", " >= ") for line in lines if line and not line.startswith("#")}

    assert {item.partition(" (")[0] for item in documented} - {"python >= 3.11"} == installed
    assert {service.library for service in SERVICES} <= {item.partition(" ")[0] for item in documented}
    services = {service.name.upper() for service in SERVICES if service.name not in OF_ALL_MODULES}
    assert services == {name for name in vars(Requirements) if name.isupper()} - {"DOCUMENTATION"}


def test_no_requirement_has_an_upper_bound() -> None:
    lines = [
        *(ROOT / "requirements.txt").read_text().splitlines(),
        *(ROOT / "requirements-optional.txt").read_text().splitlines(),
    ]

    assert [line for line in lines if not line.startswith("#") and ("<" in line or "==" in line)] == []


@every_module
def test_a_module_names_its_licence(name: str) -> None:
    head = (ROOT / "plugins" / "modules" / f"{name}.py").read_text().splitlines()[:20]
    assert any("GNU General Public License v3.0+" in line for line in head)


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith(DOCUMENTED)])
def test_a_module_or_inventory_is_small(name: str) -> None:
    assert code_lines((ROOT / name).read_text()) <= MODULE_LINES


@every_file
def test_a_file_is_small(name: str) -> None:
    if not name.startswith(DOCUMENTED):
        assert len((ROOT / name).read_text().splitlines()) <= FILE_LINES


@every_file
def test_functions_are_small(name: str) -> None:
    assert too_long_functions((ROOT / name).read_text()) == []


@pytest.mark.parametrize("name", [path.stem for path in (ROOT / "plugins" / "action").glob("*.py")])
def test_an_action_plugin_belongs_to_a_module(name: str) -> None:
    assert name in MODULES


@pytest.mark.parametrize("name", ROLES)
def test_a_role_documents_itself(name: str) -> None:
    role = ROOT / "roles" / name
    assert load_yaml(f"roles/{name}/meta/argument_specs.yml")["argument_specs"]["main"]["short_description"]
    assert (role / "README.md").is_file()


def versions_added(value: Any) -> Iterator[str]:
    """Give each `version_added` of documentation, those of options included."""
    if isinstance(value, list):
        for item in value:
            yield from versions_added(item)
    if isinstance(value, dict):
        if isinstance(value.get("version_added"), str):
            yield value["version_added"]
        for item in value.values():
            yield from versions_added(item)


def documentation_of(path: Path) -> Any:
    if path.suffix == ".yml":
        return load_yaml(str(path.relative_to(ROOT)))["argument_specs"]["main"]
    return yaml.safe_load(ast.literal_eval(docs_blocks(ast.parse(path.read_text()))["DOCUMENTATION"].value))


DOCUMENTING = [
    *(path for kind in ("modules", "filter", "inventory") for path in sorted((ROOT / "plugins" / kind).glob("*.py"))),
    *(ROOT / "roles" / name / "meta" / "argument_specs.yml" for name in ROLES),
]


@pytest.mark.parametrize("path", DOCUMENTING, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_was_added_before_the_first_version_or_after_this_one(path: Path) -> None:
    documentation = documentation_of(path)
    added = [Version(text) for text in versions_added(documentation)]

    assert "version_added" in documentation
    assert min(added) >= FIRST
    assert max(added) <= Version(load_yaml("galaxy.yml")["version"])


def test_versions_of_options_count() -> None:
    assert list(versions_added({"version_added": "1.0.0", "options": {"a": {"version_added": "1.1.0"}}})) == [
        "1.0.0",
        "1.1.0",
    ]


def test_the_emulator_has_the_version_of_the_collection() -> None:
    project = tomllib.loads((ROOT / "emulator" / "pyproject.toml").read_text())["project"]

    assert project["version"] == load_yaml("galaxy.yml")["version"]


def test_what_was_never_released_has_no_fixes_and_breaks_nothing() -> None:
    fragments = (ROOT / "changelogs" / "fragments").glob("*.yml")
    sections = {section for path in fragments for section in load_yaml(str(path.relative_to(ROOT)))}

    if not load_yaml("changelogs/changelog.yaml")["releases"]:
        assert sections <= {"release_summary", "major_changes", "minor_changes", "known_issues", "trivial"}


@pytest.mark.parametrize("name", ROLES)
def test_a_role_says_what_it_is_in_its_metadata_too(name: str) -> None:
    told = load_yaml(f"roles/{name}/meta/argument_specs.yml")["argument_specs"]["main"]["short_description"]
    meta = load_yaml(f"roles/{name}/meta/main.yml")

    assert meta["galaxy_info"]["description"] == told
    assert f">={meta['galaxy_info']['min_ansible_version']}" in load_yaml("meta/runtime.yml")["requires_ansible"]
    # What a role needs comes with the collection.
    assert meta["dependencies"] == []


def class_names(paths: Iterable[str]) -> Counter[str]:
    """How many files have a class of this name."""
    trees = [ast.parse((ROOT / path).read_text()) for path in paths]
    return Counter(node.name for tree in trees for node in tree.body if isinstance(node, ast.ClassDef))


def test_a_class_name_has_one_meaning() -> None:
    counts = class_names(name for name in FILES if name.startswith("plugins/"))

    assert {name for name, count in counts.items() if count > 1} == NAMED_BY_ANSIBLE


def test_lines_are_counted_without_the_documentation() -> None:
    source = 'import a\nDOCUMENTATION = """\nx\n"""\nRETURN = ""\nOTHER = """\n"""\n\ndef f():\n    pass\n'
    assert code_lines(source) == 6


def test_a_long_function_is_found() -> None:
    source = "class A:\n    def f(self):\n" + "        a = 1\n" * FUNCTION_LINES
    assert too_long_functions(source) == [f"f has {FUNCTION_LINES + 1} lines"]
