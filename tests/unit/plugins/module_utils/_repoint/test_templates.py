# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What launch templates need to launch from new images, and what takes that back."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.errors import ApiError
from plugins.module_utils._model.image_users import LaunchTemplate, TemplateVersion
from plugins.module_utils._repoint.marks import Mark, read_mark
from plugins.module_utils._repoint.request import read_templates
from plugins.module_utils._repoint.template_values import TemplateMove, TemplatesPlan, TemplatesSeen
from plugins.module_utils._repoint.templates import plan_templates
from plugins.module_utils._repoint.values import ImagesSeen, MoveState, RepointRequest

from ..support import HOME, refusal_of

MARK = Mark("m-old", "m-new", 1).text


def asked(**more: Any) -> RepointRequest:
    given = {"region": HOME, "image_map": {"m-old": "m-new"}, "launch_templates": [], "kms_key_id": ""}
    return read_templates({**given, "state": "present", **more})


def version(number: int, image_id: str = "m-old", **more: Any) -> TemplateVersion:
    data = {"ImageId": image_id, "InstanceType": "ecs.g7.large", **more.pop("data", {})}
    given = {"template_id": "lt-1", "is_default": number == 1, "description": "", "created": ""}
    more = {**given, "encrypted": False, "kms_key_id": "", **more}
    return TemplateVersion(**more, number=number, image_id=image_id, data=data)


def plan(*versions: TemplateVersion, pinned: Any = None, status: str = "Available", **more: Any) -> TemplatesPlan:
    template = LaunchTemplate(
        template_id="lt-1", name="web", region=HOME, default_version=1, latest_version=len(versions)
    )
    seen = TemplatesSeen(
        templates=[template],
        versions={"lt-1": list(versions)},
        images=ImagesSeen(statuses={"m-new": status} if status else {}),
        pinned={} if pinned is None else pinned,
    )
    return plan_templates(asked(**more), seen)


def one(*versions: TemplateVersion, **more: Any) -> TemplateMove:
    (found,) = plan(*versions, **more).templates
    return found


def code(found: TemplateMove) -> str:
    return found.move.reasons[0].code if found.move.reasons else ""


def bases(found: TemplateMove) -> list[tuple[int, int]]:
    return [(item.mark.base, item.number) for item in found.successors]


def test_a_default_version_with_an_old_image_gets_a_successor_that_becomes_the_default() -> None:
    found = one(version(1))
    assert (found.move.state, bases(found), found.default_base) == (MoveState.PLANNED, [(1, 0)], 1)
    assert found.successors[0].parameters == {"ImageId": "m-new", "InstanceType": "ecs.g7.large"}
    assert found.move.after["default_version"] == {"version": "new", "image_id": "m-new", "kms_key_id": ""}


def test_a_template_without_old_images_is_left_out() -> None:
    assert plan(version(1, "m-other")).templates == []


def test_old_versions_that_nobody_launches_from_by_default_stay() -> None:
    assert plan(version(1, "m-other"), version(2), version(3, "m-other")).templates == []


def test_a_latest_version_alone_gets_a_successor_and_the_default_stays() -> None:
    found = one(version(1, "m-other"), version(2))
    assert (bases(found), found.default_base) == ([(2, 0)], 0)
    assert found.move.after["default_version"]["image_id"] == "m-other"
    assert found.move.after["latest_version"]["image_id"] == "m-new"


def test_default_and_latest_get_one_each_the_latest_last() -> None:
    found = one(version(1), version(2, data={"InstanceType": "ecs.g8.large"}))
    assert (bases(found), found.default_base) == ([(1, 0), (2, 0)], 1)


def test_a_latest_version_like_the_default_needs_none_of_its_own() -> None:
    assert bases(one(version(1), version(2))) == [(1, 0)]


def test_a_latest_version_of_another_image_is_not_pushed_aside() -> None:
    found = one(version(1), version(2, "m-other"))
    assert (found.move.state, code(found), found.successors) == (MoveState.BLOCKED, "template_latest_differs", ())
    assert "version 2" in found.move.reasons[0].message


def test_a_version_that_an_interrupted_run_made_is_taken() -> None:
    found = one(version(1), version(2, "m-new", description=MARK))
    assert (found.move.state, bases(found), found.default_base) == (MoveState.PLANNED, [(1, 2)], 1)


def test_an_interrupted_run_goes_on_with_the_successor_of_the_latest() -> None:
    other = {"InstanceType": "ecs.g8.large"}
    found = one(version(1), version(2, data=other), version(3, "m-new", description=MARK))
    assert bases(found) == [(1, 3), (2, 0)]


def test_a_second_run_changes_nothing() -> None:
    found = one(version(1, is_default=False), version(2, "m-new", is_default=True, description=MARK))
    assert found.move.state is MoveState.UNCHANGED
    other = {"InstanceType": "ecs.g8.large"}
    found = one(
        version(1, is_default=False),
        version(2, data=other),
        version(3, "m-new", is_default=True, description=MARK),
        version(4, "m-new", data=other, description=Mark("m-old", "m-new", 2).text),
    )
    assert found.move.state is MoveState.UNCHANGED


def test_a_template_whose_versions_are_all_successors_stays() -> None:
    found = one(version(2, "m-new", is_default=True, description=MARK))
    assert (found.move.state, found.successors) == (MoveState.UNCHANGED, ())


