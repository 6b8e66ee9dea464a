# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The rulebook's event filter: what it hands on, drops and refuses, loaded as ansible-rulebook loads it."""

from __future__ import annotations

import json
import logging
import runpy
from typing import Any

import pytest
import yaml

from plugins.module_utils._events import request
from plugins.module_utils._model.region_id import REGION
from plugins.module_utils._variables.variable import HANDLING
from tests.events.payloads import OWNER, event, image_event, key_event, share_event
from tests.workspace import ROOT

EDA = ROOT / "extensions" / "eda"
FILTER = runpy.run_path(str(EDA / "plugins" / "event_filter" / "actiontrail.py"))
RULESET = yaml.safe_load((EDA / "rulebooks" / "image_events.yml").read_text())[0]
# The vendor's sample of an ActionTrail event's data, without what its documentation masks.
SAMPLE: dict[str, Any] = {
    "eventId": "92b33345-0cef-47be-821f-fb9914d30000",
    "eventAttributes": {"SensitiveAction": "true"},
    "eventVersion": 1,
    "eventRW": "Write",
    "eventType": "ApiCall",
    "referencedResources": {"ACS::ECS::Disk": ["d-8vbf8rpv2nn0l1zm0000"]},
    "userIdentity": {"type": "system", "userName": "ecs.aliyuncs.com"},
    "serviceName": "Ecs",
    "acsRegion": "cn-hangzhou",
    "eventName": "DeleteDisk",
}


def filtered(payload: Any) -> list[dict[str, Any]]:
    received = {"payload": payload, "meta": {"endpoint": "imageops", "headers": {"X-Made-Up": "{{ 1 }}"}}}
    found: list[dict[str, Any]] = FILTER["main"](received)
    return found


def without(payload: dict[str, Any], *path: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(payload))
    inner = changed
    for name in path[:-1]:
        inner = inner[name]
    del inner[path[-1]]
    return changed


def test_an_event_is_handed_on_without_anything_else_of_the_request() -> None:
    (found,) = filtered(key_event("ScheduleKeyDeletion", 1, "key-old"))

    assert found == {
        "id": "45ef4dee-7c35-447a-bd93-fab000000001",
        "source": "acs.kms",
        "kind": "key",
        "name": "ScheduleKeyDeletion",
        "account_id": OWNER,
        "region": "cn-beijing",
        "key_id": "key-old",
    }


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        pytest.param(image_event(1, "m-new"), ["m-new"], id="the answer's image"),
        pytest.param(
            event("CreateImage", 1, {"InstanceId": "i-1"}, referencedResources={"ACS::ECS::Image": ["m-new"]}),
            ["m-new"],
            id="the image referenced",
        ),
        pytest.param(
            event("CopyImage", 1, {"ImageId": "m-old"}, referencedResources={"ACS::ECS::Image": ["m-old", "m-new"]}),
            ["m-new"],
            id="not the source of a copy",
        ),
        pytest.param(share_event(1, "m-base"), ["m-base"], id="a list sent flattened"),
        pytest.param(
            event("ModifyImageSharePermission", 1, {"ImageId": "m-base", "AddAccount": ["9"]}), ["m-base"], id="a list"
        ),
    ],
)
def test_images_are_those_of_the_call(payload: dict[str, Any], named: list[str]) -> None:
    (found,) = filtered(payload)

    assert found["image_ids"] == named


@pytest.mark.parametrize("key", ["key-1", f"acs:kms:cn-beijing:{OWNER}:key/key-1"])
def test_a_key_is_handed_on_by_its_id(key: str) -> None:
    (found,) = filtered(key_event("DisableKey", 1, key))
    (referenced,) = filtered(event("DisableKey", 1, {}, service="kms", referencedResources={"ACS::KMS::Key": [key]}))

    assert found["key_id"] == referenced["key_id"] == "key-1"


def test_a_copy_is_looked_for_where_it_goes() -> None:
    asked = {"ImageId": "m-old", "DestinationRegionId": "cn-shanghai"}

    (found,) = filtered(event("CopyImage", 1, asked, answer={"ImageId": "m-new"}))

    assert found["region"] == "cn-shanghai"


