# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page that report_images writes cannot be made to run or load anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROLE = Path(__file__).resolve().parents[2] / "roles" / "report_images"
TEMPLATE = (ROLE / "templates" / "report.html.j2").read_text()
# The role's own files, not values.
AS_THEY_ARE = {"__report_images_style | safe", "__report_images_script | safe"}


def unescaped(template: str) -> list[str]:
    """The expressions of a template whose last filter does not escape."""
    found = [match.strip() for match in re.findall(r"{{(.*?)}}", template, re.DOTALL)]
    return [text for text in found if not text.endswith("| e") and text not in AS_THEY_ARE]


def test_every_value_is_escaped() -> None:
    assert unescaped(TEMPLATE) == []
    assert TEMPLATE.count("{% autoescape true %}") == 1


def test_the_checker_finds_what_is_not_escaped() -> None:
    assert unescaped("{{ a | e }}{{ b }}{{ c | e | safe }}") == ["b", "c | e | safe"]


def test_values_stand_in_quotes_where_they_are_attributes() -> None:
    assert re.findall(r"\s[\w-]+=\s*{{", TEMPLATE) == []


@pytest.mark.parametrize("name", ["templates/report.html.j2", "files/report.css", "files/report.js"])
def test_nothing_is_loaded(name: str) -> None:
    text = (ROLE / name).read_text()

    assert re.findall(r"https?:|//[a-z]+\.|@import|url\(|\bsrc=|<link|\bfetch\(|XMLHttpRequest", text) == []


def test_the_script_builds_no_markup_from_text() -> None:
    script = (ROLE / "files" / "report.js").read_text()

    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", script) == []


def test_the_policy_lets_only_the_own_script_run() -> None:
    assert "default-src 'none'" in TEMPLATE
    assert "script-src '{{ page.script_hash | e }}'" in TEMPLATE
    assert re.findall(r"\bon[a-z]+=", TEMPLATE) == []
