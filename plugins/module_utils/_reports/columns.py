# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The columns of a report's and of an audit's CSV: heading and path."""

from __future__ import annotations

from collections.abc import Mapping

from .._model.errors import InvalidInput

FIRST = "reasons.0"
OF_A_RUN = {
    "site": "site",
    "image_id": "image_id",
    "name": "name",
    "region": "region",
    "encryption": "encryption",
    "old_kms_key_id": "key",
    "old_kms_key_alias": "key_alias",
    "verdict": "verdict",
    "destination_region": "destination_region",
    "action": "action",
    "state": "state",
    "new_image_id": "new_image_id",
    "new_name": "new_name",
    "kms_key_id": "new_key",
    "kms_key_alias": "new_key_alias",
    "copy_gib": "copy_gib",
    "copy_cost_per_month": "copy_cost",
    "shared_with": "shared_with",
    "granted": "added",
    "data_disk_devices": "data_disks.device",
    "data_disk_snapshot_ids": "data_disks.snapshot_id",
    "verified": "proven",
    "why": "why",
    "problem": "problem",
    "remedy": "remedy",
}
OF_AN_AUDIT = {
    "site": "site",
    "image_id": "image_id",
    "name": "name",
    "region": "region",
    "status": "status",
    "family": "family",
    "size_gib": "size_gib",
    "encryption": "encryption",
    "kms_key_id": "disks.0.kms_key_id",
    "verdict": "verdict",
    "shared_with": "shared_with",
    "code": f"{FIRST}.code",
    "why": f"{FIRST}.message",
    "remedy": f"{FIRST}.remedy",
}
OF_REFERENCES = {
    "site": "site",
    "region": "region",
    "image_id": "image_id",
    "new_image_id": "new_image_id",
    "kind": "kind",
    "type": "type",
    "id": "id",
    "name": "name",
    "version": "version",
    "active": "active",
    "through": "through",
    "scaling_group": "group_id",
    "kms_key_id": "kms_key_id",
}
COLUMNS = {"report": OF_A_RUN, "audit": OF_AN_AUDIT}


def named_columns(name: str) -> Mapping[str, str]:
    """Return the columns of that name. Raises InvalidInput for any other."""
    if name not in COLUMNS:
        raise InvalidInput("columns", name, "names no columns", f"Give {' or '.join(COLUMNS)}, or a mapping.")
    return COLUMNS[name]
