# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what disk_encryption_default and disk_encryption_default_info are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.per_region import CENTRAL, read_regions, required_region
from .._images.encryption import arn_account, is_service_alias
from .._keys.target import check_target_name
from .._model.errors import InvalidInput
from .values import DefaultsRequest, RegionsRequest

ENABLED = "enabled"


def read_request(params: Mapping[str, Any]) -> DefaultsRequest:
    """Read the module's parameters. Raises InvalidInput."""
    region, enabled = required_region(params), params["state"] == ENABLED
    key = str(params["kms_key_id"] or "").strip()
    if key and not enabled:
        remedy = "Leave it out: ECS takes a default key only while default encryption is on."
        raise InvalidInput("kms_key_id", key, "goes with state: enabled only", remedy)
    if not key:
        return DefaultsRequest(region=region, enabled=enabled, kms_key_id=None)
    if is_service_alias(key):
        return DefaultsRequest(region=region, enabled=enabled, kms_key_id="")
    check_target_name("kms_key_id", key, region, arn_account(key))
    return DefaultsRequest(region=region, enabled=enabled, kms_key_id=key)


def read_info_request(params: Mapping[str, Any]) -> RegionsRequest:
    """Read the parameters of disk_encryption_default_info. Raises InvalidInput."""
    return RegionsRequest(region=params["region"] or CENTRAL, regions=read_regions(params))
