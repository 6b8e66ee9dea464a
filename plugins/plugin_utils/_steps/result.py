# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Say what became of each image, write the record of the run, and end with an error if something failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.storage import storage_lines
from ...module_utils._migration.wording import result_table, summary_line
from ...module_utils._migration.wording_parts import snapshot_lines
from ...module_utils._reports.join import join_reports
from ...module_utils._reports.rows import report_rows
from .._record import write_record
from .bounds import bounded
from .calibrated import calibration_of
from .check import is_sharing
from .choice import check_choice, image_count
from .failures import StepFailed
from .price import price_of
from .site import Site
from .state import is_behind, note_reported
from .summary import (
    MAPPED_AT_MOST,
    audit_summary,
    plan_summary,
    proof_summary,
    run_summary,
    with_failures,
)
from .users_found import any_moved, is_moving, users_line

FACT = "migrate_images_result"


def result(site: Site) -> dict[str, Any]:
    """Report on all sites once, and hand on what a workflow's next job needs. Failures are left to the step `end`."""
    answer: dict[str, Any] = {}
    if site.kind == "audit" or site.state.get("idle"):
        check_choice(site)
    # With `strategy: free` the first site may be here before others have done their work.
    if site.speaks_for_all or is_behind(site.run_name, [(site.name, site.state)]):
        answer = tell_all(site)
        if is_behind(site.run_name, site.others()):
            answer = tell_all(site)
    if site.kind in ("run", "check"):
        failures = site.state.get("failures", [])
        answer["ansible_facts"] = {FACT: site_result(site, answer.get("record", ""), failures)}
    return answer


def end(site: Site) -> dict[str, Any]:
    """End each site that failed with its reasons. A failed task hands nothing on, so this is one of its own."""
    if failures := site.state.get("failures", []):
        raise StepFailed(" ".join(failures), site.state.get("error"))
    return {}


def site_result(site: Site, directory: str, failures: list[str]) -> dict[str, Any]:
    """Return what the role leaves as a fact."""
    report = site_report(site, site.name, site.state)
    mapped = report["image_map"]
    return {
        "run": site.run_name,
        "counts": dict(Counter(row["state"] for row in report["images"])),
        "image_map": mapped if sum(map(len, mapped.values())) <= MAPPED_AT_MOST else {},
        "failures": failures,
        "record": directory,
        **(bounded("users", site.state.get("users", [])) if is_moving(site) else {}),
    }


def tell_all(site: Site) -> dict[str, Any]:
    """Print table and summary over all sites, write the record, hand the ids on to a workflow's next job."""
    states = [(host, state) for host, state in site.others() if state]
    note_reported(site.run_name, states)
    audits = [state["audit"] for _host, state in states if "audit" in state]
    reports = [] if site.kind == "audit" else [site_report(site, host, state) for host, state in states]
    joined = join_reports(reports)
    rows = joined.get("images", [])
    with_sites = len(site.hosts) > 1
    is_idle = bool(states) and all(state.get("idle") for _host, state in states)
    if site.kind not in ("audit", "verify") and not is_idle:
        rest = ", see the report" if site.values["report_dir"] else ""
        site.say_all(*result_table(rows, with_sites=with_sites, rest=rest))
    if site.kind == "run":
        site.say_all(*snapshot_lines(rows))
    for host, state in states:
        if with_sites and state.get("failure"):
            site.say_all(f"failed   {host}: {state['failure']}")
        elif with_sites and not image_count(state) and not is_idle:
            site.say_all(f"nothing  {host}: no image matches")
    if site.kind not in ("audit", "verify"):
        site.say_all(*(storage_lines(rows, price_of(site)) if site.kind == "run" and not is_idle else ()))
        site.say_all(*users_line(states))
        site.say_all(summary_line(rows, run=site.run_name, took=site.took()))
    # The last audit is looked for before this one is written.
    data = with_failures(artifacts(site, joined, states), states) if states else {}
    directory = "" if is_idle else record(site, reports, audits)
    answer: dict[str, Any] = {"run": site.run_name, "counts": dict(Counter(row["state"] for row in rows))}
    if data:
        answer["ansible_stats"] = {"data": data, "per_host": False, "aggregate": True}
        if site.kind == "check":
            site.say_all(*data["image_summary"].splitlines())
    if site.is_in_awx and site.kind != "check" and not is_idle:
        site.say_all(f"run      {site.run_name}")
    return answer | ({"record": directory} if directory else {})


