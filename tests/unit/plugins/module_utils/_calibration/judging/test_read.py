# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What lists say about facts, and what an account that lacks something leaves open."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._calibration.judging.read import id_list, of_images, of_keys, of_snapshots, usable
from plugins.module_utils._calibration.values import FactFinding, Result
from plugins.module_utils._model.answered import Answered

DENIED = Answered(action="DescribeImages", region="", at="", code="Forbidden.RAM", denied="ecs:DescribeImages")


def images(*items: dict[str, Any]) -> Answered:
    return Answered(action="DescribeImages", region="", at="", body={"Images": {"Image": list(items)}})


def image(created: str = "2025-01-01T00:00:00Z", shared: Any = "False", **disk: Any) -> dict[str, Any]:
    mapping = {"DiskDeviceMapping": [{"SnapshotId": "s-1", **disk}]}
    return {"ImageId": "m-1", "CreationTime": created, "IsSelfShared": shared, "DiskDeviceMappings": mapping}


def values(findings: list[FactFinding]) -> dict[str, Any]:
    return {finding.fact: finding.value for finding in findings}


OLD, NEW = "2025-01-01T00:00:00Z", "2025-02-01T00:00:00Z"


@pytest.mark.parametrize(
    ("times", "order"),
    [((NEW, OLD), "newest_first"), ((OLD, NEW), "oldest_first"), ((OLD, NEW, OLD), "none"), ((OLD, OLD), None)],
)
def test_the_order_shows_by_images_of_different_age(times: tuple[str, ...], order: str | None) -> None:
    assert values(of_images(images(*map(image, times))))["image_order"] == order


@pytest.mark.parametrize(
    ("disk", "form"), [({"Encrypted": False}, "boolean"), ({"Encrypted": "no"}, "string"), ({}, "absent")]
)
def test_the_form_of_encrypted_is_that_of_the_disk(disk: dict[str, Any], form: str) -> None:
    assert values(of_images(images(image(**disk))))["mapping_encrypted"] == form


@pytest.mark.parametrize(("shared", "form"), [("True", "True"), ("true", "true"), (True, True), ("False", None)])
def test_only_a_shared_image_shows_how_sharing_is_written(shared: Any, form: Any) -> None:
    assert values(of_images(images(image(shared=shared))))["is_self_shared"] == form


def test_a_form_that_the_emulator_does_not_have_is_no_setting() -> None:
    found = {finding.fact: finding for finding in of_images(images(image(shared=True), image(OLD), image(NEW)))}
    assert [dict(found[fact].settings) for fact in ("is_self_shared", "image_order")] == [
        {},
        {"image_order": "oldest_first"},
    ]


def test_a_missing_right_leaves_every_fact_of_a_list_open() -> None:
    found = [*of_images(DENIED), id_list(["m-1"], DENIED), usable("m-1", DENIED)]
    assert {(finding.result, finding.why) for finding in found} == {
        (Result.NOT_SETTLED, "ecs:DescribeImages is not allowed")
    }


def test_a_comma_list_has_to_find_all_images() -> None:
    assert id_list(["m-1", "m-2"], images(image())).value is False
    assert id_list(["m-1"], images(image())).value is True


def snapshots(*items: dict[str, Any]) -> Answered:
    return Answered(action="DescribeSnapshots", region="", at="", body={"Snapshots": {"Snapshot": list(items)}})


def described(**key: Any) -> Answered:
    return Answered(action="DescribeKey", region="", at="", body={"KeyMetadata": key})


@pytest.mark.parametrize(
    ("key_id", "keys", "value"),
    [
        ("", {}, True),
        ("key-ecs", {"key-ecs": described(Creator="Ecs")}, False),
        ("key-own", {"key-own": described(Creator="1000000000000001")}, None),
        ("key-gone", {}, None),
    ],
)
def test_a_snapshot_under_the_service_key_names_it_or_does_not(
    key_id: str, keys: dict[str, Answered], value: bool | None
) -> None:
    found = of_snapshots(snapshots({"Encrypted": True, "KMSKeyId": key_id, "SourceDiskSize": "40"}), keys)
    assert values(found) == {"source_disk_size": "string", "service_key_id_empty": value}


def test_a_key_that_may_not_be_read_is_named_as_the_reason() -> None:
    denied = Answered(action="DescribeKey", region="", at="", code="Forbidden", denied="kms:DescribeKey")
    found = of_snapshots(snapshots({"Encrypted": True, "KMSKeyId": "key-1"}), {"key-1": denied})
    assert found[1].why == "kms:DescribeKey is not allowed"


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        ([described(Creator="1", DKMSInstanceId="kst-1", ProtectionLevel="HSM")], None),
        ([described(Creator="Ecs", ProtectionLevel="HSM")], None),
        ([described(Creator="1", ProtectionLevel="HSM")], True),
        ([described(Creator="1", ProtectionLevel="SOFTWARE")], False),
        ([described(Creator="1", ProtectionLevel="OTHER")], None),
    ],
)
def test_only_customer_keys_outside_instances_show_managed_hsm(keys: list[Answered], value: bool | None) -> None:
    assert of_keys(keys).value is value
