# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of `snapshot_share`, checked as far as they can be without reading anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .._core.accounts import check_accounts
from .._core.per_region import required_region
from .._core.text import list_option
from .._core.written import check_tags, tag_texts
from .._model.errors import InvalidInput
from .request import read_snapshot_ids
from .share_values import ACCOUNTS_AT_MOST, SnapshotShareRequest

# A share's name has 50 characters at most; 16 of them are the account's id, and one is the hyphen.
PREFIX = re.compile(r"[\w.-]{1,33}")


def read_share_request(params: Mapping[str, Any]) -> SnapshotShareRequest:
    """Read the module's parameters. Raises InvalidInput."""
    absent, accounts = params["state"] == "absent", list_option(params["accounts"], "accounts")
    check_accounts("accounts", accounts, "")
    if not accounts and not absent:
        raise InvalidInput("accounts", "", "names no account", "Give the ids of the consumers' accounts.")
    if len(accounts) > ACCOUNTS_AT_MOST:
        remedy = f"Give at most {ACCOUNTS_AT_MOST}: ECS shares a snapshot with no more."
        raise InvalidInput("accounts", len(accounts), "are too many accounts", remedy)
    prefix = params["resource_share_prefix"]
    if not PREFIX.fullmatch(prefix):
        remedy = "Give 1 to 33 letters, digits, periods, underscores and hyphens."
        raise InvalidInput("resource_share_prefix", prefix, "is no beginning of a resource share's name", remedy)
    tags = tag_texts("tags", params["tags"])
    check_tags("tags", tags)
    return SnapshotShareRequest(
        region=required_region(params),
        snapshot_ids=read_snapshot_ids(params),
        accounts=accounts,
        absent=absent,
        prefix=prefix,
        check_role=params["check_role"],
        share_unencrypted=params["share_unencrypted"],
        tags=tags,
        wait_timeout=params["wait_timeout"],
    )
