# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Move users of images to the images that took their place: look at all sites first, then move, kind by kind."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.image_map import new_ids
from ...module_utils._core.per_region import value_per_region
from ...module_utils._core.remedies import AGAIN
from ...module_utils._core.tables import printable, table_lines
from ...module_utils._migration.wording import count_of
from ...module_utils._model.errors import InvalidInput
from ...module_utils._repoint.migrated import difference, key
from ...module_utils._repoint.users import KINDS, cells, chosen, due, is_altered, options_of, unknown_names
from .._record_files import NoRecord, find_record
from .bounds import bounded
from .failures import StepFailed, failure_of
from .handed_on import handed_on
from .moved_users import check_changes, keep_changes
from .names import VARIABLE_OF
from .site import Site

HEADER = ("user", "id", "old image", "new image", "change")
NAMES = {**VARIABLE_OF, "image_map": "images_map", "kms_key_id": "repoint_kms_key_id"}


def kinds_of(site: Site) -> list[str]:
    """Return the kinds of users that are moved, in the order of moving."""
    return [kind for kind in KINDS if kind in site.values["repoint"]]


def repoint_look(site: Site) -> dict[str, Any]:
    """Find what users there are of the old images, and show what would be changed. Write nothing."""
    site.begin()
    kinds = kinds_of(site)
    if not kinds:
        raise InvalidInput("images_repoint", "", "names no kind of users", f"Give {', '.join(KINDS)}, or one of them.")
    region = region_of(site)
    image_map = images_of(site, region)
    caller = site.need("caller_info")["caller"]
    site.state |= {"account_id": caller["account_id"], "caller": caller, "image_map": image_map}
    if site.values["report_dir"]:
        check_changes(site)
    site.state["found"] = found = users_of(site, kinds, image_map) if image_map else []
    site.state["users"] = rows = chosen(found, site.values["only"], site.values["except"])
    say_users(site, len(image_map), rows)
    return bounded("users", rows)


