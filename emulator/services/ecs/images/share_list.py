# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DescribeImageSharePermission."""

from __future__ import annotations

from ....actions.declare import Answer, Call, Note, action
from ....actions.paging import counted_page
from ....state.clock import iso
from ....state.sharing_reach import accounts_with
from ..arns import image_of_call


@action(
    "ecs",
    "DescribeImageSharePermission",
    resources=image_of_call,
    models=("ImageId", "PageNumber", "PageSize", "RegionId"),
    errors=("InvalidImageId.NotFound",),
    notes=(
        Note("10 accounts a page by default, 100 at most", "API-DescShare"),
        Note(
            "own images only; AliyunId is a string; share groups are always empty",
            "ECS-SDK; own images only: assumed",
        ),
        Note(
            "shares made through Resource Sharing do not show (setting share_list_shows_resource_shares)",
            "sources silent",
        ),
        Note("shows what was written at once, list_lag_seconds or not", "assumed"),
    ),
)  # fmt: skip
def describe_image_share_permission(call: Call) -> Answer:
    """List the accounts an image is shared with."""
    image = call.region.images.get(call.parameters.text("ImageId"))
    if image is None:
        raise call.refuse("InvalidImageId.NotFound", name=call.parameters.text("ImageId"))
    shares = dict(image.shares)
    if call.cloud.settings.share_list_shows_resource_shares:
        for account in sorted(accounts_with(call.cloud, call.account, call.region, image.id)):
            shares.setdefault(account, call.cloud.now())
    page, counts = counted_page(call, list(shares.items()))
    accounts = [{"AliyunId": account, "SharedTime": iso(since)} for account, since in page]
    return {
        "RegionId": call.region_id,
        "ImageId": image.id,
        **counts,
        "ShareGroups": {"ShareGroup": []},
        "Accounts": {"Account": accounts},
    }
