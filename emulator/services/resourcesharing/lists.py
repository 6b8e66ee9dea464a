# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListSharedResources and ListSharedTargets."""

from __future__ import annotations

from typing import Any

from ...actions.declare import Answer, Call, Gap, Note, action
from ...catalogue.gaps import REFUSED_PARAMETER
from ...state.sharing_reach import accounts_of
from .checks import ARN_GAP
from .find import IDS_ERRORS, OWNER_ERRORS, PAGE_ERRORS, Row, anything, owned_shares, paged, stamp
from .resources import check_type, resource_arn

_ENTITIES_AT_MOST = 5


@action(
    "resourcesharing",
    "ListSharedResources",
    resources=anything,
    models=("MaxResults", "NextToken", "ResourceIds", "ResourceOwner", "ResourceShareIds", "ResourceType", "Target"),
    errors=(
        *PAGE_ERRORS, *IDS_ERRORS, *OWNER_ERRORS, "InvalidParameter.ResourceIds",
        "InvalidParameter.ResourceIds.Duplicate", "InvalidParameter.ResourceIds.Length",
        "InvalidParameter.ResourceType", "InvalidParameter.Target",
    ),
    gaps=(ARN_GAP,),
    notes=(
        Note("20 a page, 100 at most; ResourceStatus only for resources of others", "RS-SDK"),
        Note("what is associated by now; with Target those that go to exactly this target", "assumed"),
    ),
)  # fmt: skip
def list_shared_resources(call: Call) -> Answer:
    """List the resources of own shares, or those that others share with the caller."""
    owned = owned_shares(call)
    _check(call, "ResourceIds")
    ids, target = call.parameters.texts("ResourceIds"), call.parameters.text("Target")
    wanted = call.parameters.text("ResourceType")
    if len(target) > 128:
        raise call.refuse("InvalidParameter.Target")
    moment, rows = call.cloud.now(), []
    for owner, share in owned:
        own = owner is call.account
        fits = not target or (target in share.live("Target", moment) if own else target == owner.id)
        for resource in share.live("Resource", moment) if fits else ():
            item = share.resources[resource]
            if (ids and resource not in ids) or wanted not in ("", item.kind):
                continue
            shown: dict[str, Any] = {
                "CreateTime": stamp(item.created),
                "ResourceArn": resource_arn(call, owner, item.kind, resource),
                "ResourceId": resource,
                "ResourceShareId": share.id,
                "ResourceType": item.kind,
                "UpdateTime": stamp(item.updated),
            }
            if not own:
                shown["ResourceStatus"] = "Available"
            rows.append(Row(f"{share.id}/{resource}", shown))
    return paged(call, "SharedResources", rows)


@action(
    "resourcesharing",
    "ListSharedTargets",
    resources=anything,
    models=("MaxResults", "NextToken", "ResourceId", "ResourceOwner", "ResourceShareIds", "ResourceType", "Targets"),
    errors=(
        *PAGE_ERRORS, *IDS_ERRORS, *OWNER_ERRORS, "InvalidParameter.ResourceId", "InvalidParameter.ResourceType",
        "InvalidParameter.Targets", "InvalidParameter.Targets.Duplicate", "InvalidParameter.Targets.Length",
    ),
    gaps=(Gap.of(REFUSED_PARAMETER, "InvalidParameter.ResourceArn", "InvalidParameter.ResourceConflict"),),
    notes=(
        Note("20 a page, 100 at most; with OtherAccounts the owners of shares", "RS-SDK"),
        Note("what is associated by now; a folder is one target and not its members", "assumed"),
    ),
)  # fmt: skip
def list_shared_targets(call: Call) -> Answer:
    """List the targets of own shares, or the owners of those of others."""
    owned = owned_shares(call)
    _check(call, "Targets")
    wanted, resource = call.parameters.texts("Targets"), call.parameters.text("ResourceId")
    kind = call.parameters.text("ResourceType")
    if len(resource) > 128:
        raise call.refuse("InvalidParameter.ResourceId")
    moment, rows = call.cloud.now(), []
    for owner, share in owned:
        own = owner is call.account
        of_kind = share.live_of(kind, moment) if kind else share.live("Resource", moment)
        if (resource and resource not in of_kind) or (kind and not of_kind):
            continue
        for target in share.live("Target", moment):
            if not own and call.account.id not in accounts_of(call.cloud, owner.id, target):
                continue
            named = target if own else owner.id
            if wanted and named not in wanted:
                continue
            item = share.targets[target]
            shown = {
                "CreateTime": stamp(item.created),
                "External": item.external,
                "ResourceShareId": share.id,
                "TargetId": named,
                "UpdateTime": stamp(item.updated),
            }
            rows.append(Row(f"{share.id}/{target}", shown))
    return paged(call, "SharedTargets", rows)


def _check(call: Call, name: str) -> None:
    if kind := call.parameters.text("ResourceType"):
        check_type(call, kind)
    items = call.parameters.texts(name)
    if len(items) > _ENTITIES_AT_MOST:
        raise call.refuse(f"InvalidParameter.{name}.Length")
    if len(set(items)) < len(items):
        raise call.refuse(f"InvalidParameter.{name}.Duplicate")
    if not all(items) or any(len(item) > 128 for item in items):
        raise call.refuse(f"InvalidParameter.{name}")
