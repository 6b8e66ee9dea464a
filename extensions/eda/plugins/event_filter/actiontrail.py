# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Check ActionTrail's events of EventBridge and reduce them to what rules about images and keys need.

ansible-rulebook runs this file by its path, so it imports nothing of the collection.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from typing import Any

DOCUMENTATION = r"""
---
short_description: Check and reduce ActionTrail events of images and keys
description:
  - Takes what a webhook receives from EventBridge, CloudEvents 1.0 as JSON with an event of ActionTrail as its data.
  - Hands on a flat event of checked texts with C(id), C(source), C(kind) (V(image), V(key) or V(share)), C(name),
    C(account_id), C(region), and C(image_ids) or C(key_id). Nothing else of the request is handed on, since Ansible
    takes text of extra variables for templates.
  - Drops events of other calls and of calls that were refused. Refuses what does not have the documented form, with one
    line in the log that names the field.
options: {}
"""

EXAMPLES = r"""
- eda.builtin.webhook:
    port: 5000
    token: "{{ imageops_webhook_token }}"
  filters:
    - imageops.alicloud.actiontrail:
"""

SOURCES = {"acs.ecs": "acs.ecs", "acs:ecs": "acs.ecs", "acs.kms": "acs.kms", "acs:kms": "acs.kms"}
TYPE = re.compile(r"(ecs|kms):ActionTrail:(ApiCall|ConsoleOperation|AliyunServiceEvent)")
# The calls that rules are about: the source they come from, and what they concern.
CALLS = {
    "CreateImage": ("acs.ecs", "image"),
    "CopyImage": ("acs.ecs", "image"),
    "ModifyImageSharePermission": ("acs.ecs", "share"),
    "ScheduleKeyDeletion": ("acs.kms", "key"),
    "DisableKey": ("acs.kms", "key"),
}
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
ACCOUNT = re.compile(r"[0-9]{1,20}")
REGION = re.compile(r"[a-z]{2,}(-[a-z0-9]+)+")
IMAGE = re.compile(r"m-[A-Za-z0-9-]{1,62}")
KEY = re.compile(r"(?:acs:kms:[a-z0-9-]+:[0-9]+:key/)?([A-Za-z0-9][A-Za-z0-9_-]{0,127})")
IMAGES_AT_MOST = 10
SHOWN_AT_MOST = 80

logger = logging.getLogger("imageops.alicloud.actiontrail")


class RefusedError(ValueError):
    """A field that does not have the documented form."""


def main(event: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the event as rules read it, or nothing. Every text has been matched with the pattern of its field."""
    try:
        found = reduced(event.get("payload"))
    except RefusedError as error:
        logger.warning("Refused an event: %s", error)
        return []
    return [found] if found else []


def reduced(payload: Any) -> dict[str, Any] | None:
    """Return the flat event, None for one that no rule is about. Raises RefusedError."""
    envelope = mapping(payload, "the body")
    source = SOURCES.get(text(envelope, "source", "", ID))
    kind_of_event = text(envelope, "type", "", ID)
    if source is None or not TYPE.fullmatch(kind_of_event):
        raise RefusedError(f"source and type are not of an ActionTrail event of ECS or KMS: {shown(kind_of_event)}")
    data = mapping(envelope.get("data"), "data")
    name = text(data, "eventName", "data.", ID)
    if CALLS.get(name, ("", ""))[0] != source:
        logger.info("Dropped an event: no rule is about %s", name)
        return None
    if data.get("errorCode") or data.get("errorMessage"):
        logger.info("Dropped an event: the call of %s was refused", name)
        return None
    event: dict[str, Any] = {
        "id": text(envelope, "id", "", ID),
        "source": source,
        "kind": CALLS[name][1],
        "name": name,
        "account_id": text(envelope, "aliyunaccountid", "", ACCOUNT),
        "region": text(data, "acsRegion", "data.", REGION),
    }
    return with_resources(event, data)


def with_resources(event: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the event with the ids of its images or its key. Raises RefusedError if it names none."""
    asked = mapping(data.get("requestParameters") or {}, "data.requestParameters")
    if event["kind"] == "key":
        return {**event, "key_id": key_id(asked, data)}
    if event["kind"] == "share":
        # Lists are sent flattened; AddAccount.1 and AddAccount are both taken, since no source shows the event.
        if not any(str(name).partition(".")[0] == "AddAccount" for name in asked):
            logger.info("Dropped an event: %s gave no account access", event["name"])
            return None
        return {**event, "image_ids": [text(asked, "ImageId", "data.requestParameters.", IMAGE)]}
    if event["name"] == "CopyImage" and "DestinationRegionId" in asked:
        event["region"] = text(asked, "DestinationRegionId", "data.requestParameters.", REGION)
    return {**event, "image_ids": new_images(asked, data)}


def new_images(asked: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Return the images that a call made: as the answer has it, else those referenced but the source of the copy."""
    answer = mapping(data.get("responseElements") or {}, "data.responseElements")
    if "ImageId" in answer:
        return [text(answer, "ImageId", "data.responseElements.", IMAGE)]
    found = [image for image in referenced(data, "ACS::ECS::Image", IMAGE) if image != asked.get("ImageId")]
    if not found:
        raise RefusedError("neither data.responseElements nor data.referencedResources names a new image")
    return found


def key_id(asked: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the id of the key that a call is about."""
    given = text(asked, "KeyId", "data.requestParameters.", KEY) if "KeyId" in asked else ""
    named = [given] if given else referenced(data, "ACS::KMS::Key", KEY)
    if len(named) != 1:
        raise RefusedError("data.requestParameters and data.referencedResources do not name one key")
    matched = KEY.fullmatch(named[0])
    return matched[1] if matched else named[0]


def referenced(data: Mapping[str, Any], kind: str, form: re.Pattern[str]) -> list[str]:
    """Return the ids of a kind of resource in referencedResources."""
    resources = mapping(data.get("referencedResources") or {}, "data.referencedResources")
    ids = resources.get(kind) or []
    field = f"data.referencedResources.{kind}"
    if not isinstance(ids, list) or len(ids) > IMAGES_AT_MOST:
        raise RefusedError(f"{field} is not a list of at most {IMAGES_AT_MOST} ids")
    return list(dict.fromkeys(checked(value, field, form) for value in ids))


def mapping(value: Any, field: str) -> Mapping[str, Any]:
    """Return a mapping. Raises RefusedError."""
    if not isinstance(value, Mapping):
        raise RefusedError(f"{field} is not an object: {shown(value)}")
    return value


def text(values: Mapping[str, Any], name: str, place: str, form: re.Pattern[str]) -> str:
    """Return the text of a field. Raises RefusedError."""
    return checked(values.get(name), f"{place}{name}", form)


def checked(value: Any, field: str, form: re.Pattern[str]) -> str:
    """Return a text that has the form of its field. Raises RefusedError."""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise RefusedError(f"{field} does not have the documented form: {shown(value)}")
    return value


def shown(value: Any) -> str:
    """Return a value in one short line that no terminal obeys."""
    if isinstance(value, Mapping | Iterable) and not isinstance(value, str):
        return f"a {type(value).__name__}"
    found = ascii(value)
    return found if len(found) <= SHOWN_AT_MOST else f"{found[:SHOWN_AT_MOST]}..."
