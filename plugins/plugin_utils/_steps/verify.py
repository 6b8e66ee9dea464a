# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Verify with the consumers' own credentials that they see the images, and that instances could be started."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...module_utils._migration.wording import proof_lines, trial_lines
from ...module_utils._model.share import ProofResult
from ...module_utils._shares.proof import ConsumerView, prove
from .check import share_arguments
from .choice import check_choice, is_chosen
from .failures import StepFailed, failure_of
from .parts import prove_parts
from .site import Site
from .work import nothing, usable_images

NO_CREDENTIALS = "no role or profile is given for this account (images_consumer_role_arns, images_consumer_profiles)"


def verify(site: Site) -> dict[str, Any]:
    """Ask each account that an image is shared with. An account without credentials is `not_asked`."""
    site.state["proofs"] = []
    values = site.values
    if site.playbook == "verify_images":
        check_choice(site)
    if site.in_check_mode:
        return nothing(site, "check mode asks no consumer")
    shares = shared_images(site)
    asked = by_consumer(shares, values["share_accounts"])
    for account, region, image_ids in asked:
        site.state["proofs"] += prove_account(site, account, region, image_ids)
    if not asked:
        if is_asked_elsewhere(site):
            return nothing(site, "no image here")
        if site.playbook == "verify_images" and (values["share_accounts"] or values["must_prove"]):
            raise StepFailed(
                "Nothing was verified: no image that was looked at is shared with an account asked for. "
                "Choose images that are shared, or leave images_share_accounts out."
            )
        return nothing(site, "no image is shared with an account to ask")
    site.state["proofs"] += lacking(site)
    counts = Counter(proof["result"] for proof in site.state["proofs"])
    site.say(*proof_lines(site.state["proofs"]))
    judge_proofs(site, counts)
    return {"proofs": dict(counts)}


def is_asked_elsewhere(site: Site) -> bool:
    """Has this site no image of the choice while another one has."""
    return not site.state["images"] and any(state.get("images") for _host, state in site.others())


def judge_proofs(site: Site, counts: Mapping[str, int]) -> None:
    """Record a failure for shares that are not verified, if images_must_prove asks for that."""
    bad = [result for result in ("not_proven", "running_unproven", "not_asked") if counts.get(result)]
    if site.values["must_prove"] and bad:
        listed = ", ".join(f"{counts[result]} {result}" for result in bad)
        site.record_failure(f"images_must_prove: not every share is verified ({listed}); see the table above.")


def lacking(site: Site) -> list[dict[str, str]]:
    """Return what is refuted without asking: images that were chosen and that an account asked for does not have."""
    if site.playbook != "verify_images" or not is_chosen(site):
        return []
    return [
        {
            "image_id": image["image_id"],
            "region": image["region"],
            "account": account,
            "result": str(ProofResult.NOT_PROVEN),
            "reason": "the image is not shared with this account",
        }
        for image in site.state["images"]
        for account in site.values["share_accounts"]
        if account not in image["shared_with"]
    ]


def shared_images(site: Site) -> list[Mapping[str, Any]]:
    """Return images with the accounts they are shared with: of this run, or as listed now."""
    if site.playbook == "verify_images":
        return [image for image in site.state["images"] if image["shared_with"]]
    if site.state.get("shares"):
        return list(site.state["shares"])
    if "share" in site.steps:
        return []
    found: list[Mapping[str, Any]] = []
    for region, image_ids in usable_images(site).items():
        answer = site.call("image_share", check=True, region=region, image_ids=image_ids, **share_arguments(site))
        found += answer.get("shares", [])
    # What this run copies without sharing it cannot be seen yet.
    return [without_added(item) for item in found] if "copy" in site.steps else found


def without_added(share: Mapping[str, Any]) -> dict[str, Any]:
    """Return a predicted share with the accounts that have the image already."""
    has = [account for account in share["shared_with"] if account not in share.get("added", ())]
    return {**share, "shared_with": has}


