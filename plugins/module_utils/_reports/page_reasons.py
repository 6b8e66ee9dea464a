# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reasons and remedies in another language, found by their English text, which is what records hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .._core.copy_reasons import MAKING, WAITING
from .._core.error_table import CLOUD_ERRORS
from .._core.image_reasons import IMAGE_RULES
from .._core.remedies import PERMISSION_REMEDY
from .._core.share_reasons import LAUNCH_RULES, REPORT_RULES, SHARE_RULES

# Reasons of rows and proofs of a page. Those of removing, instances and users of images are the terminal's alone.
SHOWN = {**IMAGE_RULES, **SHARE_RULES, **LAUNCH_RULES, **REPORT_RULES, **MAKING, **WAITING}
# The remedy of a denial names the permission that is missing.
DENIED = "permission"
MESSAGE, REMEDY = "message", "remedy"
GAP = re.compile(r"{(\w+)}")
# What stands in a gap, where it is known. Anything else is any text.
NUMBERS = ("account", "count", "quota", "seconds")
# code -> kind -> text
Table = Mapping[str, Mapping[str, str]]


def explained() -> Iterator[tuple[str, str, str]]:
    """Give every English text that a page may show, as code, kind (`message` or `remedy`) and text with gaps."""
    for code, rule in SHOWN.items():
        yield code, MESSAGE, rule.message
        if rule.remedy:
            yield code, REMEDY, rule.remedy
    for code, error in CLOUD_ERRORS.items():
        yield code, REMEDY, error.remedy
    yield DENIED, REMEDY, PERMISSION_REMEDY


class Translation:
    """Translates the reasons and remedies of one language. Without a table it knows none."""

    def __init__(self, table: Table | None = None) -> None:
        pairs = [(english, (table or {}).get(code, {}).get(kind, "")) for code, kind, english in explained()]
        self._found = {english: other for english, other in pairs if other and not GAP.search(english)}
        # The more of a text is fixed, the surer it is meant.
        with_gaps = sorted(
            (pair for pair in pairs if pair[1] and GAP.search(pair[0])), key=lambda pair: -len(GAP.sub("", pair[0]))
        )
        self._patterns = [(_pattern(english), other) for english, other in with_gaps]

    def translated(self, text: str) -> str:
        """Return the text in the language; empty if there is none. A gap may hold a reason of its own."""
        if text not in self._found:
            self._found[text] = self._filled(text)
        return self._found[text]

    def _filled(self, text: str) -> str:
        for pattern, other in self._patterns:
            if match := pattern.fullmatch(text):
                gaps = {name: self.translated(value) or value for name, value in match.groupdict().items()}
                return other.format(**gaps)
        return ""


def _pattern(english: str) -> re.Pattern[str]:
    parts = GAP.split(english)
    seen: set[str] = set()
    pattern = re.escape(parts[0])
    for name, fixed in zip(parts[1::2], parts[2::2], strict=True):
        what = r"\d+" if name in NUMBERS else r".+?"
        pattern += f"(?P={name})" if name in seen else f"(?P<{name}>{what})"
        pattern += re.escape(fixed)
        seen.add(name)
    return re.compile(pattern, re.DOTALL)
