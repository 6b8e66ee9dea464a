# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What each consumer gets of a run's record: their image ids, the keys behind them, and what those depend on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .._model.role import SHARE_ROLE, SNAPSHOT_SHARE_ROLE
from .._share_role.trust import trust_statement
from .handover import USABLE, image_ids

Record = Mapping[str, Any]


def consumers_of(record: Record) -> list[str]:
    """Return the accounts that images of the record are shared with, those that were asked for first."""
    accounts = [*record["accounts"], *(account for row in _usable(record) for account in row["shared_with"])]
    return [account for account in dict.fromkeys(accounts) if account.isascii() and account.isdigit()]


def consumer_extract(record: Record, account: str) -> dict[str, Any]:
    """Return what one account needs of the record, and nothing of the others."""
    rows = [row for row in _usable(record) if account in row["shared_with"]]
    images = [_image(record, row, account) for row in rows]
    keys = {image["kms_key_arn"]: image for image in images if image["kms_key_arn"]}
    image_map: dict[str, dict[str, str]] = {}
    for image in images:
        if image["old_image_id"] != image["image_id"]:
            image_map.setdefault(image["region"], {})[image["old_image_id"]] = image["image_id"]
    owners = sorted({image["owner"] for image in images if image["owner"]})
    return {
        "version": record["version"],
        "run": record["run"],
        "finished": record["finished"],
        "emulator": bool(record.get("emulator")),
        "consumer": account,
        "image_ids": image_ids({"images": rows}),
        "image_map": image_map,
        "images": images,
        "kms_keys": [
            {"arn": arn, "alias": image["kms_key_alias"], "region": image["region"], "owner": image["owner"]}
            for arn, image in sorted(keys.items())
        ],
        "roles": [
            *(_role(record, owner, account) for owner in owners if keys),
            *(_snapshot_role(owner, account) for owner in sorted(_owners_of_disks(images))),
        ],
    }


def _usable(record: Record) -> list[Record]:
    return [row for row in record["images"] if row["state"] in USABLE]


def _image(record: Record, row: Record, account: str) -> dict[str, Any]:
    owner = next((str(site.get("account") or "") for site in record["sites"] if site["site"] == row["site"]), "")
    is_copy = bool(row["new_image_id"]) and row["new_image_id"] != row["image_id"]
    key = (row.get("new_key") if is_copy else row.get("key")) or ""
    alias = row.get("new_key_alias" if is_copy else "key_alias") or ""
    proof = next((proof["result"] for proof in row["proofs"] if proof["account"] == account), "not_asked")
    return {
        "name": row["name"],
        "region": row["destination_region"],
        "image_id": row["new_image_id"] or row["image_id"],
        "old_image_id": row["image_id"],
        "owner": owner,
        "kms_key_arn": _arn(record, row["destination_region"], owner, key),
        "kms_key_alias": alias,
        "data_disks": _disks(row, account),
        "granted": account in row["added"],
        "verified": proof,
    }


def _disks(row: Record, account: str) -> list[dict[str, Any]]:
    """Return the data disks whose snapshots the account has, or is invited to.

    As in `snapshot_share_info`, `snapshot_id` is the id in its own account, empty while no run has looked there.
    """
    return [
        {
            "device": disk["device"],
            "size_gib": disk["size_gib"],
            "source_snapshot_id": disk["snapshot_id"],
            "snapshot_id": disk["seen_as"].get(account, ""),
            "invited": account in disk["invited"],
        }
        for disk in row.get("data_disks") or ()
        if disk.get("snapshot_id") and account in (*disk["shared_with"], *disk["invited"])
    ]


def _arn(record: Record, region: str, owner: str, key: str) -> str:
    if not key or key.startswith("acs:"):
        return key
    return str(record["keys"].get(key, {}).get("arn") or (f"acs:kms:{region}:{owner}:key/{key}" if owner else ""))


def _owners_of_disks(images: Iterable[Record]) -> set[str]:
    return {image["owner"] for image in images if image["data_disks"] and image["owner"]}


def _snapshot_role(owner: str, account: str) -> dict[str, Any]:
    """Return the owner's role for snapshots; a record does not keep whom it trusts."""
    return {
        "name": SNAPSHOT_SHARE_ROLE,
        "arn": f"acs:ram::{owner}:role/{SNAPSHOT_SHARE_ROLE}",
        "trust_statement": trust_statement([account]),
        "trusts": None,
    }


def _role(record: Record, owner: str, account: str) -> dict[str, Any]:
    """Return the owner's role, without which ECS may not use the key for this consumer."""
    seen = record["roles"].get(owner, {})
    trusted = seen.get("trusted_accounts")
    return {
        "name": seen.get("name") or SHARE_ROLE,
        "arn": seen.get("arn") or f"acs:ram::{owner}:role/{SHARE_ROLE}",
        "trust_statement": trust_statement([account]),
        "trusts": None if trusted is None else account in trusted,
    }
