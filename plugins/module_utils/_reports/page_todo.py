# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is left to do, by cause: a line for all images of which the same is to be said, with its remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.share import ProofResult
from .page_summary import examples, image_of

Row = Mapping[str, Any]

# State -> tone, title, and the remedy where the cause has none of its own. In this order.
CAUSES = {
    "failed": ("bad", "Failed", "Run the migration again: it does what is missing and nothing twice."),
    "not_proven": ("bad", "Not proven", "Ask the account, or look at its role, then run the migration again."),
    "in_progress": ("work", "Under way", "Run the migration again later: it goes on where this run was."),
    "needs_copy": ("work", "Needs a copy", "Run the playbook migrate_images with a customer master key."),
    "blocked": ("warn", "Blocked", ""),
    "left_alone": ("warn", "Left alone", ""),
    "unknown": ("warn", "Unknown", ""),
    "planned": ("work", "Planned", "Run the migration without check mode."),
}
DO_THE_PLAN = "Run migrate_images with the plan (images_plan)."


def todo(rows: Sequence[Row], *, is_plan: bool = False) -> list[dict[str, Any]]:
    """The lines, gravest first, and within a state those that concern most images."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        if row["state"] in CAUSES:
            code = row["code"] if row["state"] not in ("in_progress", "planned") else ""
            groups.setdefault((row["state"], code), []).append(row)
    order = list(CAUSES)
    ordered = sorted(groups.items(), key=lambda item: (order.index(item[0][0]), -len(item[1])))
    lines = [_line(state, code, members) for (state, code), members in ordered]
    return [{**line, "remedy": DO_THE_PLAN} if is_plan and line["title"] == "Planned" else line for line in lines]


def not_asked(report_rows: Iterable[Row]) -> list[dict[str, Any]]:
    """A line for shares that nobody verified because no role was given."""
    accounts = {
        proof["account"] for row in report_rows for proof in row["proofs"] if proof["result"] == ProofResult.NOT_ASKED
    }
    if not accounts:
        return []
    return [
        {
            "tone": "idle",
            "title": "Not verified",
            "count": len(accounts),
            "unit": "accounts" if len(accounts) > 1 else "account",
            "why": "no role is given for them, so nobody looked at the images from their side",
            "remedy": "Give images_consumer_role_arns for them and run verify_images.",
            "examples": ", ".join(sorted(accounts)[:6]),
            "filter": "",
        }
    ]


def retire(service: Mapping[str, int]) -> list[dict[str, Any]]:
    """A line for old images that a copy replaces."""
    if not service["replaced"]:
        return []
    return [
        {
            "tone": "idle",
            "title": "Replaced",
            "count": service["replaced"],
            "unit": "images" if service["replaced"] > 1 else "image",
            "why": "under a service key with a copy that can be shared",
            "remedy": "Move their users to the new ids (the id map), then deprecate and delete the old ones.",
            "examples": "",
            "filter": "",
        }
    ]


def _line(state: str, code: str, rows: Sequence[Row]) -> dict[str, Any]:
    tone, title, remedy = CAUSES[state]
    first = rows[0]
    return {
        "tone": tone,
        "title": title,
        "count": (number := len({image_of(row) for row in rows})),
        "unit": "images" if number > 1 else "image",
        "why": first["why"] if state not in ("in_progress", "planned") else "",
        "remedy": first["remedy"] or remedy,
        "examples": examples(rows),
        "filter": f"state={state}" + (f"&code={code}" if code else ""),
    }
