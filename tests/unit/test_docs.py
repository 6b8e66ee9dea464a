# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The guides say what is so: every code is explained, every link leads somewhere, every command exists."""

from __future__ import annotations

import ast
import functools
import re
import shlex
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ansible.cli.playbook import PlaybookCLI

from docs.codes import PAGE, documented, updated
from emulator.__main__ import _parser
from plugins.module_utils._core.copy_reasons import COPY_RULES
from plugins.module_utils._core.error_table import CLOUD_ERRORS, OWN_ERRORS
from plugins.module_utils._core.image_reasons import IMAGE_RULES
from plugins.module_utils._core.instance_reasons import INSTANCE_RULES
from plugins.module_utils._core.reasons import RULES
from plugins.module_utils._core.share_reasons import LAUNCH_RULES, REPORT_RULES, SHARE_RULES
from plugins.module_utils._variables.declared import BY_NAME
from tests.codes import codes_in
from tests.pages import BLOBS, RAW, commands, guides, readmes, translated_guides

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*readmes(ROOT), *guides(ROOT), *translated_guides(ROOT)]
# Roots of the tree of errors, and those whose code is the service's or their own.
WITHOUT_A_CODE = {
    "ImageopsError",
    "CodedFailure",
    "ApiError",
    "Denied",
    "Missing",
    "Throttled",
    "AccountsUnknown",
    "CopyFailed",
    "MoveFailed",
    "RepointFailed",
    "RetireFailed",
    "MakingFailed",
}
TABLES = ("copy_reasons", "image_reasons", "instance_reasons", "share_reasons", "error_table")
VARIABLES = set(BY_NAME)
OPTIONS = {
    name
    for path in (ROOT / "roles").rglob("meta/argument_specs.yml")
    for entry in yaml.safe_load(path.read_text("utf-8"))["argument_specs"].values()
    for name in entry["options"]
}
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


@functools.cache
def codes_in_sources() -> set[str]:
    """Every code that the collection's sources name, and the name of every error that is a code itself."""
    errors = (ROOT / "plugins" / "module_utils" / "_model" / "errors.py").read_text()
    found = codes_in(path.read_text() for path in (ROOT / "plugins").rglob("*.py"))
    # A line of the table may word a code for another situation.
    found = {RULES[code].code or code if code in RULES else code for code in found}
    return found | (set(re.findall(r"^class (\w+)", errors, re.MULTILINE)) - WITHOUT_A_CODE)


