# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The schemas of files are strict, and what is not as they say is found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contract.files import END, NAMED, SCHEMAS, check_files, faults, never_written, schema_names, schema_of

PAGE = SCHEMAS.parent / "guides" / "contracts.md"
FILES = sorted(SCHEMAS.glob(f"*{END}"))
CLOSING = {"additionalProperties", "unevaluatedProperties"}
# They hold what a cloud's document or a kind of users has, or are closed by those that refer to them.
OPEN = ("trust_statement", "before", "after", "image", "row", "coverage", "encryption_default")
MAP = {"cn-beijing": {"m-1": "m-2"}}

every_schema = pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)


def objects(schema: Any, name: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give each description of a mapping with the key it stands under."""
    if isinstance(schema, list):
        for item in schema:
            yield from objects(item, name)
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield name, schema
        for key, value in schema.items():
            yield from objects(value, name if key in ("items", "properties", "$defs") else key)


def kept(folder: Path, name: str, text: str) -> Path:
    path = folder / f"0123456789abcdef-{name}"
    path.write_text(text)
    return path


@every_schema
def test_a_schema_is_one_and_has_its_own_address(path: Path) -> None:
    schema = json.loads(path.read_text())

    Draft202012Validator.check_schema(schema)
    assert schema["$id"].endswith(f"/docs/schemas/{path.name}")
    assert schema["title"]


@every_schema
def test_a_mapping_has_the_keys_that_are_named_and_no_others(path: Path) -> None:
    schema = json.loads(path.read_text())

    assert [name for name, item in objects(schema) if not CLOSING & item.keys() and name not in OPEN] == []


@every_schema
def test_what_a_schema_requires_it_describes(path: Path) -> None:
    required = [(set(item.get("required", ())), item) for _name, item in objects(json.loads(path.read_text()))]

    assert [names for names, item in required if "properties" in item and names - item["properties"].keys()] == []


def test_a_file_of_a_known_name_is_compared(tmp_path: Path) -> None:
    good = kept(tmp_path, "ros_mappings.json", json.dumps({"Mappings": {"ImageMap": MAP}}))

    assert check_files([good]).wrong == ()
    assert check_files([good]).schemas == {"ros_mappings"}


def test_a_key_too_many_is_found(tmp_path: Path) -> None:
    bad = kept(tmp_path, "ros_mappings.json", json.dumps({"Mappings": {"ImageMap": MAP}, "more": 1}))

    (wrong,) = check_files([bad]).wrong
    assert wrong.startswith("ros_mappings.json is not as the schema ros_mappings says: $: ")
    assert "'more'" in wrong


def test_a_missing_key_is_found() -> None:
    assert list(faults("image_values", {"image_map": MAP})) == ["$: 'image_ids' is a required property"]


def test_a_value_behind_a_reference_is_compared() -> None:
    (wrong,) = faults("image_map", {"cn-beijing": {"m-1": ""}})

    assert wrong.startswith("$['cn-beijing']['m-1']: ")


def test_an_anonymous_calibration_has_no_evidence() -> None:
    fact = {"fact": "a", "class": "read", "assumption": "b", "result": "confirmed", "value": True, "why": ""}
    whole = {
        "format": "imageops.alicloud/calibration/1",
        "at": "2026-11-30T13:00:00Z",
        "region": "cn-beijing",
        "emulator": False,
        "anonymous": True,
        "facts": [fact],
        "settings": {"is_self_shared": True},
    }

    assert list(faults("calibration", whole)) == []
    assert list(faults("calibration", {**whole, "facts": [{**fact, "evidence": []}]}))


def test_a_file_that_nothing_describes_is_found(tmp_path: Path) -> None:
    odd, broken = kept(tmp_path, "odd.json", "[1]"), kept(tmp_path, "broken.json", "{")

    assert check_files([odd, broken]).wrong == ("odd.json has no schema in docs/schemas", "broken.json is not JSON")


@pytest.mark.parametrize(
    ("name", "data", "schema"),
    [
        ("consumer-2000000000000002.json", {}, "consumer"),
        ("approved.json", {"plans": []}, "plan"),
        ("account.json", {"format": "imageops.alicloud/calibration/1"}, "calibration"),
        ("audit.json", {"audited": [], "images": []}, "audit"),
        ("audit.json", {"images": []}, "images"),
        ("other.json", {"x": 1}, ""),
    ],
)
def test_a_file_is_known_by_its_name_or_by_what_it_holds(name: str, data: Any, schema: str) -> None:
    assert schema_of(name, data) == schema


def test_a_schema_that_no_file_was_compared_with_is_named() -> None:
    assert never_written(set(schema_names()) - {"plan"}) == ["no target wrote a file of the schema plan"]


def test_the_page_names_every_schema_and_every_file() -> None:
    page = PAGE.read_text()

    assert [path.name for path in FILES if f"(../schemas/{path.name})" not in page] == []
    assert [name for name in NAMED if f"`{name}`" not in page] == []
