# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look at the images: what was chosen, which key encrypts each, and what a migration would do with it."""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

from ...module_utils._audit.findings import stops
from ...module_utils._audit.replaced import NEEDS_COPY, replacements, with_replaced
from ...module_utils._migration.adoption import plan_adoption
from ...module_utils._migration.parts import disks_of_rows
from ...module_utils._migration.plan import (
    PlanOptions,
    PlanRow,
    plan_migration,
    plan_proofs,
    plan_values,
    without_copies,
)
from ...module_utils._migration.plan_check import plan_variables, read_plan
from ...module_utils._migration.wording import choice_text, matched_line, skipped_lines
from ...module_utils._variables.baseline import CHANGES
from .choice import WHOLE_BY_DEFAULT, is_chosen, moving
from .failures import StepFailed
from .parts import FINDING, find_parts, is_in_parts
from .site import Site
from .stand_ins import all_copies, with_copies, with_system_disks
from .users_found import check_moving

NEED_KEY = ("migrate_images", "adopt_images", "plan_images", "rehearse_images")
NEED_ACCOUNTS = ("share_images",)
NEAREST = 3


def find_images(site: Site) -> None:
    """Find the images of a migration and decide for each. Of a plan that is applied, what was asked for is taken."""
    if site.playbook != "rehearse_images":
        site.begin()
    check_moving(site)
    check_plan_path(site)
    take_plan(site)
    check_request(site)
    site.state["caller"] = site.need("caller_info")["caller"]
    images = site.need("image_info", result="full", missing="ignore", **selection(site))["images"]
    if site.playbook in FINDING:
        site.state["found"] = [image["image_id"] for image in images]
        images = with_system_disks(site, images)
    if site.playbook == "verify_images":
        images = with_copies(site, images)
    site.state["checked_parts"] = find_parts(site, images)
    decided = decide(site, images)
    site.state |= {"images": images, "decided": decided, "nearest": nearest_names(site, images)}
    site.state["has_work"] = has_work(site, decided)
    stop_at_findings(site, images)


def say_found(site: Site) -> None:
    """Say how many images match, and why some are skipped."""
    images, rows = site.state["images"], site.state["decided"]["rows"]
    if images:
        shown = rows if site.playbook != "verify_images" else ()
        site.say(matched_line(choice_text(site.values), shown, len(images)), *skipped_lines(rows))


def has_work(site: Site, decided: Mapping[str, Any]) -> bool:
    """Is there anything to copy, or anybody new to share with."""
    gaining = any(row["action"] == "share" or row["data_disks"] for row in decided["rows"])
    return bool(decided["copies"]) or gaining or bool(decided["share"] and site.values["unshare_sources"])


def stop_at_findings(site: Site, images: Sequence[Mapping[str, Any]]) -> None:
    """Stop before anything is written if an image has a verdict of images_fail_on. Raises StepFailed."""
    if NEEDS_COPY in site.values["fail_on"]:
        images = with_replaced(images, replacements(images, all_copies(site, images), site.values["share_accounts"]))
    verdicts = Counter(image["verdict"] for image in images)
    found = stops({"images": images, "summary": {"verdicts": verdicts, "reasons": {}}}, site.values["fail_on"])
    if found:
        raise StepFailed(f"images_fail_on: {'. '.join(found)}. Nothing was done.")


def selection(site: Site) -> dict[str, Any]:
    """Return the choice of images as image_info takes it."""
    values = site.values
    return {
        "image_ids": values["ids"],
        "exclude_names": values["exclude_names"],
        "names": values["names"],
        "tags": values["tags"],
        "families": values["families"],
        "statuses": values["statuses"] or None,
        "owner": values["owners"] or (["shared"] if site.playbook == "adopt_images" else ["self"]),
        "created_after": values["created_after"] or None,
        "created_before": values["created_before"] or None,
        **moving(site),
    }


