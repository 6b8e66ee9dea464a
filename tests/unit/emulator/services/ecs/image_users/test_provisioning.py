# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Auto provisioning groups. Source: the page of DescribeAutoProvisioningGroups with its example, and RAM-ECS."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, allow, changed, with_beijing

GROUPS: list[dict[str, Any]] = [
    {"id": "apg-web", "name": "web", "template": "lt-web", "template_version": "2", "tags": {"team": "web"}},
    {"id": "apg-default", "name": "default", "template": "lt-web", "kind": "request", "resource_group": "rg-1"},
    {"id": "apg-inline", "image": "m-plain", "kind": "instant", "status": "deleted"},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(auto_provisioning_groups=GROUPS))


def groups(emu: Harness, **filters: Any) -> dict[str, dict[str, Any]]:
    found = emu.ecs("DescribeAutoProvisioningGroups", **filters)["AutoProvisioningGroups"]["AutoProvisioningGroup"]
    return {item["AutoProvisioningGroupId"]: item for item in found}


def test_a_group_shows_its_template_and_the_version_that_it_was_made_with(emu: Harness) -> None:
    shown = groups(emu)
    assert list(shown) == ["apg-inline", "apg-default", "apg-web"]
    assert (shown["apg-web"]["LaunchTemplateId"], shown["apg-web"]["LaunchTemplateVersion"]) == ("lt-web", "2")
    assert (shown["apg-default"]["LaunchTemplateId"], shown["apg-default"]["LaunchTemplateVersion"]) == ("lt-web", "")
    assert (shown["apg-inline"]["Status"], shown["apg-inline"]["AutoProvisioningGroupType"]) == ("deleted", "instant")


def test_a_group_that_was_made_inline_does_not_show_its_image(emu: Harness) -> None:
    assert "m-plain" not in str(groups(emu))
    emu.set(provisioning_launch_configuration="shown")
    # The models of the SDK leave it out.
    _status, body = emu.acs3("ecs", "DescribeAutoProvisioningGroups", {"RegionId": "cn-beijing"})
    inline, default, _web = body["AutoProvisioningGroups"]["AutoProvisioningGroup"]
    assert inline["LaunchConfiguration"] == {"ImageId": "m-plain", "ImageFamily": ""}
    assert "LaunchConfiguration" not in default


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"AutoProvisioningGroupId": ["apg-web", "apg-none"]}, {"apg-web"}),
        ({"AutoProvisioningGroupName": "web"}, {"apg-web"}),
        ({"AutoProvisioningGroupStatus": ["deleted", "submitted"]}, {"apg-inline"}),
        ({"AutoProvisioningGroupTypes": ["request"]}, {"apg-default"}),
        ({"ResourceGroupId": "rg-1"}, {"apg-default"}),
        ({"Tag": [{"Key": "team", "Value": "web"}]}, {"apg-web"}),
    ],
)
def test_filters_narrow_the_list(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(groups(emu, **filters)) == found


def test_a_list_has_pages_of_ten_and_a_total(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(auto_provisioning_groups=[{"id": f"apg-{n}"} for n in range(12)]))
    answer = emu.ecs("DescribeAutoProvisioningGroups", PageNumber=2)
    assert (len(answer["AutoProvisioningGroups"]["AutoProvisioningGroup"]), answer["TotalCount"]) == (2, 12)


@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        ({"AutoProvisioningGroupName": "1"}, (400, "InvalidName.Malformed")),
        ({"AutoProvisioningGroupId": [f"apg-{number}" for number in range(21)]}, (400, "InvalidParameter")),
        ({"PageSize": 101}, (400, "InvalidParameter")),
        ({"Tag": [{"Value": "web"}]}, (400, "InvalidParameter")),
    ],
)
def test_wrong_filters_are_refused(emu: Harness, filters: dict[str, Any], answer: tuple[int, str]) -> None:
    assert refused(lambda: groups(emu, **filters)) == answer


def test_a_call_without_a_region_is_refused_with_the_misspelt_code(emu: Harness) -> None:
    status, body = emu.acs3("ecs", "DescribeAutoProvisioningGroups", {})
    assert (status, body["Code"]) == (400, "MissingParamter.RegionId")


def test_a_caller_without_the_right_is_refused(emu: Harness) -> None:
    users: dict[str, Any] = {"operator": {"policies": [allow("ecs:DescribeImages")]}, "reader": {}, "nobody": {}}
    emu.control("POST", "reset", changed(OWNER, users=users))
    assert refused(lambda: groups(emu)) == (403, "Forbidden.RAM")


def test_a_dump_gives_the_same_groups_again(emu: Harness) -> None:
    before = groups(emu)
    emu.control("POST", "reset", emu.control("GET", "world"))
    assert groups(emu) == before


def test_a_group_launches_from_a_template_or_from_what_it_was_made_with(emu: Harness) -> None:
    both = {"id": "apg-both", "template": "lt-web", "image": "m-plain"}
    status, answer = emu.control_status("POST", "reset", with_beijing(auto_provisioning_groups=[both]))
    assert status == 400
    assert "goes with neither image nor family" in str(answer)
