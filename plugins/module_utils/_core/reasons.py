# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Every reason in one table: its weight for the verdict, its message, its cause and its remedy."""

from __future__ import annotations

from collections.abc import Iterable

from .._model.image import Verdict
from .._model.reason import Reason
from .copy_reasons import COPY_RULES
from .image_reasons import IMAGE_RULES
from .instance_reasons import INSTANCE_RULES
from .reference_reasons import REFERENCE_RULES
from .repoint_reasons import REPOINT_RULES
from .retire_reasons import RETIRE_RULES
from .rule import Rule
from .share_reasons import LAUNCH_RULES, REPORT_RULES, SHARE_RULES

RULES: dict[str, Rule] = {
    **IMAGE_RULES,
    **SHARE_RULES,
    **LAUNCH_RULES,
    **REPORT_RULES,
    **INSTANCE_RULES,
    **COPY_RULES,
    **REFERENCE_RULES,
    **REPOINT_RULES,
    **RETIRE_RULES,
}
WEIGHT: tuple[Verdict | None, ...] = (Verdict.BLOCKED, Verdict.UNKNOWN, Verdict.IN_PARTS, Verdict.NEEDS_COPY)


def reason(code: str, **values: object) -> Reason:
    """Return the reason of this name in the table, its gaps filled."""
    rule = RULES[code]
    return Reason(code=rule.code or code, message=rule.message.format(**values), remedy=rule.remedy.format(**values))


def gravest_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Return each reason once, those that weigh most for the verdict first, notes last."""
    order = {verdict: place for place, verdict in enumerate(WEIGHT)}
    unique = dict.fromkeys(reasons)
    return tuple(sorted(unique, key=lambda item: order.get(RULES[item.code].verdict, len(order))))


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return the gravest verdict among reasons, shareable if none speaks against it."""
    return verdict_of_codes(item.code for item in reasons)


def verdict_of_codes(codes: Iterable[str]) -> Verdict:
    """Return the same for the codes of reasons."""
    verdicts = {RULES[code].verdict for code in codes}
    return next((verdict for verdict in WEIGHT if verdict and verdict in verdicts), Verdict.SHAREABLE)
