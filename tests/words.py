# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find words that the project does not use, and sentences and lines of a wrong shape."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_LINE = 120
NOUNS = (
    "images?|copies|accounts?|keys?|snapshots?|instances?|regions?|sites?|disks?|users?|templates?|configurations?"
    "|consumers?|batch(?:es)?|attempts?|tags?|calls?|runs?|shares?|groups?|versions?|executions?"
)
PLURAL = re.compile(r" (?:images|copies|accounts|keys|snapshots|instances|regions|sites|disks|users|templates)\b")
# Each word or phrase with what to write instead.
WORDS = {
    r"\b(?:tell|tells|telling|told)\b": "say, list or report",
    r"\bown keys?\b": "customer master key; in tables customer key",
    r"\bwrong (?:ones?|keys?)\b": "name them",
    r"\b(?:take|takes|taking|took|taken) back\b": "undo, roll back",
    r"\b(?:prove|proves|proved|proven|proof) (?:it )?from the other side\b": "verify from the consumer account",
    r"\bsharees?\b": "consumer",
    r"\bpass(?:es)? by itself\b": "transient",
    r"\bgo(?:es)? on where\b": "resume",
    r"(?<!\.)\bleftovers?\b(?!:)": "orphan snapshot, failed attempt, residue",
    r"\b(?:left|leave|leaves|leaving|let|lets) (?:\w+ )?alone\b": "skipped, kept",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bas (?:it is|they are)\b": "unchanged, or name what it is",
    r"\b(?:is|are|was|were) to (?:be|go|have|do|get|use)\b": "would be, must be, is for",
    r"\b(?:nobody|somebody)\b": "name who",
    rf"\b1 (?:{NOUNS.replace('?', '').replace('(:es)', 'es')})\b(?!-)": "the singular",
    r"\b(\w{2,}) \1\b(?![-:])": "the word once",
}
# A sentence that begins like a question and is none. With two verbs the clause is its subject; with one it is a title.
CLAUSE = re.compile(r"(?:What|Which|Who|Whoever|Whom|Whose|Whether|How|Why|That)\b[^?]*?[.;:](?=\s|$)")
ASIDE = re.compile(
    r"(?<!^)\b(?:to \w+|(?:what|how|whom|that|which|who|whose|if|when|where|while|because|until|so that|before|after"
    r"|than|as)\b[^,.;:]*)"
)
VERBS = re.compile(
    r"\b(?:is|are|was|were|isn't|has|have|had|can|cannot|could|may|must|will|would|does|do|did|counts|says?|goes|stays?"
    r"|belongs?|fails?|makes?|gets?|takes?|becomes?|became|needs?|means?|holds?|comes?|wins?|depends?|writes|reads|gives?"
    r"|works|knows?|shows?|keeps?|refuses|accepts|encrypts|supports|lacks?|uses?|serves?|rests?|follows?|waits?|names|meets)\b"
)
SENTENCE = re.compile(r"(?:^|(?<=[.!?:] )|(?<=[.!?] {2}))[A-Z]")
# What is code, a name or an address.
CODE = re.compile(r"`[^`]*`|\b[A-Z]+\([^)]*\)|https?://\S+|\]\([^)\s]*\)|\{[^}]*\}|\b\w*_\w+\b")
# A command writes this part of the page.
GENERATED = re.compile(r"^<!-- (\w+): begin -->$.*?^<!-- \1: end -->$", re.MULTILINE | re.DOTALL)
FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A piece of text with its place."""

    place: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A fault: its place, the words, and what to write."""

    place: str
    found: str
    instead: str


def plain(text: str) -> str:
    """Text without code, and with one blank between words."""
    return re.sub(r"\s+", " ", CODE.sub("x", text)).strip()


def faults(text: str) -> Iterator[tuple[str, str]]:
    """Words that the project does not use, and sentences that begin with a clause: the words, and what to write."""
    bare = plain(text)
    for pattern, instead in WORDS.items():
        for match in re.finditer(pattern, bare, re.IGNORECASE):
            yield bare[max(0, match.start() - 40) : match.end() + 30], instead
    for start in SENTENCE.finditer(bare):
        clause = CLAUSE.match(bare, start.start())
        if clause and len(VERBS.findall(ASIDE.sub(" ", clause[0]))) > 1:
            yield clause[0].strip()[:90], "the subject first, then the verb"


def findings(texts: Iterator[Text]) -> list[Finding]:
    return [
        Finding(place=text.place, found=found, instead=instead)
        for text in texts
        for found, instead in faults(text.text)
    ]


