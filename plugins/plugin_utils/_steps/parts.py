# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copy, share and verify the data disks of images that are shared in parts: each as a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._core.per_region import value_per_region
from ...module_utils._migration.parts import (
    copied_parts,
    copy_requests,
    found_parts,
    lacking_parts,
    parts_of_images,
    proofs_with_parts,
    seen_parts,
    share_requests,
    shared_parts,
)
from ...module_utils._migration.wording import count_of
from ...module_utils._migration.wording_parts import parts_lines
from ...module_utils._model.copy_defaults import COPY_TIMEOUT, COPY_TIMEOUT_PER_GIB
from ...module_utils._model.image_copy import TAG_SYSTEM_DISK_OF, CopyState
from ...module_utils._model.role import SNAPSHOT_SHARE_ROLE
from ...module_utils._model.snapshot import SNAPSHOTS
from ...module_utils._snapshots.share_values import ACCOUNTS_AT_MOST
from .failures import StepFailed, failure_of
from .site import Site

Parts = list[dict[str, Any]]
# Playbooks that share and verify what an earlier run copied.
FINDING = ("share_images", "verify_images")


def is_in_parts(site: Site) -> bool:
    """Are data disks shared as snapshots."""
    return bool(site.values["data_disks"] == SNAPSHOTS)


def parts_of(site: Site) -> Parts:
    """Return the data disks as this run knows them by now."""
    found: Parts = site.state.get("parts", site.state.get("checked_parts", []))
    return found


def find_parts(site: Site, images: Sequence[Mapping[str, Any]]) -> Parts:
    """Return the data disks of images that are of a system disk alone, as an earlier run copied them.

    Raises StepFailed before images are shared without one.
    """
    originals = {
        image["image_id"]: image["tags"][TAG_SYSTEM_DISK_OF] for image in images if TAG_SYSTEM_DISK_OF in image["tags"]
    }
    if not is_in_parts(site) or site.playbook not in FINDING or not originals:
        return []
    regions = sorted({image["region"] for image in images})
    answer = site.need("snapshot_copy_info", regions=regions, image_ids=sorted(set(originals.values())))
    parts = found_parts(images, originals, answer["copies"])
    lacking = lacking_parts(images, originals, parts)
    if lacking and site.playbook == "share_images":
        raise StepFailed(
            f"images_data_disks: not every data disk has a copy of its snapshot, and nothing was done: "
            f"{', '.join(lacking)}. Run migrate_images with images_data_disks: snapshots first, or leave it out."
        )
    return parts


def check_parts(site: Site) -> None:
    """See what the copies of data disks' snapshots would be. Raises StepFailed for what cannot work."""
    if site.playbook in FINDING:
        return
    answers = [
        (request, site.need("snapshot_copy", check=True, **copy_arguments(site, request)))
        for request in copy_requests(site.state["decided"]["rows"])
    ]
    site.state["checked_parts"] = copied_parts(site.state["decided"]["rows"], answers)
    site.say(*parts_lines(site.state["checked_parts"]))


def check_sharing(site: Site, accounts: Sequence[str]) -> None:
    """See what would keep data disks' snapshots from being shared with accounts. Raises StepFailed."""
    if not has_parts(site):
        return
    if len(accounts) > ACCOUNTS_AT_MOST:
        raise StepFailed(
            f"images_share_accounts: there are {len(accounts)}, too many for images_data_disks: snapshots. Nothing "
            f"was done. ECS shares a snapshot with at most {ACCOUNTS_AT_MOST} accounts. Name fewer."
        )
    if accounts and not site.values["share_prepare"]:
        seen = site.need("image_share_role_info", role_name=SNAPSHOT_SHARE_ROLE, accounts=list(accounts))
        if untrusted := seen["untrusted_accounts"]:
            raise StepFailed(
                f"The role {SNAPSHOT_SHARE_ROLE} does not trust the ECS of {', '.join(untrusted)}. Nothing was done. "
                "Let the role be prepared (images_share_prepare), or add them with image_share_role."
            )
    for request in share_requests(parts_of(site), accounts_of_rows(site)):
        site.need("snapshot_share", check=True, **request, **share_arguments(site, before=True))


def has_parts(site: Site) -> bool:
    """Has an image of this site a data disk that is shared as a snapshot."""
    return any(row["data_disks"] for row in site.state["decided"]["rows"])


def start_parts(site: Site) -> None:
    """Start the copies of data disks' snapshots, so that they are made while the system disks are copied.

    A copy that ECS refuses for now is started when they are waited for; one that it refuses for good is reported then.
    """
    if site.in_check_mode:
        return
    for request in copy_requests(site.state["decided"]["rows"]):
        site.call("snapshot_copy", **copy_arguments(site, request), wait=False)


