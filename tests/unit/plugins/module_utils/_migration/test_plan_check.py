# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Does a plan still fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._migration.plan_check import (
    REQUESTED,
    new_images,
    plan_differences,
    plan_variables,
    read_plan,
    request_differences,
)
from plugins.module_utils._model.errors import InvalidInput

from ..support import AWAY, CONSUMER, HOME

REQUEST: dict[str, Any] = {
    **dict.fromkeys(REQUESTED, ""),
    "region": HOME,
    "kms_key_id": "alias/image-share",
    "names": ["web"],
    "tags": {},
    "accounts": [CONSUMER],
    "all": False,
}


def row(**more: Any) -> dict[str, Any]:
    given = {
        "image_id": "m-1",
        "name": "web",
        "destination_region": HOME,
        "verdict": "needs_copy",
        "encryption": "service_key",
        "key": "",
        "snapshot_gib": 40,
        "action": "copy",
        "why": "is under the service key",
        "target_name": "web-cmk",
        "target_key": "key-1",
        "step": "start",
        "copy_id": "",
        "shared_with": [],
        "accounts": [CONSUMER],
        "lost_by_source": [],
    }
    return {**given, **more}


def plan(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {"version": 1, "site": "here", "account": "1", "emulator": False, "request": REQUEST, "rows": list(rows)}
    return {**given, **more}


SHARE = {"action": "share", "step": "", "target_name": "", "target_key": "", "why": "is under a customer key"}
SHARED = {**SHARE, "action": "none", "why": "is shared", "shared_with": [CONSUMER], "accounts": []}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param({}, {}, id="nothing has changed"),
        pytest.param({}, {"step": "wait", "copy_id": "m-9"}, id="the copy was started"),
        pytest.param({}, {"step": "reuse", "copy_id": "m-9"}, id="the copy was made"),
        pytest.param({}, {"step": "reuse", "copy_id": "m-9", "target_name": "web-cmk-2"}, id="under a second name"),
        pytest.param({"step": "wait", "copy_id": "m-9"}, {"step": "reuse", "copy_id": "m-9"}, id="it has ended"),
        pytest.param(SHARE, SHARED, id="it was shared"),
        pytest.param({}, {"step": "as_it_is", "copy_id": "m-9"}, id="the image of its system disk will do"),
        pytest.param({"shared_with": ["9"], "lost_by_source": ["9"]}, {"step": "reuse"}, id="its source was unshared"),
    ],
)
def test_what_an_unfinished_run_of_the_plan_did_is_no_difference(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert plan_differences(plan(row(**before)), [row(**after)], "1") == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param({}, {"verdict": "blocked"}, "the verdict was 'needs_copy' and is 'blocked'", id="verdict"),
        pytest.param({}, {"encryption": "mixed"}, "the encryption was 'service_key' and is 'mixed'", id="encryption"),
        pytest.param({}, {"key": "key-9"}, "the key was 'none' and is 'key-9'", id="key"),
        pytest.param({}, {"snapshot_gib": 50}, "the size in GiB was 40 and is 50", id="size"),
        pytest.param({}, {"action": "skip"}, "the action was 'copy' and is 'skip'", id="action"),
        pytest.param({}, {"target_key": "key-2"}, "the key of the copy was 'key-1' and is 'key-2'", id="alias moved"),
        pytest.param(
            {}, {"target_name": "web-2"}, "the name of the copy was 'web-cmk' and is 'web-2'", id="name taken"
        ),
        pytest.param({}, {"step": "fail"}, "the copy was to be 'start' and would be 'fail'", id="it fails by now"),
        pytest.param(
            {"step": "reuse", "copy_id": "m-9"},
            {"step": "start"},
            "the copy was to be 'reuse' and would be 'start'",
            id="the copy is gone",
        ),
        pytest.param(
            {"step": "reuse", "copy_id": "m-9"},
            {"step": "reuse", "copy_id": "m-8"},
            "the copy was m-9 and is m-8",
            id="another copy",
        ),
        pytest.param({}, {"shared_with": ["9"]}, "it is shared with 9 by now", id="shared with somebody"),
        pytest.param(SHARED, SHARE, "it is not shared with", id="not shared any more"),
    ],
)
def test_a_changed_world_is_named(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    found = plan_differences(plan(row(**before)), [row(**after)], "1")

    assert any(f"web (m-1) to {HOME}: {said}" in sentence for sentence in found), found


def test_a_source_is_unshared_in_all_its_rows() -> None:
    before = [row(shared_with=["9"], lost_by_source=["9"]), row(shared_with=["9"], destination_region=AWAY)]

    assert plan_differences(plan(*before), [row(), row(destination_region=AWAY)], "1") == []


def test_an_image_that_is_gone_is_named() -> None:
    (found,) = plan_differences(plan(row(), row(destination_region=AWAY)), [row()], "1")

    assert f"web (m-1) to {AWAY}: the image is not found any more" in found


def test_a_plan_for_another_account_says_only_that() -> None:
    (found,) = plan_differences(plan(row()), [], "2")

    assert found == "the plan is for the account 1, and these are images of 2"


def test_new_images_are_told_and_copies_are_not_new() -> None:
    images = [
        {"image_id": "m-1", "copied_from": ""},
        {"image_id": "m-9", "copied_from": "m-1"},
        {"image_id": "m-3", "copied_from": ""},
    ]

    assert new_images(plan(row()), images) == ["m-3"]


def test_a_plan_is_read_for_its_site() -> None:
    text = json.dumps({"version": 1, "plans": [plan(site="there"), plan(row())]})

    assert read_plan(text, "plan.json", "here") == plan(row())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a plan"),
        ("[]", "is not a plan"),
        ("{}", "is not a plan"),
        ('{"plans": [{}]}', "is not a plan"),
        ('{"plans": null}', "is not a plan"),
        ('{"version": 1, "plans": []}', "is for no site and not for here"),
        ('{"version": 1, "plans": [{"site": "there", "version": 1}]}', "is for there and not for here"),
        ('{"version": 2, "plans": [{"site": "here", "version": 2}]}', "is of the version 2, not 1"),
    ],
)
def test_what_is_no_plan_for_this_site_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem) as caught:
        read_plan(text, "plan.json", "here")

    assert "images_plan: 'plan.json'" in str(caught.value)
    assert "plan_images" in str(caught.value)


