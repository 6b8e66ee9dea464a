# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deprecate the images that copies took the place of, delete them later, or bring them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.storage import storage_text
from ...module_utils._core.tables import printable, table_lines
from ...module_utils._migration.wording import count_of
from ...module_utils._model.errors import InvalidInput
from ...module_utils._retire.consumers import Judgement, explained
from ...module_utils._retire.record import former_accounts, recorded_snapshots
from ...module_utils._retire.wording import CHANGED, PLANNED, cells, chosen, counts, due, freed_gib
from .bounds import bounded
from .failures import StepFailed, failure_of
from .handed_on import handed_on
from .names import VARIABLE_OF
from .price import price_of
from .repoint import images_of, region_of
from .retire_consumers import judge_consumers
from .retired_images import keep_retired, recorded
from .site import Site

HEADER = ("image", "id", "copy", "what is done", "GiB")
USERS = ("user", "id", "image", "launches")
NAMES = {
    **VARIABLE_OF,
    "image_map": "images_map",
    "image_ids": "images_only",
    "after_days": "retire_after_days",
    "accept_unknown": "retire_accept_unknown",
    "keep_newest": "images_keep_newest",
    "keep_tags": "images_keep_tags",
}
RESTORED = "restored"


def retire_look(site: Site) -> dict[str, Any]:
    """Find out what can be done about each image, in the owner's account and its consumers'. Write nothing."""
    site.begin()
    region = region_of(site)
    image_map, ids = asked_for(site, region)
    caller = site.need("caller_info")["caller"]
    site.state |= {"account_id": caller["account_id"], "caller": caller}
    site.state |= {"options": options_of(site, image_map, ids), "is_named": bool(image_map or ids)}
    if not site.state["is_named"] and len(site.hosts) > 1:
        site.say(f"{region}: no image asked for is here")
        return bounded("retired", [])
    images = images_seen(site, [*image_map, *image_map.values(), *ids])
    changes = recorded(site, images.values())
    former = former_accounts(changes, caller["account_id"], region)
    snapshots = recorded_snapshots(changes, caller["account_id"], region)
    is_restoring = site.values["retire_state"] == RESTORED
    judged = Judgement() if is_restoring else judge_consumers(site, region, image_map, images, former)
    site.state["options"] |= {
        "former_accounts": former,
        "cleared_accounts": judged.cleared(),
        "recorded_snapshots": snapshots,
    }
    answer = site.call("image_retirement", check=True, **site.state["options"])
    if answer.get("failed"):
        raise StepFailed(f"Nothing was done: {failure_of(answer, NAMES)}", answer.get("error"))
    found = explained(answer["images"], judged)
    site.state["found"] = [[row["image_id"], row["name"]] for row in found]
    site.state["rows"] = rows = chosen(found, site.values["only"], site.values["except"])
    show(site, region, rows)
    return bounded("retired", brief(rows))


def asked_for(site: Site, region: str) -> tuple[dict[str, str], list[str]]:
    """Return old and new ids, and with `restored` ids without a new one. Raises StepFailed, InvalidInput."""
    values = site.values
    if values["retire_state"] == RESTORED and values["only"] and not values["map"]:
        return {}, [item for item in values["only"] if item not in values["except"]]
    return images_of(site, region), []


def options_of(site: Site, image_map: Mapping[str, str], ids: Sequence[str]) -> dict[str, Any]:
    """Return the options of image_retirement, but for those that consumers and records give."""
    values = site.values
    return {
        "image_map": dict(image_map),
        "image_ids": list(ids),
        "state": values["retire_state"],
        "after_days": values["retire_after_days"],
        "accept_unknown": list(values["retire_accept_unknown"]),
        "accept_inactive": values["retire_accept_inactive"],
        "keep_newest": values["keep_newest"],
        "keep_tags": dict(values["keep_tags"]),
        "leftovers": values["retire_state"] == "retired",
        "run": site.run_name,
    }


