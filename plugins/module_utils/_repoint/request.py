# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what the modules are asked for that move users of images to other images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .._core.image_map import new_ids
from .._core.per_region import required_region
from .._core.text import list_option, text_of
from .._model.errors import InvalidInput
from .values import RepointRequest

KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def read_templates(params: Mapping[str, Any]) -> RepointRequest:
    """Read the parameters of launch_template_image. Raises InvalidInput."""
    return replace(_read(params, "launch_templates"), undo=params["state"] == "absent")


def read_families(params: Mapping[str, Any]) -> RepointRequest:
    """Read the parameters of image_family_image. Raises InvalidInput."""
    return replace(_read({**params, "kms_key_id": ""}, "families"), undo=params["state"] == "absent")


def read_parameters(params: Mapping[str, Any]) -> RepointRequest:
    """Read the parameters of oos_parameter_image. Raises InvalidInput."""
    return _read({**params, "kms_key_id": ""}, "parameters")


def read_configurations(params: Mapping[str, Any]) -> RepointRequest:
    """Read the parameters of scaling_configuration_image. Raises InvalidInput."""
    return _read_encrypting(params, "scaling_configurations")


def read_node_pools(params: Mapping[str, Any]) -> RepointRequest:
    """Read the parameters of ack_node_pool_image. Raises InvalidInput."""
    return _read_encrypting(params, "node_pools")


def _read_encrypting(params: Mapping[str, Any], users: str) -> RepointRequest:
    request = _read(params, users)
    encrypted = params["encrypted"]
    if request.kms_key_id and encrypted is False:
        remedy = "Leave one of them out."
        raise InvalidInput("encrypted", encrypted, f"does not go with kms_key_id {request.kms_key_id}", remedy)
    return replace(request, encrypted=True if request.kms_key_id else encrypted)


def _read(params: Mapping[str, Any], users: str) -> RepointRequest:
    region = required_region(params)
    found = new_ids(params["image_map"], region)
    if not found:
        raise InvalidInput("image_map", "", f"names no image in {region}", "Give the ids of this region.")
    same = next((old for old, new in found.items() if new == old or new in found), "")
    if same:
        remedy = "Give old ids with ids that are not old ones."
        raise InvalidInput("image_map", {same: found[same]}, "leads to an image that is itself replaced", remedy)
    key = text_of(params["kms_key_id"])
    if key and not KEY_ID.fullmatch(key):
        remedy = "Launches take the id of a key only. Give its id, which kms_key_info finds."
        raise InvalidInput("kms_key_id", key, "is not a key's id", remedy)
    return RepointRequest(
        region=region,
        new_ids=found,
        chosen=list_option(params[users], users),
        kms_key_id=key,
    )