def say_users(site: Site, images: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say how many users of these images will be moved, and show each with its old and its new image."""
    site.say(f"{count_of(images, 'image')} in {region_of(site)}: {count_of(len(due(rows)), 'user')} to move")
    site.say(*table_lines(HEADER, cells(rows), whole=("id", "old image", "new image"), limit=0))
    for row in rows:
        if row["state"] == "blocked":
            site.say(f"stays    {row['name']} {row['id']}: {reasons_of(row)}")


def region_of(site: Site) -> str:
    """Return the region that is worked in. Raises InvalidInput if none is given."""
    region = str(site.values["region"] or os.environ.get("ALIBABA_CLOUD_REGION_ID", ""))
    if not region:
        raise InvalidInput("images_region", "", "names no region", "Give it, or set ALIBABA_CLOUD_REGION_ID.")
    return region


def images_of(site: Site, region: str) -> dict[str, str]:
    """Return the old and new ids of the region: those of images_map, or of the record of images_run."""
    values = site.values
    if values["map"]:
        try:
            return new_ids(values["map"], region)
        except InvalidInput as error:
            raise StepFailed(str(error).replace("image_map:", "images_map:", 1)) from None
    if not values["run"]:
        raise InvalidInput("images_map", "", "names no images", "Give it, or images_run of a migration.")
    found = find_record(values["report_dir"], values["run"])
    if isinstance(found, NoRecord):
        raise StepFailed(f"Nothing was done: {found.reason}. Give images_map, or images_report_dir of the migration.")
    if bool(found.data.get("emulator")) is not site.is_emulated:
        raise StepFailed(
            f"Nothing was done: {found.path} is of {'the real cloud' if site.is_emulated else 'an emulator'}."
        )
    if site.speaks_for_all:
        site.say_all(f"record   {found.path}")
    try:
        return new_ids(found.data["image_map"], region)
    except InvalidInput as error:
        raise StepFailed(f"Nothing was done: {found.path} has a wrong image_map. {error}") from None


def users_of(site: Site, kinds: list[str], image_map: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the users of every kind as they would be changed. Raises StepFailed if a kind cannot be read."""
    options: dict[str, Any] = {"image_map": dict(image_map), "kms_key_id": key_of(site)}
    site.state["options"] = options
    rows: list[dict[str, Any]] = []
    for kind in kinds:
        module, users = KINDS[kind]
        answer = site.call(module, check=True, **options_of(kind, options))
        if answer.get("failed"):
            raise StepFailed(f"Nothing was done: {failure_of(answer, NAMES)}", answer.get("error"))
        rows += [{"kind": kind, **row} for row in answer[users]]
        for item in answer.get("unknown", ()):
            site.say(f"note     {printable(item['message'])}. {item['remedy']}")
    return rows


def key_of(site: Site) -> str | None:
    """Return the id of the key that was asked for. Raises StepFailed for one that is not there."""
    given, region = site.values["repoint_kms_key_id"], region_of(site)
    if not given:
        return None
    key = value_per_region("repoint_kms_key_id", given, [region])[region]
    found = site.need("kms_key_info", kms_key_ids=[key])["kms_keys"]
    if not found or found[0]["state"] != "Enabled":
        state = found[0]["state"] if found else "not there"
        raise InvalidInput("repoint_kms_key_id", key, f"is {state} in {region}", "Give an enabled key of the region.")
    return str(found[0]["key_id"])


def repoint(site: Site) -> dict[str, Any]:
    """Move the users that were found, unless they are too many. Failures are recorded, and the others are moved."""
    states = [state for _host, state in site.others()]
    check_whole(site, states)
    rows = site.state.get("users", [])
    going = due(rows)
    if not going:
        return {"changed": False, **bounded("users", rows)}
    if not site.in_check_mode:
        carry_out(site, going)
    return users_and_difference(site, going)


def users_and_difference(site: Site, going: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the site's users, and what became of those that were going to be moved as the task's difference."""
    rows = site.state["users"]
    shown = difference(rows, {key(row) for row in going})
    return {**bounded("users", rows), **({"diff": shown} if shown["after"] else {})}


def carry_out(site: Site, going: Sequence[Mapping[str, Any]]) -> None:
    """Move users, kind by kind, and keep each change in the run's record before and after it is made."""
    keep_changes(site, going)
    for kind in KINDS:
        if ids := [row["id"] for row in due(going, kind)]:
            move(site, kind, ids)
    # Users of two kinds may have one id.
    gone = {key(row) for row in going}
    keep_changes(site, [row for row in site.state["users"] if key(row) in gone])


def check_whole(site: Site, states: list[dict[str, Any]]) -> None:
    """Refuse what concerns all sites: too many users, names of none, changes without a record. Raises StepFailed."""
    found = [row for state in states for row in state.get("found", [])]
    for name in ("only", "except"):
        if unknown := unknown_names(found, site.values[name]):
            text = f"images_{name}: no user of the images has the id or name {' or '.join(unknown)}"
            raise StepFailed(f"Nothing was done: {text}. Correct it, or leave it out.")
    total = sum(len(due(state.get("users", []))) for state in states)
    if site.in_check_mode or not total:
        return
    most = site.values["repoint_max"]
    if total > most and not site.values["repoint_confirm"]:
        what = f"{count_of(total, 'user')} would be moved, and repoint_max is {most}"
        raise StepFailed(f"Nothing was done: {what}. Read the list, then set repoint_confirm: true.")
    if not site.values["report_dir"]:
        remedy = "Give an existing directory: rollback_images goes by the record there."
        raise InvalidInput("images_report_dir", "", "is needed to move users", remedy)


def move(site: Site, kind: str, ids: list[str]) -> None:
    """Move the users of one kind, keep what became of them, and say what of it is not done, such as nodes that stay.

    One without an answer counts as failed, and what it has now is not known.
    """
    module, users = KINDS[kind]
    options = {**options_of(kind, site.state["options"]), users: ids}
    answer = site.call(module, **options)
    if answer.get("failed"):
        site.record_failure(failure_of(answer, NAMES), answer.get("error"))
    now = {row["id"]: {"kind": kind, **row} for row in answer.get(users, [])}
    for row in now.values():
        if row["state"] == "changed" and row["reasons"]:
            site.say(f"note     {row['name']} {row['id']}: {reasons_of(row)}")
    site.state["users"] = [
        (now.get(row["id"]) or without_answer(row, answer)) if row["kind"] == kind and row["id"] in ids else row
        for row in site.state["users"]
    ]


def without_answer(row: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a user that was asked for and that the module did not answer about."""
    code = (answer.get("error") or {}).get("code", "")
    why = {"code": code, "message": failure_of(answer, NAMES).rstrip("."), "remedy": AGAIN}
    return {**row, "state": "failed", "after": {}, "reasons": [why]}


def repoint_result(site: Site) -> dict[str, Any]:
    """Report the users of all sites, and how to undo their moves. Failures are left to the step `end`."""
    rows = site.state.get("users", [])
    for row in rows:
        if row["state"] == "blocked" and {row["id"], row["name"]} & set(site.values["only"]):
            error = {"code": row["reasons"][0]["code"], "request_id": "", "action": ""}
            site.record_failure(f"{row['name']} ({row['id']}) stays: {reasons_of(row)}", error)
    for row in filter(is_altered, rows):
        site.say(f"altered  {row['name']} {row['id']} is not as it was, although its change failed: {reasons_of(row)}")
    answer: dict[str, Any] = {"ansible_facts": {"repoint_images_result": {"run": site.run_name, "users": rows}}}
    if not site.speaks_for_all:
        return answer
    every = [row for _host, state in site.others() for row in state.get("users", [])]
    counts: dict[str, int] = {}
    for row in every:
        counts[row["state"]] = counts.get(row["state"], 0) + 1
    told = ", ".join(f"{number} {state}" for state, number in sorted(counts.items())) or "no user found"
    site.say_all(f"users    {told}")
    answer |= handed_on(f"users    {told}")
    if site.in_check_mode:
        site.say_all("Nothing was changed: check mode.")
    elif counts.get("changed") or any(map(is_altered, every)):
        where = f"-e images_report_dir={site.values['report_dir']}"
        site.say_all(f"undo     rollback_images -e images_run={site.run_name} {where} --check")
    return {**answer, "counts": counts}


def reasons_of(row: Mapping[str, Any]) -> str:
    """Return why a user stays, or what of its change is not done, with what to do about it."""
    return printable(" ".join(f"{item['message']}. {item['remedy']}" for item in row["reasons"]))