def headings(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(
    "source",
    [
        "Reason(code='a_code', message='')",
        "x = {'why': '', 'code': 'a_code'}",
        "def kept(code, message): ...\nkept('a_code', '')",
        "class Trouble:\n    def __init__(self, code): ...\nTrouble('a_code')",
        "class Row:\n    code: str\nRow('a_code')",
        "NAME = 'a_code'\nReason(code=NAME)",
        "def why(x):\n    return 'a_code', ''\ncode, text = why(1)",
        "def why():\n    return other()\ndef other():\n    return 'a_code', 1\nif found := why():\n    code, x = found",
    ],
)
def test_a_code_is_found_wherever_it_is_given(source: str) -> None:
    assert codes_in([source, "call('no_code', other='none')"]) == {"a_code"}


def test_every_code_is_explained() -> None:
    assert codes_in_sources() - documented() == set()


def test_no_code_is_explained_that_never_comes() -> None:
    tables = [path for path in (ROOT / "plugins").rglob("*.py") if path.stem in TABLES]
    used = {
        node.value
        for path in (ROOT / "plugins").rglob("*.py")
        if path not in tables
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
    }
    assert len(tables) == len(TABLES)
    assert (set(RULES) | set(OWN_ERRORS)) - used - codes_in_sources() == set()


def test_every_code_has_a_cause_and_a_remedy() -> None:
    errors = {**CLOUD_ERRORS, **OWN_ERRORS}
    assert [code for code, error in errors.items() if not error.cause or not error.remedy] == []
    assert [code for code, rule in RULES.items() if not rule.message or not (rule.remedy or rule.cause)] == []


def test_every_code_is_in_one_part_of_the_table() -> None:
    parts = [IMAGE_RULES, SHARE_RULES, LAUNCH_RULES, REPORT_RULES, INSTANCE_RULES, COPY_RULES, CLOUD_ERRORS, OWN_ERRORS]
    assert [code for code, times in Counter(code for part in parts for code in part).items() if times > 1] == []
    assert {rule.code for rule in RULES.values()} - {""} <= set(RULES)


def test_reasons_are_made_from_the_table_alone() -> None:
    made = {
        str(path.relative_to(ROOT / "plugins" / "module_utils"))
        for path in (ROOT / "plugins").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Reason"
    }
    # `reason` fills a line of the table; `reported` words an error of the cloud.
    assert made == {"_core/reasons.py", "_core/remedies.py"}


def test_the_page_of_codes_is_as_the_sources_are() -> None:
    assert updated(PAGE.read_text()) == PAGE.read_text()


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
        own = target.startswith((BLOBS, RAW))
        if target.startswith("https://") and not own:
            continue
        name, _hash, anchor = target.replace(BLOBS, "").replace(RAW, "").partition("#")
        file = ((ROOT if own else page.parent) / name).resolve() if name else page
        assert file.exists(), target
        assert not anchor or anchor in headings(file), target


@pytest.mark.parametrize("page", readmes(ROOT), ids=lambda path: path.name)
def test_links_of_the_readme_are_whole_addresses(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text())

    assert [link for link in links if not link.startswith("https://")] == []


@every_page
def test_every_command_exists(page: Path) -> None:
    for command in commands(page.read_text()):
        assert is_known(command), command


def is_known(command: str) -> bool:
    """Is this a target of make, an option of the emulator, a playbook of the collection or a plain tool."""
    words = [word for word in shlex.split(command.rstrip("& ")) if not re.match(r"[A-Z_]+=", word)]
    if not words or words[0] == "export":
        return True
    tool = words[0].rpartition("/")[2]
    if tool == "make":
        return all(f"\n{word}:" in (ROOT / "Makefile").read_text() for word in words[1:])
    if words[1:3] == ["-m", "emulator"]:
        return _parser().parse_known_args(words[3:])[1] == []
    if tool == "ansible-playbook":
        return plays(words)
    return tool in ("ansible", "ansible-doc", "ansible-galaxy", "cd", "curl", "pip")


def plays(words: list[str]) -> bool:
    """Does ansible-playbook take these options, and do our playbooks or roles read each of the variables."""
    command = PlaybookCLI(words)
    command.init_parser()
    try:
        given, unknown = command.parser.parse_known_args(words[1:])
    except SystemExit:
        return False
    ours = [name.rpartition(".")[2] for name in given.args if name.startswith("imageops.alicloud.")]
    variables = {pair.partition("=")[0] for pair in given.extra_vars or []}
    # Three dots stand for what a reader adds.
    if set(unknown) - {"..."} or variables - VARIABLES - OPTIONS:
        return False
    return all((ROOT / "playbooks" / f"{name}.yml").is_file() for name in ours)


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("make demo", True),
        ("make nothing", False),
        ("A=b .venv/bin/python -m emulator --port 8899 &", True),
        ("python -m emulator --nothing", False),
        ("ansible-playbook imageops.alicloud.audit_images", True),
        ("ansible-playbook imageops.alicloud.nothing", False),
        ("ansible-playbook imageops.alicloud.audit_images --check -e images_region=cn-beijing", True),
        ("ansible-playbook imageops.alicloud.audit_images --chekc", False),
        ("ansible-playbook imageops.alicloud.audit_images -e images_regio=cn-beijing", False),
        ("export A=b", True),
        ("rm -rf x", False),
    ],
)
def test_what_does_not_exist_is_found(command: str, known: bool) -> None:
    assert is_known(command) is known


def test_commands_are_read_as_a_person_reads_them() -> None:
    page = "```console\n$ make demo    # all\noutput\n$ ansible-playbook a \\\n    -e b=c\n```\n```yaml\n$ no\n```\n"

    assert commands(page) == ["make demo", "ansible-playbook a -e b=c"]


def test_every_guide_is_in_the_site() -> None:
    index = (ROOT / "docs" / "index.md").read_text()
    pages = [path.relative_to(ROOT / "docs").with_suffix("") for path in (*guides(ROOT), *translated_guides(ROOT))]

    assert [page for page in pages if f"\n{page}\n" not in index] == []


def test_every_guide_is_linked_from_the_readme() -> None:
    page = (ROOT / "README.md").read_text()

    assert [path.stem for path in guides(ROOT) if f"({BLOBS}docs/guides/{path.name})" not in page] == []


def test_readme_names_all_modules_roles_and_playbooks() -> None:
    page = (ROOT / "README.md").read_text()
    playbooks = list((ROOT / "playbooks").glob("*.yml"))
    parts = [*(ROOT / "plugins" / "modules").glob("*.py"), *(ROOT / "roles").iterdir(), *playbooks]
    assert [path.stem for path in parts if not re.search(rf"[`.]{path.stem}`", page)] == []
