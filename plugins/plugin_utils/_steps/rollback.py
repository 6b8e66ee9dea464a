# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo a run: find its record and its copies, list what would be undone, and undo it if that is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...module_utils._copies.results import PassKind, kind_of
from ...module_utils._core.failures import words_of
from ...module_utils._core.tables import printable, table_lines
from ...module_utils._instances.create_image import SHARED
from ...module_utils._migration.rollback import plan_rollback
from ...module_utils._migration.rollback_use import also_recorded
from ...module_utils._migration.rollback_users import launched, rows_of_users
from ...module_utils._migration.rollback_values import KEEP, RunTraces
from ...module_utils._migration.wording import count_of
from ...module_utils._model.copy_defaults import NAME
from ...module_utils._model.errors import InvalidInput
from .._record_files import NoRecord, Record
from .bounds import bounded
from .failures import StepFailed, error_of, failure_of
from .moved_users import recorded_changes, users_record
from .restore import restore, users_to_restore
from .rollback_parts import remove_snapshots
from .rollback_traces import NAMED, check_is_borne, first_site, record_of, traces_of
from .site import Site

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
        site.say_all(*record_lines(found, users_record(site), run))
    return {"run": run, "record": str(found.path) if isinstance(found, Record) else ""}


def record_lines(found: Record | NoRecord, users: Path | None, run: str) -> list[str]:
    """Return which of the run's two records there are, that of copies and shares and that of moved users."""
    moved = [f"record   {users} (moved users)"] if users else []
    if isinstance(found, Record):
        return [f"record   {found.path}", *moved]
    if not users:
        return [f"no record: {found.reason}"]
    lacking = f"The run {run} has no record of copies and shares"
    return [*moved, f"{lacking}: copies are found by their tag, and shares of other images stay."]


def rollback_list(site: Site) -> dict[str, Any]:
    """Find what the run left in the account, and list what would be undone and what is kept. Write nothing."""
    site.state["undoing"] = {}
    if first_site(site) != site.name:
        return {"changed": False}
    traces = traces_of(site)
    users, calls = users_to_restore(site)
    traces = replace(traces, launched=launched(users))
    site.state["is_borne"] = bool(
        traces.copies or traces.made or traces.snapshots or traces.record or recorded_changes(site)
    )
    plan = plan_rollback(traces)
    plan = plan_rollback(with_prediction(site, traces, plan))
    plan = {**plan, "users": calls, "rows": [*rows_of_users(users), *plan["rows"]]}
    site.state["undoing"] = plan
    site.say(*rows_lines(plan["rows"]))
    going = [row["image_id"] for row in plan["rows"] if row["what"] != "share" and row["action"] != KEEP]
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
    restored = restore(site, plan["users"])
    shares, not_unshared = unshare(site, plan["shares"])
    copies, not_removed = remove(site, plan["copies"])
    # A copy in progress keeps the image that it is made of.
    made, kept = remove_made(site, plan["made"])
    snapshots, taken, others = remove_snapshots(site, plan["snapshots"], site.values["run"])
    shares += taken
    copies, made = ([item for item in items if item["action"] == "removed"] for items in (copies, made))
    removed = [*copies, *made, *snapshots]
    site.say(summary(site, copies, made, snapshots, shares, kept=len(rows) - len(due)))
    answer = {**bounded("rows", rows), **bounded("removed", removed), **bounded("unshared", shares)}
    if plan["users"]:
        site.say(f"{count_of(len(restored), 'user')} moved back.")
        answer |= bounded("restored", restored)
    if failed := [*not_unshared, *not_removed, *kept, *others]:
        raise StepFailed(" ".join(map(failure_of, failed)), error_of(failed), answer)
    return answer


def with_prediction(site: Site, traces: RunTraces, plan: Mapping[str, Any]) -> RunTraces:
    """Return the traces with what `image_copy` and `image` would remove; they go by tags and facts."""
    predicted: list[Mapping[str, Any]] = []
    refused: dict[str, str] = {}
    for made in plan["made"]:
        answer = site.call("image", check=True, **removal_of_made(made))
        if answer.get("failed") and (answer.get("error") or {}).get("code") != "InvalidInput":
            raise StepFailed(f"Nothing was undone: {failure_of(answer)}", answer.get("error"))
        if answer.get("failed") and SHARED not in (why := words_of(answer)):
            refused[made["image_id"]] = why
    for group in plan["copies"]:
        answer = site.call("image_copy", check=True, **removal(group))
        if kind_of(answer) is not PassKind.COPIES:
            raise StepFailed(f"Nothing was undone: {failure_of(answer)}", answer.get("error"))
        predicted += answer["copies"]
    return replace(traces, predicted=predicted, refused=refused)


def removal_of_made(made: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of `image` that remove an image that was made to be copied."""
    asked = {name: made[name] for name in ("region", "image_id", "name", "source_image_id")}
    return {**asked, "state": "absent"}


def removal(group: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of `image_copy` that remove a group of copies; the names are those that copies have."""
    name = "{name}" if group["source_owner"] == "shared" else NAME
    return {**group, "name": name, "state": "absent"}


def unshare(site: Site, shares: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Remove shares that the run added. Return what was changed, and the answers that failed."""
    done, failed = [], []
    for share in shares:
        answer = site.call("image_share", state="absent", **share)
        done += [item for item in answer.get("shares", ()) if item["removed"]]
        failed += [answer] if answer.get("failed") else []
    return done, failed


def remove(site: Site, groups: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Remove copies that the run made. Return them all, and the answers that failed."""
    copies, failed = [], []
    for group in groups:
        answer = site.call("image_copy", **removal(group), pass_seconds=site.values["pass_seconds"] or None)
        copies += answer.get("copies", [])
        failed += [answer] if answer.get("failed") else []
    return copies, failed


def remove_made(site: Site, images: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Stop sharing the images that the run made to copy them, and remove them. Return them, and what failed."""
    removed, failed = [], []
    for made in images:
        share = {"region": made["region"], "image_ids": [made["image_id"]], "accounts": made["unshared"]}
        _done, shared = unshare(site, [share] if made["unshared"] else [])
        answer = {} if shared else site.call("image", **removal_of_made(made))
        failed += [*shared, *([answer] if answer.get("failed") else [])]
        removed.append({**made, "action": "removed" if answer.get("changed") else "none"})
    return removed, failed


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


def summary(
    site: Site,
    copies: Sequence[Mapping[str, Any]],
    made: Sequence[Mapping[str, Any]],
    disks: Sequence[Mapping[str, Any]],
    shares: Sequence[Mapping[str, Any]],
    kept: int,
) -> str:
    """Return the line that says what was removed."""
    images = [copy["image_id"] for copy in copies if copy["image_id"]]
    others = [image["image_id"] for image in made]
    snapshots = sum(len(copy["snapshot_ids"]) for copy in copies) + len(disks)
    gone = sum(len(share["removed"]) for share in shares)
    parts = [
        f"{count_of(len(images), 'copy')} ({', '.join(images[:NAMED])}{more(images)})" if images else "no copy",
        *(
            [f"{count_of(len(others), 'image')} made for copies ({', '.join(others[:NAMED])}{more(others)})"]
            * bool(others)
        ),
        count_of(snapshots, "snapshot"),
        count_of(gone, "share"),
    ]
    return f"Undone of the run {site.values['run']}: {', '.join(parts)} removed; {count_of(kept, 'row')} kept."