def by_consumer(images: Iterable[Mapping[str, Any]], accounts: Sequence[str]) -> list[tuple[str, str, list[str]]]:
    """Return (account, region, image ids), of those accounts only if any are named."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for image in images:
        for account in image["shared_with"]:
            if not accounts or account in accounts:
                grouped.setdefault((account, image["region"]), []).append(image["image_id"])
    return [(account, region, image_ids) for (account, region), image_ids in sorted(grouped.items())]


def prove_account(site: Site, account: str, region: str, image_ids: list[str]) -> list[dict[str, str]]:
    """Ask one account in one region."""
    credentials = consumer_credentials(site, account)
    if not credentials:
        view = ConsumerView(account=account, region=region, images=None, why=NO_CREDENTIALS, is_asked=False)
        return prove(view, image_ids)
    caller = site.call("caller_info", connection=credentials, region=region)
    if caller.get("failed"):
        return prove(ConsumerView(account=account, region=region, images=None, why=failure_of(caller)), image_ids)
    whose = caller["caller"]["account_id"]
    seen = site.call(
        "image_info",
        connection=credentials,
        region=region,
        image_ids=image_ids,
        owner=["shared"],
        missing="ignore",
        result="full",
    )
    checks = try_launch(site, account, region, credentials, seen) if whose == account else []
    view = ConsumerView(
        account=account,
        region=region,
        images=None if seen.get("failed") else seen["images"],
        why=failure_of(seen) if seen.get("failed") else "",
        caller=whose,
        checks=checks,
    )
    proofs = prove(view, image_ids)
    return prove_parts(site, account, region, credentials, proofs) if whose == account else proofs


def consumer_credentials(site: Site, account: str) -> dict[str, str]:
    """Return a consumer's connection: its profile in place of the site's credentials, its role assumed with them."""
    values = site.values
    found = {}
    if profile := values["consumer_profiles"].get(account):
        own = dict.fromkeys(("access_key_id", "access_key_secret", "security_token", "assume_role_arn"), "")
        found = {**own, "profile": profile}
    if role := values["consumer_role_arns"].get(account):
        found["assume_role_arn"] = role
    return found


def try_launch(
    site: Site, account: str, region: str, credentials: Mapping[str, str], seen: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Try an instance of each image that the account sees, if the request says which: a dry run or a real one."""
    of_account = site.values["consumer_launch"].get(account) or {}
    wanted = of_account if "instance_type" in of_account else of_account.get(region) or {}
    image_ids = [image["image_id"] for image in seen.get("images", ())]
    if not wanted or not image_ids:
        return []
    instance: dict[str, Any] = {
        "region": region,
        "image_ids": image_ids,
        "instance_type": wanted.get("instance_type"),
        "vswitch_id": wanted.get("vswitch_id"),
        "security_group_id": wanted.get("security_group_id"),
        "kms_key_id": wanted.get("kms_key_id") or None,
        "disk_category": wanted.get("disk_category") or None,
    }
    if wanted.get("start"):
        return start_instances(site, account, credentials, {**instance, "wait_timeout": wanted.get("wait_timeout")})
    answer = site.call("image_launch_check", connection=credentials, **instance)
    return tried(answer, "checks", image_ids)


def start_instances(
    site: Site, account: str, credentials: Mapping[str, str], instance: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Start an instance of each image and release it; say before what that is, and after it what else was found."""
    before = site.call("image_launch_trial", connection=credentials, check=True, **instance)
    if not before.get("failed"):
        site.say(f"{account}: {before['cost']}")
    answer = site.call("image_launch_trial", connection=credentials, **instance)
    site.say(*trial_lines(account, answer))
    if answer.get("failed") and "launches" in answer:
        site.record_failure(failure_of(answer), answer.get("error"))
        return list(answer["launches"])
    return tried(answer, "launches", instance["image_ids"])


def tried(answer: Mapping[str, Any], key: str, image_ids: Sequence[str]) -> list[Mapping[str, Any]]:
    """Return what a module found of each image; a module that failed proves nothing of any."""
    if answer.get("failed"):
        why = failure_of(answer)
        return [{"image_id": image_id, "result": "not_proven", "reason": why} for image_id in image_ids]
    return list(answer[key])
