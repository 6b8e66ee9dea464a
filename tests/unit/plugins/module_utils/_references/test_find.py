# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which users of images are found in what was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from plugins.module_utils._model.image_users import (
    LaunchTemplate,
    ScalingConfiguration,
    ScalingGroup,
    TemplateVersion,
)
from plugins.module_utils._model.instance import TAG_SCALING_GROUP, Instance
from plugins.module_utils._references.find import find_references, version_of
from plugins.module_utils._references.request import read_request
from plugins.module_utils._references.values import Observed, ReferenceRequest

from ..support import HOME, refusal_of

OLD, NEW = "m-old", "m-new"


def asked(**more: Any) -> ReferenceRequest:
    given = {"region": HOME, "image_ids": [OLD], "image_map": {}, "kinds": []}
    return read_request({**given, **more})


def version(number: int, image_id: str = OLD, **more: Any) -> TemplateVersion:
    given = {"template_id": "lt-1", "is_default": False, "description": "", "created": ""}
    return TemplateVersion(**{**given, "encrypted": False, "kms_key_id": "", **more}, number=number, image_id=image_id)


def group(**more: Any) -> ScalingGroup:
    given = {
        "group_id": "asg-1",
        "name": "web",
        "region": HOME,
        "state": "Active",
        "template_id": "",
        "template_version": "",
    }
    return ScalingGroup(**{**given, **more})


def configuration(**more: Any) -> ScalingConfiguration:
    given = {
        "configuration_id": "asc-1",
        "name": "web",
        "group_id": "asg-1",
        "is_active": True,
        "image_id": OLD,
        "image_family": "",
        "encrypted": False,
        "kms_key_id": "",
    }
    return ScalingConfiguration(**{**given, **more})


def templated(*versions: TemplateVersion, **more: Any) -> Observed:
    default = next((item.number for item in versions if item.is_default), 0)
    template = LaunchTemplate(
        template_id="lt-1", name="web", region=HOME, default_version=default, latest_version=len(versions)
    )
    return Observed(templates={"lt-1": template}, versions={"lt-1": versions}, **more)


def rows(observed: Observed, **more: Any) -> list[tuple[Any, ...]]:
    """Of each user what identifies it: type, id, version, whether it is active, and through what."""
    found = find_references(asked(**more), observed)
    return [(item.type, item.id, item.version, item.active, item.through) for item in found]


def test_an_instance_is_a_user_that_is_active_and_may_belong_to_a_group() -> None:
    instance = Instance(
        instance_id="i-1",
        name="web",
        region=HOME,
        zone="",
        status="Running",
        image_id=OLD,
        tags={TAG_SCALING_GROUP: "asg-1"},
    )
    other = Instance(instance_id="i-2", name="db", region=HOME, zone="", status="Running", image_id="m-other")
    found = find_references(asked(), Observed(instances=[instance, other]))
    assert [(item.id, item.active, item.group_id) for item in found] == [("i-1", True, "asg-1")]


def test_every_version_of_a_template_is_a_user_and_the_default_is_active() -> None:
    observed = templated(version(1), version(2, is_default=True), version(3, "m-other"))
    assert rows(observed) == [
        ("launch_template_version", "lt-1", 2, True, ""),
        ("launch_template_version", "lt-1", 1, False, ""),
    ]
    found = find_references(asked(), observed)
    assert [(item.is_default, item.is_latest) for item in found] == [(True, False), (False, False)]


@pytest.mark.parametrize(
    ("wanted", "number"), [("Default", 2), ("", 2), ("Latest", 3), ("1", 1), ("9", None), ("Newest", None)]
)
def test_a_group_launches_from_the_version_that_its_word_stands_for(wanted: str, number: int | None) -> None:
    versions = [version(3), version(2, is_default=True), version(1)]
    found = version_of(group(template_id="lt-1", template_version=wanted), versions)
    assert (found.number if found else None) == number


