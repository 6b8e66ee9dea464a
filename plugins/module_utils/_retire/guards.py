# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What forbids to deprecate or delete an image."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .._copies.proof import proof_problems
from .._core.reasons import reason
from .._model.image import TAGS_PER_IMAGE, Encryption, Image, Verdict
from .._model.image_copy import TAG_SOURCE, CopyWanted, read_copy_tag
from .._model.reason import Reason
from .marks import TAG_DEPRECATED, DeprecationMark
from .values import CONSUMERS, RESOURCE_SHARES, RetireRequest, RetireSeen

NAMED = 5
USABLE = (Encryption.CUSTOMER_KEY, Encryption.FOREIGN_KEY)


def copy_faults(request: RetireRequest, seen: RetireSeen, source: Image) -> list[Reason]:
    """Return why the image that takes the place of a source is not its proven copy, ready to be launched."""
    new_id = request.new_ids[source.image_id]
    copy = seen.copies.get(new_id)
    if copy is None or copy.image.status != "Available":
        status = copy.image.status if copy else "not there"
        return [reason("retire_copy_missing", image=new_id or "none", status=status, region=request.region)]
    if why := _unproven(seen.account_id, source, copy.image):
        return [reason("retire_copy_not_proven", image=new_id, why=why)]
    if copy.verdict is not Verdict.SHAREABLE or copy.encryption not in USABLE:
        why = "; ".join(item.message for item in copy.reasons) or f"its encryption is {copy.encryption}"
        return [reason("retire_copy_not_shareable", image=new_id, why=why)]
    return []


def _unproven(account_id: str, source: Image, copy: Image) -> str:
    tag = read_copy_tag(copy.tags)
    if tag is None or copy.tags.get(TAG_SOURCE) != source.image_id:
        return "its tags do not name this image as the source"
    if (tag.account_id, tag.source_region, tag.region) != (account_id, source.region, copy.region):
        return f"its tag says {tag.value}"
    if not copy.is_copied:
        return "ECS does not show it as a copy"
    wanted = CopyWanted(
        source=source,
        account_id=account_id,
        region=copy.region,
        kms_key_id=tag.kms_key_id,
        key_account=tag.key_account,
    )
    own = {disk.snapshot_id for disk in source.disks}
    foreign = [disk for disk in copy.disks if disk.source_snapshot_id and disk.source_snapshot_id not in own]
    if foreign:
        return f"ECS says that its disk {foreign[0].device} was copied from another snapshot"
    return "; ".join(item.message for item in proof_problems(wanted, copy))


def user_faults(request: RetireRequest, seen: RetireSeen, image_id: str) -> list[Reason]:
    """Return that users were found in the owner's account, or that it is unknown whether there are any."""
    found = [
        item for item in seen.references if item.image_id == image_id and (item.active or not request.accept_inactive)
    ]
    faults = [reason("retire_in_use", users=users_text([item.to_result({}) for item in found]))] if found else []
    unknown = [
        kind_text(kind, _results(why))
        for kind, why in seen.unknown.items()
        if kind not in request.accept_unknown and kind != RESOURCE_SHARES
    ]
    return [*faults, *([reason("retire_users_unknown", kinds=", ".join(unknown))] if unknown else [])]


def kind_text(kind: str, why: Iterable[Mapping[str, Any]]) -> str:
    """Return a kind that is unknown, with what can be done about it."""
    told = "; ".join(f"{item['message']}. {item['remedy']}".rstrip(".") for item in why)
    return f"{kind} ({told})" if told else kind


def _results(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [item.to_result() for item in reasons]


def users_text(found: Sequence[Mapping[str, Any]]) -> str:
    """Return items of `references` as a sentence names them."""
    named = ", ".join(map(user_text, found[:NAMED]))
    return f"{named} and {len(found) - NAMED} more" if len(found) > NAMED else named


def user_text(item: Mapping[str, Any]) -> str:
    """Return one item of `references` as a sentence names it."""
    version = f" version {item['version']}" if item["type"] == "launch_template_version" else ""
    name = f"{item['name']} ({item['id']})" if item["name"] and item["name"] != item["id"] else item["id"]
    kind = item["type"].replace("_version", "").replace("_", " ").replace("oos ", "OOS ")
    return f"{kind} {name}{version}"


def account_faults(request: RetireRequest, seen: RetireSeen, source: Image, accounts: Sequence[str]) -> list[Reason]:
    """Return which accounts that have the image lack its copy, or are not known to do without the old one."""
    new_id = request.new_ids[source.image_id]
    has = set(seen.shares.get(new_id, ()))
    lacking = [account for account in accounts if account not in has]
    faults = [reason("retire_copy_not_shared", image=new_id, accounts=", ".join(lacking))] if lacking else []
    return [*faults, *uncleared(request, source.image_id, accounts)]


def uncleared(request: RetireRequest, image_id: str, accounts: Iterable[str]) -> list[Reason]:
    """Return a reason for each account that is not cleared."""
    cleared = request.cleared.get(image_id, frozenset())
    return [reason("retire_account_not_cleared", account=account) for account in accounts if account not in cleared]


def sharing_faults(request: RetireRequest, seen: RetireSeen, image: Image) -> Iterator[Reason]:
    """Give what besides accounts stands against taking an image from others, and lasting marks on it."""
    if image.is_public:
        yield reason("retire_public")
    if targets := seen.targets.get(image.image_id):
        yield reason("retire_resource_share", targets=", ".join(targets))
    if RESOURCE_SHARES in seen.unknown and RESOURCE_SHARES not in request.accept_unknown:
        yield reason("retire_users_unknown", kinds=kind_text(RESOURCE_SHARES, _results(seen.unknown[RESOURCE_SHARES])))
    if TAG_DEPRECATED not in image.tags and len(image.tags) >= TAGS_PER_IMAGE:
        yield reason("retire_no_room", count=len(image.tags))


def former_faults(request: RetireRequest, image_id: str, mark: DeprecationMark) -> list[Reason]:
    """Return which accounts that had the image are not known to do without it."""
    if not mark.accounts:
        return []
    former = request.former.get(image_id)
    if former is None:
        unknown = reason("retire_accounts_unknown", count=mark.accounts, run=mark.run or "without a name")
        return [] if CONSUMERS in request.accept_unknown else [unknown]
    return uncleared(request, image_id, former)


def disk_faults(seen: RetireSeen, image: Image) -> list[Reason]:
    """Return that disks were made from an image's snapshots, or that this cannot be seen."""
    snapshots = [disk.snapshot_id for disk in image.disks if disk.snapshot_id]
    if denied := [snapshot for snapshot in snapshots if snapshot in seen.disks_denied]:
        right = seen.disks_denied[denied[0]]
        return [reason("retire_disks_unknown", snapshots=", ".join(denied), permission=right)]
    disks = sorted({disk for snapshot in snapshots for disk in seen.made_disks.get(snapshot, ())})
    return [reason("retire_disk_uses", disks=", ".join(disks))] if disks else []
