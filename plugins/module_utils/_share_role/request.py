# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_share_role and image_share_role_info are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.accounts import check_accounts
from .._core.text import list_option
from .._core.written import check_policy, check_policy_name, check_role_name
from .._model.errors import InvalidInput
from .._model.role import SHARE_ROLE, PolicyRef
from .values import RoleInfoRequest, RoleRequest

POLICY_NAME = "ImageopsShareEncryptedImages"
ANY_REGION = "cn-hangzhou"


def read_request(params: Mapping[str, Any]) -> RoleRequest:
    """Read the parameters of image_share_role. Raises InvalidInput."""
    name, policy_name = params["role_name"] or SHARE_ROLE, params["policy_name"] or POLICY_NAME
    accounts = list_option(params["accounts"], "accounts")
    check_accounts("accounts", accounts, "")
    if not (accounts or params["trust_resource_directory_id"]):
        remedy = "Give the ids of the consumers' accounts."
        raise InvalidInput("accounts", params["accounts"], "names no account", remedy)
    check_role_name("role_name", name)
    check_policy_name("policy_name", policy_name)
    if params["policy_document"]:
        check_policy("policy_document", params["policy_document"])
    return RoleRequest(
        name=name,
        accounts=accounts,
        absent=params["state"] == "absent",
        region=params["region"] or ANY_REGION,
        policy=PolicyRef(params["policy_type"], policy_name),
        document=params["policy_document"] or None,
        directory=params["trust_resource_directory_id"] or "",
        disk_role=params["disk_encrypt_role"],
    )


def read_info_request(params: Mapping[str, Any]) -> RoleInfoRequest:
    """Read the parameters of image_share_role_info."""
    return RoleInfoRequest(
        role_name=params["role_name"] or SHARE_ROLE, accounts=list_option(params["accounts"], "accounts")
    )
