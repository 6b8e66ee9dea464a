# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Accounts, their names, their connection, their groups."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.site import Folder, Member, SiteAccount, SiteHost
from plugins.module_utils._sites.sites import (
    check_role_template,
    choose_folders,
    connection_of,
    group_names,
    host_variables,
    members_as_accounts,
    name_accounts,
    public_options,
    read_accounts,
    read_regions,
)

ROLE = "acs:ram::2000000000000002:role/image-operator"
PRODUCTION = Folder(folder_id="fd-production", path=("Production",))
SHOPS = Folder(folder_id="fd-shops00000", path=("Production", "Shops"))
TEST_SHOPS = Folder(folder_id="fd-shops00001", path=("Test", "Shops"))
TREE = [PRODUCTION, SHOPS, Folder(folder_id="fd-test000000", path=("Test",)), TEST_SHOPS]


def member(**more: Any) -> Member:
    given = {"account_id": "2000000000000002", "name": "shop", "folder_id": SHOPS.folder_id, "status": "CreateSuccess"}
    return Member(**{**given, **more})


def account(**more: Any) -> SiteAccount:
    return SiteAccount(**{"label": "shop", "account_id": "2000000000000002", **more})


@pytest.mark.parametrize(
    ("value", "regions"),
    [
        ("cn-beijing, ap-southeast-1\n", ("cn-beijing", "ap-southeast-1")),
        (["cn-beijing", "cn-beijing"], ("cn-beijing",)),
        ("all", ("all",)),
        (["with_images"], ("with_images",)),
        (None, ()),
    ],
)
def test_regions_are_ids_or_one_word(value: Any, regions: tuple[str, ...]) -> None:
    assert read_regions("regions", value) == regions


@pytest.mark.parametrize("value", ["Beijing", "cn_beijing", "all, cn-beijing", "with_images,all", "cn-"])
def test_what_is_no_region_is_refused(value: str) -> None:
    with pytest.raises(InvalidInput, match="regions: "):
        read_regions("regions", value)


@pytest.mark.parametrize(
    ("value", "label", "account_id", "connection"),
    [
        (ROLE, "2000000000000002", "2000000000000002", {"assume_role_arn": ROLE}),
        ({"name": "shop", "assume_role_arn": ROLE}, "shop", "2000000000000002", {"assume_role_arn": ROLE}),
        ({"id": 2000000000000002}, "2000000000000002", "2000000000000002", {}),
        ({"profile": "prod"}, "prod", "", {"profile": "prod"}),
        ({"id": "1", "profile": "prod", "name": None}, "1", "1", {"profile": "prod"}),
        ({"id": "2000000000000002", "assume_role_arn": ROLE, "assume_role_external_id": ""}, "2000000000000002",
         "2000000000000002", {"assume_role_arn": ROLE}),
    ],
)  # fmt: skip
def test_an_account_is_named_by_its_name_or_id_or_profile(
    value: Any, label: str, account_id: str, connection: dict[str, str]
) -> None:
    (found,) = read_accounts([value], ("cn-beijing",))
    assert (found.label, found.account_id, found.connection) == (label, account_id, connection)
    assert found.regions == ("cn-beijing",)


def test_an_account_may_have_its_own_regions() -> None:
    (found,) = read_accounts([{"name": "shop", "regions": "all"}], ("cn-beijing",))
    assert found.regions == ("all",)


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ("shop", "is not a list"),
        ([7], "is not an account"),
        ([{}], "has no name"),
        ([{"colour": "red"}], "'colour' is not known"),
        ([{"name": "a", "regions": "x"}], "accounts.regions: 'x'"),
        ([{"id": "me"}], "is not an account's id"),
        (["acs:ram::me:role/x"], "is not a role's ARN"),
        ([{"id": "1", "assume_role_arn": ROLE}], "is a role in another account than 1"),
    ],
)
def test_a_wrong_account_is_refused(values: Any, text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        read_accounts(values, ("cn-beijing",))
    assert text in str(error.value)


def test_keys_in_an_account_are_refused_and_not_shown() -> None:
    with pytest.raises(InvalidInput) as error:
        read_accounts([{"name": "a", "access_key_secret": "very-secret"}], ())
    assert "access_key_secret" in str(error.value)
    assert "very-secret" not in str(error.value)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["fd-production"], ["fd-production", "fd-shops00000"]),
        (["Production"], ["fd-production", "fd-shops00000"]),
        (["Test/Shops"], ["fd-shops00001"]),
        (["Production/Shops", "Production"], ["fd-shops00000", "fd-production"]),
    ],
)
def test_a_folder_is_chosen_with_those_below(wanted: list[str], found: list[str]) -> None:
    assert [folder.folder_id for folder in choose_folders(TREE, wanted)] == found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Shops", "is the name of several folders. There are: Production/Shops, Test/Shops."),
        ("Lab", "is not a folder of the directory. There are: Production, Production/Shops, Test, Test/Shops."),
    ],
)
def test_a_folder_that_is_not_one_is_refused(name: str, text: str) -> None:
    with pytest.raises(InvalidInput) as error:
        choose_folders(TREE, [name])
    assert text in str(error.value)


