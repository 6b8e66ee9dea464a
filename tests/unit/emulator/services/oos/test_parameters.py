# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of OOS. Source: OOS-SDK and the pages' examples; codes are those of third-party clients."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ...support import Harness, refused
from ...worlds import OWNER, allow, changed, with_beijing

PARAMETERS: list[dict[str, Any]] = [
    {
        "name": "images/web",
        "value": "m-plain",
        "description": "the web image",
        "constraints": {"AllowedPattern": "m-[a-z0-9]+", "MaxLength": 20},
        "tags": {"team": "web"},
        "resource_group": "rg-1",
        "version": 3,
        "created": "2025-02-03T04:05:06Z",
    },
    {"name": "/golden/api", "value": "m-plain", "constraints": {"AllowedValues": ["m-plain", "m-cmk"]}},
    {"name": "/golden/old/all", "value": "m-plain,m-cmk", "kind": "StringList"},
]
ALL = ["/golden/api", "/golden/old/all", "images/web"]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(oos_parameters=PARAMETERS))


def listed(emu: Harness, **filters: Any) -> list[str]:
    return [item["Name"] for item in emu.call("oos", "ListParameters", **filters)["Parameters"]]


def got(emu: Harness, *names: str) -> dict[str, Any]:
    return emu.call("oos", "GetParameters", Names=json.dumps(names))


def update(emu: Harness, name: str, value: str, **more: Any) -> dict[str, Any]:
    found = emu.call("oos", "UpdateParameter", Name=name, Value=value, **more)["Parameter"]
    return dict(found)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ALL),
        ({"Name": "images/web"}, ["images/web"]),
        ({"Type": "StringList"}, ["/golden/old/all"]),
        ({"Path": "/golden"}, ["/golden/api"]),
        ({"Path": "/golden/", "Recursive": True}, ["/golden/api", "/golden/old/all"]),
        ({"Path": "/", "Recursive": True}, ["/golden/api", "/golden/old/all"]),
        ({"ResourceGroupId": "rg-1"}, ["images/web"]),
        ({"ShareType": "Public"}, []),
        ({"Tags": {"team": "web"}}, ["images/web"]),
        ({"SortField": "CreatedDate", "SortOrder": "Descending"}, ["images/web", "/golden/old/all", "/golden/api"]),
    ],
)
def test_filters_narrow_the_list(emu: Harness, filters: dict[str, Any], found: list[str]) -> None:
    assert listed(emu, **filters) == found


def test_a_list_without_a_path_has_all_names_or_those_without_a_slash_before_them(emu: Harness) -> None:
    emu.set(list_oos_parameters="plain")
    assert listed(emu) == ["images/web"]
    assert listed(emu, Path="/", Recursive=True) == ["/golden/api", "/golden/old/all"]


def test_a_list_has_no_values_and_the_version_as_text(emu: Harness) -> None:
    web = emu.call("oos", "ListParameters", Name="images/web")["Parameters"][0]
    assert not {"Value", "Constraints"} & set(web)
    assert (web["ParameterVersion"], web["Type"], web["Id"][:2]) == ("3", "String", "p-")
    assert (web["CreatedDate"], web["Tags"]) == ("2025-02-03T04:05:06Z", {"team": "web"})


def test_a_list_has_pages_of_fifty_with_a_token(emu: Harness) -> None:
    many = [{"name": f"p-{number:02}", "value": "x"} for number in range(60)]
    emu.control("POST", "reset", with_beijing(oos_parameters=many))
    first = emu.call("oos", "ListParameters")
    assert (len(first["Parameters"]), first["TotalCount"], first["MaxResults"]) == (50, 60, 50)
    assert listed(emu, NextToken=first["NextToken"]) == [f"p-{number}" for number in range(50, 60)]


def test_values_come_by_name_and_unknown_names_are_told_beside_them(emu: Harness) -> None:
    answer = got(emu, "images/web", "none", "images/web")
    [web] = answer["Parameters"]
    assert (web["Value"], web["ParameterVersion"]) == ("m-plain", 3)
    assert json.loads(web["Constraints"]) == {"AllowedPattern": "m-[a-z0-9]+", "MaxLength": 20}
    assert answer["InvalidParameters"] == ["none"]


def test_an_update_changes_the_value_counts_and_keeps_what_is_not_sent(emu: Harness) -> None:
    shown = update(emu, "images/web", "m-none")
    assert "Value" not in shown
    assert (shown["ParameterVersion"], json.loads(shown["Tags"])) == (4, {"team": "web"})
    [web] = got(emu, "images/web")["Parameters"]
    assert (web["Value"], web["Description"], web["ResourceGroupId"]) == ("m-none", "the web image", "rg-1")


