# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource directory in a world file, read and written: it stands with the account that manages it."""

from __future__ import annotations

import re
from typing import Any

from ..state.clock import iso
from ..state.cloud import Cloud
from ..state.directory import Directory, Folder, Member
from .policies import DEFAULT_TIME
from .reader import Node, WorldError

_DIRECTORY, _ROOT, _FOLDER = r"rd-[A-Za-z0-9]{6}", r"r-[A-Za-z0-9]{6}", r"fd-[A-Za-z0-9]{10}"
STATUSES = (
    "CreateSuccess", "InviteSuccess", "PromoteSuccess", "PromoteVerifying", "PromoteFailed", "PromoteExpired",
    "PromoteCancelled",
)  # fmt: skip


def read_directory(node: Node) -> Directory | None:
    """The directory of an account, if it has one."""
    if node.take("resource_directory") is None:
        return None
    given = node.child("resource_directory")
    directory = Directory(given.matching("id", _DIRECTORY, "rd-000000"), given.matching("root", _ROOT, "r-000000"))
    for folder_id, child in given.children("folders"):
        if not re.fullmatch(_FOLDER, folder_id):
            raise WorldError(f"{child.path}: a folder's id must look like {_FOLDER}")
        name = child.text("name", folder_id)
        parent, created = child.text("parent", directory.root), child.moment("created", DEFAULT_TIME)
        directory.folders[folder_id] = Folder(folder_id, name, parent, created)
        child.done()
    for account_id, child in given.children("members"):
        directory.members[account_id] = _member(directory, account_id, child)
    directory.delegated = given.texts("delegated_administrators")
    directory.sharing = given.flag("sharing", True)
    given.done()
    return directory


def _member(directory: Directory, account_id: str, node: Node) -> Member:
    member = Member(
        account=account_id,
        name=node.text("name", f"account-{account_id}"),
        folder=node.text("folder", directory.root),
        status=node.choice("status", STATUSES, "CreateSuccess"),
        kind=node.choice("type", ("ResourceAccount", "CloudAccount"), "ResourceAccount"),
        join_method=node.choice("join_method", ("created", "invited"), "created"),
        joined=node.moment("joined", DEFAULT_TIME),
        tags=node.strings("tags"),
    )
    node.done()
    return member


def check_directories(cloud: Cloud) -> None:
    """Folders are in folders, members in folders of theirs and accounts of the world. Raises WorldError."""
    for account in cloud.accounts.values():
        if account.directory is not None:
            _check(cloud, account.directory, f"accounts.{account.id}.resource_directory")


def _check(cloud: Cloud, directory: Directory, path: str) -> None:
    places = {directory.root, *directory.folders}
    for folder in directory.folders.values():
        if folder.parent not in places:
            raise WorldError(f"{path}.folders.{folder.id}.parent: there is no folder {folder.parent}")
    for folder_id in directory.folders:
        if not _is_below_root(directory, folder_id):
            raise WorldError(f"{path}.folders.{folder_id}.parent: is not below the root")
    for member in directory.members.values():
        if member.folder not in places:
            raise WorldError(f"{path}.members.{member.account}.folder: there is no folder {member.folder}")
        if member.account not in cloud.accounts:
            raise WorldError(f"{path}.members.{member.account}: is not an account of this world")
    for account_id in directory.delegated:
        if account_id not in directory.members:
            raise WorldError(f"{path}.delegated_administrators: {account_id} is not a member")


def _is_below_root(directory: Directory, folder: str) -> bool:
    """Whether the way up ends."""
    for _level in directory.folders:
        folder = directory.folders[folder].parent
        if folder == directory.root:
            return True
    return False


def show_directory(directory: Directory | None) -> dict[str, Any] | None:
    """The directory as a world file has it."""
    if directory is None:
        return None
    return {
        "id": directory.id,
        "root": directory.root,
        "folders": {
            folder.id: {"name": folder.name, "parent": folder.parent, "created": iso(folder.created)}
            for folder in directory.folders.values()
        },
        "members": {
            member.account: {
                "name": member.name,
                "folder": member.folder,
                "status": member.status,
                "type": member.kind,
                "join_method": member.join_method,
                "joined": iso(member.joined),
                "tags": member.tags,
            }
            for member in directory.members.values()
        },
        "delegated_administrators": directory.delegated,
        "sharing": directory.sharing,
    }
