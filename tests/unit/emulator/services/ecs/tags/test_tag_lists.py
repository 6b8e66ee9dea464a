# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""UntagResources and ListTagResources. Source: ECS-SDK and the API pages' error tables, unless a test says assumed."""

from __future__ import annotations

from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import with_beijing


def rows(emu: Harness, **parameters: Any) -> set[tuple[str, str, str]]:
    found = emu.ecs("ListTagResources", **{"ResourceType": "image", **parameters})["TagResources"]["TagResource"]
    return {(row["ResourceId"], row["TagKey"], row["TagValue"]) for row in found}


def tag(emu: Harness, *ids: str, kind: str = "image", **tags: str) -> None:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    emu.ecs("TagResources", ResourceType=kind, ResourceId=list(ids), Tag=pairs)


def untag(emu: Harness, *ids: str, kind: str = "image", **parameters: Any) -> None:
    emu.ecs("UntagResources", ResourceType=kind, ResourceId=list(ids), **parameters)


def test_named_tags_are_removed_and_absent_ones_change_nothing(emu: Harness) -> None:
    """Source: absent ones: assumed."""
    tag(emu, "m-plain", "m-cmk", a="1", b="2")
    untag(emu, "m-plain", "m-cmk", TagKey=["a", "none"])
    assert rows(emu, ResourceId=["m-plain", "m-cmk"]) == {("m-plain", "b", "2"), ("m-cmk", "b", "2")}


def test_all_removes_every_tag_unless_keys_are_named(emu: Harness) -> None:
    tag(emu, "m-plain", a="1", b="2")
    untag(emu, "m-plain", All=True, TagKey=["a"])
    assert rows(emu, ResourceId=["m-plain"]) == {("m-plain", "b", "2")}
    untag(emu, "m-plain", All=True)
    assert rows(emu, ResourceId=["m-plain"]) == set()


def test_snapshots_and_instances_lose_tags_too(emu: Harness) -> None:
    untag(emu, "s-loose", kind="snapshot", TagKey=["keep"])
    assert rows(emu, ResourceType="snapshot", ResourceId=["s-loose"]) == set()
    tag(emu, "i-1", kind="instance", a="1")
    untag(emu, "i-1", kind="instance", All=True)
    assert rows(emu, ResourceType="instance", ResourceId=["i-1"]) == set()


@pytest.mark.parametrize(
    ("ids", "parameters", "error"),
    [
        (["m-plain"] * 51, {"TagKey": ["a"]}, (400, "NumberExceed.ResourceIds")),
        (["m-plain"], {"TagKey": [f"k{n}" for n in range(21)]}, (400, "NumberExceed.Tags")),
        (["m-plain"], {"TagKey": ["a", "a"]}, (400, "Duplicate.TagKey")),
        (["m-plain"], {"TagKey": ["acs:x"]}, (400, "InvalidTagKey.Malformed")),
        (["m-plain", "m-none"], {"TagKey": ["a"]}, (404, "InvalidResourceId.NotFound")),
        (["m-plain"], {"TagKey": ["a"], "kind": "picture"}, (404, "InvalidResourceType.NotFound")),
        (["m-plain"], {"TagKey": ["a"], "kind": "volume"}, (501, "Emulator.NotModelled")),
        (["m-plain"], {}, (404, "MissingParameter.Tags")),
    ],
)
def test_wrong_removals_are_refused_and_nothing_changes(
    emu: Harness, ids: list[str], parameters: dict[str, Any], error: tuple[int, str]
) -> None:
    tag(emu, "m-plain", a="1")
    assert refused(lambda: untag(emu, *ids, **parameters)) == error
    assert rows(emu, ResourceId=["m-plain"]) == {("m-plain", "a", "1")}


def test_tags_are_found_by_key_value_and_id(emu: Harness) -> None:
    tag(emu, "m-plain", a="1", b="2")
    tag(emu, "m-cmk", a="2")
    assert rows(emu, Tag=[{"Key": "a"}]) == {("m-plain", "a", "1"), ("m-cmk", "a", "2")}
    assert rows(emu, Tag=[{"Key": "a", "Value": "1"}]) == {("m-plain", "a", "1")}
    assert rows(emu, Tag=[{"Key": "a"}, {"Key": "b"}]) == {("m-plain", "a", "1"), ("m-plain", "b", "2")}
    assert rows(emu, Tag=[{"Key": "a"}], ResourceId=["m-cmk"]) == {("m-cmk", "a", "2")}


def test_a_resource_group_is_found_as_a_tag(emu: Harness) -> None:
    """Source: ECS-SDK; the row that comes back: assumed."""
    group = {"Key": "acs:rm:rgId", "Value": "rg-1"}
    found = rows(emu, Tag=[group])
    assert {(key, value) for _id, key, value in found} == {("acs:rm:rgId", "rg-1")}
    assert refused(lambda: rows(emu, Tag=[group, {"Key": "a"}])) == (400, "InvalidTag.NotSupported")


def test_rows_are_paged(emu: Harness) -> None:
    """Source: 50 a page: assumed."""
    images = [{"id": f"m-{number}", "tags": {"a": "1", "b": "2"}} for number in range(40)]
    emu.control("POST", "reset", with_beijing(images=images))
    seen: list[str] = []
    token = ""
    for expected in (50, 30):
        more = {"NextToken": token} if token else {}
        answer = emu.ecs("ListTagResources", ResourceType="image", ResourceId=[f"m-{n}" for n in range(40)], **more)
        found = answer["TagResources"]["TagResource"]
        assert len(found) == expected
        seen += [row["ResourceId"] + row["TagKey"] for row in found]
        token = answer["NextToken"]
    assert (token, len(set(seen))) == ("", 80)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({}, (403, "BothEmpty.TagsAndResources")),
        ({"ResourceId": ["m-plain"] * 51}, (400, "NumberExceed.ResourceIds")),
        ({"ResourceId": ["m-none"]}, (404, "InvalidResourceId.NotFound")),
        ({"ResourceType": "picture", "ResourceId": ["m-plain"]}, (404, "InvalidResourceType.NotFound")),
        ({"Tag": [{"Value": "1"}]}, (400, "InvalidParameter.TagValue")),
        ({"Tag": [{"Key": "http://x"}]}, (400, "InvalidTagKey.Malformed")),
        ({"Tag": [{"Key": "a", "Value": "http://x"}]}, (400, "InvalidTagValue.Malformed")),
        ({"Tag": [{"Key": "a"}] * 2}, (400, "Duplicate.TagKey")),
        ({"Tag": [{"Key": f"k{n}"} for n in range(21)]}, (400, "NumberExceed.Tags")),
        ({"ResourceId": ["m-plain"], "NextToken": "none"}, (403, "Invalid.NextToken")),
        ({"TagFilter": [{"TagKey": "a"}]}, (501, "Emulator.NotModelled")),
    ],
)
def test_wrong_questions_are_refused(emu: Harness, parameters: dict[str, Any], error: tuple[int, str]) -> None:
    assert refused(lambda: rows(emu, **parameters)) == error
