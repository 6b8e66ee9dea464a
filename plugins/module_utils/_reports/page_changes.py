# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What changed since an audit's baseline, and how the last audits went: a section of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .page_texts import Texts

Audit = Mapping[str, Any]
SHOWN_AT_MOST = 200
# Kind of a change -> its tone. Its words are the text `change_<kind>`.
TONES = {
    "new_service_key": "bad",
    "share_added": "warn",
    "share_gone": "warn",
    "key_changed": "bad",
    "image_gone": "warn",
}


def changed_since(audit: Audit, texts: Texts) -> dict[str, Any]:
    """Return `since`, `changes` (of text, with a tone), `more`, and `trend`; empty without earlier audits."""
    compared = audit.get("compared") or {}
    earlier = compared.get("trend") or []
    if not compared.get("since") and not earlier:
        return {}
    changes = compared.get("changes") or []
    more = len(changes[SHOWN_AT_MOST:]) + compared.get("left_out", 0)
    return {
        "since": texts.say("changes", run=compared["since"]) if compared.get("since") else "",
        "finished": compared.get("finished", ""),
        "changes": [_change(row, texts) for row in changes[:SHOWN_AT_MOST]],
        "more": texts.count("changes_more", more) if more else "",
        "trend": _trend([*earlier, {**audit["summary"], "run": audit.get("run", ""), "finished": audit["finished"]}])
        if earlier
        else [],
    }


def _change(row: Mapping[str, str], texts: Texts) -> dict[str, Any]:
    kind = row["change"]
    return {
        "words": texts[f"change_{kind}"],
        "tone": TONES[kind],
        "cells": [row[name] for name in ("name", "id", "region", "was", "now")],
    }


def _trend(audits: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a line for each audit, the last one below."""
    return [
        {
            "run": audit["run"],
            "finished": audit["finished"],
            "total": audit["total"],
            "service_key": audit["encryption"].get("service_key", 0),
            "needs_copy": audit["verdicts"].get("needs_copy", 0),
        }
        for audit in audits
    ]
