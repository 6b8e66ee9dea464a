# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Does a plan still fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from plugins.module_utils._migration.plan_check import (
    REQUESTED,
    new_images,
    plan_differences,
    plan_variables,
    planned_shares,
    read_plan,
    request_differences,
)
from plugins.module_utils._migration.plan_file import plan_document
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
        "data_disks": [],
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
        pytest.param(
            {}, {"step": "fail"}, "the plan says 'start' for the copy and it would be 'fail'", id="it fails by now"
        ),
        pytest.param(
            {"step": "reuse", "copy_id": "m-9"},
            {"step": "start"},
            "the plan says 'reuse' for the copy and it would be 'start'",
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
        pytest.param(
            SHARE, {**SHARE, "action": "none"}, "the action was 'share' and is 'none'", id="not shared, nothing to do"
        ),
        pytest.param(
            SHARE, {**SHARED, "key": "key-9"}, "the key was 'none' and is 'key-9'", id="shared under another key"
        ),
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


def text_of(*plans: dict[str, Any]) -> str:
    return json.dumps(plan_document(plans))


def test_a_plan_is_read_for_its_site() -> None:
    assert read_plan(text_of(plan(site="there"), plan(row())), "plan.json", "here") == plan(row())


def edits() -> list[Any]:
    """Return edits of a plan file: a document in, a document out."""

    def added(document: dict[str, Any]) -> None:
        document["plans"][0]["request"]["accounts"].append("9")

    def row_added(document: dict[str, Any]) -> None:
        document["plans"][0]["rows"][0]["accounts"].append("9")

    def renamed(document: dict[str, Any]) -> None:
        document["plans"][0]["rows"][0]["image_id"] = "m-2"

    def removed(document: dict[str, Any]) -> None:
        document["plans"][0]["rows"].clear()

    def moved(document: dict[str, Any]) -> None:
        document["plans"][0]["account"] = "2"

    def of_the_emulator(document: dict[str, Any]) -> None:
        document["plans"][0]["emulator"] = True

    def bare(document: dict[str, Any]) -> None:
        del document["digest"]

    def other(document: dict[str, Any]) -> None:
        document["digest"] = f"sha256:{'0' * 64}"

    edited = (added, row_added, renamed, removed, moved, of_the_emulator, bare, other)
    return [pytest.param(edit, id=edit.__name__) for edit in edited]


@pytest.mark.parametrize("edit", edits())
def test_an_edited_plan_is_refused_in_one_sentence(edit: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(text_of(plan(row())))
    edit(document)

    with pytest.raises(InvalidInput, match=r"images_plan: 'plan\.json' was edited since it was written"):
        read_plan(json.dumps(document), "plan.json", "here")


def test_a_digest_pins_a_plan() -> None:
    text = text_of(plan(row()))
    digest = json.loads(text)["digest"]

    assert read_plan(text, "plan.json", "here", digest) == plan(row())
    assert read_plan(text, "plan.json", "here", f" {digest.removeprefix('sha256:').upper()}\n") == plan(row())
    with pytest.raises(InvalidInput, match=r"images_plan_digest: 'sha256:12' is not the digest of plan\.json"):
        read_plan(text, "plan.json", "here", "sha256:12")


@pytest.mark.parametrize(
    ("given", "request_of_it"),
    [
        pytest.param({"accounts": [CONSUMER, "9"]}, {}, id="a row has one more"),
        pytest.param({"accounts": []}, {}, id="a row has none"),
        pytest.param({}, {"accounts": [CONSUMER, "9"]}, id="the request has one more"),
        pytest.param({}, {"accounts": ["9"]}, id="the request has another"),
        pytest.param({"shared_with": ["9"]}, {"share_from_source": True}, id="the source's are taken over"),
        pytest.param({"action": "skip", "step": ""}, {}, id="an image that is skipped"),
    ],
)
def test_rows_and_request_that_name_other_accounts_are_refused(
    given: dict[str, Any], request_of_it: dict[str, Any]
) -> None:
    text = text_of(plan(row(**given), request={**REQUEST, **request_of_it}))

    with pytest.raises(InvalidInput, match=r"gives access to other accounts at web \(m-1\) to"):
        read_plan(text, "plan.json", "here")


def test_an_account_that_has_an_image_already_is_not_among_those_that_gain_it() -> None:
    shared = row(action="share", step="", accounts=[CONSUMER], shared_with=["9"])
    written = plan(shared, request={**REQUEST, "accounts": [CONSUMER, "9"]})

    assert read_plan(text_of(written), "plan.json", "here") == written


@pytest.mark.parametrize(
    "rows", [[None], ["m-1"], [[]], [{}], [{"action": "copy"}], [7], [{**row(), "name": None, "why": {}, "step": []}]]
)
def test_rows_of_any_shape_are_one_sentence(rows: list[Any]) -> None:
    text = text_of({**plan(), "rows": rows})

    with pytest.raises(InvalidInput, match=r"rows\[0\]"):
        read_plan(text, "plan.json", "here")


def test_what_is_shared_is_what_the_rows_say() -> None:
    rows = [
        row(),
        row(destination_region=AWAY),
        row(image_id="m-2", accounts=["9"]),
        row(**SHARE, image_id="m-3"),
        row(**SHARED, image_id="m-4") | {"shared_with": [CONSUMER, "8"]},
        row(image_id="m-5", action="skip", accounts=[]),
        row(image_id="m-6"),
        row(**SHARED, image_id="m-7") | {"shared_with": ["8"]},
    ]
    copied = {HOME: {"m-1": "m-11", "m-2": "m-12"}, AWAY: {"m-1": "m-21"}}

    assert planned_shares(plan(*rows), copied) == {
        (HOME, (CONSUMER,)): ["m-11", "m-3", "m-4"],
        (AWAY, (CONSUMER,)): ["m-21"],
        (HOME, ("9",)): ["m-12"],
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not a plan"),
        ("[]", "is not a plan"),
        ("{}", "is not a plan"),
        ('{"plans": [{}]}', "is not a plan"),
        ('{"plans": null}', "is not a plan"),
        (json.dumps(plan_document([])), "is for no site and not for here"),
        (json.dumps(plan_document([{"site": "there", "version": 1}])), "is for there and not for here"),
        ("[" * 100_000, "is not a plan"),
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
    text = text_of(plan(request=request))

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
