# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The page in English, Chinese and Japanese: every text is there, in one place, and no other is on the page."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._core.reasons import RULES, reason
from plugins.module_utils._model.languages import ENGLISH, LANGUAGES
from plugins.module_utils._reports.observe_texts import TEXTS, texts_in
from plugins.module_utils._reports.page import report_page
from plugins.module_utils._reports.page_reasons import explained
from plugins.plugin_utils._page import render_page

from ..support import CONSUMER, HOME

ROOT = Path(__file__).resolve().parents[5]
ROLE = ROOT / "roles" / "report_images"
ROOM = ROOT / "plugins" / "module_utils" / "_reports"
OTHERS = tuple(language for language in LANGUAGES if language != ENGLISH)
GAP = re.compile(r"{(\w+)}")
# Attributes that a reader sees or hears.
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content")
# Not words of a language: names, dashes and what browsers read.
NO_TEXT = {"imageops.alicloud", "width=device-width, initial-scale=1", "no-referrer"}
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
IS_TEXT = re.compile(r"[^\W\d_]{2}")
# Two words, or one that begins a sentence: names of keys and codes have neither.
PROSE = re.compile(r"[A-Za-z]{2,}[ ,:] ?[A-Za-z({]|^[A-Z][a-z]+$")

every_other = pytest.mark.parametrize("language", OTHERS)


def read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TEXTS / f"{name}.json").read_text("utf-8"))
    return found


def gaps(text: str) -> list[str]:
    return sorted(GAP.findall(text))


@every_other
def test_a_language_has_every_text_with_the_same_gaps(language: str) -> None:
    english, other = read(ENGLISH), read(language)

    assert list(other) == list(english)
    assert [name for name in english if gaps(english[name]) != gaps(other[name])] == []
    assert [name for name in english if bool(english[name]) != bool(other[name]) and name != "sentence_gap"] == []


@every_other
def test_a_language_has_every_reason_and_remedy_with_the_same_gaps(language: str) -> None:
    table = read(f"reasons.{language}")
    wanted = {(code, kind): gaps(text) for code, kind, text in explained()}
    found = {(code, kind): gaps(text) for code, texts in table.items() for kind, text in texts.items()}

    assert found == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_of_a_text_is_hidden_by_a_method_of_the_mapping(language: str) -> None:
    """In a template `text.clear` would be the mapping's own."""
    assert [name for name in read(language) if hasattr(dict, name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_can_stand_in_a_style(language: str) -> None:
    """Names of columns are labels of fields on narrow screens, which the style sheet writes between quotes."""
    assert [name for name, text in read(language).items() if "\\" in text or '"' in text] == []
    assert [name for name in ("image", "key", "why", "what", "sort_by") if "'" in read(language)[name]] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_used(language: str) -> None:
    sources = "".join(path.read_text() for path in (*ROOM.glob("page*.py"), ROLE / "templates" / "report.html.j2"))
    made = ("title_", "state_", "encryption_", "todo_", "tile_", "step_", "way_", "filter_", "change_")

    unused = [
        name
        for name in read(language)
        if not re.search(rf"\b{name.removesuffix('_one')}\b", sources) and not name.startswith(made)
    ]
    assert unused == []


class Seen(HTMLParser):
    """What a reader of markup sees."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag
        names = dict(attrs)
        if tag != "meta" or names.get("name") not in ("viewport", "referrer"):
            self.texts += [str(value) for name, value in attrs if name in SPOKEN and names.get("http-equiv") is None]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside not in ("style", "script"):
            self.texts.append(data)


def texts_of(template: str) -> list[str]:
    seen = Seen()
    seen.feed(JINJA.sub("", template))
    return [text.strip() for text in seen.texts if IS_TEXT.search(text) and text.strip() not in NO_TEXT]


def test_the_template_has_no_text_of_its_own() -> None:
    assert texts_of((ROLE / "templates" / "report.html.j2").read_text()) == []


def test_a_text_in_a_template_is_found() -> None:
    template = '<p>{{ a }} images</p><i title="Two words">{% if a == "b c" %}{{ text.b }}{% endif %}</i>'

    assert sorted(texts_of(template)) == ["Two words", "images"]


def script_texts(script: str) -> list[str]:
    bare = re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)
    found = [text for pair in re.findall(r'"([^"\n]*)"|`([^`]*)`', bare) for text in pair]
    return [text for text in found if PROSE.search(text) and not text.startswith(("#", "button"))]


def test_the_script_has_no_text_of_its_own() -> None:
    assert [text for text in script_texts((ROLE / "files" / "report.js").read_text()) if text != "use strict"] == []


def test_a_text_in_a_script_is_found() -> None:
    assert script_texts('a.textContent = "no rows"; b = `of the rows`;') == ["no rows", "of the rows"]


def prose_in(source: str) -> list[str]:
    """The texts of a source outside of docstrings that read like words for people."""
    tree = ast.parse(source)
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in documents
        and PROSE.search(node.value)
    ]


@pytest.mark.parametrize("path", sorted(ROOM.glob("page*.py")), ids=lambda path: path.stem)
def test_what_words_the_page_has_no_text_of_its_own(path: Path) -> None:
    names = {"CopyImage", "Mapping"}
    assert [text for text in prose_in(path.read_text()) if text not in names] == []


def test_a_text_in_a_source_is_found() -> None:
    assert prose_in('"""Docs of it."""\nA = "not needed"\nB = "not_needed"\nC = "Failed"\n') == ["not needed", "Failed"]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", f"The image {RULES['service_key'].message}."),
        ("zh-CN", "镜像使用 ECS 服务密钥加密\uff0c无法共享。"),
        ("ja", "イメージは ECS のサービスキーで暗号化されており、共有できません。"),
    ],
)
def test_a_reason_is_a_sentence_in_the_page_s_language(language: str, says: str) -> None:
    assert texts_in(language).reason("service_key", RULES["service_key"].message) == says


def test_what_stands_in_a_gap_stays_and_a_reason_in_it_is_translated() -> None:
    texts = texts_in("zh-CN")
    lack = reason("proof_not_seen")
    doubt = reason("not_proven", account=CONSUMER, why=lack.message)

    assert texts.reason("key_disabled", reason("key_disabled", key="key-1").message) == "镜像的密钥 key-1 已禁用。"
    assert texts.reason("not_proven", doubt.message) == f"{CONSUMER}\uff1a该账号看不到此镜像。"


def test_the_cloud_s_own_words_stay() -> None:
    assert texts_in("ja").reason("Forbidden", "you may not: no") == "You may not: no。"
    assert texts_in("ja").remedy("Ask the vendor.") == "Ask the vendor."


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_which_language_it_is_in(language: str) -> None:
    page = render_page({}, {}, name="audit", language=language)

    assert f'<html lang="{language}">' in page
    assert texts_in(language)["todo_nothing"] in page


def test_times_are_worded_in_each_language() -> None:
    assert [texts_in(language).duration(9600) for language in LANGUAGES] == [
        "2 h 40 min",
        "2 小时 40 分钟",
        "2 時間 40 分",
    ]
    assert texts_in().duration(0) == "no time"


def test_an_audit_alone_has_its_title_in_the_page_s_language() -> None:
    audit = {"images": [], "summary": {"total": 0, "listed": 0, "verdicts": {}, "encryption": {}, "regions": {HOME: 1}}}

    assert report_page({}, audit, texts_in("zh-CN"))["title"] == "镜像审计"
