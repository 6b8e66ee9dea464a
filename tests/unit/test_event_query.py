# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The queries by which automation controller counts what modules managed, over results as RETURN documents them.

Its rules: a record needs a name, and the facts `infra_type`, `infra_bucket` and `device_type` in small letters.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jq
import pytest
import yaml

from tests.contract.documented import read_modules

ROOT = Path(__file__).resolve().parents[2]
MODULES = read_modules(ROOT / "plugins" / "modules")
QUERIES = {
    name.removeprefix("imageops.alicloud."): entry["query"]
    for name, entry in yaml.safe_load((ROOT / "extensions" / "audit" / "event_query.yml").read_text()).items()
}
# They manage nothing that can be counted, or what others counted already.
NOT_COUNTED = {
    "caller_info",
    "disk_encryption_default",
    "disk_encryption_default_info",
    "encryption_leftovers",
    "image_launch_check",
    "image_launch_trial",
    "account_calibration",
    "image_reference_info",
    "image_resource_share",
    "image_resource_share_info",
    "image_share_role",
    "image_share_role_info",
    "image_retirement",
    "images_request",
    "images_step",
    "kms_key_deletion",
    "launch_template_image",
    "oos_execution",
    "ack_node_pool_image",
    "image_family_image",
    "oos_parameter_image",
    "oos_execution_info",
    "scaling_configuration_image",
    "snapshot_copy",
    "snapshot_copy_info",
    "snapshot_share",
    "snapshot_share_info",
}
PLAIN: dict[str, Any] = {"str": "text", "int": 1, "bool": True, "float": 1.0, "raw": "text"}

every_query = pytest.mark.parametrize("module", QUERIES)


def sample(entry: dict[str, Any]) -> Any:
    """A value as the documentation shows it."""
    if "contains" in entry:
        value = {name: sample(part) for name, part in entry["contains"].items()}
        return [value] if entry["type"] == "list" else value
    return entry.get("sample", [] if entry["type"] == "list" else PLAIN.get(entry["type"], {}))


def result(module: str) -> dict[str, Any]:
    return {name: sample(entry) for name, entry in MODULES[module].returns.items()} | {"changed": True}


def records(module: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = jq.compile(QUERIES[module]).input_value(given).all()
    return found


def test_every_module_is_counted_or_known_not_to_be() -> None:
    assert QUERIES.keys() == MODULES.keys() - NOT_COUNTED


@every_query
def test_a_documented_result_makes_a_record_that_is_kept(module: str) -> None:
    (record,) = records(module, result(module))
    assert record["name"]
    assert all(record["canonical_facts"].values())
    for fact in ("infra_type", "infra_bucket", "device_type"):
        assert re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", record["facts"][fact])


@every_query
@pytest.mark.parametrize("given", [{}, {"msg": "failed", "failed": True}, {"skipped": True, "results": []}])
def test_a_task_that_failed_or_was_skipped_counts_nothing(module: str, given: dict[str, Any]) -> None:
    assert records(module, given) == []


def test_a_copy_that_is_only_planned_counts_nothing() -> None:
    assert records("image_copy", {"copies": [{"image_id": None, "region": "cn-beijing"}]}) == []


def test_one_image_is_one_thing_whatever_module_it_comes_from() -> None:
    seen = {"image_id": "m-1", "region": "cn-beijing", "owner_id": "1000000000000001"}
    given = {"image_info": "images", "image_copy": "copies", "image_share": "shares"}
    facts = [records(module, {key: [seen]})[0]["canonical_facts"] for module, key in given.items()]
    facts += [records("image", {"image": seen})[0]["canonical_facts"]]
    assert all(fact == facts[0] for fact in facts)


def test_an_image_says_its_account() -> None:
    (record,) = records("image_info", {"images": [{"image_id": "m-1", "region": "r", "owner_id": "1"}]})
    assert record["facts"]["account_id"] == "1"


def test_a_key_says_its_account_region_and_id() -> None:
    key = {"key_id": "key-1", "region": "cn-beijing", "arn": "acs:kms:cn-beijing:1000000000000001:key/key-1"}
    facts = {"account_id": "1000000000000001", "region": "cn-beijing", "key_id": "key-1"}
    assert records("kms_key", {"kms_key": key})[0]["canonical_facts"] == facts
    assert records("kms_key_info", {"kms_keys": [key]})[0]["canonical_facts"] == facts
