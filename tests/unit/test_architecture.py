# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ARCHITECTURE.md is true: its picture is the law's, every path it names exists. Decisions have one form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.test_layers import PICTURE

ROOT = Path(__file__).resolve().parents[2]
UTILS = ROOT / "plugins" / "module_utils"
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PARTS = ("## Context", "## Decision", "## Consequences")
SOURCES = ("plugins/", "emulator/", "tests/unit/", "tests/integration/", "docs/guides", "docs/decisions", "changelogs/")
# Paths are named from the root, from plugins/module_utils, from emulator/, or from the path before on the same line.
TOPS = (ROOT, UTILS, ROOT / "emulator")
ONE_PAGE = 110
# Lines of PICTURE that the page draws as one.
FOUNDATION = 8


def picture(page: str) -> list[list[str]]:
    """Return the words of each line of the first block, without arrows, bars and notes in brackets."""
    block = page.split("```")[1]
    return [re.sub(r"\(.*?\)|->|\|", " ", line).split() for line in block.splitlines() if line.strip()]


def rooms(line: list[str]) -> tuple[str, ...]:
    return tuple(word for word in line if word.startswith("_") and not word.endswith(".py"))


def paths(page: str) -> list[tuple[str, str]]:
    """Return each path in backticks with the path before it on its line; `observe*.py` and its like are patterns."""
    found = []
    for line in page.split("```", 2)[2].splitlines():
        before = ""
        for text in re.findall(r"`([\w./*-]+)`", line):
            if "/" in text or text.endswith((".py", ".md")):
                found.append((text, before))
                before = text
    return found


def is_there(path: str, before: str) -> bool:
    """Return whether a named path, or a file beside the one named before it, exists."""
    tops = [*TOPS, *(top / Path(before).parent for top in TOPS if before), *(top / before for top in TOPS if before)]
    if "/" not in path and not before:
        # The table of what a room holds names files that several rooms have.
        return any(UTILS.glob(path)) or any(UTILS.glob(f"_*/{path}"))
    return any((top / path).exists() for top in tops)


def test_the_picture_is_the_one_that_the_law_uses() -> None:
    drawn = [names for names in map(rooms, picture(PAGE)) if names]
    expected = [*PICTURE[:FOUNDATION], tuple(name for line in PICTURE[FOUNDATION:] for name in line)]

    assert drawn == expected


def test_the_picture_names_files_of_its_rooms() -> None:
    described = [line for line in picture(PAGE) if len(rooms(line)) == 1]
    missing = [
        f"{room}/{name}"
        for room, *names in described
        for name in names
        if not ((UTILS / room / f"{name}.py").is_file() or (UTILS / room / name).is_dir())
    ]

    assert len(described) == 6
    assert missing == []


def test_every_path_exists() -> None:
    named = paths(PAGE)

    assert len(named) > 40
    assert [path for path, before in named if not is_there(path, before)] == []


def test_every_source_that_contributing_names_exists() -> None:
    named = [path for path, _before in paths(f"```\n```\n{(ROOT / 'CONTRIBUTING.md').read_text('utf-8')}")]
    sources = [path for path in named if path.startswith(SOURCES)]

    assert len(sources) > 15
    assert [path for path in sources if not (ROOT / path).exists()] == []


def test_every_link_leads_to_a_file() -> None:
    assert [name for name in re.findall(r"\]\(([^)]+)\)", PAGE) if not (ROOT / name).is_file()] == []


def test_it_is_one_page_of_short_lines() -> None:
    lines = PAGE.splitlines()

    assert len(lines) <= ONE_PAGE
    assert [line for line in lines if len(line) > 100] == []


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("`_images/verdict.py`", [True]),
        ("`_logic/verdict.py`", [False]),
        ("`plugins/doc_fragments/auth.py`", [True]),
        ("`_copies/waiting/limits.py`, `pass_times.py`", [True, True]),
        ("`_copies/waiting/limits.py`, `nothing.py`", [True, False]),
        ("through `_copies/removing`; `rules.py`", [True, True]),
        ("`observe*.py`", [True]),
        ("`nothing*.py`", [False]),
    ],
)
def test_a_path_that_is_not_there_is_found(text: str, there: list[bool]) -> None:
    assert [is_there(path, before) for path, before in paths(f"```\n```\n{text}")] == there


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_context_decision_and_consequences(decision: Path) -> None:
    lines = decision.read_text("utf-8").splitlines()

    assert [line for line in lines if line in PARTS] == list(PARTS)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_every_path_in_a_decision_exists(decision: Path) -> None:
    named = [path for path, _before in paths(f"```\n```\n{decision.read_text('utf-8')}") if "/" in path]

    assert [path for path in named if not is_there(path, "")] == []


def test_decisions_are_in_the_site() -> None:
    assert len(DECISIONS) >= 5
    assert "\n:glob:\n:caption: Decisions\n\ndecisions/*\n" in (ROOT / "docs" / "index.md").read_text("utf-8")
