# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run did to each image: one row an image and destination, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.reasons import RULES, reason
from .._core.remedies import remedy
from .._model.share import SEEN, UNPROVEN
from .parts import by_row, parts_state, shown_parts

Row = Mapping[str, Any]


def report_rows(
    plan: Sequence[Row],
    copies: Iterable[Row],
    shares: Iterable[Row],
    proofs: Iterable[Row],
    *,
    parts: Iterable[Row] = (),
    accounts: Sequence[str] = (),
    from_source: bool = False,
    site: str = "",
    is_check: bool = False,
) -> list[dict[str, Any]]:
    """The plan's rows with the copy, the share list and the proof of each.

    `copies` as `image_copy` returns them, `shares` as `image_share` does, `proofs` as `share_proof` does, `parts` are
    data disks that are shared as snapshots; `accounts` are those that should have the images, `from_source` adds to
    them those of the source, `site` is the host whose images these are.
    """
    copy_of = {(copy["source_image_id"], copy["region"]): copy for copy in copies}
    shared = {share["image_id"]: share for share in shares}
    proven: dict[str, list[Row]] = {}
    for proof in proofs:
        proven.setdefault(proof["image_id"], []).append(proof)
    of_rows = by_row(parts)
    found = []
    for row in plan:
        sources = row["shared_with"] if from_source and row["action"] == "copy" else ()
        wanted = list(dict.fromkeys([*accounts, *sources]))
        copy = copy_of.get((row["image_id"], row["destination_region"]))
        shown = _row(row, copy, shared, proven, wanted, is_check=is_check)
        disks = of_rows.get((row["image_id"], row["destination_region"]), [])
        found.append({"site": site, **_with_parts(shown, disks, wanted, is_check=is_check)})
    return found


def _row(
    row: Row,
    copy: Row | None,
    shared: Mapping[str, Row],
    proven: Mapping[str, Sequence[Row]],
    wanted: Sequence[str],
    *,
    is_check: bool,
) -> dict[str, Any]:
    usable = copy["image_id"] if copy else row["image_id"]
    share = shared.get(usable or "")
    added = share.get("added", ()) if share else ()
    gaining = added if is_check else ()
    accounts = share["shared_with"] if share else ([] if copy else row["shared_with"])
    accounts = [account for account in accounts if account not in gaining]
    proofs = proven.get(usable or "", ())
    missing = [account for account in wanted if account not in accounts]
    state, problem, code = ("planned", "", "") if gaining else _state(row, copy, missing, proofs)
    return {
        **row,
        "new_image_id": copy["image_id"] if copy else None,
        "new_name": copy.get("name", "") if copy else "",
        "new_key": copy.get("kms_key_id", "") if copy else "",
        "copy_state": copy["state"] if copy else None,
        "copy_action": copy["action"] if copy else None,
        "before": _before(row),
        "after": _after(row, copy, accounts, gaining),
        "state": state,
        "problem": problem,
        "problem_code": code,
        "remedy": (RULES[code].remedy if code == "no_copy" else row.get("remedy", "")) or _copy_remedy(copy),
        "shared_with": list(accounts),
        "shared_before": list(row["shared_with"]),
        "added": list(added),
        "proofs": [dict(proof) for proof in proofs],
        "proven": _proven(accounts, proofs),
    }


def _with_parts(row: dict[str, Any], parts: Sequence[Row], wanted: Sequence[str], *, is_check: bool) -> dict[str, Any]:
    """Return a row with the data disks that are shared as snapshots; the image is ready once they are."""
    shown = {**row, "data_disks": shown_parts(row, parts)}
    if row["state"] not in ("ready", "planned", "in_progress"):
        return shown
    if is_check and any(part["added"] for part in parts):
        return {**shown, "state": "planned"}
    if row["state"] == "ready" and (found := parts_state(parts, wanted)):
        state, problem, code = found
        return {**shown, "state": state, "problem": problem, "problem_code": code}
    return shown


def _state(row: Row, copy: Row | None, missing: Sequence[str], proofs: Sequence[Row]) -> tuple[str, str, str]:
    """Return one word for where the image stands, and what is wrong, for people and as a code.

    An image that needs a copy is ready by the copy that this run found or made, never by its old id.
    """
    if row["action"] == "skip":
        return "left_alone", "", ""
    if row["action"] == "copy" and not copy:
        lack = reason("no_copy")
        return "failed", lack.message, lack.code
    if copy and copy["state"] == "failed":
        last = (copy.get("reasons") or [{"code": "copy_failed", "message": "the copy failed"}])[-1]
        return "failed", str(last["message"]), str(last["code"])
    if copy and copy["state"] != "available":
        return ("planned" if copy["state"] == "planned" else "in_progress"), "", ""
    if missing:
        lack = reason("not_shared", accounts=", ".join(missing))
        return "failed", lack.message, lack.code
    unseen = [proof for proof in proofs if is_refuted(proof)]
    if unseen:
        doubt = reason("not_proven", account=unseen[0]["account"], why=unseen[0]["reason"])
        return "not_proven", doubt.message, doubt.code
    return "ready", "", ""


def is_refuted(proof: Row) -> bool:
    """The account was asked, and does not see the image as it should."""
    return proof["result"] in UNPROVEN


def _copy_remedy(copy: Row | None) -> str:
    """What to do about a copy that failed: what its last reason says, or what is known of the service's code."""
    reasons = (copy.get("reasons") or []) if copy and copy["state"] == "failed" else []
    return str(reasons[-1]["remedy"] or remedy(reasons[-1]["code"])) if reasons else ""


def _before(row: Row) -> str:
    return f"{row['encryption'].replace('_', ' ')}, {row['verdict'].replace('_', ' ')}"


def _after(row: Row, copy: Row | None, accounts: Sequence[str], gaining: Sequence[str]) -> str:
    if row["action"] == "skip":
        return "skipped"
    if row["action"] == "copy" and not copy:
        return "not copied"
    if copy and copy["state"] != "available":
        return f"copy {copy['state']}"
    in_parts = " in parts" if row.get("data_disks") else ""
    what = (
        {"started": "copied", "adopted": "copied", "reused": "copy there"}.get(copy["action"], "unchanged")
        if copy
        else "unchanged"
    )
    return f"{what}, would be shared{in_parts}" if gaining else f"{what}, shared{in_parts}" if accounts else what


def _proven(accounts: Sequence[str], proofs: Sequence[Row]) -> str:
    if not accounts or not proofs:
        return ""
    seen = sum(proof["result"] in SEEN for proof in proofs)
    return f"{seen} of {len(accounts)}"
