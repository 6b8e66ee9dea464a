# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ListFoldersForParent."""

from __future__ import annotations

from ...actions.declare import Answer, Call, Note, action
from ...actions.paging import counted_page
from ...state.clock import iso
from .tree import find_folder, folder_resource, sounds_like


@action(
    "resourcemanager",
    "ListFoldersForParent",
    resources=folder_resource,
    models=("PageNumber", "PageSize", "ParentFolderId", "QueryKeyword"),
    errors=("EntityNotExists.Folder", "EntityNotExists.ResourceDirectory", "InvalidParameter.ParentFolderId"),
    notes=(
        Note("only the next level below a folder, the root's without ParentFolderId; 10 a page", "RM-API"),
        Note("QueryKeyword is part of the name, whatever its case", "RM-API; case: assumed"),
    ),
)
def list_folders_for_parent(call: Call) -> Answer:
    """List the folders right below a folder."""
    directory, parent = find_folder(call)
    found = [item for item in directory.folders.values() if item.parent == parent and sounds_like(call, item.name)]
    page, counts = counted_page(call, found)
    shown = [{"FolderId": item.id, "FolderName": item.name, "CreateTime": iso(item.created)} for item in page]
    return {**counts, "Folders": {"Folder": shown}}
