# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what image_info is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .._core.accounts import check_accounts
from .._core.per_region import CENTRAL, read_regions
from .._core.text import list_option, text_of
from .._core.times import age_option, time_option
from .._images.selection import OWN, Selection, check_owners
from .._model.errors import InvalidInput
from .._model.share import SHARE_QUOTA


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRequest:
    """`regions` is empty for every region of the account; `region` then lists them."""

    selection: Selection
    may_miss: bool
    region: str
    regions: tuple[str, ...]
    accounts: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    share_quota: int = SHARE_QUOTA
    with_defaults: bool = False
    coverage_families: tuple[str, ...] = ()
    result: str = "auto"
    result_file: str = ""
    csv_file: str = ""


def read_request(params: Mapping[str, Any]) -> AuditRequest:
    """Read the options of image_info. Raises InvalidInput."""
    regions = read_regions(params)
    accounts = list_option(params["share_accounts"], "share_accounts")
    allowed = list_option(params["allowed_accounts"], "allowed_accounts")
    check_accounts("share_accounts", accounts, "")
    check_accounts("allowed_accounts", allowed, "")
    return AuditRequest(
        selection=_selection(params),
        may_miss=params["missing"] == "ignore",
        region=params["region"] or CENTRAL,
        regions=regions,
        accounts=accounts,
        allowed=allowed,
        share_quota=params["share_quota"],
        with_defaults=params["encryption_defaults"],
        coverage_families=list_option(params["coverage_families"], "coverage_families"),
        result=params["result"],
        result_file=params["result_file"] or "",
        csv_file=params["csv_file"] or "",
    )


def _selection(params: Mapping[str, Any]) -> Selection:
    owners = list_option(params["owner"], "owner") or (OWN,)
    check_owners("owner", owners)
    after, before = (time_option(option, params[option] or "") for option in ("created_after", "created_before"))
    if after and before and after >= before:
        remedy = f"Give a time before created_before ({params['created_before']})."
        raise InvalidInput("created_after", params["created_after"], "leaves no time in between", remedy)
    return Selection(
        image_ids=list_option(params["image_ids"], "image_ids"),
        names=list_option(params["names"], "names"),
        families=list_option(params["families"], "families"),
        tags={key: None if value is None else text_of(value) for key, value in params["tags"].items()},
        owners=owners,
        statuses=list_option(params["statuses"], "statuses"),
        created_after=after,
        created_before=before,
        created_within=age_option("created_within", params["created_within"] or ""),
        exclude_names=list_option(params["exclude_names"], "exclude_names"),
        newest=params["newest"],
    )
