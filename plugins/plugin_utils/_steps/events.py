# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""React to an event: find the site it is of, look at what it names, and do what the site's variables ask for."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ...module_utils._core.tables import table_lines
from ...module_utils._events.decide import GONE, is_losing_images, shared_outside, sort_new_images
from ...module_utils._events.request import read_image_event, read_key_event
from ...module_utils._events.values import Event
from ...module_utils._migration.wording import count_of
from .failures import StepFailed, failure_of
from .look import selection
from .site import Site

# Groups of the play's inventory, by which the playbook knows what follows.
COPY, PLAN = "imageops_event_copy", "imageops_event_plan"


def is_of_event(site: Site, event: Event) -> bool:
    """Is this the site of the event. A site without a region is of all regions of its account."""
    known = asdict(event)
    if site.state.get("event") == known:
        return bool(site.state["is_of_event"])
    site.state = {"event": known, "since": time.time(), "is_of_event": False}
    if site.values["region"] not in ("", event.region):
        return False
    if site.account_id.isdigit() and site.account_id != event.account_id:
        return False
    site.state["overrides"] = {"region": event.region}
    site.state["is_of_event"] = site.need("caller_info")["caller"]["account_id"] == event.account_id
    return bool(site.state["is_of_event"])


def event_image(site: Site) -> dict[str, Any]:
    """Look at the images that a call made, until they are Available, and say which the standing order takes."""
    event = read_image_event(site.values["event"])
    if site.values["ids"]:
        raise StepFailed("images_ids: the event names the images. Leave the variable out. Nothing was done.")
    if not is_of_event(site, event):
        return {}
    given = {"image_ids": list(event.image_ids), "missing": "ignore", "result": "full"}
    images = site.need("image_info", owner=["self"], **given)["images"]
    found = sort_new_images(event.image_ids, images, seconds=time.time() - site.state["since"])
    if found.pending:
        shown = "; ".join(f"{image_id} {why}" for image_id, why in found.pending.items())
        text = f"{event.name} in {event.region}: {shown}"
        if site.state.get("waiting") != text:
            site.say(f"waiting  {text}")
        site.state["waiting"] = text
        return {"pending": True, "msg": f"{text}."}
    for image_id, why in found.left.items():
        site.say(f"nothing  {event.name} in {event.region}: {image_id} {why}")
    named = {image["image_id"]: image["name"] for image in found.to_copy}
    ordered = site.need("image_info", **{**selection(site), **given, "image_ids": list(named)}) if named else {}
    chosen = [image["image_id"] for image in ordered.get("images", ())]
    for image_id, name in named.items():
        what = "is under the service key"
        rest = "" if image_id in chosen else ", and is no image of this site's choice"
        site.say(f"image    {event.name} in {event.region}: {name} ({image_id}) {what}{rest}")
    return {"image_ids": chosen, **(follow(site) if chosen else {})}


def follow(site: Site) -> dict[str, Any]:
    """Return the group of a site with an image to copy. Raises StepFailed if it lacks the key to copy it under."""
    applies = site.values["event_copy_apply"]
    if applies and not site.values["kms_key_id"]:
        raise StepFailed("images_kms_key_id: no key is given, which images_event_copy_apply needs. Nothing was done.")
    if not applies:
        site.say("Nothing is copied. images_event_copy_apply: true runs migrate_images for it.")
    if not site.values["kms_key_id"]:
        return {}
    return {"group": COPY if applies else PLAN}


def event_key(site: Site) -> dict[str, Any]:
    """List the images that hang on a disabled or leaving key, and cancel its deletion if the site asks for that."""
    event = read_key_event(site.values["event"])
    if not is_of_event(site, event):
        return {}
    found = site.need("kms_key_info", kms_key_ids=[event.key_id], with_images=True)
    if not found["kms_keys"]:
        site.say(f"nothing  {event.name} in {event.region}: KMS does not know the key {event.key_id}")
        return {}
    key, unknown = found["kms_keys"][0], found["images_unknown"]
    name = ", ".join([*key["aliases"], key["key_id"]])
    site.say(f"key      {event.name} in {event.region}: {name} is {key['state']}, {on_key(key, unknown)}")
    rows = [[image["name"], image["image_id"], image["status"]] for image in key["images"]]
    site.say(*table_lines(("image", "id", "status"), rows, whole=("id",)))
    if is_losing_images(key, unknown):
        keep_key(site, key)
    return {"kms_key": {name: key[name] for name in ("key_id", "region", "state", "images")}}


def on_key(key: Mapping[str, Any], unknown: list[Any]) -> str:
    """Return how many images hang on a key, for sure or perhaps."""
    rest = f"; the key of {count_of(len(unknown), 'image')} is not known" if unknown else ""
    return f"{count_of(len(key['images']), 'image')} under it{rest}"


def keep_key(site: Site, key: Mapping[str, Any]) -> None:
    """Cancel the deletion of a key, if the site asks for that. Raises StepFailed."""
    if not site.values["event_cancel_apply"]:
        site.say("Its deletion stays scheduled. images_event_cancel_apply: true or kms_key_deletion cancels it.")
        return
    answer = site.call("kms_key_deletion", kms_key_id=key["key_id"])
    if answer.get("failed"):
        raise StepFailed(failure_of(answer, {"kms_key_id": "images_event.key_id"}), answer.get("error"))
    verb = "would be" if site.in_check_mode else "is"
    site.say(
        f"kept     {key['key_id']}: its deletion {verb} cancelled, and the key {verb} {answer['kms_key']['state']}"
    )


def event_share(site: Site) -> dict[str, Any]:
    """Say which accounts have an image of the event and are not in images_allowed_accounts. They fail the site."""
    event, allowed = read_image_event(site.values["event"]), site.values["allowed_accounts"]
    if not is_of_event(site, event):
        return {}
    if not allowed:
        raise StepFailed("images_allowed_accounts: no account is given. Give the ids of all that may have images.")
    images = site.need("image_info", image_ids=list(event.image_ids), missing="ignore", owner=["self"], result="full")
    names = {image["image_id"]: image["name"] for image in images["images"]}
    outside = shared_outside(images["images"], allowed)
    for image_id in event.image_ids:
        if image_id not in names:
            site.say(f"nothing  {event.name} in {event.region}: {image_id} {GONE}")
        elif image_id not in outside:
            site.say(f"allowed  {event.name} in {event.region}: {names[image_id]} ({image_id})")
    if outside:
        shown = "; ".join(
            f"{names[image_id]} ({image_id}) is shared with {', '.join(accounts)}"
            for image_id, accounts in outside.items()
        )
        remedy = "Take it back with image_share (state: absent), or allow the account."
        site.record_failure(f"Shared outside images_allowed_accounts in {event.region}: {shown}. {remedy}")
    return {"shared_outside": outside}


def event_result(site: Site) -> dict[str, Any]:
    """End a site with what it recorded. An event that is of no site fails the play."""
    states = [state for _host, state in site.others()]
    if site.speaks_for_all and not any(state.get("is_of_event") or state.get("failure") for state in states):
        event = site.state["event"]
        raise StepFailed(
            f"{event['name']} is of account {event['account_id']} in {event['region']}, and no site is. Nothing was "
            "done. Add the site to the inventory, or leave the account or region out of EventBridge's rule."
        )
    if failures := site.state.get("failures", []):
        raise StepFailed(" ".join(failures), site.state.get("error"))
    return {}
