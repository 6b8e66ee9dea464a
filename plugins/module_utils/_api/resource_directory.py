# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The resource directory: ListAccounts, ListAccountsForParent, ListFoldersForParent.

For its management account and delegated administrators only. The service is central: it has one host for all regions.
"""

from __future__ import annotations

from typing import Any

from .._client.answer import unwrap
from .._client.paging import numbered
from .._client.sdk import RESOURCE_MANAGER
from .._client.session import Session
from .._model.site import Folder, Member
from .wire import Answer, text

ANYWHERE = "cn-hangzhou"


def list_members(session: Session) -> list[Member]:
    """All members, the management account not among them. Needs resourcemanager:ListAccounts."""

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(RESOURCE_MANAGER, ANYWHERE, "ListAccounts", {"IncludeTags": True, **page})

    return [_parse_member(item) for item in numbered(fetch, "Accounts", "Account", "AccountId")]


def list_members_of(session: Session, folder_id: str) -> list[Member]:
    """The members right in a folder. Needs resourcemanager:ListAccountsForParent."""
    query: dict[str, Any] = {"ParentFolderId": folder_id, "IncludeTags": True}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(RESOURCE_MANAGER, ANYWHERE, "ListAccountsForParent", {**query, **page})

    return [_parse_member(item) for item in numbered(fetch, "Accounts", "Account", "AccountId")]


def list_folders(session: Session, parent: Folder | None) -> list[Folder]:
    """The folders right below another, or below the root. Needs resourcemanager:ListFoldersForParent."""
    query = {"ParentFolderId": parent.folder_id} if parent else {}

    def fetch(page: dict[str, Any]) -> dict[str, Any]:
        return session.call(RESOURCE_MANAGER, ANYWHERE, "ListFoldersForParent", {**query, **page})

    above = parent.path if parent else ()
    return [
        Folder(folder_id=text(item, "FolderId"), path=(*above, text(item, "FolderName")))
        for item in numbered(fetch, "Folders", "Folder", "FolderId")
    ]


def _parse_member(answer: Answer) -> Member:
    return Member(
        account_id=text(answer, "AccountId"),
        name=text(answer, "DisplayName"),
        folder_id=text(answer, "FolderId"),
        status=text(answer, "Status"),
        tags={text(tag, "Key"): text(tag, "Value") for tag in unwrap(answer, "Tags", "Tag")},
    )
