# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a wanted key needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._keys.decide import plan_key, predicted_key
from plugins.module_utils._keys.values import TAG_ALIAS, KeyRequest, KeyState
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.key import Key

REQUEST = KeyRequest(region="cn-beijing", alias="alias/image-share", spec="Aliyun_AES_256", instance_id="kst-1")
KEY = Key(
    key_id="key-1",
    arn="acs:kms:cn-beijing:1000000000000001:key/key-1",
    region="cn-beijing",
    state="Enabled",
    spec="Aliyun_AES_256",
    usage="ENCRYPT/DECRYPT",
    origin="Aliyun_KMS",
    creator="1000000000000001",
    instance_id="kst-1",
)
STATE = KeyState(key=KEY, tags={"team": "images"}, policy=None, has_alias=True)


def test_a_key_that_is_as_it_should_be_needs_nothing() -> None:
    plan = plan_key(replace(REQUEST, tags={"team": "images"}), STATE)

    assert not plan.changed
    assert plan.before == plan.after


def test_a_missing_key_is_made_with_the_tag_by_which_it_is_found_again() -> None:
    plan = plan_key(replace(REQUEST, tags={"team": "web"}, deletion_protection=True), None)

    assert (plan.changed, plan.create_alias, plan.deletion_protection) == (True, True, True)
    assert plan.before == {}
    assert plan.after["tags"] == {"team": "web", TAG_ALIAS: "alias/image-share"}


def test_the_diff_of_a_missing_key_shows_all_that_it_is_made_with() -> None:
    policy = {"Version": "1", "Statement": []}
    plan = plan_key(replace(REQUEST, description="shared", deletion_protection=False, policy=policy), None)

    shown = {"description": "shared", "deletion_protection": False, "policy": policy}
    assert {name: plan.after[name] for name in shown} == shown


def test_a_policy_for_a_missing_key_needs_an_instance_and_no_policy_needs_none() -> None:
    shared = replace(REQUEST, instance_id="")
    with pytest.raises(InvalidInput, match="policy"):
        plan_key(replace(shared, policy={"Version": "1"}), None)

    assert plan_key(shared, None).changed
    assert plan_key(replace(REQUEST, policy={"Version": "1"}), None).changed


def test_a_key_without_its_alias_gets_it_and_nothing_else() -> None:
    plan = plan_key(REQUEST, replace(STATE, has_alias=False))

    assert (plan.create_alias, plan.tags, plan.description, plan.policy) == (True, {}, None, None)
    assert (plan.before["aliases"], plan.after["aliases"]) == ([], ["alias/image-share"])


@pytest.mark.parametrize(
    ("wanted", "changes"),
    [
        pytest.param({"tags": {"team": "web", "tier": "1"}}, {"tags": {"team": "web", "tier": "1"}}, id="tags"),
        pytest.param({"tags": {"team": "images"}}, {}, id="the same tags"),
        pytest.param({"description": "new"}, {"description": "new"}, id="description"),
        pytest.param({"description": ""}, {}, id="the same empty description"),
        pytest.param({"deletion_protection": True}, {"deletion_protection": True}, id="protection"),
        pytest.param({"deletion_protection": False}, {}, id="the same protection"),
        pytest.param({"policy": {"Version": "1"}}, {"policy": {"Version": "1"}}, id="policy"),
    ],
)
def test_only_what_differs_is_changed(wanted: dict[str, Any], changes: dict[str, Any]) -> None:
    plan = plan_key(replace(REQUEST, **wanted), STATE)

    untouched: dict[str, Any] = {"tags": {}, "description": None, "deletion_protection": None, "policy": None}
    assert {name: getattr(plan, name) for name in untouched} == {**untouched, **changes}
    assert plan.changed is bool(changes)


@pytest.mark.parametrize(
    ("key", "option", "text"),
    [
        pytest.param(replace(KEY, state="Disabled"), "alias", "is Disabled", id="disabled"),
        pytest.param(replace(KEY, spec="RSA_2048"), "alias", "RSA_2048", id="asymmetric"),
        pytest.param(replace(KEY, creator="Ecs"), "alias", "is a service key", id="service key"),
        pytest.param(replace(KEY, spec="Aliyun_SM4"), "spec", "cannot be changed", id="other spec"),
        pytest.param(replace(KEY, instance_id="kst-2"), "kms_instance_id", "kst-2", id="other instance"),
        pytest.param(replace(KEY, instance_id=""), "kms_instance_id", "no instance", id="outside an instance"),
    ],
)
def test_a_key_that_no_call_can_make_right_is_refused(key: Key, option: str, text: str) -> None:
    with pytest.raises(InvalidInput, match=text) as caught:
        plan_key(REQUEST, replace(STATE, key=key))

    assert caught.value.option == option


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        pytest.param({str(number): "" for number in range(19)}, False, id="20 with the one that is there"),
        pytest.param({"team": "web", **{str(number): "" for number in range(19)}}, False, id="one of 20 is there"),
        pytest.param({str(number): "" for number in range(20)}, True, id="21"),
    ],
)
def test_a_key_takes_20_tags_those_that_are_there_among_them(given: dict[str, str], refused: bool) -> None:
    asked = replace(REQUEST, tags=given)
    if not refused:
        assert plan_key(asked, STATE).tags == given
        return
    with pytest.raises(InvalidInput, match="a key takes 20 tags, and this one would have 21") as caught:
        plan_key(asked, STATE)
    assert caught.value.option == "tags"


def test_check_mode_tells_of_a_new_key_what_is_known() -> None:
    predicted = predicted_key(plan_key(replace(REQUEST, description="shared", deletion_protection=True), None))

    assert (predicted["key_id"], predicted["aliases"]) == (None, ["alias/image-share"])
    assert (predicted["description"], predicted["deletion_protection"]) == ("shared", True)
    assert predicted.keys() == KEY.to_result().keys()


def test_check_mode_tells_how_an_existing_key_would_be() -> None:
    predicted = predicted_key(plan_key(replace(REQUEST, description="new"), STATE))

    assert (predicted["key_id"], predicted["description"]) == ("key-1", "new")
