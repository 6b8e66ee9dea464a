# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of codes in guides/troubleshooting.md: `python -m docs.codes` writes them between their markers."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from docs.causes import CAUSES, INSTANCES, LAUNCHES, OWN
from plugins.module_utils._core.copy_reasons import COPY_RULES
from plugins.module_utils._core.reasons import RULES
from plugins.module_utils._core.remedies import REMEDIES
from plugins.module_utils._shares.preflight import ABOUT_REQUESTS

PAGE = Path(__file__).parent / "guides" / "troubleshooting.md"
BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
GAP = re.compile(r"{(\w+)}")


def tables() -> str:
    """All tables, as Markdown."""
    reasons = {
        code: (_cause(rule.message), _words(rule.remedy)) for code, rule in RULES.items() if code not in COPY_RULES
    }
    copies = {
        code: (rule.cause, _words(rule.remedy) or "Nothing.") for code, rule in COPY_RULES.items() if not rule.code
    }
    requests = {code: (_cause(message), _words(remedy)) for code, (message, remedy) in ABOUT_REQUESTS.items()}
    cloud = {code: (CAUSES.get(code, ""), remedy) for code, remedy in REMEDIES.items()}
    return (
        _table("Why an image is as it is (`reasons` of image_info)", reasons)
        + _table("Why an image cannot be shared as asked", requests)
        + _table("What image_copy says about its copies (`reasons`)", copies)
        + _table("Errors of the cloud", cloud)
        + _table("Errors and notes of the collection", OWN)
        + _table("Whether an instance could be started (image_launch_check)", LAUNCHES)
        + _table("Instances whose system disks are to be encrypted", INSTANCES)
    )


def documented() -> set[str]:
    """Every code that the page explains."""
    reasons = {code for code, rule in RULES.items() if not rule.code}
    return {*reasons, *ABOUT_REQUESTS, *REMEDIES, *OWN, *LAUNCHES, *INSTANCES}


def updated(page: str) -> str:
    """The page with its tables as they are to be."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}{END}{after}"


def _table(title: str, rows: dict[str, tuple[str, str]]) -> str:
    lines = [f"| `{code}` | {cause} | {remedy} |" for code, (cause, remedy) in rows.items()]
    return "\n".join(["", f"### {title}", "", "| code | cause | what to do |", "| --- | --- | --- |", *lines, "", ""])


def _cause(message: str) -> str:
    text = _words(message)
    return (
        f"The image {text}."
        if text.startswith(("is ", "has ", "belongs ", "would ", "reaches "))
        else f"{text[0].upper()}{text[1:]}."
    )


def _words(text: str) -> str:
    return GAP.sub(r"*\1*", text).replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
