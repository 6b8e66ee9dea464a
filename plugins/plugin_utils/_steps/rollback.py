# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo a run: find its record and its copies, list what would be undone, and undo it if that is confirmed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...module_utils._copies.results import PassKind, kind_of
from ...module_utils._core.tables import printable, table_lines
from ...module_utils._migration.rollback import plan_rollback
from ...module_utils._migration.rollback_use import also_recorded
from ...module_utils._migration.rollback_values import KEEP, RunTraces, record_of_account
from ...module_utils._migration.wording import count_of
from ...module_utils._model.copy_defaults import NAME
from ...module_utils._model.errors import InvalidInput
from ...module_utils._model.image_copy import TAG_RUN
from ...module_utils._reports.record import is_intact
from .._record_files import NoRecord, Record, find_record, read_record, recorded_runs, uses_of_copies
from .failures import StepFailed, failure_of
from .site import Site

NAMED = 5
# Three lists of a result stay under 100 kB.
RESULT_BYTES = 30_000
EDITED = "the record was edited since it was written"
COLUMNS = ("action", "what", "name", "image_id", "region", "accounts")
HEADER = ("action", "what", "image", "id", "region", "accounts")


def rollback_look(site: Site) -> dict[str, Any]:
    """See that a run is named and that its record can be read, if it has one, and whose images these are."""
    site.state = {}
    run = site.values["run"]
    if not run:
        raise InvalidInput("images_run", run, "names no run", "Give the value of the tag imageops:run of its copies.")
    found = record_of(site)
    if isinstance(found, NoRecord) and (found.is_broken or site.values["rollback_report"]):
        remedy = "Give the record of this run, or leave images_report_dir and rollback_report out to undo only copies"
        raise StepFailed(f"Nothing was undone: {found.reason}. {remedy}.")
    caller = site.need("caller_info")["caller"]
    site.state = {"account_id": caller["account_id"], "caller": caller}
    if site.speaks_for_all:
        site.say_all(f"record   {found.path}" if isinstance(found, Record) else f"no record: {found.reason}")
    return {"run": run, "record": str(found.path) if isinstance(found, Record) else ""}


def rollback_list(site: Site) -> dict[str, Any]:
    """Find what the run left in the account, and list what would be undone and what is kept. Write nothing."""
    site.state["undoing"] = {}
    if first_site(site) != site.name:
        return {"changed": False}
    traces = traces_of(site)
    site.state["is_borne"] = bool(traces.copies or traces.record)
    plan = plan_rollback(traces)
    plan = plan_rollback(with_prediction(site, traces, plan["copies"]))
    site.state["undoing"] = plan
    site.say(*rows_lines(plan["rows"]))
    going = [row["image_id"] for row in plan["rows"] if row["what"] == "copy" and row["action"] != KEEP]
    for run, ids in also_recorded(traces, going).items():
        site.say(f"note     the run {run} has {printable(ids[:NAMED])}{more(ids)} in its record, too")
    if not plan["rows"]:
        site.say(f"The run {traces.run} left nothing in the account {traces.account}.")
    if plan["problems"]:
        raise StepFailed(f"Nothing was undone: {'. '.join(plan['problems'])}.")
    return {"changed": False, **bounded("rows", plan["rows"])}


def rollback_undo(site: Site) -> dict[str, Any]:
    """Undo what was listed, if that is confirmed, and say what was removed. What fails ends the site at the end."""
    plan = site.state.get("undoing") or {}
    rows = plan.get("rows", [])
    due = [row for row in rows if row["action"] != KEEP]
    check_is_borne(site)
    if not rows:
        return {"rows": [], "removed": [], "unshared": []}
    if not due or site.in_check_mode or not site.values["rollback_confirm"]:
        site.say(undone_nothing(site, due))
        return {"changed": False, **bounded("rows", rows), "removed": [], "unshared": []}
    shares, failures = unshare(site, plan["shares"])
    copies, others = remove(site, plan["copies"])
    removed = [copy for copy in copies if copy["action"] == "removed"]
    site.say(summary(site, removed, shares, kept=len(rows) - len(due)))
    answer = {**bounded("rows", rows), **bounded("removed", removed), **bounded("unshared", shares)}
    if failures or others:
        raise StepFailed(" ".join([*failures, *others]), None, answer)
    return answer


