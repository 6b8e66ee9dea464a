# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Check everything that can be known to fail, before anything is written; then say what the plan takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.accounts import outsiders
from ...module_utils._core.storage import storage_lines
from ...module_utils._migration.plan_file import plan_report, plan_rows, site_plan
from ...module_utils._migration.wording import count_of, left_out_lines, plan_lines, plan_table
from .agreed import compare, compare_approved
from .calibrated import calibration_of, copies_at_once, copy_speed
from .choice import check_choice
from .failures import StepFailed, error_of, failure_of
from .keys import name_keys
from .look import request_of_plan
from .parts import check_parts, check_sharing, is_in_parts
from .price import price_of
from .site import Site
from .users_found import check_number, find_users, goals_of_users

NO_DISK_ROLE = (
    "The role AliyunECSDiskEncryptDefaultRole is missing, so ECS cannot use customer master keys. "
    "Create it with image_share_role (disk_encrypt_role: true) or in the ECS console, then run this again."
)


def check(site: Site) -> dict[str, Any]:
    """Check choice, copies, accounts, role and shares; compare with the plan that is applied."""
    check_choice(site)
    check_named(site)
    decided = site.state["decided"]
    said = check_copies(site, decided["copies"])
    check_parts(site)
    name_keys(site)
    if is_sharing(site) and site.state["has_work"]:
        said += check_accounts(site)
        check_shares(site, decided["share"])
        check_sharing(site, consumers(site))
    said += find_users(site)
    make_plan(site)
    site.say(", ".join(said) if said else nothing_to_do(site))
    return {"work": site.state["has_work"]}


def plan(site: Site) -> dict[str, Any]:
    """Say what would be done with each image and what it takes."""
    planned = site.state["planned"]
    taken = site.state.get("plan")
    if taken:
        compare(site, taken)
    check_number(site)
    if approved := site.values["approved_digest"]:
        compare_approved(site, approved)
    # No account gets access where sharing is skipped.
    rows = planned["rows"] if is_sharing(site) else [{**row, "accounts": []} for row in planned["rows"]]
    site.say(*plan_table(rows, with_sites=False))
    assumed = copy_speed(site, calibration_of(site))[1]
    if site.state["has_work"]:
        totals, shares = planned["totals"], planned["totals"]["shares"] if is_sharing(site) else 0
        site.say(*plan_lines(totals, shares, totals["seconds_per_gib"], assumed))
    site.say(*storage_lines(plan_report(planned)["images"], price_of(site)))
    return {
        "totals": {key: planned["totals"][key] for key in ("images", "actions", "copies", "snapshot_gib", "seconds")}
    }


def is_sharing(site: Site) -> bool:
    """Are images shared in this run."""
    values = site.values
    return "share" in site.steps and bool(values["share_accounts"] or values["share_from_source"])


def nothing_to_do(site: Site) -> str:
    """Return why nothing is done."""
    return "nothing to do: no image needs a copy or a share" if site.state["images"] else "no image here"


def check_named(site: Site) -> None:
    """Refuse images named by id that cannot be migrated. Raises StepFailed."""
    if site.state.get("plan"):
        return
    named = set(site.values["ids"])
    verdicts = ["blocked", "unknown", "shareable_in_parts"]
    if site.playbook == "adopt_images":
        verdicts += ["shareable", "needs_copy"]
    blocked = [
        row
        for row in site.state["decided"]["rows"]
        if row["image_id"] in named and row["action"] == "skip" and row["verdict"] in verdicts
    ]
    if blocked:
        listed = " ".join(f"{row['name']} ({row['image_id']}) {row['why']}. {row['remedy']}" for row in blocked)
        verb = "adopted" if site.playbook == "adopt_images" else "migrated"
        raise StepFailed(
            f"images_ids: {count_of(len(blocked), 'image')} cannot be {verb} and nothing was done: {listed}"
        )


def copy_arguments(site: Site) -> dict[str, Any]:
    """Return what image_copy is asked, in check mode and for real."""
    values = site.values
    adopts = site.playbook == "adopt_images"
    return {
        "copies": site.state["decided"]["copies"],
        "kms_key_id": values["kms_key_id"],
        "foreign_key_form": values["foreign_key_form"],
        "source_owner": "shared" if adopts else None,
        "name": "{name}" if adopts else None,
        "system_disk_only": values["system_disk_only"] or is_in_parts(site) or None,
        "max_copy_attempts": values["max_copy_attempts"],
        "restore_family": values["restore_family"],
        "resource_group_id": values["resource_group_id"] or None,
        "run": site.run_name,
        "pass_seconds": values["pass_seconds"] or None,
    }