def artifacts(site: Site, joined: Mapping[str, Any], states: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return what this kind of run hands on; without a summary there is nothing."""
    of_sites = [state for _host, state in states]
    if audits := [state["audit"] for state in of_sites if "audit" in state]:
        return audit_summary(site, audits)
    if site.kind == "verify":
        return proof_summary([proof for state in of_sites for proof in state.get("proofs", ())])
    plans = [state["planned"] for state in of_sites if state.get("planned")]
    if site.kind == "check" and site.playbook == "migrate_images" and plans:
        return plan_summary(site, plans)
    if site.kind == "run":
        return run_summary(site, joined)
    return {"image_summary": []}


def record(site: Site, reports: list[dict[str, Any]], audits: list[dict[str, Any]]) -> str:
    """Write the run's record, if there is a directory for it, and say where it is and how the run is undone."""
    directory = ""
    if site.values["report_dir"] and (reports or audits):
        written = write_record(
            site.values["report_dir"],
            site.run_name,
            kind=site.kind,
            reports=reports,
            audits=audits,
            compared=site.state.get("compared"),
            language=site.values["report_language"],
        )
        directory = written["directory"]
        site.say_all(f"report   {written['page']}")
    changed = any(row["added"] or row["copy_action"] == "started" for report in reports for row in report["images"])
    changed = changed or any_moved(site.others())
    if changed and site.kind == "run":
        where = f" -e images_report_dir={site.values['report_dir']}" if directory else ""
        site.say_all(f"undo     rollback_images -e images_run={site.run_name}{where} --check")
    return directory


def site_report(site: Site, host: str, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the report of one site from what its steps kept."""
    failures = [*([state["failure"]] if state.get("failure") else []), *state.get("failures", [])]
    copied = state.get("copied") or (state.get("checked") if "copy" not in site.steps else None) or {}
    accounts = site.values["share_accounts"] if is_sharing(site) and site.playbook != "adopt_images" else []
    rows = report_rows(
        state.get("decided", {}).get("rows", []),
        copied.get("copies", []),
        state.get("shares", []),
        state.get("proofs", []),
        parts=state.get("parts") or state.get("checked_parts") or [],
        accounts=accounts,
        from_source=is_sharing(site) and bool(site.values["share_from_source"]),
        site=host,
        is_check=site.in_check_mode,
    )
    prefix = f"{host}: " if len(site.hosts) > 1 else ""
    return {
        "run": site.run_name,
        "site": host,
        "account": state.get("caller", {}).get("account_id", "") or state.get("account_id", ""),
        "made": site.now(),
        "started": state.get("started", ""),
        "finished": site.stamp(),
        "caller": state.get("caller", {}),
        "region": state.get("region", ""),
        "keys": state.get("keys", []),
        "role": role_of(site, state),
        "request_ids": state.get("request_ids", {}),
        "check_mode": site.in_check_mode,
        "emulator": site.is_emulated,
        **({"calibrated": calibrated.date} if (calibrated := calibration_of(site)) else {}),
        "accounts": list(site.values["share_accounts"]),
        **({"price": price_of(site).to_result()} if site.kind in ("run", "check") else {}),
        "counts": state.get("decided", {}).get("counts", {}),
        "image_map": copied.get("image_map", {}),
        "images": rows,
        "failures": [f"{prefix}{text}" for text in failures],
        "api_calls": state.get("api_calls", {}),
    }


def role_of(site: Site, state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the account's RAM role as it was seen last; one site of the account may have prepared it for all."""
    same = [other for _host, other in site.others() if other.get("account") == state.get("account")]
    seen = [other[key] for key in ("role_after", "role_prepared", "role") for other in same if other.get(key)]
    return seen[0] if seen else {}
