# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an inventory asks for, and whether calls are needed."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.site import Member
from plugins.module_utils._sites.request import SiteRequest, check_names, read_request

TEMPLATE = "acs:ram::{account}:role/image-operator"
OPTIONS: dict[str, Any] = {
    "accounts": [],
    "regions": [],
    "directory": False,
    "directory_folders": [],
    "directory_tags": {},
    "directory_role_arn": None,
    "directory_external_id": None,
    "name_by": "name",
    "check_access": False,
}
DIRECTORY = {"directory": True, "directory_role_arn": TEMPLATE, "regions": ["cn-beijing"]}


def request(region: str = "", **options: Any) -> SiteRequest:
    return read_request({**OPTIONS, **options}, region)


def test_listed_accounts_and_regions_need_no_call() -> None:
    assert not request("cn-beijing", accounts=[{"name": "a"}]).needs_calls


@pytest.mark.parametrize(
    "options",
    [
        {"accounts": [{"name": "a"}], "regions": "all"},
        {"accounts": [{"name": "a", "regions": "with_images"}]},
        {"accounts": [{"name": "a"}], "regions": ["cn-beijing"], "check_access": True},
        DIRECTORY,
    ],
)
def test_what_has_to_be_found_out_needs_calls(options: dict[str, Any]) -> None:
    assert request(**options).needs_calls


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({}, "accounts: [] names no account"),
        ({"accounts": None}, "accounts: [] names no account"),
        ({"accounts": [{"name": "a"}]}, "regions: [] names no region"),
        ({**DIRECTORY, "regions": []}, "regions: [] names no region"),
        ({**DIRECTORY, "directory_role_arn": None}, "directory_role_arn: '' is not a template"),
        ({"accounts": [{"id": 1}], "regions": "all", "directory_tags": {"a": "b"}}, "does nothing without directory"),
        ({"accounts": [{"id": 1}, {"id": 1}], "regions": "all"}, "accounts: '1' is given twice"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_refused(options: dict[str, Any], text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        request(**options)
    assert text in str(error.value)


def test_a_listed_account_goes_before_the_same_member() -> None:
    members = [
        Member(account_id="1", name="one", folder_id="", status="CreateSuccess"),
        Member(account_id="2", name="two", folder_id="", status="CreateSuccess"),
    ]
    asked = request(**DIRECTORY, accounts=[{"id": "1", "name": "own", "profile": "prod"}])
    assert [item.label for item in asked.accounts(members, [])] == ["own", "two"]


def test_a_fingerprint_tells_requests_apart_and_holds_no_external_id() -> None:
    one = request(**DIRECTORY, directory_external_id="very-private")
    other = request(**DIRECTORY, directory_tags={"team": "web"})
    assert one.fingerprint() != other.fingerprint()
    listed = request("cn-beijing", accounts=[{"name": "a", "assume_role_external_id": "very-private"}])
    assert "very-private" not in one.fingerprint() + listed.fingerprint()


def test_an_option_that_nobody_knows_is_refused() -> None:
    known = {"plugin": {}, "access_key_id": {"aliases": ["alicloud_access_key"]}}
    check_names({"plugin": "x", "alicloud_access_key": "y"}, known)
    with pytest.raises(InvalidInput, match=r"acounts: .* is not an option of image_sites"):
        check_names({"acounts": []}, known)
