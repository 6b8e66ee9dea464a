# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The rows of a report's table of images, for a run and for an audit, in one shape: plain values, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._model.share import SEEN
from .page_done import what_happened
from .page_keys import audited_keys, run_keys
from .page_texts import Texts
from .rows import is_refuted

Row = Mapping[str, Any]

# State or verdict -> the tone it is shown in. Rows come in this order: what asks for something first.
STATES = {
    "failed": "bad",
    "not_proven": "bad",
    "blocked": "bad",
    "left_alone": "warn",
    "unknown": "warn",
    "needs_copy": "work",
    "shareable_in_parts": "work",
    "in_progress": "work",
    "planned": "work",
    "ready": "ok",
    "replaced": "ok",
    "shareable": "ok",
}
# The steps of an image's way, and how each stands: y done, s not needed, p planned or under way, n not done, f failed.
STEPS = ("found", "copied", "proven", "shared", "verified")
HOW = {"y": "done", "s": "not_needed", "p": "to_come", "n": "not_done", "f": "failed"}
SHOWN_ACCOUNTS = 3


def run_row(row: Row, *, accounts: list[str], is_check: bool, texts: Texts) -> dict[str, Any]:
    """A row of a report. In check mode what would be done is planned."""
    state = row["state"]
    if is_check and state in ("ready", "not_proven"):
        state = "planned" if row["added"] else "ready"
    code = row["problem_code"] or row.get("code", "")
    return {
        **_common(row, state, texts),
        "to": row["destination_region"],
        "new_id": row["new_image_id"] if row["new_image_id"] not in (None, row["image_id"]) else "",
        "new_name": row["new_name"],
        "disks": _disks(row, texts),
        "key_lines": run_keys(row, texts),
        "way": "".join(_way(row, bool(accounts), is_check)),
        "why": texts.reason(code, row["problem"] or row["why"]),
        "what": what_happened(row, state, code, texts),
        "code": code,
        "remedy": texts.remedy(row["remedy"]),
    }


def _disks(row: Row, texts: Texts) -> list[dict[str, str]]:
    """Return a line for each data disk that is shared as a snapshot: device and size, and the snapshot's id."""
    return [
        {
            "text": f"{disk['device']}, {texts.say('gib', count=disk['size_gib'])}",
            "code": disk.get("snapshot_id", ""),
        }
        for disk in row.get("data_disks") or ()
    ]


def audit_row(image: Row, texts: Texts) -> dict[str, Any]:
    """A row of an audit."""
    first = image["reasons"][0] if image["reasons"] else {"code": "", "message": "", "remedy": ""}
    why = texts.reason(first["code"], first["message"])
    return {
        **_common({**image, "site": image.get("site", "")}, image["verdict"], texts),
        "to": image["region"],
        "new_id": "",
        "new_name": "",
        "key_lines": audited_keys(image, texts),
        "way": "",
        "why": why,
        "what": why,
        "code": first["code"],
        "remedy": texts.remedy(first["remedy"]),
    }


def in_order(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as a reader needs them: failed and skipped ones first, and else as they came."""
    places = {state: place for place, state in enumerate(STATES)}
    return sorted(rows, key=lambda row: places[row["state"]])


def ways(rows: Iterable[Row], texts: Texts) -> dict[str, str]:
    """Each way that occurs, with its words; there are few of them."""
    return {way: way_words(way, texts) for way in dict.fromkeys(row["way"] for row in rows) if way}


def way_words(way: str, texts: Texts) -> str:
    """A way in words: `found: done, copied: not needed, ...`."""
    words = [
        texts.say("step", step=texts[f"step_{step}"], how=texts[f"way_{HOW[how]}"])
        for step, how in zip(STEPS, way, strict=True)
    ]
    return texts["list_comma"].join(words)


def _common(row: Row, state: str, texts: Texts) -> dict[str, Any]:
    rest = len(row["shared_with"]) - SHOWN_ACCOUNTS
    return {
        "state": state,
        "tone": STATES[state],
        "words": texts[f"state_{state}"],
        "site": row["site"],
        "id": row["image_id"],
        "name": row["name"],
        "region": row["region"],
        "encryption": row["encryption"],
        "verdict": row["verdict"],
        "accounts": list(row["shared_with"][:SHOWN_ACCOUNTS]),
        "accounts_more": texts.say("and_more_accounts", count=rest) if rest > 0 else "",
        "sharees": list(row["shared_with"]),
    }


def _way(row: Row, is_to_share: bool, is_check: bool) -> tuple[str, ...]:
    if row["action"] == "skip":
        return ("y", "n", "n", "n", "n")
    copied = {"available": "y", "failed": "f", None: "s"}.get(row["copy_state"], "p")
    if row["copy_action"] == "none" and copied == "y":
        copied = "s"
    if copied in ("f", "p"):
        return ("y", copied, "n" if copied == "f" else "p", "n" if copied == "f" else "p", "n")
    return ("y", copied, copied, *_shared(row, is_to_share, is_check))


def _shared(row: Row, is_to_share: bool, is_check: bool) -> tuple[str, str]:
    if not is_to_share:
        return "s", "s"
    if row["state"] == "failed":
        return "f", "n"
    if is_check and row["added"]:
        return "p", "n"
    if any(is_refuted(proof) for proof in row["proofs"]):
        return "y", "f"
    seen = {proof["account"] for proof in row["proofs"] if proof["result"] in SEEN}
    return "y", "y" if row["shared_with"] and seen >= set(row["shared_with"]) else "n"