def test_variables_are_those_of_the_plan() -> None:
    given = {**dict.fromkeys(REQUESTED), "names": ["web"], "accounts": []}
    found = plan_variables(plan(), given, is_emulated=False)

    assert found["images_kms_key_id"] == "alias/image-share"
    assert found["images_names"] == ["web"]
    assert found.keys() == set(REQUESTED.values())


@pytest.mark.parametrize("lacking", sorted(REQUESTED))
def test_a_plan_that_does_not_say_all_that_was_asked_for_is_refused(lacking: str) -> None:
    request = {key: value for key, value in REQUEST.items() if key != lacking}
    text = json.dumps({"version": 1, "plans": [plan(request=request)]})

    with pytest.raises(InvalidInput, match=f"does not say what was asked for with {lacking}"):
        read_plan(text, "plan.json", "here")


def test_what_a_plan_cannot_overrule_is_a_difference() -> None:
    assert request_differences(plan(), REQUEST) == []
    assert request_differences(plan(), {**REQUEST, "all": True}) == ["images_all was False and is True"]


def test_another_request_than_the_plans_is_refused() -> None:
    with pytest.raises(InvalidInput, match="images_kms_key_id: 'key-2' is not 'alias/image-share'"):
        plan_variables(plan(), {"kms_key_id": "key-2"}, is_emulated=False)


@pytest.mark.parametrize(
    ("made_there", "problem"), [(True, "was made on the emulator"), (False, "is for the real cloud")]
)
def test_a_plan_of_the_other_world_is_refused(made_there: bool, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        plan_variables(plan(emulator=made_there), {}, is_emulated=not made_there)
