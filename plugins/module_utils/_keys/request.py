# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what kms_key, kms_key_deletion and kms_key_info are asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._core.per_region import required_region
from .._core.text import list_option
from .._core.written import (
    TAGS_AT_MOST,
    check_key_alias,
    check_key_description,
    check_key_policy,
    check_key_tags,
    tag_texts,
)
from .._images.encryption import arn_account
from .._model.errors import InvalidInput
from .._model.key import SERVICE_KEY_ALIAS
from .target import check_target_name
from .values import DeletionRequest, KeyRequest, KeysRequest

ALIAS_PREFIX = "alias/"
KEY_NAMED = re.compile(r"(acs:kms:[a-z0-9-]+:[0-9]+:key/)?[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def read_request(params: Mapping[str, Any]) -> KeyRequest:
    """Read the module's parameters. Raises InvalidInput."""
    alias = str(params["alias"]).strip()
    alias = alias if alias.startswith(ALIAS_PREFIX) else f"{ALIAS_PREFIX}{alias}"
    if alias == SERVICE_KEY_ALIAS or alias.startswith("alias/acs/"):
        raise InvalidInput("alias", alias, "belongs to a cloud service", "Give an alias of your own.")
    check_key_alias("alias", alias)
    tags = tag_texts("tags", params["tags"])
    check_key_tags("tags", tags, TAGS_AT_MOST - 1)
    check_key_description("description", params["description"] or "")
    if params["policy"]:
        check_key_policy("policy", params["policy"])
    if not params["kms_instance_id"] and not params["allow_default_key"]:
        remedy = (
            "Give the KMS instance that is to hold the key, or allow_default_key: true. "
            "A key outside one may be the free default key, and whether ECS shares images under it is not documented."
        )
        raise InvalidInput("kms_instance_id", params["kms_instance_id"] or "", "names no KMS instance", remedy)
    return KeyRequest(
        region=required_region(params),
        alias=alias,
        spec=params["spec"],
        instance_id=params["kms_instance_id"] or "",
        description=params["description"],
        tags=tags,
        deletion_protection=params["deletion_protection"],
        policy=params["policy"] or None,
    )


def read_info_request(params: Mapping[str, Any]) -> KeysRequest:
    """Read the parameters of kms_key_info. Raises InvalidInput."""
    return KeysRequest(
        region=required_region(params),
        key_ids=list_option(params["kms_key_ids"], "kms_key_ids"),
        with_images=params["with_images"],
    )


def read_deletion_request(params: Mapping[str, Any]) -> DeletionRequest:
    """Read the parameters of kms_key_deletion. Raises InvalidInput."""
    region, key = required_region(params), str(params["kms_key_id"]).strip()
    if not KEY_NAMED.fullmatch(key):
        remedy = "Give its id, or its ARN (acs:kms:<region>:<account>:key/<id>). KMS takes no alias here."
        raise InvalidInput("kms_key_id", key, "is not a KMS key's id or ARN", remedy)
    check_target_name("kms_key_id", key, region, arn_account(key))
    return DeletionRequest(region=region, key_id=key)
