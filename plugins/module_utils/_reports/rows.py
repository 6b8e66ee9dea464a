# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run did to each image: one row an image and destination, before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.reasons import reason
from .._core.remedies import remedy
from .._model.share import SEEN, ProofResult

Row = Mapping[str, Any]
# What verify_images says of an account that nobody gave a role for: it could not be asked, which is no failure.


def report_rows(
    plan: Sequence[Row],
    copies: Iterable[Row],
    shares: Iterable[Row],
    proofs: Iterable[Row],
    *,
    accounts: Sequence[str] = (),
    site: str = "",
) -> list[dict[str, Any]]:
    """The plan's rows with the copy, the share list and the proof of each.

    `copies` as `image_copy` returns them, `shares` as `image_share` does, `proofs` as `share_proof` does; `accounts`
    are those that were to have the images, `site` is the host whose images these are.
    """
    copy_of = {(copy["source_image_id"], copy["region"]): copy for copy in copies}
    shared = {share["image_id"]: share for share in shares}
    proven: dict[str, list[Row]] = {}
    for proof in proofs:
        proven.setdefault(proof["image_id"], []).append(proof)
    return [
        {"site": site, **_row(row, copy_of.get((row["image_id"], row["destination_region"])), shared, proven, accounts)}
        for row in plan
    ]


def proof_summary(proofs: Iterable[Row]) -> list[dict[str, Any]]:
    """Proofs with the same account, region, result and reason as one row with the number of `images`."""
    counts = Counter((proof["account"], proof["region"], proof["result"], proof["reason"]) for proof in proofs)
    return [
        {"account": account, "region": region, "images": number, "result": result, "reason": reason}
        for (account, region, result, reason), number in counts.items()
    ]


def _row(
    row: Row, copy: Row | None, shared: Mapping[str, Row], proven: Mapping[str, Sequence[Row]], wanted: Sequence[str]
) -> dict[str, Any]:
    usable = copy["image_id"] if copy else row["image_id"]
    share = shared.get(usable or "")
    accounts = share["shared_with"] if share else ([] if copy else row["shared_with"])
    proofs = proven.get(usable or "", ())
    state, problem, code = _state(row, copy, [account for account in wanted if account not in accounts], proofs)
    return {
        **row,
        "new_image_id": copy["image_id"] if copy else None,
        "new_name": copy.get("name", "") if copy else "",
        "new_key": copy.get("kms_key_id", "") if copy else "",
        "copy_state": copy["state"] if copy else None,
        "copy_action": copy["action"] if copy else None,
        "before": _before(row),
        "after": _after(row, copy, accounts),
        "state": state,
        "problem": problem,
        "problem_code": code,
        "remedy": row.get("remedy", "") or _copy_remedy(copy),
        "shared_with": list(accounts),
        "shared_before": list(row["shared_with"]),
        "added": list(share.get("added", ())) if share else [],
        "proofs": [dict(proof) for proof in proofs],
        "proven": _proven(accounts, proofs),
    }


def _state(row: Row, copy: Row | None, missing: Sequence[str], proofs: Sequence[Row]) -> tuple[str, str, str]:
    """One word for where the image stands; what is wrong if something is, for people and as a code."""
    if row["action"] == "skip":
        return "left_alone", "", ""
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
    return bool(proof["result"] == ProofResult.NOT_PROVEN)


def _copy_remedy(copy: Row | None) -> str:
    """What to do about a copy that failed: what its last reason says, or what is known of the service's code."""
    reasons = (copy.get("reasons") or []) if copy and copy["state"] == "failed" else []
    return str(reasons[-1]["remedy"] or remedy(reasons[-1]["code"])) if reasons else ""


def _before(row: Row) -> str:
    return f"{row['encryption'].replace('_', ' ')}, {row['verdict'].replace('_', ' ')}"


def _after(row: Row, copy: Row | None, accounts: Sequence[str]) -> str:
    if row["action"] == "skip":
        return "left alone"
    if copy and copy["state"] != "available":
        return f"copy {copy['state']}"
    what = (
        {"started": "copied", "adopted": "copied", "reused": "copy there"}.get(copy["action"], "as it is")
        if copy
        else "as it is"
    )
    return f"{what}, shared" if accounts else what


def _proven(accounts: Sequence[str], proofs: Sequence[Row]) -> str:
    if not accounts or not proofs:
        return ""
    seen = sum(proof["result"] in SEEN for proof in proofs)
    return f"{seen} of {len(accounts)}"