def images_seen(site: Site, ids: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """Return the images that are there, by id."""
    if not ids:
        return {}
    found = site.need("image_info", image_ids=list(dict.fromkeys(ids)), missing="ignore", result="full")
    return {image["image_id"]: image for image in found["images"]}


def show(site: Site, region: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print what would be done, and why an image stays, with its users."""
    told = ", ".join(f"{number} {words}" for words, number in sorted(counts(rows).items()))
    site.say(f"{region}: {told or 'nothing found'}")
    site.say(*table_lines(HEADER, cells(rows), whole=("id", "copy"), limit=0))
    for row in rows:
        words = "stays" if row["state"] == "blocked" else "note"
        for item in row["reasons"] if row["state"] in ("blocked", "kept", PLANNED) else ():
            text = f"{row['name'] or row['image_id']}: {item['message']}. {item['remedy']}"
            site.say(f"{words:<8} {printable(text)}")
    users = [
        [item["name"] or item["id"], item["id"], item["image_id"], "yes" if item["active"] else "no"]
        for row in rows
        for item in row["references"]
    ]
    site.say(*table_lines(USERS, users, whole=("id", "image")))
    if gib := freed_gib(rows, PLANNED):
        site.say(f"Up to {storage_text(gib, price_of(site))} of snapshots would be deleted.")


def retire(site: Site) -> dict[str, Any]:
    """Do what was shown if that is confirmed. Failures are recorded, and the other images are done."""
    check_names(site)
    rows = site.state.get("rows", [])
    going = due(rows)
    if not going or site.in_check_mode or not site.values["retire_confirm"]:
        return {"changed": False, **bounded("retired", brief(rows))}
    if not site.values["report_dir"]:
        remedy = "Give an existing directory: the record there is what brings images back."
        raise InvalidInput("images_report_dir", "", "is needed to retire images", remedy)
    keep_retired(site, going)
    answer = site.call("image_retirement", **narrowed(site.state["options"], going))
    if answer.get("failed"):
        site.record_failure(failure_of(answer, NAMES), answer.get("error"))
    now = {key_of(row): row for row in answer.get("images", [])}
    keys = {key_of(row) for row in going}
    site.state["rows"] = [
        now.get(key_of(row), {**row, "state": "failed"}) if key_of(row) in keys else row for row in rows
    ]
    keep_retired(site, [row for row in site.state["rows"] if key_of(row) in keys])
    return bounded("retired", brief(site.state["rows"]))


def brief(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return rows without the attributes, which the record has."""
    return [{key: value for key, value in row.items() if key != "attributes"} for row in rows]


def narrowed(options: Mapping[str, Any], going: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the options for those images alone that were shown and chosen."""
    ids = {row["image_id"] for row in going if row["kind"] == "image"}
    return {
        **options,
        "image_map": {old: new for old, new in options["image_map"].items() if old in ids},
        "image_ids": [item for item in options["image_ids"] if item in ids],
        "leftovers": any(row["kind"] != "image" for row in going),
        "leftover_ids": [row["image_id"] for row in going if row["kind"] != "image"],
        # Images to keep were left out when the list was made.
        "keep_newest": 0,
    }


def key_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what identifies rows."""
    snapshots = row["snapshot_ids"] if row["kind"] == "snapshots" else []
    return (row["kind"], row["image_id"], *snapshots)


def check_names(site: Site) -> None:
    """Refuse names that are those of no image at any site, and a run without an image at any. Raises StepFailed."""
    if not any(state.get("is_named") for _host, state in site.others()):
        where = "Give images_map, or images_run of a migration in these regions."
        raise StepFailed(f"Nothing was done: no image asked for is at any of these sites. {where}")
    known = {name for _host, state in site.others() for found in state.get("found", []) for name in found}
    unknown = [name for name in site.values["only"] if name not in known]
    if unknown:
        raise StepFailed(f"Nothing was done: images_only: {', '.join(unknown)} is no image asked for. Correct the ids.")


def retire_result(site: Site) -> dict[str, Any]:
    """Say what became of the images of all sites. Failures are left to the step `end`."""
    rows = site.state.get("rows", [])
    answer: dict[str, Any] = {"ansible_facts": {"retire_images_result": {"run": site.run_name, "images": brief(rows)}}}
    if not site.speaks_for_all:
        return answer
    every = [row for _host, state in site.others() for row in state.get("rows", [])]
    found = counts(every)
    told = ", ".join(f"{number} {words}" for words, number in sorted(found.items()))
    site.say_all(f"images   {told or 'none found'}")
    answer |= handed_on(f"images   {told or 'none found'}")
    if gib := freed_gib(every, CHANGED):
        site.say_all(f"saved    up to {storage_text(gib, price_of(site))} of snapshots")
    where = f"-e images_report_dir={site.values['report_dir']}"
    if site.in_check_mode:
        site.say_all("Nothing was done: check mode.")
    elif due(every):
        what = count_of(len(due(every)), "row")
        site.say_all(f"Nothing was done. Read the list of {what}, then set retire_confirm: true.")
    elif found.get("deprecated"):
        site.say_all(f"undo     retire_images -e retire_state=restored -e images_run={site.run_name} {where}")
    return {**answer, "counts": found, "saved_gib": freed_gib(every, CHANGED)}
