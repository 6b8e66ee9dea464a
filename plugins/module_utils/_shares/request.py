# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_share is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._core.accounts import check_accounts
from .._core.per_region import check_regions, required_region
from .._core.text import list_option
from .._model.errors import InvalidInput
from .values import ShareRequest, ShareState


def check_request(request: ShareRequest) -> None:
    """Refuse options that do not go together. Raises InvalidInput."""
    if request.from_source and request.state is not ShareState.PRESENT:
        # With exact, a second run would take from the copies what the first one moved to them.
        remedy = "Give state: present, or leave share_from_source out."
        raise InvalidInput("share_from_source", True, f"does not go with state {request.state}", remedy)
    for option, value in (("unshare_source", request.unshare_source), ("sources", dict(request.sources))):
        if value and not request.from_source:
            raise InvalidInput(option, value, "needs share_from_source", "Set share_from_source: true.")


def _check_nobody(params: Mapping[str, Any], accounts: tuple[str, ...]) -> None:
    """Refuse a list without accounts that a blank, an unanswered question or a typing error may have emptied."""
    if accounts:
        return
    given = params["accounts"]
    if given is None or given != []:
        if not params["share_from_source"]:
            remedy = "Give the ids of the accounts, or set share_from_source: true."
            raise InvalidInput("accounts", given, "names no account", remedy)
        return
    if params["state"] == ShareState.EXACT and not params["unshare_all"]:
        remedy = "Set unshare_all: true if that is meant."
        raise InvalidInput("accounts", given, "would take the images from every account", remedy)


def read_request(params: Mapping[str, Any]) -> ShareRequest:
    """Read the module's parameters. Raises InvalidInput."""
    accounts = list_option(params["accounts"], "accounts")
    _check_nobody(params, accounts)
    check_accounts("accounts", accounts, "")
    check_regions("source_region", [params["source_region"]] if params["source_region"] else [])
    request = ShareRequest(
        region=required_region(params),
        image_ids=tuple(dict.fromkeys(list_option(params["image_ids"], "image_ids"))),
        accounts=accounts,
        state=ShareState(params["state"]),
        allowed=list_option(params["allowed_accounts"], "allowed_accounts"),
        share_unencrypted=params["share_unencrypted"],
        share_quota=params["share_quota"],
        check_role=params["check_role"],
        role_changed=params["role_changed"],
        role_timeout=params["role_timeout"],
        from_source=params["share_from_source"],
        sources={str(image): str(source) for image, source in params["sources"].items()},
        source_region=params["source_region"],
        unshare_source=params["unshare_source"],
        check_resource_shares=params["check_resource_shares"],
    )
    check_request(request)
    return request
