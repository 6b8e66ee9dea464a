# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The rows of a report's table of images, for a run and for an audit, in one shape: plain values, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.share import SEEN
from .rows import is_refuted

Row = Mapping[str, Any]

# State or verdict -> the tone it is shown in, and its words.
STATES = {
    "failed": ("bad", "failed"),
    "not_proven": ("bad", "not proven"),
    "in_progress": ("work", "in progress"),
    "planned": ("work", "planned"),
    "ready": ("ok", "ready"),
    "left_alone": ("idle", "left alone"),
    "shareable": ("ok", "can be shared"),
    "needs_copy": ("work", "needs a copy"),
    "replaced": ("ok", "has a shared copy"),
    "blocked": ("bad", "blocked"),
    "unknown": ("idle", "unknown"),
}
# The steps of an image's way, and how each stands: y done, s not needed, p planned or under way, n not done, f failed.
STEPS = ("found", "copied", "proven", "shared", "verified")
WORDS = {"y": "done", "s": "not needed", "p": "to come", "n": "not done", "f": "failed"}
SHOWN_ACCOUNTS = 3


def run_row(row: Row, *, accounts: Sequence[str], is_check: bool) -> dict[str, Any]:
    """A row of a report. In check mode what would be done is planned."""
    state = row["state"]
    if is_check and state in ("ready", "not_proven"):
        state = "planned" if row["added"] else "ready"
    return {
        **_common(row, state),
        "to": row["destination_region"],
        "new_id": row["new_image_id"] if row["new_image_id"] not in (None, row["image_id"]) else "",
        "new_name": row["new_name"],
        "key": row["new_key"] or row.get("key", ""),
        "way": "".join(_way(row, bool(accounts), is_check)),
        "what": row["after"],
        "why": row["problem"] or row["why"],
        "code": row["problem_code"] or row.get("code", ""),
        "remedy": row["remedy"],
    }


def audit_row(image: Row) -> dict[str, Any]:
    """A row of an audit."""
    first = image["reasons"][0] if image["reasons"] else {"code": "", "message": "", "remedy": ""}
    return {
        **_common({**image, "site": image.get("site", "")}, image["verdict"]),
        "to": image["region"],
        "new_id": "",
        "new_name": "",
        "key": next((disk["kms_key_id"] for disk in image["disks"] if disk["kms_key_id"]), ""),
        "way": "",
        "what": "",
        "why": first["message"],
        "code": first["code"],
        "remedy": first["remedy"],
    }


def way_words(way: str) -> str:
    """A way in words: `found: done, copied: not needed, ...`."""
    return ", ".join(f"{step}: {WORDS[how]}" for step, how in zip(STEPS, way, strict=True))


def accounts_text(accounts: Sequence[str]) -> str:
    """The accounts, or the first of them and how many more there are."""
    shown = ", ".join(accounts[:SHOWN_ACCOUNTS])
    rest = len(accounts) - SHOWN_ACCOUNTS
    return f"{shown} and {rest} more" if rest > 0 else shown


def ways(rows: Iterable[Row]) -> dict[str, str]:
    """Each way that occurs, with its words; there are few of them."""
    return {way: way_words(way) for way in dict.fromkeys(row["way"] for row in rows) if way}


def _common(row: Row, state: str) -> dict[str, Any]:
    tone, words = STATES[state]
    return {
        "state": state,
        "tone": tone,
        "words": words,
        "site": row["site"],
        "id": row["image_id"],
        "name": row["name"],
        "region": row["region"],
        "encryption": row["encryption"],
        "encrypted": row["encryption"].replace("_", " "),
        "verdict": row["verdict"],
        "accounts": accounts_text(row["shared_with"]),
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
