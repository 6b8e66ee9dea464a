# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListAccounts and ListAccountsForParent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import counted_page
from ...state.clock import iso
from ...state.directory import Directory, Member
from .tree import find_directory, find_folder, folder_resource, sounds_like

_TAGS = Note("several tags: all of them; a key alone: any value; tags are shown with IncludeTags only", "assumed")


@action(
    "resourcemanager",
    "ListAccounts",
    resources=lambda call: [f"acs:resourcemanager:*:{call.account.id}:account/*"],
    models=("IncludeTags", "PageNumber", "PageSize", "Tag"),
    errors=("EntityNotExists.ResourceDirectory",),
    notes=(
        Note("for the management account and delegated administrators; 10 a page", "RM-API"),
        Note("members of every status, not the management account; other callers: no directory", "assumed"),
        _TAGS,
    ),
)
def list_accounts(call: Call) -> Answer:
    """List all members of the directory."""
    directory = find_directory(call)
    return _listed(call, directory, directory.members.values())


@action(
    "resourcemanager",
    "ListAccountsForParent",
    resources=folder_resource,
    models=("IncludeTags", "PageNumber", "PageSize", "ParentFolderId", "QueryKeyword", "Tag"),
    errors=("EntityNotExists.Folder", "EntityNotExists.ResourceDirectory", "InvalidParameter.ParentFolderId"),
    notes=(
        Note("only the members right in the folder; 10 a page", "RM-API"),
        Note("without ParentFolderId: the root's; errors as of ListFoldersForParent", "assumed"),
        Note("QueryKeyword is part of the display name, whatever its case", "RM-API; case: assumed"),
        _TAGS,
    ),
)
def list_accounts_for_parent(call: Call) -> Answer:
    """List the members right in a folder."""
    directory, folder = find_folder(call)
    inside = (member for member in directory.members.values() if member.folder == folder)
    return _listed(call, directory, (member for member in inside if sounds_like(call, member.name)))


def _listed(call: Call, directory: Directory, members: Iterable[Member]) -> Answer:
    wanted = call.parameters.records("Tag")
    page, counts = counted_page(call, [member for member in members if _has(member, wanted)])
    return {**counts, "Accounts": {"Account": [_show(call, directory, member) for member in page]}}


def _has(member: Member, wanted: list[dict[str, str]]) -> bool:
    for tag in wanted:
        key, value = tag.get("Key", ""), tag.get("Value", "")
        if key not in member.tags or value not in ("", member.tags[key]):
            return False
    return True


def _show(call: Call, directory: Directory, member: Member) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "AccountId": member.account,
        "DisplayName": member.name,
        "FolderId": member.folder,
        "JoinMethod": member.join_method,
        "JoinTime": iso(member.joined),
        "ModifyTime": iso(member.joined),
        "ResourceDirectoryId": directory.id,
        "Status": member.status,
        "Type": member.kind,
    }
    if call.action.name == "ListAccounts":
        shown["ResourceDirectoryPath"] = f"{directory.path(member.folder)}/{member.account}"
    if call.parameters.flag("IncludeTags"):
        shown["Tags"] = {"Tag": [{"Key": key, "Value": value} for key, value in member.tags.items()]}
    return shown