def test_a_group_that_launches_from_a_template_is_a_user_and_makes_the_version_active() -> None:
    observed = templated(
        version(1, is_default=True, image_id="m-other"),
        version(2),
        groups=[group(template_id="lt-1", template_version="Latest")],
    )
    assert rows(observed) == [
        ("launch_template_version", "lt-1", 2, True, ""),
        ("scaling_group", "asg-1", 2, True, "lt-1 Latest"),
    ]


def test_a_group_whose_template_is_gone_uses_nothing() -> None:
    assert rows(Observed(groups=[group(template_id="lt-9", template_version="Latest")])) == []


@pytest.mark.parametrize(
    ("item", "launching", "active"),
    [
        (configuration(), group(), True),
        (configuration(is_active=False), group(), False),
        # The vendor's example shows a template and a configuration; the template is what counts.
        (configuration(), group(template_id="lt-9"), False),
    ],
)
def test_a_configuration_is_active_if_its_group_launches_from_it(
    item: ScalingConfiguration, launching: ScalingGroup, active: bool
) -> None:
    observed = Observed(groups=[launching], configurations=[item])
    assert rows(observed) == [("scaling_configuration", "asc-1", 0, active, "")]


@pytest.mark.parametrize(
    ("families", "shown", "found"),
    [
        ({"web": OLD}, "", True),
        ({"web": NEW}, "", False),
        ({"web": NEW}, OLD, False),
        ({"web": ""}, OLD, True),
        ({}, OLD, True),
    ],
)
def test_a_configuration_with_a_family_uses_the_image_that_the_family_gives_today(
    families: Mapping[str, str], shown: str, found: bool
) -> None:
    item = configuration(image_family="web", image_id=shown)
    observed = Observed(groups=[group()], configurations=[item], families=families)
    assert rows(observed, kinds=["scaling"]) == [("scaling_configuration", "asc-1", 0, True, "family web")] * int(found)


def test_a_family_uses_the_image_that_it_gives_today() -> None:
    assert rows(Observed(families={"web": OLD, "db": "m-other"})) == [("image_family", "web", 0, True, "")]


def test_only_asked_kinds_are_found() -> None:
    observed = templated(version(1), configurations=[configuration()], families={"web": OLD})
    assert [row[0] for row in rows(observed, kinds=["scaling"])] == ["scaling_configuration"]


def test_a_map_gives_each_user_the_id_to_use() -> None:
    request = asked(image_ids=[], image_map={OLD: NEW})
    found = find_references(request, templated(version(1)))
    assert [item.to_result(request.new_ids)["new_image_id"] for item in found] == [NEW]


@pytest.mark.parametrize(
    ("image_map", "new_ids"),
    [({OLD: NEW}, {OLD: NEW}), ({HOME: {OLD: NEW}, "cn-shanghai": {"m-1": "m-2"}}, {OLD: NEW})],
)
def test_a_map_may_be_one_of_regions(image_map: dict[str, Any], new_ids: dict[str, str]) -> None:
    assert asked(image_ids=["m-more"], image_map=image_map).new_ids == new_ids
    assert asked(image_ids=["m-more"], image_map=image_map).image_ids == ("m-more", OLD)


@pytest.mark.parametrize(
    ("more", "option"),
    [
        ({"region": ""}, "region"),
        ({"image_ids": []}, "image_ids"),
        ({"image_ids": [], "image_map": {"cn-shanghai": {OLD: NEW}}}, "image_ids"),
        ({"image_map": {OLD: ""}}, "image_map"),
        ({"image_map": {OLD: [NEW]}}, "image_map"),
        ({"image_map": {OLD: NEW, HOME: {OLD: NEW}}}, "image_map"),
    ],
)
def test_a_wrong_request_is_refused(more: dict[str, Any], option: str) -> None:
    assert refusal_of(lambda: asked(**more)).startswith(f"{option}: ")
