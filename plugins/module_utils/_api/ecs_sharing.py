# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share list of an image: DescribeImageSharePermission, ModifyImageSharePermission."""

from __future__ import annotations

from typing import Any

from .._client.paging import numbered
from .._client.sdk import ECS
from .._client.session import Session
from .._model.share import ShareChange
from .wire import text

ACCOUNTS_PER_CALL = 10


def list_share_accounts(session: Session, region: str, image_id: str) -> tuple[str, ...]:
    """The account ids an image is shared with, sorted. Needs ecs:DescribeImageSharePermission."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        query = {"RegionId": region, "ImageId": image_id, **page}
        return session.call(ECS, region, "DescribeImageSharePermission", query)

    accounts = numbered(fetch, "Accounts", "Account", "AliyunId")
    return tuple(sorted(text(item, "AliyunId") for item in accounts))


def modify_share(session: Session, change: ShareChange) -> None:
    """Add and remove accounts, at most ten of each a call (ECS drops the rest without a word).

    Needs ecs:ModifyImageSharePermission. To be called again after an error is safe: it sets a state.
    """
    for start in range(0, max(len(change.add), len(change.remove)), ACCOUNTS_PER_CALL):
        part = slice(start, start + ACCOUNTS_PER_CALL)
        query: dict[str, Any] = {"RegionId": change.region, "ImageId": change.image_id}
        if change.add[part]:
            query["AddAccount"] = list(change.add[part])
        if change.remove[part]:
            query["RemoveAccount"] = list(change.remove[part])
        session.call(ECS, change.region, "ModifyImageSharePermission", query)
