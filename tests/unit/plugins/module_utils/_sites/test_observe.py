# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Finding the sites of accounts and of a resource directory, on a running emulator."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from plugins.module_utils._client.connection import Connection
from plugins.module_utils._model.errors import ApiError, InvalidInput
from plugins.module_utils._model.site import SiteAccount
from plugins.module_utils._sites.observe import Findings, search_sites
from plugins.module_utils._sites.request import SiteRequest, read_request
from plugins.module_utils._sites.sites import connection_of

from ....emulator.support import Harness
from .test_request import DIRECTORY, OPTIONS

OWNER = "1000000000000001"
SHOP, BASE, LOST = "2000000000000002", "3000000000000003", "4000000000000004"
TRUST = {
    "Version": "1",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"RAM": [f"acs:ram::{OWNER}:root"]}}],
}


def role(*policies: Any) -> dict[str, Any]:
    return {"image-operator": {"trust": TRUST, "policies": list(policies)}}


WORLD = {
    "accounts": {
        OWNER: {
            "access_keys": {"operator": {"secret": "secret-of-operator", "user": "operator"}},
            "users": {"operator": {"policies": ["AdministratorAccess"]}},
            "resource_directory": {
                "folders": {
                    "fd-production": {"name": "Production"},
                    "fd-shops00000": {"name": "Shops", "parent": "fd-production"},
                },
                "members": {
                    SHOP: {"name": "shop", "folder": "fd-shops00000", "tags": {"team": "web"}},
                    BASE: {"name": "base", "folder": "fd-production"},
                    LOST: {"name": "lost"},
                },
            },
        },
        SHOP: {
            "roles": role("AliyunECSFullAccess"),
            "regions": {"cn-beijing": {"images": [{"id": "m-1"}]}, "us-west-1": {"images": [{"id": "m-2"}]}},
        },
        BASE: {"roles": role({"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "ecs:DescribeRegions", "Resource": "*"}]})},
        LOST: {},
    }
}  # fmt: skip


@pytest.fixture
def cloud(running: Harness) -> Harness:
    running.real.offset = 0.0
    running.control("POST", "reset", WORLD)
    return running


def ask(cloud: Harness, **options: Any) -> tuple[Findings, SiteRequest]:
    base = {
        "access_key_id": "operator",
        "access_key_secret": "secret-of-operator",
        "emulator_url": cloud.url,
        "max_attempts": 1,
    }
    request = read_request({**OPTIONS, **options}, "")

    def connect(account: SiteAccount) -> Connection:
        return Connection.from_params(connection_of(account, base), {})

    return search_sites(Connection.from_params(base, {}), connect, request), request


def hosts(found: tuple[Findings, SiteRequest]) -> list[str]:
    return [site.host for site in found[0].sites(found[1])]


def calls(cloud: Harness) -> dict[str, int]:
    return dict(Counter(item["action"] for item in cloud.log()))


def test_listed_sites_are_there_without_a_call(cloud: Harness) -> None:
    found = ask(cloud, accounts=[f"acs:ram::{SHOP}:role/x"], regions=["cn-beijing", "cn-shanghai"])
    assert hosts(found) == [f"{SHOP}.cn-beijing", f"{SHOP}.cn-shanghai"]
    assert calls(cloud) == {}


def test_members_of_the_directory_are_read_in_few_calls(cloud: Harness) -> None:
    found = ask(cloud, **DIRECTORY)
    assert hosts(found) == ["shop.cn-beijing", "base.cn-beijing", "lost.cn-beijing"]
    assert found[0].sites(found[1])[0].account.folders == ("Production", "Shops")
    assert calls(cloud) == {"ListFoldersForParent": 3, "ListAccounts": 1}


def test_members_of_a_folder_and_below_are_read(cloud: Harness) -> None:
    assert hosts(ask(cloud, **DIRECTORY, directory_folders=["Production"])) == ["base.cn-beijing", "shop.cn-beijing"]
    assert calls(cloud) == {"ListFoldersForParent": 3, "ListAccountsForParent": 2}


def test_an_unknown_folder_is_told(cloud: Harness) -> None:
    with pytest.raises(InvalidInput, match="directory_folders: 'Lab' is not a folder"):
        ask(cloud, **DIRECTORY, directory_folders=["Lab"])


def test_a_directory_that_is_not_there_is_an_error(cloud: Harness) -> None:
    cloud.control("POST", "reset", {"accounts": {OWNER: {**WORLD["accounts"][OWNER], "resource_directory": None}}})
    with pytest.raises(ApiError, match=r"EntityNotExists\.ResourceDirectory"):
        ask(cloud, **DIRECTORY)


def test_all_regions_of_an_account_are_found(cloud: Harness) -> None:
    found = hosts(ask(cloud, accounts=[f"acs:ram::{SHOP}:role/image-operator"], regions="all"))
    assert len(found) > 20
    assert f"{SHOP}.us-west-1" in found


def test_regions_with_images_are_found(cloud: Harness) -> None:
    found = ask(cloud, accounts=[f"acs:ram::{SHOP}:role/image-operator"], regions="with_images")
    assert hosts(found) == [f"{SHOP}.cn-beijing", f"{SHOP}.us-west-1"]
    assert found[0].problems == []


def test_what_cannot_be_reached_is_told_once_for_an_account(cloud: Harness) -> None:
    found = ask(cloud, **{**DIRECTORY, "regions": "with_images"})
    assert hosts(found) == ["shop.cn-beijing", "shop.us-west-1"]
    lost, base = sorted(found[0].problems, key=lambda item: len(item.regions))
    assert (lost.label, lost.regions) == ("lost", ())
    assert "EntityNotExist.Role" in str(lost)
    assert (base.label, len(base.regions) > 20) == ("base", True)
    assert str(base).endswith("Allow ecs:DescribeImages in RAM.")


def test_access_is_proved_when_asked_for(cloud: Harness) -> None:
    found = ask(cloud, **DIRECTORY, check_access=True)
    assert hosts(found) == ["shop.cn-beijing", "base.cn-beijing"]
    assert [(item.label, item.regions) for item in found[0].problems] == [("lost", ("cn-beijing",))]


def test_findings_come_back_from_a_cache_for_the_same_request_only(cloud: Harness) -> None:
    found, request = ask(cloud, **{**DIRECTORY, "regions": "with_images", "directory_external_id": "very-private"})
    cached = json.loads(json.dumps(found.to_cache(request)))
    assert Findings.from_cache(cached, request) == found
    _other, request = ask(cloud, **DIRECTORY)
    assert Findings.from_cache(cached, request) is None
    assert Findings.from_cache(None, request) is None
    assert "very-private" not in json.dumps(cached)
    assert "secret-of-operator" not in json.dumps(cached)
