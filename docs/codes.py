# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tables of codes in guides/troubleshooting.md: `python -m docs.codes` writes them between their markers."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from plugins.module_utils._core.copy_reasons import COPY_RULES
from plugins.module_utils._core.error_table import CLOUD_ERRORS, OWN_ERRORS
from plugins.module_utils._core.image_reasons import IMAGE_RULES
from plugins.module_utils._core.instance_reasons import INSTANCE_RULES
from plugins.module_utils._core.reasons import RULES
from plugins.module_utils._core.reference_reasons import REFERENCE_RULES
from plugins.module_utils._core.repoint_reasons import REPOINT_RULES
from plugins.module_utils._core.retire_reasons import RETIRE_RULES
from plugins.module_utils._core.rule import Rule
from plugins.module_utils._core.share_reasons import LAUNCH_RULES, REPORT_RULES, SHARE_RULES

PAGE = Path(__file__).parent / "guides" / "troubleshooting.md"
BEGIN, END = "<!-- codes: begin -->", "<!-- codes: end -->"
GAP = re.compile(r"{(\w+)}")


def tables() -> str:
    """All tables, as Markdown."""
    own = {**{code: tuple(item) for code, item in OWN_ERRORS.items()}, **_rows(REPORT_RULES)}
    return (
        _table("Why an image has its verdict (`reasons` of image_info)", _rows(IMAGE_RULES))
        + _table("Why an image cannot be shared as asked", _rows(SHARE_RULES))
        + _table("Reasons of copies (`reasons` of image_copy)", _rows(COPY_RULES))
        + _table("Errors of the cloud", CLOUD_ERRORS)
        + _table("Errors and notes of the collection", own)
        + _table("Whether an instance starts (image_launch_check, image_launch_trial)", _rows(LAUNCH_RULES))
        + _table("Instances whose system disks get encrypted", _rows(INSTANCE_RULES))
        + _table("Why it is unknown who uses an image (image_reference_info)", _rows(REFERENCE_RULES))
        + _table("Why a user of an image does not take another one", _rows(REPOINT_RULES))
        + _table("Why an image is not retired (image_retirement)", _rows(RETIRE_RULES))
    )


def documented() -> set[str]:
    """Every code that the page explains."""
    return {*(code for code, rule in RULES.items() if not rule.code), *CLOUD_ERRORS, *OWN_ERRORS}


def _rows(rules: Mapping[str, Rule]) -> dict[str, tuple[str, str]]:
    """Cause and remedy of each code. A line that words another code for one situation is not listed."""
    return {
        code: (rule.cause or _cause(rule), _words(rule.remedy) or "Nothing.")
        for code, rule in rules.items()
        if not rule.code
    }


def updated(page: str) -> str:
    """Return the page with its tables of today."""
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{tables()}{END}{after}"


def _table(title: str, rows: Mapping[str, tuple[str, str]]) -> str:
    lines = [f"| `{code}` | {cause} | {remedy} |" for code, (cause, remedy) in rows.items()]
    return "\n".join(["", f"### {title}", "", "| code | cause | what to do |", "| --- | --- | --- |", *lines, ""])


def _cause(rule: Rule) -> str:
    text = _words(rule.message)
    return f"The image {text}." if rule.is_of_image else f"{text[0].upper()}{text[1:]}."


def _words(text: str) -> str:
    return GAP.sub(r"*\1*", text).replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    """Write the page."""
    PAGE.write_text(updated(PAGE.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
