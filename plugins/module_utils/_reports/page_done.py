# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say in sentences what a run did with an image, or would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.share import SEEN
from .page_texts import Texts

Row = Mapping[str, Any]
# What was done about a copy -> what is said of it.
COPIED = {"started": "did_copy", "adopted": "did_adopt", "reused": "did_reuse"}
# States in which a reason says more than what was done.
WITH_REASON = ("failed", "not_proven", "left_alone")


def what_happened(row: Row, state: str, code: str, texts: Texts) -> str:
    """Return what became of the image: a reason where it is not as requested, else what was done."""
    if state in WITH_REASON:
        return texts.reason(code, row["problem"] or row["why"])
    if state == "in_progress":
        return texts["is_queued" if row["copy_state"] == "queued" else "is_copying"]
    return _planned(row, texts) if state == "planned" else _done(row, texts)


def _planned(row: Row, texts: Texts) -> str:
    copy = {"planned": "would_copy", "copying": "is_copying", "queued": "is_queued"}.get(row["copy_state"] or "", "")
    gaining = row["added"]
    return texts.together(texts[copy] if copy else "", texts.count("would_share", len(gaining)) if gaining else "")


def _done(row: Row, texts: Texts) -> str:
    added, had = len(row["added"]), len(set(row["shared_with"]) - set(row["added"]))
    seen = sum(proof["result"] in SEEN for proof in row["proofs"])
    disks = sum(bool(disk.get("shared_with")) for disk in row.get("data_disks") or ())
    parts = [
        _copied(row, bool(added), texts),
        texts.count("did_share", added) if added else "",
        texts.count("did_disks", disks) if disks else "",
        texts.count("had_access", had) if had else "",
        texts.say("did_verify", seen=seen, count=len(row["shared_with"])) if seen else "",
    ]
    return texts.together(*parts)


def _copied(row: Row, is_shared: bool, texts: Texts) -> str:
    if row["copy_action"] in COPIED:
        return texts[COPIED[row["copy_action"]]]
    return texts["did_no_copy" if is_shared else "did_nothing"]
