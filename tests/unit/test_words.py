# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Texts keep to the project's words: pages, documentation, messages, docstrings, comments and names of tasks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.pages import readmes, translated_guides
from tests.words import READERS, Text, blanks, faults, findings, long_lines, plain, texts, unsure_numbers

ROOT = Path(__file__).resolve().parents[2]
READ = ("plugins", "roles", "playbooks", "extensions", "meta", "docs", "emulator")
FILES = sorted(
    str(path.relative_to(ROOT))
    for top in (*READ, "tests", "changelogs")
    for path in (ROOT / top).rglob("*.*")
    if path.suffix in READERS and not {"_build", "output"} & set(path.parts)
)
TRANSLATED = {str(path.relative_to(ROOT)) for path in (*readmes(ROOT)[1:], *translated_guides(ROOT))}
PAGES = [*sorted(path.name for path in ROOT.glob("*.md")), *(name for name in FILES if name.endswith(".md"))]
SOURCES = [name for name in FILES if name.startswith(READ) and not name.endswith(".md")]
TESTS = [name for name in FILES if name.startswith("tests/") and not name.endswith(".md")]
# Places whose texts have another reason, each with it: the pages in other languages, and this file.
EXCEPTIONS: dict[str, str] = {
    **dict.fromkeys(TRANSLATED, "other languages have words of their own"),
    "tests/unit/test_words.py": "it shows what is found",
}


def excepted(place: str) -> bool:
    return place.partition(":")[0] in EXCEPTIONS


def wording(names: list[str]) -> list[str]:
    found = findings(texts(ROOT, names))
    return [f"{one.place}: {one.found} -> {one.instead}" for one in found if not excepted(one.place)]


def test_pages_use_the_projects_words() -> None:
    assert wording(PAGES) == []


def test_documentation_messages_docstrings_comments_and_tasks_use_the_projects_words() -> None:
    assert wording(SOURCES) == []


def test_tests_name_what_is_said_listed_or_reported() -> None:
    """The other words of the list are about texts for operators; third parties and fixtures in tests have no names."""
    telling = re.compile(r"\b(?:tell|tells|telling|told)\b", re.IGNORECASE)
    # Most texts lack the words, whether they are code or not.
    found = [
        text.place for text in texts(ROOT, TESTS) if telling.search(text.text) and telling.search(plain(text.text))
    ]

    assert [place for place in found if not excepted(place) and not place.startswith("tests/words.py:")] == []


def test_lines_of_pages_are_short_and_have_no_superfluous_blanks() -> None:
    pages = {name: (ROOT / name).read_text("utf-8") for name in PAGES}

    assert {name: lines for name, page in pages.items() if (lines := long_lines(page) + blanks(page))} == {}


def test_messages_count_one_thing_in_the_singular() -> None:
    trees = {name: ast.parse((ROOT / name).read_text("utf-8")) for name in SOURCES if name.endswith(".py")}

    assert {name: lines for name, tree in trees.items() if (lines := unsure_numbers(tree))} == {}


@pytest.mark.parametrize(
    "text",
    [
        "The audit tells which key it is.",
        "Copy it under an own key.",
        "The shares are taken back.",
        "Verify the share with the sharee.",
        "It goes on where that one was.",
        "Remove the leftovers of a run.",
        "Such an image is left alone.",
        "Mend the cause and run it again.",
        "Share the image as it is.",
        "The images are to be shared.",
        "Nobody makes this role by default.",
        "Found 1 images.",
        "The the image is shared.",
        "What an unfinished run did is no change.",
        "Nothing is written. Which image a copy was made of is known, so its tags say that.",
        "Whether ECS accepts them is not documented.",
    ],
)
def test_a_word_or_sentence_of_another_kind_is_found(text: str) -> None:
    assert list(faults(text))


@pytest.mark.parametrize(
    "text",
    [
        "List which key encrypts each image.",
        "Whether the snapshot is encrypted.",
        "What `own key` and https://example.com/told mean.",
        "How many images there are.",
        "What is the key of an image?",
        "Found 1 image and 21 images, and 1 image-based template.",
        "Set C(encryption_leftovers) to the value of `as it is`.",
    ],
)
def test_a_good_sentence_is_not_found(text: str) -> None:
    assert list(faults(text)) == []


def test_long_lines_and_superfluous_blanks_are_found() -> None:
    long = "word " * 30
    page = (
        f"# {long}\n\n{long.strip()}\n\n| {long} |\n\n[a](https://{'b' * 200})\n\n\nc  d \n\n```text\n{long}\n\n\n```\n"
    )

    assert long_lines(page) == [3]
    assert blanks(page) == [1, 9, 10, 13]


def test_a_number_before_a_plural_is_found() -> None:
    assert unsure_numbers(ast.parse('f"{count} images"\nf"{count} of {total} images"\nf"{count_of(n, word)}"')) == [1]


def test_a_finding_has_its_place_and_the_better_word() -> None:
    (found,) = findings(iter([Text(place="a.md:1", text="An audit tells the key.")]))

    assert (found.place, found.instead) == ("a.md:1", "say, list or report")