def test_a_member_becomes_an_account_with_its_own_role() -> None:
    template = {"assume_role_arn": "acs:ram::{account}:role/image-operator", "assume_role_external_id": "x-{account}"}
    (found,) = members_as_accounts([member(tags={"team": "web"})], TREE, {}, template, ("cn-beijing",))
    assert (found.label, found.folders, found.tags) == ("shop", ("Production", "Shops"), {"team": "web"})
    assert found.connection == {"assume_role_arn": ROLE, "assume_role_external_id": "x-2000000000000002"}


@pytest.mark.parametrize("status", ["PromoteVerifying", "PromoteFailed", "PromoteExpired", "PromoteCancelled"])
def test_a_member_that_has_not_joined_is_left_out(status: str) -> None:
    assert members_as_accounts([member(status=status)], TREE, {}, {}, ()) == []


@pytest.mark.parametrize(
    ("tags", "count"),
    [({"team": "web"}, 1), ({"team": ""}, 1), ({"team": None}, 1), ({"team": "db"}, 0), ({"team": "web", "a": "b"}, 0)],
)
def test_members_are_chosen_by_all_tags(tags: dict[str, Any], count: int) -> None:
    assert len(members_as_accounts([member(tags={"team": "web"})], TREE, tags, {}, ())) == count


@pytest.mark.parametrize("arn", ["", "acs:ram::1:role/x", "acs:ram::{account}:user/x", "{account}"])
def test_a_template_without_an_account_is_refused(arn: str) -> None:
    with pytest.raises(InvalidInput, match="directory_role_arn"):
        check_role_template(arn)


def test_names_become_parts_of_host_names() -> None:
    named = name_accounts([account(label=" Shop / EU "), account(label="店铺", account_id="3")])
    assert [item.label for item in named] == ["Shop-EU", "店铺"]


def test_accounts_of_one_name_are_told_apart_by_their_ids() -> None:
    named = name_accounts([account(label="shop eu"), account(label="Shop-EU", account_id="3"), account(account_id="4")])
    assert [item.label for item in named] == ["shop-eu-2000000000000002", "Shop-EU-3", "shop"]


def test_accounts_may_be_named_by_id() -> None:
    assert [item.label for item in name_accounts([account(), account(label="x", account_id="")], by_id=True)] == [
        "2000000000000002",
        "x",
    ]


@pytest.mark.parametrize(
    "accounts", [[account(), account(label="other")], [account(account_id=""), account(account_id="")]]
)
def test_an_account_given_twice_is_refused(accounts: list[SiteAccount]) -> None:
    with pytest.raises(InvalidInput, match="accounts: "):
        name_accounts(accounts)


BASE = {
    "access_key_id": "id",
    "access_key_secret": "secret",
    "assume_role_arn": "acs:ram::1:role/base",
    "assume_role_external_id": "of base",
    "assume_role_session_name": "team",
}


@pytest.mark.parametrize(
    ("own", "connection"),
    [
        ({}, BASE),
        ({"profile": "prod"}, {"assume_role_session_name": "team", "profile": "prod"}),
        (
            {"assume_role_arn": ROLE},
            {
                "access_key_id": "id",
                "access_key_secret": "secret",
                "assume_role_session_name": "team",
                "assume_role_arn": ROLE,
            },
        ),
    ],
)
def test_an_account_takes_of_the_base_what_goes_with_its_own(own: dict[str, str], connection: dict[str, str]) -> None:
    assert connection_of(account(connection=own), BASE) == connection


def test_keys_and_passwords_are_not_public() -> None:
    given = {**BASE, "security_token": "t", "region": "cn-beijing", "proxy_url": "http://user:pass@proxy:3128"}
    assert public_options(given).keys() == {
        "assume_role_arn",
        "assume_role_external_id",
        "assume_role_session_name",
    }
    assert public_options({"proxy_url": "http://proxy:3128"}) == {"proxy_url": "http://proxy:3128"}


def test_a_site_has_its_connection_and_its_place() -> None:
    site = SiteHost(
        account=account(name="Shop EU", folders=("A", "B"), tags={"t": "1"}, connection={"profile": "prod"}),
        region="cn-beijing",
    )
    assert site.host == "shop.cn-beijing"
    assert host_variables(site, {"read_timeout": 5}) == {
        "images_read_timeout": 5,
        "images_profile": "prod",
        "images_region": "cn-beijing",
        "image_site_account": "shop",
        "image_site_account_id": "2000000000000002",
        "image_site_account_name": "Shop EU",
        "image_site_region": "cn-beijing",
        "image_site_folder": "A/B",
        "image_site_tags": {"t": "1"},
    }


def test_a_site_is_in_the_groups_of_its_account_region_and_folders() -> None:
    site = SiteHost(account=account(label="shop-eu", folders=("Prod EU", "Shops")), region="cn-beijing")
    assert group_names(site) == [
        "image_sites",
        "account_shop_eu",
        "region_cn_beijing",
        "folder_Prod_EU",
        "folder_Prod_EU_Shops",
    ]
