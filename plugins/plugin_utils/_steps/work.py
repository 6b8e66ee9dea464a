# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Do what was planned: prepare the RAM role, copy, share. Failures are recorded, and the others continue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._migration.plan_check import planned_shares
from ...module_utils._migration.wording import count_of
from .check import consumers, copy_arguments, is_sharing, share_arguments
from .failures import failure_of
from .parts import finish_parts, share_parts, start_parts
from .parts_role import distrust_parts, prepare_parts
from .site import Site
from .state import claim, claimant_of


def prepare(site: Site) -> dict[str, Any]:
    """Let the consumers' ECS use the key. Of an account's sites the first that has work does it for all."""
    if not is_sharing(site) or not site.values["share_prepare"]:
        return nothing(
            site, "images are not shared in this run" if not is_sharing(site) else "the role is not prepared here"
        )
    first = preparing_host(site)
    if first == site.name:
        first = claim(site.account_duty, site.name, site.hosts)
    if first != site.name:
        return {} if first else nothing(site, "nothing to do")
    accounts = consumers(site)
    if not accounts:
        return nothing(site, "no account needs trust")
    answer = site.call("image_share_role", accounts=accounts)
    if answer.get("failed"):
        site.state["unprepared"] = failure_of(answer)
        site.record_failure(site.state["unprepared"], answer.get("error"))
        return nothing(site, "the account could not be prepared")
    role = site.state["role_prepared"] = answer["role"]
    site.state["role_changed"] = bool(answer.get("changed"))
    added = site.state.get("untrusted", [])
    verb = "would trust" if site.in_check_mode and answer.get("changed") else "trusts"
    gained = f" (+{len(added)})" if answer.get("changed") and added else ""
    site.say(f"{role['name']} {verb} {count_of(len(role['trusted_accounts']), 'account')}{gained}")
    prepare_parts(site, accounts)
    return {"role": role["name"], "trusted_accounts": role["trusted_accounts"]}


def preparing_host(site: Site) -> str:
    """Return the site that prepares the account: who began; else the first that has something to do; else empty."""
    if (claimant := claimant_of(site.account_duty)) in site.hosts:
        return claimant
    for host, state in site.others():
        if state.get("account") == site.account and not state.get("failure") and state.get("has_work"):
            return host
    return ""


def copy(site: Site) -> dict[str, Any]:
    """Copy the images under the key. Copies that fail are recorded; the others are shared."""
    site.state["copied"] = {"copies": [], "image_map": {}}
    if not site.state["has_work"]:
        return nothing(site, "nothing to copy")
    if failure := account_failure(site):
        if "unprepared" not in site.state:
            site.record_failure(f"The account could not be prepared: {failure}")
        return nothing(site, "nothing is copied, since the account could not be prepared")
    copies = site.state["decided"]["copies"]
    if not copies:
        return nothing(site, "nothing to copy")
    start_parts(site)
    answer = site.call("image_copy", **copy_arguments(site))
    site.state["copied"] = {"copies": answer.get("copies", []), "image_map": answer.get("image_map", {})}
    if answer.get("failed"):
        site.record_failure(failure_of(answer), answer.get("error"))
    finish_parts(site)
    states: dict[str, int] = {}
    for item in site.state["copied"]["copies"]:
        states[item["state"]] = states.get(item["state"], 0) + 1
    return {"copies": states, "image_map": answer.get("image_map", {}) if len(copies) <= 500 else {}}


def account_failure(site: Site) -> str:
    """Return why the site that was to prepare the account could not, empty if it could."""
    for _host, state in site.others():
        if state.get("account") == site.account and state.get("unprepared"):
            return str(state["unprepared"])
    return ""


def share(site: Site) -> dict[str, Any]:
    """Share what can be shared by now: images under a customer master key, and the copies that are available."""
    site.state |= {"shares": [], "sources": []}
    if not is_sharing(site):
        return nothing(site, "images are not shared in this run")
    if account_failure(site):
        return nothing(site, "nothing is shared, since the account could not be prepared")
    usable = usable_images(site)
    if not usable:
        return nothing(site, "nothing to share")
    role_changed = role_is_new(site)
    failed = False
    unknown: set[str] = set()
    for region, image_ids, arguments in share_calls(site, usable):
        answer = site.call("image_share", region=region, image_ids=image_ids, role_changed=role_changed, **arguments)
        site.state["shares"] += answer.get("shares", [])
        failed = failed or bool(answer.get("failed"))
        if failure := share_failure(answer, image_ids):
            site.record_failure(failure, answer.get("error"))
        unknown.update(answer.get("unknown_accounts", ()))
    if unknown:
        leave_out(site, sorted(unknown))
    added = sum(len(item.get("added", ())) for item in site.state["shares"])
    images = count_of(len(site.state["shares"]), "image")
    verb = "would be" if site.in_check_mode else "was"
    site.say(
        f"access {verb} granted {count_of(added, 'time')} for {images}" if added else f"no new access for {images}"
    )
    share_parts(site)
    if site.values["unshare_sources"] and not failed and not site.state.get("failures"):
        unshare_sources(site, usable)
    return {"shares": len(site.state["shares"]), "added": added}