def test_both_forms_of_a_source_are_one() -> None:
    dots, colons = key_event("DisableKey", 1, "key-1"), key_event("DisableKey", 1, "key-1") | {"source": "acs:kms"}

    assert filtered(dots) == filtered(colons)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(key_event("DisableKey", 1, "key-1", errorCode="Forbidden.NoPermission"), id="refused"),
        pytest.param(key_event("DisableKey", 1, "key-1", errorMessage="No."), id="refused without a code"),
        pytest.param(event("DeleteDisk", 1, {}) | {"data": SAMPLE}, id="the vendor's sample"),
        pytest.param(event("DisableKey", 1, {"KeyId": "key-1"}), id="a name of the other service"),
        pytest.param(share_event(1, "m-base", "RemoveAccount"), id="access taken"),
    ],
)
def test_what_no_rule_is_about_is_dropped_without_a_warning(
    payload: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    assert filtered(payload) == []
    assert [record.levelname for record in caplog.records] == ["INFO"]


GOOD = image_event(1, "m-new")


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        pytest.param(None, "the body", id="nothing"),
        pytest.param([GOOD], "the body", id="a list"),
        pytest.param("text", "the body", id="text"),
        pytest.param(GOOD | {"data": "text"}, "data is not an object", id="data as text"),
        pytest.param(GOOD | {"source": "acs.oss"}, "source and type", id="another service"),
        pytest.param(GOOD | {"type": "ecs:Disk:StateChange"}, "source and type", id="another type"),
        pytest.param(GOOD | {"id": "a b"}, "id does not", id="an id with a blank"),
        pytest.param(GOOD | {"id": "a\nb"}, "id does not", id="an id of two lines"),
        pytest.param(GOOD | {"aliyunaccountid": 1}, "aliyunaccountid", id="a number for an account"),
        pytest.param(without(GOOD, "aliyunaccountid"), "aliyunaccountid", id="no account"),
        pytest.param(without(GOOD, "data", "acsRegion"), "data.acsRegion", id="no region"),
        pytest.param(event("CreateImage", 1, {}, acsRegion="cn-x/y"), "data.acsRegion", id="no host name's part"),
        pytest.param(
            event("CopyImage", 1, {"DestinationRegionId": "x"}),
            "requestParameters.DestinationRegionId",
            id="no region id",
        ),
        pytest.param(image_event(1, "m-{{ 1 }}"), "data.responseElements.ImageId", id="a template"),
        pytest.param(image_event(1, "i-1"), "data.responseElements.ImageId", id="an instance"),
        pytest.param(event("CreateImage", 1, {}), "names a new image", id="no image"),
        pytest.param(
            event("CreateImage", 1, {}, referencedResources={"ACS::ECS::Image": "m-1"}), "ACS::ECS::Image", id="no list"
        ),
        pytest.param(
            event(
                "CreateImage", 1, {}, referencedResources={"ACS::ECS::Image": [f"m-{number}" for number in range(11)]}
            ),
            "at most 10 ids",
            id="too many images",
        ),
        pytest.param(event("CreateImage", 1, {}, requestParameters="{}"), "data.requestParameters", id="JSON text"),
        pytest.param(key_event("DisableKey", 1, "alias/share"), "data.requestParameters.KeyId", id="an alias"),
        pytest.param(event("DisableKey", 1, {}, service="kms"), "do not name one key", id="no key"),
    ],
)
def test_what_has_another_form_is_refused_with_one_line(
    payload: Any, field: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert filtered(payload) == []

    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert field in record.getMessage()
    assert "\n" not in record.getMessage()
    assert len(record.getMessage()) < 250


def test_the_filter_and_the_playbooks_take_the_same_forms() -> None:
    assert FILTER["REGION"].pattern == REGION.pattern
    assert FILTER["IMAGE"].pattern == request.IMAGE.pattern
    assert FILTER["ACCOUNT"].pattern == request.ACCOUNT.pattern
    assert request.KEY.pattern in FILTER["KEY"].pattern
    assert FILTER["IMAGES_AT_MOST"] == request.IMAGES_AT_MOST


def test_the_rulebook_demands_a_token_and_checks_each_event_once() -> None:
    (source,) = RULESET["sources"]

    assert "default" not in source["eda.builtin.webhook"]["token"]
    assert source["filters"] == [{"imageops.alicloud.actiontrail": None}]
    assert [rule["throttle"]["group_by_attributes"] for rule in RULESET["rules"]] == [["event.id", "event.source"]] * 3


def test_each_kind_of_event_has_its_playbook() -> None:
    played = {rule["condition"]: rule["action"]["run_playbook"] for rule in RULESET["rules"]}

    assert {kind for _source, kind in FILTER["CALLS"].values()} == {"image", "key", "share"}
    for kind in ("image", "key", "share"):
        assert played[f'event.kind == "{kind}"'] == {
            "name": f"imageops.alicloud.handle_{kind}_event",
            "extra_vars": {"images_event": "{{ event }}"},
        }
    assert set(HANDLING) == {f"handle_{kind}_event" for kind in ("image", "key", "share")}
