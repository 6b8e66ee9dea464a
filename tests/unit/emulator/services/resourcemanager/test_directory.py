# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resource directory. Source: API pages of 2025; `assumed` where a test says so."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.world.load import load
from emulator.world.reader import WorldError

from ...support import Harness, error_of, refused
from ...worlds import CROWD, DIRECTORY, OWNER, SHAREE, STRANGER, changed


def ask(emu: Harness, action: str, *, key: str = "operator", **parameters: Any) -> dict[str, Any]:
    return emu.call("resourcemanager", action, key=key, **parameters)


def accounts(answer: dict[str, Any]) -> list[str]:
    return [item["AccountId"] for item in answer["Accounts"]["Account"]]


def folders(answer: dict[str, Any]) -> list[str]:
    return [item["FolderName"] for item in answer["Folders"]["Folder"]]


def test_all_members_are_listed_with_their_place_in_the_tree(emu: Harness) -> None:
    answer = ask(emu, "ListAccounts")
    assert accounts(answer) == [SHAREE, STRANGER, CROWD[0]]
    shop = answer["Accounts"]["Account"][0]
    assert shop["ResourceDirectoryPath"] == f"rd-test01/r-root01/fd-production/fd-shops00000/{SHAREE}"
    assert (shop["DisplayName"], shop["FolderId"], shop["Status"]) == ("shop-eu", "fd-shops00000", "CreateSuccess")
    assert (shop["Type"], shop["JoinMethod"]) == ("ResourceAccount", "created")


def test_tags_are_shown_when_asked_for(emu: Harness) -> None:
    assert all("Tags" not in item for item in ask(emu, "ListAccounts")["Accounts"]["Account"])
    shop = ask(emu, "ListAccounts", IncludeTags=True)["Accounts"]["Account"][0]
    assert shop["Tags"]["Tag"] == [{"Key": "team", "Value": "web"}, {"Key": "stage", "Value": "prod"}]


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ([{"Key": "team", "Value": "web"}], [SHAREE]),
        ([{"Key": "team"}], [SHAREE, STRANGER]),
        ([{"Key": "team", "Value": "web"}, {"Key": "stage", "Value": "test"}], []),
    ],
)
def test_members_are_found_by_tags(emu: Harness, tags: list[dict[str, str]], found: list[str]) -> None:
    """Source: documented; that all tags must fit and a key alone suffices: assumed."""
    assert accounts(ask(emu, "ListAccounts", Tag=tags)) == found


def test_pages_end_at_the_total_count(emu: Harness) -> None:
    first, second = (ask(emu, "ListAccounts", PageSize=2, PageNumber=number) for number in (1, 2))
    assert (first["TotalCount"], second["TotalCount"]) == (3, 3)
    assert [*accounts(first), *accounts(second)] == [SHAREE, STRANGER, CROWD[0]]
    assert refused(lambda: ask(emu, "ListAccounts", PageSize=101)) == (400, "InvalidParameter")


def test_a_folder_lists_its_own_members_only(emu: Harness) -> None:
    answer = ask(emu, "ListAccountsForParent", ParentFolderId="fd-production")
    assert accounts(answer) == [STRANGER]
    assert "ResourceDirectoryPath" not in answer["Accounts"]["Account"][0]
    assert accounts(ask(emu, "ListAccountsForParent", ParentFolderId="fd-test000000")) == []


def test_without_a_folder_it_is_the_root(emu: Harness) -> None:
    """Source: documented for folders, assumed for accounts."""
    assert accounts(ask(emu, "ListAccountsForParent")) == [CROWD[0]]
    assert folders(ask(emu, "ListFoldersForParent")) == ["Production", "Test"]
    assert folders(ask(emu, "ListFoldersForParent", ParentFolderId="r-root01")) == ["Production", "Test"]


def test_a_folder_lists_the_next_level_only(emu: Harness) -> None:
    assert folders(ask(emu, "ListFoldersForParent", ParentFolderId="fd-production")) == ["Shops"]
    assert folders(ask(emu, "ListFoldersForParent", ParentFolderId="fd-shops00000")) == []