def check_copies(site: Site, copies: Sequence[Mapping[str, Any]]) -> list[str]:
    """See what each copy would be. Raises StepFailed for what cannot work."""
    site.state["checked"] = {"copies": [], "image_map": {}}
    if not copies:
        return []
    answer = site.need("image_copy", check=True, **copy_arguments(site))
    site.state["checked"] = {"copies": answer["copies"], "image_map": answer["image_map"]}
    in_parts = {row["image_id"] for row in site.state["decided"]["rows"] if row["data_disks"]}
    site.say(*left_out_lines(answer.get("left_out", ()), in_parts))
    key = site.values["kms_key_id"]
    shown = key if isinstance(key, str) else ", ".join(sorted(set(key.values())))
    return [f"key {shown} ok"]


def consumers(site: Site) -> list[str]:
    """Return the accounts that the role has to trust: those asked for, and those that sources are shared with."""
    values = site.values
    found = list(values["share_accounts"])
    if values["share_from_source"]:
        for _host, state in site.others():
            rows = state.get("decided", {}).get("rows", ()) if state.get("account") == site.account else ()
            found += sorted({account for row in rows if row["action"] == "copy" for account in row["shared_with"]})
    return list(dict.fromkeys(found))


def check_accounts(site: Site) -> list[str]:
    """Check the accounts against what is allowed and the quota, and the roles. Raises StepFailed."""
    values = site.values
    accounts = consumers(site)
    if outside := outsiders(accounts, values["allowed_accounts"]):
        raise StepFailed(
            f"images_share_accounts: {', '.join(outside)} may not be given access (images_allowed_accounts). "
            "Nothing was done. Leave them out, or add them to the allowed accounts."
        )
    if len(values["share_accounts"]) > values["share_quota"]:
        raise StepFailed(
            f"images_share_accounts: the number of accounts ({len(values['share_accounts'])}) exceeds the quota of "
            f"{values['share_quota']} for one image. Nothing was done. Name fewer, or raise the quota in "
            "Quota Center and give it as images_share_quota."
        )
    seen = site.need("image_share_role_info", accounts=accounts)
    role = site.state["role"] = seen["role"]
    if not role["disk_encrypt_role_exists"]:
        raise StepFailed(NO_DISK_ROLE)
    if seen["untrusted_accounts"] and not values["share_prepare"]:
        missing = "" if role["exists"] else "does not exist and so "
        raise StepFailed(
            f"The role {role['name']} {missing}does not trust the ECS of {', '.join(seen['untrusted_accounts'])}. "
            f"Nothing was done. Its trust policy needs this statement: {json.dumps(seen['trust_statement'])} "
            "Let the role be prepared (images_share_prepare), or add it."
        )
    site.state["untrusted"] = seen["untrusted_accounts"]
    return [f"{count_of(len(accounts), 'account')} ok"]


def share_arguments(site: Site) -> dict[str, Any]:
    """Return what image_share is asked, in check mode and for real."""
    values = site.values
    return {
        "accounts": values["share_accounts"],
        "allowed_accounts": values["allowed_accounts"] or None,
        "share_unencrypted": values["share_unencrypted"],
        "share_quota": values["share_quota"],
        "share_from_source": values["share_from_source"],
        # A role that is prepared was read back, and before that it is not as it will be.
        "check_role": not values["share_prepare"],
    }


def check_shares(site: Site, share: Mapping[str, Sequence[str]]) -> None:
    """See what ECS would refuse of the images that are shared without a copy. Raises StepFailed with all of it."""
    against: list[str] = []
    failed: list[Mapping[str, Any]] = []
    for region, image_ids in share.items():
        answer = site.call("image_share", check=True, region=region, image_ids=image_ids, **share_arguments(site))
        if not answer.get("failed"):
            continue
        problems = answer.get("problems")
        left = [item for item in problems or () if not (site.values["share_prepare"] and item["can_prepare"])]
        against += [item["text"] for item in left]
        if problems is None:
            against.append(failure_of(answer))
            failed.append(answer)
    if against:
        listed = " ".join(f"({number}) {text}" for number, text in enumerate(dict.fromkeys(against), 1))
        raise StepFailed(f"Nothing was done. {listed}", error_of(failed))


def make_plan(site: Site) -> None:
    """Put the plan together: rows with what each copy would be, totals, what is in the way."""
    asked = request_of_plan(site)
    rows = plan_rows(site.state["decided"]["rows"], site.state["checked"]["copies"], asked)
    images, calibrated = site.state["images"], calibration_of(site)
    facts = {
        "made": site.now(),
        "calibrated": calibrated.date if calibrated else "",
        "account": images[0]["owner_id"] if images else "",
        "emulator": site.is_emulated,
        "price": price_of(site).to_result(),
    }
    speed, at_once = copy_speed(site, calibrated)[0], copies_at_once(calibrated)
    site.state["planned"] = site_plan(
        rows, site=site.name, request=asked, facts=facts, seconds_per_gib=speed, at_once=at_once
    )
    site.state["planned"] |= goals_of_users(site)
