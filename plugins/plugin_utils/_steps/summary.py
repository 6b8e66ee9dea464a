# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a run hands on as artifacts: its name, ids, counts, digest, and a summary that notifications show.

Names that begin with `images_` are variables of the playbooks that follow in a workflow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.tables import printable
from ...module_utils._migration import approval
from ...module_utils._migration.handover import stats
from ...module_utils._migration.plan_file import plan_report
from ...module_utils._migration.wording import count_of, plan_lines, summary_line
from ...module_utils._reports.join import join_audits, join_reports
from .compare import compare_audits
from .site import Site
from .users_found import users_line

# Maps of more ids than that stay out of results and of a workflow's artifacts.
MAPPED_AT_MOST = 500
FAILURES_AT_MOST = 10
LONGEST_FAILURE = 500
State = Mapping[str, Any]


def run_summary(site: Site, joined: Mapping[str, Any]) -> dict[str, Any]:
    """Return the artifacts of a run that writes."""
    rows = joined.get("images", [])
    text = summary_line(rows, run=site.run_name, took=site.took())
    data = {"images_run": site.run_name, "image_counts": dict(Counter(row["state"] for row in rows))}
    lines = [*users_line(site.others()), text]
    return data | stats(joined, MAPPED_AT_MOST) | {"image_summary": lines}


def plan_summary(site: Site, plans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the artifacts of a migration in check mode: what is approved, and what it takes."""
    approved = approval.approval(plans)
    totals = join_reports([plan_report(plan) for plan in plans])["totals"]
    origin = "given" if "copy_seconds_per_gib" in site.request.given else "assumed"
    lines = plan_lines(totals, totals["shares"], totals["seconds_per_gib"], origin)
    lines += [f"{count_of(moved, 'user')} to move"] if (moved := approval.users_of(plans)) else []
    digest = approval.joint_digest(approved)
    return {
        "images_run": site.run_name,
        "images_approved_digest": approved,
        "image_totals": {key: totals[key] for key in ("images", "actions", "copies", "shares", "snapshot_gib", "time")},
        "image_digest": digest,
        "image_summary": [f"plan     {'; '.join(lines)}", f"digest   {digest}", f"run      {site.run_name}"],
    }


def audit_summary(site: Site, audits: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the artifacts of an audit: counts, and what changed since its baseline."""
    joined = join_audits(audits)
    summary = joined["summary"]
    verdicts = ", ".join(f"{count} {verdict.replace('_', ' ')}" for verdict, count in summary["verdicts"].items())
    lines = [f"{count_of(summary['total'], 'image')}{': ' if verdicts else ''}{verdicts}"]
    data: dict[str, Any] = {"image_counts": summary["verdicts"], "image_total": summary["total"]}
    changed, found = compare_audits(site, audits, joined)
    return data | found | {"image_summary": [*lines, *changed]}


def proof_summary(proofs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the artifacts of a verification."""
    counts = dict(Counter(proof["result"] for proof in proofs))
    text = ", ".join(f"{number} {result.replace('_', ' ')}" for result, number in counts.items())
    return {"image_proofs": counts, "image_summary": [f"shares   {text or 'none'}"]}


def with_failures(data: dict[str, Any], states_of_sites: Sequence[tuple[str, State]]) -> dict[str, Any]:
    """Return artifacts whose summary says what failed, as one text."""
    failed = [
        f"FAILED   {host}: {printable(text)[:LONGEST_FAILURE]}"
        for host, state in states_of_sites
        for text in (*([state["failure"]] if state.get("failure") else []), *state.get("failures", ()))
    ]
    more = [f"FAILED   {len(failed) - FAILURES_AT_MOST} more"] if len(failed) > FAILURES_AT_MOST else []
    lines = [*failed[:FAILURES_AT_MOST], *more, *data["image_summary"]]
    return data | {"image_summary": "\n".join(lines)}
