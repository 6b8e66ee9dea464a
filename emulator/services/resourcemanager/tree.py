# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which directory a call is about, and which of its folders."""

from __future__ import annotations

import re

from ...actions.declare import Call
from ...state.directory import Directory

_FOLDER_ID = re.compile(r"r-[A-Za-z0-9]{6}|fd-[A-Za-z0-9]{10}")


def visible(call: Call) -> Directory | None:
    """The directory that the caller manages or is a delegated administrator of."""
    if call.account.directory is not None:
        return call.account.directory
    for account in call.cloud.accounts.values():
        if account.directory is not None and call.account.id in account.directory.delegated:
            return account.directory
    return None


def find_directory(call: Call) -> Directory:
    """The caller's directory, or the error that there is none."""
    directory = visible(call)
    if directory is None:
        raise call.refuse("EntityNotExists.ResourceDirectory")
    return directory


def find_folder(call: Call) -> tuple[Directory, str]:
    """The directory and the folder of the call, the root unless said otherwise."""
    directory = find_directory(call)
    folder = call.parameters.text("ParentFolderId", directory.root)
    if not _FOLDER_ID.fullmatch(folder):
        raise call.refuse("InvalidParameter.ParentFolderId")
    if folder != directory.root and folder not in directory.folders:
        raise call.refuse("EntityNotExists.Folder")
    return directory, folder


def folder_resource(call: Call) -> list[str]:
    """The folder of the call as policies name it."""
    directory = visible(call)
    folder = call.parameters.text("ParentFolderId")
    path = directory.path(folder) if directory else folder
    return [f"acs:resourcemanager:*:{call.account.id}:folder/{path}"]


def sounds_like(call: Call, name: str) -> bool:
    """Whether a name fits the call's keyword."""
    return call.parameters.text("QueryKeyword").lower() in name.lower()
