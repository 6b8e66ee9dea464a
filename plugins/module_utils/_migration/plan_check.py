# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Does a plan still fit: has the request changed, has the world."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .._core.shape import shape_fault
from .._core.tables import visible
from .._model.errors import InvalidInput, shown
from .._reports.record import LONGEST_NAME, is_intact
from .plan_file import NAMED_AT_MOST, VERSION, gaining_accounts

Row = Mapping[str, Any]

OPTION = "images_plan"
DIGEST_OPTION = "images_plan_digest"
MAKE_NEW = "Make a new plan with plan_images."
# Key in `request` -> the playbook's variable.
REQUESTED = {
    "region": "images_region",
    "kms_key_id": "images_kms_key_id",
    "ids": "images_ids",
    "names": "images_names",
    "families": "images_families",
    "tags": "images_tags",
    "statuses": "images_statuses",
    "created_after": "images_created_after",
    "created_before": "images_created_before",
    "exclude_names": "images_exclude_names",
    "newest": "images_newest",
    "created_within": "images_created_within",
    "all": "images_all",
    "destination_regions": "images_destination_regions",
    "accounts": "images_share_accounts",
    "encrypt_unencrypted": "images_encrypt_unencrypted",
    "share_unencrypted": "images_share_unencrypted",
    "system_disk_only": "images_system_disk_only",
    "data_disks": "images_data_disks",
    "share_prepare": "images_share_prepare",
    "restore_family": "images_restore_family",
    "resource_group_id": "images_resource_group_id",
    "allowed_accounts": "images_allowed_accounts",
    "share_from_source": "images_share_from_source",
    "unshare_sources": "images_unshare_sources",
}
# What must be as it was, and what it is called.
COMPARED = {
    "verdict": "verdict",
    "encryption": "encryption",
    "key": "key",
    "snapshot_gib": "size in GiB",
    "action": "action",
    "why": "reason",
    "data_disks": "data disks",
    "target_name": "name of the copy",
    "target_key": "key of the copy",
}
TEXTS = [str]
# What is read of the file; `COMPARED` has more of a row.
DOCUMENT = {"plans": [{"site": str, "version": int}]}
ASKED: dict[str, Any] = {"request": {}}
PLAN = {
    "account": str,
    "emulator": bool,
    "made?": str,
    "request": {"accounts": TEXTS, "share_from_source?": (bool, str), "region": str, "tags?": (dict, str)},
    "rows": [
        {
            **dict.fromkeys(("image_id", "name", "destination_region", "action", "step", "copy_id"), str),
            **dict.fromkeys(("accounts", "shared_with", "lost_by_source"), TEXTS),
            **dict.fromkeys(COMPARED.keys() - {"action", "data_disks"}, (str, int, type(None))),
            "data_disks": [{"device": str, "size_gib": int, "source_snapshot_id": str}],
        }
    ],
}
# A planned copy that exists or is in progress by now is what the plan wants: an earlier run was cut off.
# The image of a system disk alone may need no copy.
PROGRESS = {("start", "wait"), ("start", "reuse"), ("start", "as_it_is"), ("wait", "reuse")}


def read_plan(text: str, path: str, site: str, digest: str = "") -> dict[str, Any]:
    """Return this site's plan from a file's text, which has this digest if one is given. Raises InvalidInput."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(OPTION, path, f"is not a plan: no JSON ({error})", MAKE_NEW) from None
    if fault := shape_fault(document, DOCUMENT):
        raise InvalidInput(OPTION, path, f"is not a plan: it {fault}", MAKE_NEW)
    plans = document["plans"]
    if versions := {plan["version"] for plan in plans} - {VERSION}:
        raise InvalidInput(OPTION, path, f"is of the version {versions.pop()}, not {VERSION}", MAKE_NEW)
    check_digest(document, path, digest)
    found = next((plan for plan in plans if plan["site"] == site), None)
    if found is None:
        sites = ", ".join(visible(plan["site"][:LONGEST_NAME]) for plan in plans[:NAMED_AT_MOST]) or "no site"
        raise InvalidInput(OPTION, path, f"is for {sites} and not for {site}", f"Limit the run, or: {MAKE_NEW}")
    fault = shape_fault(found, ASKED)
    lacking = [] if fault else sorted(REQUESTED.keys() - found["request"].keys())
    if lacking:
        raise InvalidInput(OPTION, path, f"does not say what was asked for with {', '.join(lacking)}", MAKE_NEW)
    if fault := fault or shape_fault(found, PLAN):
        raise InvalidInput(OPTION, path, f"{fault} of the plan for {site}", MAKE_NEW)
    check_rows(found, path)
    return dict(found)


def check_digest(document: Row, path: str, wanted: str) -> None:
    """Refuse a file that was edited, and another plan than the one that is pinned. Raises InvalidInput."""
    if not is_intact(document):
        raise InvalidInput(OPTION, path, "was edited since it was written, or has no digest", MAKE_NEW)
    digest = str(document["digest"])
    if wanted and wanted.strip().lower().removeprefix("sha256:") != digest.removeprefix("sha256:"):
        problem = f"is not the digest of {path}, which is {digest}"
        raise InvalidInput(DIGEST_OPTION, wanted, problem, "Apply the plan that was approved, or approve this one.")


def check_rows(plan: Row, path: str) -> None:
    """Refuse rows that name other accounts than the request. Raises InvalidInput."""
    for row in plan["rows"]:
        is_new = row["action"] == "copy" and row["copy_id"] != row["image_id"]
        if row["accounts"] != gaining_accounts(row, plan["request"], is_new=is_new):
            label = f"{row['name']} ({row['image_id']}) to {row['destination_region']}"
            problem = f"gives access to other accounts at {label} than its request asks for"
            raise InvalidInput(OPTION, path, problem, MAKE_NEW)


def planned_shares(
    plan: Row, image_map: Mapping[str, Mapping[str, str]]
) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Return the images to share by region and accounts, exactly as the rows say.

    `image_map` has the new id of each copied image by region. An account that has an image already keeps it.
    """
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    asked = plan["request"]["accounts"]
    for row in plan["rows"]:
        region, image_id = row["destination_region"], row["image_id"]
        if row["action"] == "copy":
            image_id = image_map.get(region, {}).get(image_id, "")
            had = []
        else:
            had = [account for account in row["shared_with"] if account in asked]
        accounts = tuple(dict.fromkeys([*row["accounts"], *had]))
        if row["action"] != "skip" and image_id and accounts:
            found.setdefault((region, accounts), []).append(image_id)
    return found


