# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a target of a resource share means, and what an account has through shares."""

from __future__ import annotations

from collections.abc import Iterator

from .accounts import Account, Region
from .cloud import Cloud
from .directory import Directory
from .images import Snapshot
from .resource_shares import ResourceShare


def directory_of(cloud: Cloud, account_id: str) -> tuple[str, Directory] | None:
    """The directory an account manages or is a member of, with the account that manages it."""
    for account in cloud.accounts.values():
        directory = account.directory
        if directory is not None and (account.id == account_id or account_id in directory.members):
            return account.id, directory
    return None


def accounts_of(cloud: Cloud, owner_id: str, target: str) -> set[str]:
    """The accounts behind a target, the owner not among them."""
    if target.isascii() and target.isdecimal():
        return {target} - {owner_id}
    found = directory_of(cloud, owner_id)
    if found is None:
        return set()
    manager, directory = found
    if target == directory.id:
        return {manager, *directory.members} - {owner_id}
    inside = {member.account for member in directory.members.values() if _below(directory, member.folder, target)}
    return inside - {owner_id}


def _below(directory: Directory, folder: str, above: str) -> bool:
    return above in directory.path(folder).split("/")


def reaches(cloud: Cloud, owner: Account, share: ResourceShare) -> set[str]:
    """The accounts that have what is in a share, by now."""
    targets = share.live("Target", cloud.now())
    return {account for target in targets for account in accounts_of(cloud, owner.id, target)}


def shares_with(cloud: Cloud, region_id: str, account_id: str) -> Iterator[tuple[Account, ResourceShare]]:
    """The shares of others in a region that reach an account."""
    for owner in cloud.accounts.values():
        region = owner.regions.get(region_id)
        for share in region.resource_shares.values() if region is not None else ():
            if owner.id != account_id and account_id in reaches(cloud, owner, share):
                yield owner, share


def images_for(cloud: Cloud, region_id: str, account_id: str) -> set[tuple[str, str]]:
    """Owner and id of every image that shares bring to an account."""
    return {(owner.id, image) for owner, image in _brought(cloud, region_id, account_id, "Image")}


def snapshots_for(cloud: Cloud, region_id: str, account_id: str) -> list[tuple[Account, Snapshot]]:
    """Owner and snapshot for all that shares bring to an account, each once."""
    found = {
        (owner.id, snapshot_id): (owner, owner.region(region_id).snapshots[snapshot_id])
        for owner, snapshot_id in _brought(cloud, region_id, account_id, "Snapshot")
        if snapshot_id in owner.region(region_id).snapshots
    }
    return list(found.values())


def _brought(cloud: Cloud, region_id: str, account_id: str, kind: str) -> Iterator[tuple[Account, str]]:
    moment = cloud.now()
    for owner, share in shares_with(cloud, region_id, account_id):
        for resource in share.live_of(kind, moment):
            yield owner, resource


def accounts_with(cloud: Cloud, owner: Account, region: Region, resource_id: str) -> set[str]:
    """The accounts that have an image or a snapshot through shares."""
    moment = cloud.now()
    shares = [share for share in region.resource_shares.values() if resource_id in share.live("Resource", moment)]
    return {account for share in shares for account in reaches(cloud, owner, share)}


def is_in_share(cloud: Cloud, region: Region, resource_id: str) -> bool:
    """Whether a resource is associated with a share that has targets, accepted or not."""
    moment = cloud.now()
    return any(
        resource_id in share.live("Resource", moment) and any(share.associations("Target", moment))
        for share in region.resource_shares.values()
    )