def test_the_same_update_again_counts_again(emu: Harness) -> None:
    assert [update(emu, "images/web", "m-cmk")["ParameterVersion"] for _time in range(2)] == [4, 5]


def test_an_update_may_clear_what_is_not_sent(emu: Harness) -> None:
    emu.set(oos_update_clears=True)
    update(emu, "images/web", "m-cmk")
    [web] = got(emu, "images/web")["Parameters"]
    assert (web["Description"], web["ResourceGroupId"], web["Tags"]) == ("", "", {})
    update(emu, "images/web", "m-cmk", Description="new", ResourceGroupId="rg-2", Tags='{"a": "1"}')
    [web] = got(emu, "images/web")["Parameters"]
    assert (web["Description"], web["ResourceGroupId"], web["Tags"]) == ("new", "rg-2", {"a": "1"})


@pytest.mark.parametrize(
    ("action", "given", "answer"),
    [
        ("UpdateParameter", {"Name": "none", "Value": "x"}, (404, "EntityNotExists.Parameter")),
        ("UpdateParameter", {"Name": "images/web"}, (400, "MissingParameter")),
        ("UpdateParameter", {"Name": "images/web", "Value": "x" * 4097}, (400, "InvalidParameter")),
        ("UpdateParameter", {"Name": "images/web", "Value": "m-" + "x" * 19}, (400, "InvalidParameter")),
        ("UpdateParameter", {"Name": "images/web", "Value": "x"}, (400, "InvalidParameter")),
        ("UpdateParameter", {"Name": "/golden/api", "Value": "m-other"}, (400, "InvalidParameter")),
        (
            "UpdateParameter",
            {"Name": "images/web", "Value": "m-a", "Description": "x" * 201},
            (400, "InvalidParameter"),
        ),
        ("UpdateParameter", {"Name": "images/web", "Value": "m-a", "Tags": "[]"}, (400, "InvalidParameter")),
        ("UpdateParameter", {"Name": "images/web", "Value": "m-a", "Tags": "{"}, (400, "InvalidParameter")),
        ("GetParameters", {"Names": "images/web"}, (400, "InvalidParameter")),
        ("GetParameters", {"Names": "[]"}, (400, "InvalidParameter")),
        ("ListParameters", {"MaxResults": 9}, (400, "InvalidParameter")),
        ("ListParameters", {"Type": "Secret"}, (400, "InvalidParameter")),
    ],
)
def test_wrong_calls_are_refused(emu: Harness, action: str, given: dict[str, Any], answer: tuple[int, str]) -> None:
    assert refused(lambda: emu.call("oos", action, **given)) == answer


def test_rights_are_about_single_parameters_but_for_the_list(emu: Harness) -> None:
    mine = f"acs:oos:cn-beijing:{OWNER}:parameter/images/web"
    accounts = with_beijing(oos_parameters=PARAMETERS)["accounts"]
    users: dict[str, Any] = {"operator": {"policies": [allow("oos:*", mine)]}, "reader": {}, "nobody": {}}
    emu.control("POST", "reset", changed(OWNER, **{**accounts[OWNER], "users": users}))
    update(emu, "images/web", "m-cmk")
    assert refused(lambda: update(emu, "/golden/api", "m-cmk")) == (403, "NoPermission")
    assert refused(lambda: got(emu, "images/web", "/golden/api")) == (403, "NoPermission")
    assert refused(lambda: listed(emu)) == (403, "NoPermission")


def test_a_dump_gives_the_same_parameters_again(emu: Harness) -> None:
    update(emu, "images/web", "m-cmk")
    before = got(emu, *ALL)
    emu.control("POST", "reset", emu.control("GET", "world"))
    assert {**got(emu, *ALL), "RequestId": ""} == {**before, "RequestId": ""}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "ACS-web", "value": "x"},
        {"name": "web", "value": ""},
        {"name": "web", "value": "x", "constraints": {"Odd": 1}},
        {"name": "web", "value": "x", "constraints": {"MinLength": 2}},
        {"name": "web", "value": "x", "constraints": {"MinLength": "2"}},
        {"name": "web", "value": "x", "constraints": {"AllowedValues": "x"}},
        {"name": "web", "value": "x", "constraints": {"AllowedPattern": "("}},
    ],
)
def test_a_world_with_a_wrong_parameter_is_refused(emu: Harness, wrong: dict[str, Any]) -> None:
    status, _answer = emu.control_status("POST", "reset", with_beijing(oos_parameters=[wrong]))
    assert status == 400
