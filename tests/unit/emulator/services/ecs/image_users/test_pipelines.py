# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Image pipelines. Source: the page of DescribeImagePipelines with its example, and RAM-ECS."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import OWNER, allow, changed, with_beijing

PIPELINES: list[dict[str, Any]] = [
    {"id": "ip-web", "name": "web", "base_image": "m-plain", "to_regions": ["cn-beijing", "cn-shanghai"]},
    {
        "id": "ip-family",
        "name": "web-family",
        "base_image_type": "IMAGE_FAMILY",
        "base_image": "web",
        "build_content": "FROM IMAGE:m-plain",
        "resource_group": "rg-1",
        "tags": {"team": "web"},
        "created": "2025-02-03T04:05:06Z",
    },
    {"id": "ip-oss", "base_image_type": "OSS", "add_accounts": [OWNER]},
]


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    emu.control("POST", "reset", with_beijing(image_pipelines=PIPELINES))


def pipelines(emu: Harness, **filters: Any) -> dict[str, dict[str, Any]]:
    found = emu.ecs("DescribeImagePipelines", **filters)["ImagePipeline"]["ImagePipelineSet"]
    return {item["ImagePipelineId"]: item for item in found}


def test_a_pipeline_shows_its_base_image_and_lists_as_json_text(emu: Harness) -> None:
    shown = pipelines(emu)
    assert list(shown) == ["ip-oss", "ip-family", "ip-web"]
    web, family = shown["ip-web"], shown["ip-family"]
    assert (web["BaseImageType"], web["BaseImage"]) == ("IMAGE", "m-plain")
    assert web["ToRegionIds"]["ToRegionId"] == ['["cn-beijing","cn-shanghai"]']
    assert shown["ip-oss"]["AddAccounts"]["AddAccount"] == [f'["{OWNER}"]']
    assert (family["BaseImageType"], family["BaseImage"], family["BuildContent"]) == (
        "IMAGE_FAMILY",
        "web",
        "FROM IMAGE:m-plain",
    )
    assert (family["Tags"]["Tag"], family["CreationTime"]) == (
        [{"TagKey": "team", "TagValue": "web"}],
        "2025-02-03T04:05:06Z",
    )


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"ImagePipelineId": ["ip-web", "ip-none"]}, {"ip-web"}),
        ({"Name": "web"}, {"ip-web"}),
        ({"ResourceGroupId": "rg-1"}, {"ip-family"}),
        ({"Tag": [{"Key": "team", "Value": "web"}]}, {"ip-family"}),
    ],
)
def test_filters_narrow_the_list(emu: Harness, filters: dict[str, Any], found: set[str]) -> None:
    assert set(pipelines(emu, **filters)) == found


def test_a_list_has_pages_with_a_token_and_a_total(emu: Harness) -> None:
    first = emu.ecs("DescribeImagePipelines", MaxResults=2)
    assert (len(first["ImagePipeline"]["ImagePipelineSet"]), first["TotalCount"], first["MaxResults"]) == (2, 3, 2)
    assert set(pipelines(emu, MaxResults=2, NextToken=first["NextToken"])) == {"ip-web"}


@pytest.mark.parametrize(
    ("filters", "answer"),
    [
        (
            {"ImagePipelineId": [f"ip-{number}" for number in range(21)]},
            (400, "InvalidImagePipelineIdSize.ExceededMaxNumber"),
        ),
        ({"Name": "1"}, (400, "InvalidName.Malformed")),
        ({"NextToken": "none"}, (403, "Invalid.NextToken")),
        ({"MaxResults": 501}, (400, "InvalidParameter")),
        ({"Tag": [{"Value": "web"}]}, (400, "InvalidParameter")),
    ],
)
def test_wrong_filters_are_refused(emu: Harness, filters: dict[str, Any], answer: tuple[int, str]) -> None:
    assert refused(lambda: pipelines(emu, **filters)) == answer


def test_a_caller_without_the_right_is_refused(emu: Harness) -> None:
    users: dict[str, Any] = {"operator": {"policies": [allow("ecs:DescribeImages")]}, "reader": {}, "nobody": {}}
    emu.control("POST", "reset", changed(OWNER, users=users))
    assert refused(lambda: pipelines(emu)) == (403, "Forbidden.RAM")


def test_a_dump_gives_the_same_pipelines_again(emu: Harness) -> None:
    before = pipelines(emu)
    emu.control("POST", "reset", emu.control("GET", "world"))
    assert pipelines(emu) == before