def decide(site: Site, images: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what would be done with each image: rows, copies, shares by region, counts."""
    values = site.values
    if site.playbook == "adopt_images":
        return plan_values(plan_adoption(images))
    if site.playbook == "verify_images":
        return plan_values(with_disks(plan_proofs(images), site.state["checked_parts"]))
    options = PlanOptions(
        accounts=tuple(values["share_accounts"]),
        destination_regions=() if site.playbook == "share_images" else tuple(values["destination_regions"]),
        encrypt_unencrypted=values["encrypt_unencrypted"],
        share_unencrypted=values["share_unencrypted"],
        system_disk_only=values["system_disk_only"],
        data_disk_snapshots=is_in_parts(site),
    )
    rows = plan_migration(images, options)
    if site.playbook == "share_images":
        rows = with_disks(without_copies(rows), site.state["checked_parts"])
    if plan := site.state.get("plan"):
        planned = {(row["image_id"], row["destination_region"]) for row in plan["rows"]}
        rows = [row for row in rows if (row.image["image_id"], row.destination) in planned]
    has_consumers = bool(values["share_accounts"] or values["share_from_source"])
    return plan_values(rows, with_shares=has_consumers)


def with_disks(rows: Sequence[PlanRow], parts: Sequence[Mapping[str, Any]]) -> list[PlanRow]:
    """Return rows with the data disks that an earlier run copied as snapshots."""
    disks = disks_of_rows(parts)
    return [replace(row, data_disks=disks.get(row.image["image_id"], ())) for row in rows]


def check_request(site: Site) -> None:
    """Refuse a request that lacks what the playbook needs. Raises StepFailed."""
    values = site.values
    if not values["all"] and not is_chosen(site) and site.playbook not in WHOLE_BY_DEFAULT:
        raise StepFailed(
            "No images are chosen. Give images_ids, images_names, images_tags or images_families, "
            "or images_all: true for every image of the region."
        )
    if compared := [kind for kind in values["fail_on"] if kind in CHANGES]:
        raise StepFailed(f"images_fail_on: {', '.join(compared)} can be found by audit_images alone. Leave it out.")
    if site.playbook in NEED_KEY and not values["kms_key_id"]:
        raise StepFailed(
            "images_kms_key_id: no key is given. Give the id, ARN or alias of a customer master key, "
            "or a mapping from region to key."
        )
    if site.playbook in NEED_ACCOUNTS and not values["share_accounts"]:
        raise StepFailed(
            "images_share_accounts: no account is given. Give the ids of the accounts to share the images with."
        )


def check_plan_path(site: Site) -> None:
    """Refuse a path that no file can be written to, before anything is looked at. Raises StepFailed."""
    path = Path(site.values["plan"] or "")
    if site.playbook != "plan_images" or not site.values["plan"]:
        return
    if not path.parent.is_dir():
        raise StepFailed(f"images_plan: {path.parent} is not a directory. Make it, or correct the path.")
    if path.is_dir():
        raise StepFailed(f"images_plan: {path} is a directory. Give the name of a file in it.")


def take_plan(site: Site) -> None:
    """Read the plan that is applied, if one is, and go by what it was made with. Raises StepFailed, InvalidInput."""
    if site.playbook != "migrate_images":
        return
    digest = str(site.values["plan_digest"] or "")
    if not site.values["plan"]:
        if digest:
            raise StepFailed("images_plan_digest: no plan is given. Give images_plan, too, or leave the digest out.")
        return
    path = Path(site.values["plan"])
    if not path.is_file():
        raise StepFailed(f"images_plan: {path} is not a file. Make a plan with plan_images, or correct the path.")
    plan = read_plan(text_of(path), str(path), site.name, digest)
    taken = plan_variables(plan, given_now(site), is_emulated=site.is_emulated)
    site.state["plan"] = plan
    site.state["overrides"] = {name.removeprefix("images_"): value for name, value in taken.items()}


def text_of(path: Path) -> str:
    """Return the text of a plan file. Raises StepFailed."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise StepFailed(f"images_plan: {path} cannot be read: {why}. Make a plan with plan_images.") from None


def given_now(site: Site) -> dict[str, Any]:
    """Return what is asked for now, by the keys of a plan's request; what was not given is empty."""
    asked = request_of_plan(site)
    given = {name: asked[name] if name in site.request.given else None for name in ("share_prepare", "data_disks")}
    return asked | given


def request_of_plan(site: Site) -> dict[str, Any]:
    """Return what a plan keeps of the request."""
    values = site.values
    names = (
        "kms_key_id",
        "ids",
        "names",
        "families",
        "tags",
        "statuses",
        "created_after",
        "created_before",
        "exclude_names",
        "newest",
        "created_within",
        "all",
        "destination_regions",
        "encrypt_unencrypted",
        "share_unencrypted",
        "system_disk_only",
        "data_disks",
        "share_prepare",
        "restore_family",
        "resource_group_id",
        "allowed_accounts",
        "share_from_source",
        "unshare_sources",
    )
    return {
        "region": values["region"] or os.environ.get("ALIBABA_CLOUD_REGION_ID", ""),
        **{name: values[name] for name in names},
        "accounts": values["share_accounts"],
    }


def nearest_names(site: Site, images: Sequence[Any]) -> list[str]:
    """Return names that are like those asked for, where nothing matches; they need lists of their own."""
    wanted = [*site.values["names"], *site.values["families"]]
    if images or not wanted or site.values["allow_empty"]:
        return []
    answer = site.call("image_info", result="full", owner=selection(site)["owner"])
    known = {image[key] for image in answer.get("images", ()) for key in ("name", "family")}
    close = (difflib.get_close_matches(text.strip("*?"), sorted(known - {""}), NEAREST, 0.5) for text in wanted)
    return list(dict.fromkeys(chain.from_iterable(close)))[:NEAREST]