def plan_variables(plan: Row, given: Mapping[str, Any], *, is_emulated: bool) -> dict[str, Any]:
    """The playbook's variables as the plan was made with them.

    `given` is the request of now, by the keys of `request`; what is empty was not given. Raises InvalidInput where it
    says otherwise than the plan.
    """
    if bool(plan["emulator"]) != is_emulated:
        problem = "was made on the emulator" if plan["emulator"] else "is for the real cloud, and this is the emulator"
        raise InvalidInput(OPTION, plan["site"], problem, MAKE_NEW)
    request = plan["request"]
    for key, variable in REQUESTED.items():
        now = given.get(key)
        if now and now != request[key]:
            problem = f"is not {shown(request[key])}, with which the plan was made"
            raise InvalidInput(variable, now, problem, f"Leave it out, or: {MAKE_NEW}")
    return {variable: request[key] for key, variable in REQUESTED.items()}


def request_differences(plan: Row, request: Row) -> list[str]:
    """What is asked for otherwise even now that the plan's variables are taken: extra variables are above them."""
    return [
        f"{variable} was {plan['request'][key]!r} and is {request[key]!r}"
        for key, variable in REQUESTED.items()
        if request[key] != plan["request"][key]
    ]


def plan_differences(plan: Row, rows: Sequence[Row], account: str) -> list[str]:
    """Return the changes since the plan was made, as sentences. `rows` are the plan's rows as they would be now."""
    if account and plan["account"] and account != plan["account"]:
        return [f"the plan is for the account {plan['account']}, and these are images of {account}"]
    now = {(row["image_id"], row["destination_region"]): row for row in rows}
    losing: dict[str, set[str]] = {}
    for row in plan["rows"]:
        losing.setdefault(row["image_id"], set()).update(row["lost_by_source"])
    found = []
    for row in plan["rows"]:
        current = now.get((row["image_id"], row["destination_region"]))
        label = f"{row['name']} ({row['image_id']}) to {row['destination_region']}"
        if current is None:
            found.append(f"{label}: the image is not found any more with what was asked for")
        else:
            found.extend(f"{label}: {change}" for change in _changes(row, current, losing[row["image_id"]]))
    return found


def new_images(plan: Row, images: Sequence[Row]) -> list[str]:
    """The ids of images that were chosen now and are not in the plan, own copies aside."""
    known = {row["image_id"] for row in plan["rows"]}
    return [
        image["image_id"] for image in images if image["image_id"] not in known and image["copied_from"] not in known
    ]


def _changes(row: Row, now: Row, losing: Collection[str]) -> list[str]:
    found = []
    progressed = (row["step"], now["step"]) in PROGRESS
    gained = set(now["shared_with"]) - set(row["shared_with"])
    lost = set(row["shared_with"]) - set(now["shared_with"]) - set(losing)
    unplanned = gained - set(row["accounts"])
    shared = bool(gained) and not unplanned and not lost
    for key, words in COMPARED.items():
        if row[key] == now[key] or (progressed and key == "target_name"):
            continue
        if shared and key in ("action", "why") and now["action"] == "none":
            continue
        found.append(f"the {words} was {row[key] or 'none'!r} and is {now[key] or 'none'!r}")
    if row["step"] != now["step"] and not progressed:
        found.append(f"the plan says {row['step'] or 'none'!r} for the copy and it would be {now['step'] or 'none'!r}")
    elif row["copy_id"] and row["copy_id"] != now["copy_id"]:
        found.append(f"the copy was {row['copy_id']} and is {now['copy_id'] or 'none'}")
    if unplanned:
        found.append(f"it is shared with {', '.join(sorted(unplanned))} by now")
    if lost:
        found.append(f"it is not shared with {', '.join(sorted(lost))} any more")
    return found
