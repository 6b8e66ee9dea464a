# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images and keys of an audit as a world file of the emulator has them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .._core.shape import shape_fault
from .._model.errors import InvalidInput

Row = Mapping[str, Any]

# Reasons that the emulator's world cannot express.
CANNOT = {
    "not_owned": "belongs to another account",
    "community_image": "is a community image, which the emulator does not have",
    "no_disks": "has no disks in the audit",
    "snapshot_not_found": "has a snapshot that is gone, which the emulator does not have",
    "snapshot_not_shared": "has snapshots of another account",
}
STATES = {
    "key_disabled": "Disabled",
    "key_not_enabled": "Disabled",
    "key_pending_deletion": "PendingDeletion",
    "key_pending_import": "PendingImport",
}
# What is read of an audit.
AUDIT = {
    "images": [
        {
            **dict.fromkeys(("image_id", "name", "region", "status", "owner_id", "family", "copied_from"), str),
            **dict.fromkeys(("created", "verdict"), str),
            "tags": {},
            "shared_with": [str],
            "reasons": [{"code": str, "message": str}],
            "disks": [
                {
                    **dict.fromkeys(("device", "type", "snapshot_id", "key_type", "kms_key_id"), str),
                    "key_reasons": [str],
                    "size_gib": int,
                    "encrypted": (bool, type(None)),
                }
            ],
        }
    ],
    "summary?": {"total?": int},
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
# One of many specs that ECS does not take; an audit does not say which it was.
OTHER_SPEC = "RSA_2048"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFacts:
    """What an audit says of a key through the disks that are under it."""

    state: str = "Enabled"
    spec: str = "Aliyun_AES_256"
    origin: str = "Aliyun_KMS"
    in_instance: bool = True
    is_gone: bool = False


def read_audit(text: str, path: str) -> dict[str, Any]:
    """Return the audit in a file's text: a mapping with a list of images. Raises InvalidInput."""
    remedy = "Give the audit.json that audit_images writes to images_report_dir."
    try:
        audit = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput("images_audit_file", path, f"is no audit: no JSON ({error})", remedy) from None
    if fault := shape_fault(audit, AUDIT):
        raise InvalidInput("images_audit_file", path, f"is no audit: it {fault}", remedy)
    if not audit["images"]:
        raise InvalidInput("images_audit_file", path, "has no images", "Audit a region that has images.")
    return dict(audit)


def is_own(image: Row) -> bool:
    """Is this an image of the account that was audited."""
    return not any(reason["code"] == "not_owned" for reason in image["reasons"])


def key_facts(images: Iterable[Row]) -> dict[tuple[str, str], KeyFacts]:
    """By region and id, each key of the account that an image's disk names, the service key aside."""
    found: dict[tuple[str, str], KeyFacts] = {}
    for image in images:
        for disk in image["disks"]:
            if disk["key_type"] in ("customer", "unknown") and disk["kms_key_id"]:
                place = image["region"], disk["kms_key_id"]
                found[place] = _with_reasons(found.get(place, KeyFacts()), disk["key_reasons"])
    return found


def _with_reasons(known: KeyFacts, codes: Iterable[str]) -> KeyFacts:
    for code in codes:
        if code in STATES:
            known = replace(known, state=STATES[code])
            known = replace(known, origin="EXTERNAL") if code == "key_pending_import" else known
        elif code == "key_spec_unsupported":
            known = replace(known, spec=OTHER_SPEC)
        elif code == "key_imported":
            known = replace(known, origin="EXTERNAL")
        elif code == "key_outside_instance":
            known = replace(known, in_instance=False)
        elif code == "key_not_found":
            known = replace(known, is_gone=True)
    return known


def world_image(image: Row) -> dict[str, Any]:
    """One image."""
    codes = {reason["code"] for reason in image["reasons"]}
    given = {
        "id": image["image_id"],
        "name": image["name"] or image["image_id"],
        "status": image["status"],
        "family": image["family"],
        "tags": {str(key): str(value) for key, value in image["tags"].items()},
        "copied": bool(image["copied_from"]),
        "shared_with": list(image["shared_with"]),
        "disks": [_disk(disk) for disk in image["disks"]],
    }
    if MOMENT.fullmatch(image["created"]):
        given["created"] = image["created"]
    if codes & {"vhd_format", "vhd_not_copied"}:
        given["format"] = "vhd"
    return given


def _disk(disk: Row) -> dict[str, Any]:
    given = {"device": disk["device"], "type": disk["type"], "size_gib": disk["size_gib"]}
    if disk["snapshot_id"]:
        given["snapshot"] = disk["snapshot_id"]
    if disk["key_type"] == "none" or disk["encrypted"] is False:
        return given
    if disk["key_type"] == "service":
        # Without an id in the audit, the emulator leaves it out of its answers, too.
        return {**given, "key": "alias/acs/ecs" if disk["kms_key_id"] else ""}
    return {**given, "key": disk["kms_key_id"] or "alias/acs/ecs"}