def finish_parts(site: Site) -> None:
    """Wait for the copies of data disks' snapshots. Those that fail are recorded."""
    answers = []
    missing = sum(part["state"] != CopyState.AVAILABLE for part in parts_of(site))
    if missing and not site.in_check_mode:
        site.say(f"waiting for {count_of(missing, 'snapshot')} of data disks")
    for request in copy_requests(site.state["decided"]["rows"]):
        answer = site.call("snapshot_copy", **copy_arguments(site, request))
        answers.append((request, answer))
        if answer.get("failed"):
            site.record_failure(failure_of(answer), answer.get("error"))
    site.state["parts"] = copied_parts(site.state["decided"]["rows"], answers)


def share_parts(site: Site) -> None:
    """Share the data disks' snapshots with the accounts that have the image of the system disk by now."""
    if not has_parts(site):
        return
    parts = parts_of(site)
    shares: list[Mapping[str, Any]] = []
    for request in share_requests(parts, accounts_with_image(site)):
        answer = site.call("snapshot_share", **request, **share_arguments(site))
        shares += answer.get("shares", ())
        if answer.get("failed"):
            site.record_failure(failure_of(answer), answer.get("error"))
    parts = site.state["parts"] = shared_parts(parts, shares)
    say_shared(site, parts)


def say_shared(site: Site, parts: Parts) -> None:
    """Say how many snapshots gained accounts, and who has to accept an invitation."""
    added = sum(len(part["added"]) for part in parts)
    number = count_of(sum(bool(part["snapshot_id"]) for part in parts), "snapshot")
    verb = "would be" if site.in_check_mode else "was"
    site.say(
        f"access {verb} granted {count_of(added, 'time')} for {number} of data disks"
        if added
        else f"no new access for {number} of data disks"
    )
    if invited := sorted({account for part in parts for account in part["invited"]}):
        site.say(f"  {', '.join(invited)}: has to accept the invitation to the resource share of the snapshots")


def copy_arguments(site: Site, request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what snapshot_copy is asked, in check mode and for real."""
    values, region = site.values, request["destination_region"]
    limit = COPY_TIMEOUT + COPY_TIMEOUT_PER_GIB * request["gib"]
    return {
        "region": request["region"],
        "destination_region": region,
        "snapshot_ids": list(request["disks"]),
        "disks": request["disks"],
        "kms_key_id": value_per_region("images_kms_key_id", values["kms_key_id"], [region])[region],
        "run": site.run_name,
        "wait_timeout": limit,
    }


def share_arguments(site: Site, *, before: bool = False) -> dict[str, Any]:
    """Return what snapshot_share is asked besides. A role that is prepared is not as it will be before that."""
    return {"check_role": not (site.values["share_prepare"] and (before or site.in_check_mode))}


def accounts_of_rows(site: Site) -> dict[tuple[str, str], list[str]]:
    """Return the accounts that each image is shared with in this run, by image and destination."""
    asked = site.values["share_accounts"]
    rows = (site.state.get("planned") or site.state["decided"])["rows"]
    found = {}
    for row in rows:
        had = [account for account in row["shared_with"] if account in asked and row["action"] != "copy"]
        accounts = dict.fromkeys([*row.get("accounts", asked), *had])
        found[row["image_id"], row["destination_region"]] = list(accounts)
    return found


def accounts_with_image(site: Site) -> dict[tuple[str, str], list[str]]:
    """Return the same accounts as far as they have the image of the system disk; the others are failures already."""
    shared = {(share["region"], share["image_id"]): share["shared_with"] for share in site.state["shares"]}
    usable = usable_ids(site)
    found = {}
    for (image_id, region), accounts in accounts_of_rows(site).items():
        has = shared.get((region, usable.get((image_id, region), image_id)), ())
        found[image_id, region] = [account for account in accounts if account in has]
    return found


def usable_ids(site: Site) -> dict[tuple[str, str], str]:
    """Return the id to use of each image and region that is copied."""
    copied = site.state.get("copied") or site.state.get("checked") or {}
    maps: Mapping[str, Mapping[str, str]] = copied.get("image_map", {})
    return {(old, region): new for region, mapped in maps.items() for old, new in mapped.items()}


def prove_parts(
    site: Site, account: str, region: str, credentials: Mapping[str, str], proofs: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Return proofs of one account in one region, those of images in parts only if it sees the data disks, too."""
    parts = parts_of_images(parts_of(site), usable_ids(site))
    ids = [part["snapshot_id"] for proof in proofs for part in parts.get((region, proof["image_id"]), ())]
    if not ids or not credentials:
        return proofs
    answer = site.call("snapshot_share_info", connection=credentials, region=region, source_snapshot_ids=ids)
    failed = bool(answer.get("failed"))
    seen = [] if failed else answer["snapshots"]
    site.state["parts"] = seen_parts(parts_of(site), account, seen)
    return proofs_with_parts(proofs, parts, seen, failure_of(answer) if failed else "")