def markdown_texts(path: Path, name: str) -> Iterator[Text]:
    """The paragraphs, items and cells of a page, without its blocks of code."""
    page = FENCE.sub(lambda block: "\n" * block[0].count("\n"), path.read_text("utf-8"))
    number, piece, first = 0, "", 0
    for number, line in enumerate([*page.splitlines(), ""], 1):
        alone = line.startswith(("#", "|", "<!--")) or not line.strip()
        if piece and (alone or re.match(r"\s*(?:[-*]|\d+\.) ", line)):
            yield Text(place=f"{name}:{first}", text=piece)
            piece = ""
        if line.startswith("|"):
            yield from (Text(place=f"{name}:{number}", text=cell.strip()) for cell in line.split("|")[1:-1])
        elif not alone:
            piece, first = (f"{piece} {line.strip()}", first) if piece else (line.strip(), number)


def python_texts(path: Path, name: str) -> Iterator[Text]:
    """The strings, docstrings and comments of a source."""
    source = path.read_text("utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
            yield Text(place=f"{name}:{node.lineno}", text=text)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            for number, part in enumerate(re.split(r"\n\s*\n|\n\s*- ", node.value)):
                yield Text(place=f"{name}:{node.lineno}{f'+{number}' if number else ''}", text=part)
    yield from comments(source, name)


def comments(source: str, name: str) -> Iterator[Text]:
    """The comments of a source, those of lines that follow one another as one."""
    piece, first, last = "", 0, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if piece and token.start[0] != last + 1:
                yield Text(place=f"{name}:{first}", text=piece)
                piece = ""
            words = token.string.lstrip("# ")
            piece, first = (f"{piece} {words}", first) if piece else (words, token.start[0])
            last = token.start[0]
    if piece:
        yield Text(place=f"{name}:{first}", text=piece)


def yaml_texts(path: Path, name: str) -> Iterator[Text]:
    """The values and comments of a YAML file, line by line: names of tasks, descriptions, messages."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if " " in (text := re.sub(r"^\s*(?:#|- )?\s*(?:[\w.-]+:\s)?\s*", "", line)):
            yield Text(place=f"{name}:{number}", text=text.strip("'\""))


READERS = {".md": markdown_texts, ".py": python_texts, ".yml": yaml_texts}


def texts(root: Path, names: list[str]) -> Iterator[Text]:
    for name in names:
        yield from READERS[Path(name).suffix](root / name, name)


def long_lines(page: str) -> list[int]:
    """Return the numbers of long lines outside of tables, headings, blocks of code and generated parts."""
    page = FENCE.sub(lambda block: re.sub(r"[^\n]", "", block[0]), page)
    page = GENERATED.sub(lambda block: re.sub(r"[^\n]", "", block[0]), page)
    return [
        number
        for number, line in enumerate(page.splitlines(), 1)
        if not line.startswith(("|", "#")) and len(re.sub(r"\]\([^)\s]*\)", "]", line)) > LONGEST_LINE
    ]


def blanks(page: str) -> list[int]:
    """The numbers of lines with trailing blanks, with doubled blanks between words, or that double an empty line."""
    lines = page.splitlines()
    inside = set()
    for block in FENCE.finditer(page):
        first = page.count("\n", 0, block.start()) + 1
        inside |= set(range(first, first + block[0].count("\n") + 1))
    return [
        number
        for number, line in enumerate(lines, 1)
        if line != line.rstrip()
        or (number > 1 and not line and not lines[number - 2] and number not in inside)
        or (number not in inside and re.search(r"[\w.,;:)]  +[\w(`]", line.lstrip()))
    ]


def unsure_numbers(tree: ast.Module) -> list[int]:
    """Return the lines of messages with a number in braces before a plural, of which one reads "1 images"."""
    guarded = {part for node in ast.walk(tree) if isinstance(node, ast.IfExp) for part in ast.walk(node)}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr) and node not in guarded
        for before, number, after in zip([None, *node.values], node.values, node.values[1:], strict=False)
        if isinstance(number, ast.FormattedValue)
        and not re.search(r"\b[A-Z_]{3,}\b", ast.unparse(number.value))
        and not isinstance(number.value, ast.IfExp)
        and isinstance(after, ast.Constant)
        and PLURAL.match(str(after.value))
        and not (isinstance(before, ast.Constant) and str(before.value).endswith(" of "))
    ]