def test_a_template_that_was_moved_twice_is_reported_with_its_last_images() -> None:
    found = one(
        version(1, is_default=False),
        version(2, "m-new", description=MARK),
        version(3, "m-2"),
        version(4, "m-3", is_default=True, description=Mark("m-2", "m-3", 3).text),
        image_map={"m-old": "m-new", "m-2": "m-3"},
    )
    assert (found.move.state, found.move.old_image_id, found.move.new_image_id) == (MoveState.UNCHANGED, "m-2", "m-3")


def test_a_version_made_for_another_key_is_not_taken_and_no_second_is_made() -> None:
    found = one(version(1), version(2, "m-new", description=MARK), kms_key_id="key-1")
    assert (code(found), found.successors) == ("template_version_differs", ())
    assert "SystemDisk.KMSKeyId" in found.move.reasons[0].message


def test_a_version_with_the_same_description_and_another_image_is_not_ours() -> None:
    found = one(version(1), version(2, "m-other", description=MARK))
    assert code(found) == "template_latest_differs"


@pytest.mark.parametrize("status", ["", "Creating", "Deprecated"])
def test_a_new_image_that_cannot_be_launched_blocks(status: str) -> None:
    found = one(version(1), status=status)
    assert code(found) == "new_image_not_usable"
    assert (status or "not there") in found.move.reasons[0].message


def test_a_field_that_would_be_lost_blocks() -> None:
    assert code(one(version(1, data={"Volumes": ["a"]}))) == "template_field_unknown"


def test_what_is_blocked_fails_the_task_only_if_it_was_named() -> None:
    assert plan(version(1), version(2, "m-other")).failing == []
    assert plan(version(1), version(2, "m-other"), launch_templates=["web"]).failing == ["lt-1"]


def test_a_template_that_cannot_be_read_fails_and_the_others_go_on() -> None:
    error = ApiError("Odd", "no", action="DescribeLaunchTemplateVersions", region=HOME)
    names = ("a", "b")
    templates = [
        LaunchTemplate(template_id=f"lt-{name}", name=name, region=HOME, default_version=1, latest_version=1)
        for name in names
    ]
    seen = TemplatesSeen(
        templates=templates,
        versions={"lt-a": error, "lt-b": [version(1)]},
        images=ImagesSeen(statuses={"m-new": "Available"}),
    )
    found = plan_templates(asked(), seen)
    assert [move.state for move in found.moves] == [MoveState.FAILED, MoveState.PLANNED]
    assert found.failing == ["lt-a"]
    assert list(found.before) == ["lt-b"]


DONE = (version(1, is_default=False), version(2, "m-new", is_default=True, description=MARK))


def test_taking_back_makes_the_old_version_the_default_and_removes_ours() -> None:
    found = one(*DONE, state="absent")
    assert (found.move.state, found.default_again, found.removed) == (MoveState.PLANNED, 1, (2,))
    assert found.move.after["latest_version"]["version"] == 1
    assert found.move.after["default_version"]["image_id"] == "m-old"


def test_a_version_that_a_group_names_by_its_number_stays() -> None:
    found = one(*DONE, state="absent", pinned={("lt-1", "2"): ["shop"]})
    assert (found.default_again, found.removed, code(found)) == (1, (), "template_version_in_use")
    assert "shop" in found.move.reasons[0].message


def test_a_version_stays_where_groups_cannot_be_read() -> None:
    template = LaunchTemplate(template_id="lt-1", name="web", region=HOME, default_version=2, latest_version=2)
    seen = TemplatesSeen(
        templates=[template],
        versions={"lt-1": DONE},
        images=ImagesSeen(statuses={}),
        pinned=ApiError("Odd", "no", action="DescribeScalingGroups", region=HOME),
    )
    (found,) = plan_templates(asked(state="absent"), seen).templates
    assert (found.default_again, found.removed) == (1, ())
    assert "DescribeScalingGroups" in found.move.reasons[0].message


def test_a_template_that_somebody_changed_since_is_not_taken_back() -> None:
    ours = version(2, "m-new", is_default=False, description=MARK)
    found = one(version(1, is_default=False), ours, version(3, "m-other", is_default=True), state="absent")
    assert (found.move.state, code(found)) == (MoveState.BLOCKED, "template_changed_since")


def test_a_change_without_its_old_version_is_not_taken_back() -> None:
    assert code(one(DONE[1], state="absent")) == "template_base_gone"


def test_a_version_that_never_became_the_default_is_removed() -> None:
    found = one(version(1), version(2, "m-new", description=MARK), state="absent")
    assert (found.default_again, found.removed) == (0, (2,))


def test_nothing_of_ours_is_nothing_to_take_back() -> None:
    assert plan(version(1), state="absent").templates == []


@pytest.mark.parametrize(
    "text", ["", "web", "imageops: m-new in place of m-old", "x imageops: a in place of b, from version 1"]
)
def test_other_descriptions_are_not_ours(text: str) -> None:
    assert read_mark(text) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"image_map": {}}, "names no image"),
        ({"image_map": {"cn-shanghai": {"m-1": "m-2"}}}, "names no image in cn-beijing"),
        ({"image_map": {"m-1": "m-2", "m-2": "m-3"}}, "is itself replaced"),
        ({"image_map": {"m-1": "m-1"}}, "is itself replaced"),
        ({"kms_key_id": "alias/image-share"}, "is not a key's id"),
    ],
)
def test_what_cannot_work_is_refused(given: dict[str, Any], says: str) -> None:
    assert says in refusal_of(lambda: asked(**given))