def test_a_keyword_is_a_part_of_the_name(emu: Harness) -> None:
    """Source: documented; that case does not matter: assumed."""
    assert folders(ask(emu, "ListFoldersForParent", QueryKeyword="prod")) == ["Production"]
    assert accounts(ask(emu, "ListAccountsForParent", ParentFolderId="fd-production", QueryKeyword="shop")) == []
    assert accounts(ask(emu, "ListAccountsForParent", ParentFolderId="fd-production", QueryKeyword="bas")) == [STRANGER]


@pytest.mark.parametrize("action", ["ListAccountsForParent", "ListFoldersForParent"])
@pytest.mark.parametrize(
    ("folder", "error"),
    [
        ("production", (400, "InvalidParameter.ParentFolderId")),
        ("fd-short", (400, "InvalidParameter.ParentFolderId")),
        ("fd-nowhere000", (404, "EntityNotExists.Folder")),
        ("r-other1", (404, "EntityNotExists.Folder")),
    ],
)
def test_a_wrong_folder_is_refused(emu: Harness, action: str, folder: str, error: tuple[int, str]) -> None:
    """Source: documented for ListFoldersForParent, assumed for ListAccountsForParent."""
    assert refused(lambda: ask(emu, action, ParentFolderId=folder)) == error


def test_a_delegated_administrator_may_look_and_another_member_may_not(emu: Harness) -> None:
    """Source: documented; that other accounts get no directory: assumed."""
    assert len(accounts(ask(emu, "ListAccounts", key="sharee"))) == 3
    for action in ("ListAccounts", "ListAccountsForParent", "ListFoldersForParent"):
        error = error_of(lambda action=action: ask(emu, action, key="stranger"))
        assert (error.status_code, error.code) == (404, "EntityNotExists.ResourceDirectory")


def test_a_policy_may_name_a_folder_by_its_path(emu: Harness) -> None:
    document = {
        "Version": "1",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "resourcemanager:List*",
                "Resource": "acs:resourcemanager:*:*:folder/rd-test01/r-root01/fd-production",
            }
        ],
    }
    emu.control("POST", "reset", changed(OWNER, users={"operator": {"policies": [document]}}, access_keys=KEYS))
    assert accounts(ask(emu, "ListAccountsForParent", ParentFolderId="fd-production")) == [STRANGER]
    below = {"ParentFolderId": "fd-shops00000"}
    assert refused(lambda: ask(emu, "ListAccountsForParent", **below)) == (403, "NoPermission")
    assert refused(lambda: ask(emu, "ListAccounts")) == (403, "NoPermission")


KEYS = {"operator": {"secret": "secret-of-operator", "user": "operator"}}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "rd-1"}, "resource_directory.id: must look like"),
        ({"folders": {"fd-1": {}}}, "resource_directory.folders.fd-1: a folder's id must look like"),
        ({"folders": {"fd-production": {"parent": "fd-nowhere000"}}}, "parent: there is no folder fd-nowhere000"),
        ({"folders": {"fd-production": {"parent": "fd-production"}}}, "parent: is not below the root"),
        ({"folders": {"fd-production": {"colour": "red"}}}, "colour: there is no such key"),
        ({"members": {SHAREE: {"folder": "fd-nowhere000"}}}, "folder: there is no folder fd-nowhere000"),
        ({"members": {"9000000000000009": {}}}, "9000000000000009: is not an account of this world"),
        ({"members": {SHAREE: {"status": "Lost"}}}, "status: must be one of"),
        ({"delegated_administrators": [OWNER]}, f"delegated_administrators: {OWNER} is not a member"),
    ],
)
def test_a_wrong_directory_is_told_with_its_place(change: dict[str, Any], message: str) -> None:
    wanted = {**DIRECTORY, **change} if "folders" not in change else {**change, "id": "rd-test01"}
    with pytest.raises(WorldError) as error:
        load(Cloud(), changed(OWNER, resource_directory=wanted))
    assert message in str(error.value)
