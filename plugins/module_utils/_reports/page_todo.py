# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is left to do, by cause: a line for all images with the same cause, with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.share import ProofResult
from .page_rows import STATES
from .page_summary import EXAMPLES, examples, image_of
from .page_texts import Texts

Row = Mapping[str, Any]

# States with something to do, gravest first. Title and remedy of a state are the texts `todo_<state>` and `..._remedy`.
CAUSES = (
    "failed",
    "not_proven",
    "in_progress",
    "needs_copy",
    "shareable_in_parts",
    "blocked",
    "left_alone",
    "unknown",
    "planned",
)
# States whose rows have no cause that would be said.
WITHOUT_CAUSE = ("in_progress", "planned")


def todo(rows: Sequence[Row], texts: Texts, *, is_plan: bool = False) -> list[dict[str, Any]]:
    """The lines, gravest first, and within a state those that concern most images."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["state"] in CAUSES:
            code = row["code"] if row["state"] not in WITHOUT_CAUSE else ""
            groups.setdefault((row["state"], code), []).append(row)
    ordered = sorted(groups.items(), key=lambda item: (CAUSES.index(item[0][0]), -len(item[1])))
    return [_line(state, code, members, texts, is_plan=is_plan) for (state, code), members in ordered]


def not_asked(report_rows: Iterable[Row], texts: Texts) -> list[dict[str, Any]]:
    """A line for shares that were not verified because no role was given."""
    accounts = sorted(
        {proof["account"] for row in report_rows for proof in row["proofs"] if proof["result"] == ProofResult.NOT_ASKED}
    )
    if not accounts:
        return []
    return [
        {
            "tone": "idle",
            "title": texts["todo_not_asked"],
            "count": len(accounts),
            "unit": texts.count("todo_accounts", len(accounts)),
            "why": texts["todo_not_asked_why"],
            "remedy": texts["todo_not_asked_remedy"],
            "examples": texts.listed(accounts, EXAMPLES),
            "filter": "",
        }
    ]


def retire(service: Mapping[str, int], texts: Texts) -> list[dict[str, Any]]:
    """A line for old images that a copy replaces."""
    if not service["replaced"]:
        return []
    return [
        {
            "tone": "idle",
            "title": texts["todo_replaced"],
            "count": service["replaced"],
            "unit": texts.count("todo_images", service["replaced"]),
            "why": texts["todo_replaced_why"],
            "remedy": texts["todo_replaced_remedy"],
            "examples": "",
            "filter": "",
        }
    ]


def _line(state: str, code: str, rows: Sequence[Row], texts: Texts, *, is_plan: bool) -> dict[str, Any]:
    number = len({image_of(row) for row in rows})
    own = rows[0]["remedy"] if state not in WITHOUT_CAUSE else ""
    general = texts["todo_plan_remedy" if is_plan and state == "planned" else f"todo_{state}_remedy"]
    return {
        "tone": STATES[state],
        "title": texts[f"todo_{state}"],
        "count": number,
        "unit": texts.count("todo_images", number),
        "why": rows[0]["why"] if state not in WITHOUT_CAUSE else "",
        "remedy": own or general,
        "examples": examples(rows, texts),
        "filter": f"state={state}" + (f"&code={code}" if code else ""),
    }