def role_is_new(site: Site) -> bool:
    """Did this run change the role, or is it about to? With `strategy: free` another site may be at it yet."""
    states = dict(site.others())
    if any(state.get("role_changed") for state in states.values()):
        return True
    preparing = states.get(preparing_host(site), {}) if site.values["share_prepare"] else {}
    return bool(preparing) and not {"role_prepared", "unprepared"} & preparing.keys()


def share_failure(answer: Mapping[str, Any], image_ids: Sequence[str]) -> str:
    """Return why a share failed, or nothing. An account unknown to ECS is reported once for all images."""
    if not answer.get("failed"):
        return ""
    unknown = answer.get("unknown_accounts", ())
    if not unknown or {*image_ids} - {item["image_id"] for item in answer.get("shares", ())}:
        return failure_of(answer)
    error = answer["error"]
    return (
        f"images_share_accounts: ECS does not know {', '.join(unknown)} ({error['code']}, request "
        f"{error['request_id']}). The other accounts have access. Correct the ids, and run this again."
    )


def leave_out(site: Site, unknown: list[str]) -> None:
    """Take accounts that ECS does not know out of the trust, if this run put them there."""
    site.say(f"ECS does not know {', '.join(unknown)}; the other accounts have access")
    gained = [account for _host, state in site.others() for account in state.get("untrusted", ())]
    if trusted := [account for account in unknown if account in gained]:
        answer = site.call("image_share_role", accounts=trusted, state="absent")
        if answer.get("failed"):
            site.record_failure(failure_of(answer), answer.get("error"))
        elif answer.get("role"):
            site.state["role_after"] = answer["role"]
        distrust_parts(site, trusted)


def share_calls(site: Site, usable: dict[str, list[str]]) -> list[tuple[str, list[str], dict[str, Any]]]:
    """Return region, images and arguments of each call. Of a plan each image gets the accounts of its row, no other."""
    arguments = share_arguments(site)
    plan = site.state.get("plan")
    if not plan:
        return [(region, image_ids, arguments) for region, image_ids in usable.items()]
    copied = site.state["copied" if "copy" in site.steps else "checked"]["image_map"]
    of_rows = arguments | {"share_from_source": False}
    return [
        (region, image_ids, of_rows | {"accounts": list(accounts)})
        for (region, accounts), image_ids in planned_shares(plan, copied).items()
    ]


def unshare_sources(site: Site, usable: dict[str, list[str]]) -> None:
    """Stop sharing the sources with accounts that have the copy, now that every copy has its consumers."""
    arguments = share_arguments(site) | {"unshare_source": True}
    for region, image_ids in usable.items():
        answer = site.call("image_share", region=region, image_ids=image_ids, **arguments)
        site.state["sources"] += [item["source"] for item in answer.get("shares", []) if item.get("source")]
        if answer.get("failed"):
            site.record_failure(failure_of(answer), answer.get("error"))
    for source in site.state["sources"]:
        kept = f"; kept because {source['kept_because']}" if source.get("kept_because") else ""
        removed = ", ".join(source.get("removed", ())) or "nobody"
        site.say(f"source {source['image_id']} in {source['region']}: unshared from {removed}{kept}")


def usable_images(site: Site) -> dict[str, list[str]]:
    """Return the images to share by region: those that need no copy, and copies that are available."""
    shared = {region: list(image_ids) for region, image_ids in site.state["decided"]["share"].items()}
    # Where no copy was made in this run, those that are there are known from the check.
    copied = site.state.get("copied", site.state["checked"])
    for region, image_map in copied["image_map"].items():
        shared[region] = list(dict.fromkeys([*shared.get(region, []), *image_map.values()]))
    return {region: image_ids for region, image_ids in shared.items() if image_ids}


def nothing(site: Site, why: str) -> dict[str, Any]:
    """Say why a step does nothing."""
    site.say(why)
    return {}
