# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the page says, in one language. The texts themselves are data: roles/report_images/files/texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .._core.reasons import RULES
from .page_reasons import Translation

SENTENCE_ENDS = (".", "!", "?", ":", "\u3002")


@dataclass(frozen=True, slots=True)
class Texts:
    """The page's own texts by name, and the translation of reasons and remedies; English needs none."""

    language: str
    texts: Mapping[str, str]
    reasons: Translation = field(default_factory=Translation)

    def __getitem__(self, name: str) -> str:
        return self.texts[name]

    def say(self, name: str, **values: object) -> str:
        """Return a text, its gaps filled."""
        return self.texts[name].format(**values)

    def count(self, name: str, count: int, **values: object) -> str:
        """Return a text about a number of things. Languages that have a singular have it under `<name>_one`."""
        singular = f"{name}_one"
        return self.say(singular if count == 1 and singular in self.texts else name, count=count, **values)

    def listed(self, items: Sequence[str], at_most: int) -> str:
        """Return the first items, and how many more there are."""
        shown = self.texts["list_comma"].join(items[:at_most])
        more = len(items) - at_most
        return self.say("and_more", shown=shown, count=more) if more > 0 else shown

    def together(self, *sentences: str) -> str:
        """Return sentences as one text."""
        return self.texts["sentence_gap"].join(filter(None, sentences))

    def reason(self, code: str, message: str) -> str:
        """Return a reason as a sentence. The cloud's own words stay as they came."""
        if not message:
            return ""
        text = self.reasons.translated(message)
        if not text and code in RULES and RULES[code].is_of_image:
            text = self.say("of_an_image", message=message)
        text = text or f"{message[0].upper()}{message[1:]}"
        return text if text.endswith(SENTENCE_ENDS) else f"{text}{self.texts['sentence_end']}"

    def remedy(self, text: str) -> str:
        """Return what to do about a reason."""
        return self.reasons.translated(text) or text

    def duration(self, seconds: float) -> str:
        """Return a time as people say it; the terminal says the same in English."""
        whole = round(seconds)
        if not whole:
            return self.texts["no_time"]
        minutes = round(whole / 60)
        if whole < 100:
            return self.say("seconds", count=whole)
        if minutes < 100:
            return self.say("minutes", count=minutes)
        return self.say("hours", hours=minutes // 60, minutes=minutes % 60)