def record_of(site: Site) -> Record | NoRecord:
    """Return the record of the run: the file that was given, or the one below images_report_dir."""
    run, path = site.values["run"], site.values["rollback_report"]
    return read_record(Path(path), run) if path else find_record(site.values["report_dir"], run)


def first_site(site: Site) -> str:
    """Return the host that undoes the run in this account: all regions are looked at, so one does it."""
    return next(host for host, _state in same_account(site))


def same_account(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Return the hosts still in the play whose credentials are of this site's account."""
    working = site.working_hosts
    account = site.state["account_id"]
    return [(host, state) for host, state in site.others() if host in working and state.get("account_id") == account]


def traces_of(site: Site) -> RunTraces:
    """Return what is known of the run in this account. Raises InvalidInput where nothing bears its name."""
    run, account = site.values["run"], site.state["account_id"]
    found = record_of(site)
    copies = tagged(site, run)
    if isinstance(found, NoRecord):
        return RunTraces(run=run, account=account, copies=copies, uses=uses_of(site, copies))
    hosts = [host for host, _state in same_account(site)]
    record, fault = record_of_account(found.data, account, hosts, emulated=site.is_emulated)
    if fault:
        site.say(f"Shares cannot be undone here: {fault}.")
    doubt = "" if is_intact(found.data) else EDITED
    named = images_of(site, record.get("images", []))
    return RunTraces(
        run=run, account=account, copies=copies, record=record, named=named, doubt=doubt, uses=uses_of(site, copies)
    )


def uses_of(site: Site, copies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what the records of other runs in images_report_dir say of the copies."""
    directory = site.values["report_dir"]
    return uses_of_copies(directory, site.values["run"], {copy["image_id"] for copy in copies}) if directory else []


def check_is_borne(site: Site) -> None:
    """Refuse a name that nothing bears in any account of the play. Raises InvalidInput, which names the latest runs."""
    known = [state["is_borne"] for _host, state in site.others() if "is_borne" in state]
    if known and not any(known) and first_site(site) == site.name:
        found, run = record_of(site), site.values["run"]
        why = found.reason if isinstance(found, NoRecord) else "its record is of other accounts"
        raise InvalidInput("images_run", run, f"is borne by nothing: {why}, and no copy", latest_runs(site))


def tagged(site: Site, run: str | None) -> list[dict[str, Any]]:
    """Return the images that bear the run's name, or that of any run."""
    regions = list(site.values["regions"]) or ["all"]
    found = site.need("image_info", regions=regions, tags={TAG_RUN: run}, result="full")
    return list(found["images"])


def images_of(site: Site, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the images that rows of a record name, as they are now."""
    ids = {row["image_id"] for row in rows} | {row["new_image_id"] for row in rows if row.get("new_image_id")}
    if not ids:
        return []
    regions = sorted({region for row in rows for region in (row["region"], row["destination_region"])})
    found = site.need("image_info", regions=regions, image_ids=sorted(ids), missing="ignore", result="full")
    return list(found["images"])


def latest_runs(site: Site) -> str:
    """Return the remedy that names the runs that there are, the latest first."""
    copies = sorted(tagged(site, None), key=lambda image: str(image["created"]), reverse=True)
    runs = list(dict.fromkeys(image["tags"][TAG_RUN] for image in copies))[:NAMED]
    recorded = recorded_runs(site.values["report_dir"]) if site.values["report_dir"] else ()
    tags = f"The latest with copies: {', '.join(runs)}." if runs else "No copy bears a run's name."
    return f"{tags} The latest with a record: {', '.join(recorded)}." if recorded else tags


def with_prediction(site: Site, traces: RunTraces, groups: Sequence[Mapping[str, Any]]) -> RunTraces:
    """Return the traces with what `image_copy` would remove; it goes by tags and facts."""
    predicted: list[Mapping[str, Any]] = []
    for group in groups:
        answer = site.call("image_copy", check=True, **removal(group))
        if kind_of(answer) is not PassKind.COPIES:
            raise StepFailed(f"Nothing was undone: {failure_of(answer)}", answer.get("error"))
        predicted += answer["copies"]
    return replace(traces, predicted=predicted)


def removal(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of `image_copy` that remove a group of copies; the names are those that copies have."""
    name = "{name}" if group["source_owner"] == "shared" else NAME
    return {**group, "name": name, "state": "absent"}


def unshare(site: Site, shares: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Remove shares that the run added. Return what was changed, and what failed."""
    done, failures = [], []
    for share in shares:
        answer = site.call("image_share", state="absent", **share)
        done += [item for item in answer.get("shares", ()) if item["removed"]]
        if answer.get("failed"):
            failures.append(failure_of(answer))
    return done, failures


def remove(site: Site, groups: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Remove copies that the run made. Return them all, and what failed."""
    copies, failures = [], []
    for group in groups:
        answer = site.call("image_copy", **removal(group), pass_seconds=site.values["pass_seconds"] or None)
        copies += answer.get("copies", [])
        if answer.get("failed"):
            failures.append(failure_of(answer))
    return copies, failures


def bounded(name: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return rows for a result as far as they fit: AWX drops large ones. Of more rows only the number is returned."""
    if len(json.dumps(list(rows))) <= RESULT_BYTES:
        return {name: list(rows)}
    return {name: [], f"{name}_left_out": len(rows)}


def rows_lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the table of what would be undone, and a line for each reason to keep something."""
    due = [[row[name] for name in COLUMNS] for row in rows if row["action"] != KEEP]
    kept: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["action"] == KEEP:
            accounts = f" for {printable(row['accounts'])}" if row["what"] == "share" else ""
            kept.setdefault((row["what"], row["why"]), []).append(f"{row['name']} {row['image_id']}{accounts}")
    return [
        *table_lines(HEADER, due, whole=("id",)),
        *(f"keep     {what}  {printable(named[:NAMED])}{more(named)}: {why}" for (what, why), named in kept.items()),
    ]


def more(named: Sequence[str]) -> str:
    """Return how many are not named."""
    return f" and {len(named) - NAMED} more" if len(named) > NAMED else ""


def undone_nothing(site: Site, due: Sequence[Mapping[str, Any]]) -> str:
    """Return the last line of a list."""
    if not due:
        return f"Nothing was undone: nothing that the run {site.values['run']} left can be removed, see above."
    what = count_of(len(due), "row")
    if site.in_check_mode:
        return f"Nothing was undone: check mode. {what} would be."
    return f"Nothing was undone. Read the list of {what}, then set rollback_confirm: true."


def summary(site: Site, removed: Sequence[Mapping[str, Any]], shares: Sequence[Mapping[str, Any]], kept: int) -> str:
    """Return the line that says what was removed."""
    images = [copy["image_id"] for copy in removed if copy["image_id"]]
    snapshots = sum(len(copy["snapshot_ids"]) for copy in removed)
    gone = sum(len(share["removed"]) for share in shares)
    parts = [
        f"{count_of(len(images), 'copy')} ({', '.join(images[:NAMED])}{more(images)})" if images else "no copy",
        count_of(snapshots, "snapshot"),
        count_of(gone, "share"),
    ]
    return f"Undone of the run {site.values['run']}: {', '.join(parts)} removed; {count_of(kept, 'row')} kept."
