# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Pages in Chinese and Japanese have the sections, commands, names and figures of the English ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pages import BLOBS, commands, guides, translated_guides

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Months are figures in Chinese and Japanese.
MONTHS = {"July": "7"}
README_LINES = 200
PAIRS = [
    *[(ROOT / "README.md", ROOT / f"README.{language}.md") for language in ("zh-CN", "ja")],
    *[(ROOT / "docs" / "guides" / page.name, page) for page in translated_guides(ROOT)],
]
every_pair = pytest.mark.parametrize(("english", "other"), PAIRS, ids=[pair[1].name for pair in PAIRS])


@dataclass(frozen=True, kw_only=True)
class Section:
    """What has to be equal in all languages below one heading."""

    level: str
    commands: list[str]
    blocks: list[tuple[str, str]]
    names: Counter[str]
    figures: Counter[str]
    links: Counter[str]


def sections(text: str) -> list[Section]:
    """A page's sections in order, the part above the first heading of level 2 included."""
    masked = FENCE.sub(lambda block: re.sub(r"^#", "\0", block[0], flags=re.MULTILINE), text)
    parts = re.split(r"^(##+) ", masked, flags=re.MULTILINE)
    bodies = zip(["#", *parts[1::2]], parts[0::2], strict=True)
    return [section(level, body.replace("\0", "#")) for level, body in bodies]


def section(level: str, body: str) -> Section:
    blocks = [(kind, content) for kind, content in FENCE.findall(body) if kind not in ("console", "text")]
    prose = FENCE.sub("", body)
    spoken = re.sub(r"`[^`]*`", " ", LINK.sub("] ", prose))
    for month, number in MONTHS.items():
        spoken = spoken.replace(month, number)
    return Section(
        level=level,
        commands=commands(body),
        blocks=blocks,
        names=Counter(re.findall(r"`([^`]+)`", prose)),
        figures=Counter(re.findall(r"\d+(?:[.,]\d+)*", spoken)),
        links=Counter(LINK.findall(prose)),
    )


def same_page(link: str) -> str:
    """The English page of a link, without the place in it: headings are translated."""
    page = link.partition("#")[0].replace(BLOBS, "")
    if re.fullmatch(r"README(\.[\w-]+)?\.md", page):
        return "README"
    return re.sub(r"^(docs/guides/|\.\./)?(zh-CN/)?(?=[\w-]+\.md$)", "", page)


@every_pair
def test_a_translated_page_has_the_sections_commands_names_and_figures_of_the_english_one(
    english: Path, other: Path
) -> None:
    ours, theirs = sections(english.read_text("utf-8")), sections(other.read_text("utf-8"))

    assert [one.level for one in theirs] == [one.level for one in ours]
    for number, (one, two) in enumerate(zip(ours, theirs, strict=True)):
        place = f"section {number} of {other.name}"
        assert two.commands == one.commands, place
        assert two.blocks == one.blocks, place
        assert two.names == one.names, place
        assert two.figures == one.figures, place
        assert Counter(map(same_page, two.links)) == Counter(map(same_page, one.links)), place


def test_a_missing_command_name_figure_or_section_is_found() -> None:
    page = "# A\n\n`b` 5\n\n## C\n\n```console\n$ make demo\n```\n\n[d](docs/guides/d.md)\n"

    assert sections(page) == sections(page.replace("# A", "# 甲").replace("## C", "## 丙"))
    for changed in (
        page.replace("`b`", "b"),
        page.replace("5", "6"),
        page.replace("demo", "test"),
        page.replace("## C\n", ""),
        page.replace("(docs", "(other"),
    ):
        assert sections(changed) != sections(page)


def test_a_link_to_a_translated_guide_is_one_to_the_english_guide() -> None:
    assert same_page(f"{BLOBS}docs/guides/zh-CN/sharing.md#a") == same_page(f"{BLOBS}docs/guides/sharing.md")
    assert same_page("../reports.md#undo-a-run") == same_page("reports.md")


def test_every_translated_guide_has_an_english_one() -> None:
    assert {page.name for page in translated_guides(ROOT)} <= {page.name for page in guides(ROOT)}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "README.ja.md"])
def test_the_readme_is_short(name: str) -> None:
    assert len((ROOT / name).read_text("utf-8").splitlines()) <= README_LINES
