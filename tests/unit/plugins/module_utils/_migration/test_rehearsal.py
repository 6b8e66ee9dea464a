# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A world of an audit."""

from __future__ import annotations

from typing import Any

import pytest

from emulator.state.clock import Clock
from emulator.state.cloud import Cloud
from emulator.world.load import load
from plugins.module_utils._core.image_reasons import IMAGE_RULES
from plugins.module_utils._core.reasons import reason
from plugins.module_utils._migration.rehearsal import Rehearsed, check_emulator, differing, refusals, rehearsal
from plugins.module_utils._migration.rehearsal_images import CANNOT, key_facts, world_image
from plugins.module_utils._model.errors import InvalidInput

from ..support import AWAY, CONSUMER, HOME, refusal_of

OWNER = "1000000000000001"
KEY = "key-1"
VALUES: dict[str, object] = {
    "account": CONSUMER,
    "accounts": CONSUMER,
    "count": 1,
    "error": "X",
    "key": KEY,
    "owner": "9",
    "permission": "kms:DescribeKey",
    "product": "p",
    "quota": 1,
    "region": HOME,
    "role": "r",
    "snapshot": "s-1",
    "spec": "RSA_2048",
    "state": "Disabled",
    "status": "Creating",
}
WANTED = Rehearsed(key="alias/image-share", accounts=(CONSUMER,), secret="secret")


def filled(code: str) -> dict[str, str]:
    fields = {name: VALUES.get(name, "x") for name in ("family", *VALUES)}
    return reason(code, **fields).to_result()


def image(
    image_id: str = "m-1", *codes: str, key_type: str = "customer", key: str = KEY, **more: Any
) -> dict[str, Any]:
    disk = {"device": "/dev/xvda", "type": "system", "size_gib": 40, "snapshot_id": f"s-{image_id}"}
    given = {
        "image_id": image_id,
        "name": f"name-{image_id}",
        "region": HOME,
        "status": "Available",
        "owner_id": OWNER,
        "family": "web",
        "tags": {"team": "web"},
        "created": "2025-01-31T00:00:00Z",
        "copied_from": "",
        "shared_with": [],
        "disks": [
            {
                **disk,
                "encrypted": key_type != "none",
                "kms_key_id": key,
                "key_type": key_type,
                "key_reasons": [code for code in codes if code.startswith("key_")],
            }
        ],
        "reasons": [filled(code) for code in codes],
    }
    return {**given, **more}


def audit(*images: dict[str, Any], total: int = 0) -> dict[str, Any]:
    return {"images": list(images), "summary": {"total": total or len(images)}}


def owner_of(found: dict[str, Any]) -> dict[str, Any]:
    return dict(found["world"]["accounts"][OWNER])


def keys_of(found: dict[str, Any], region: str = HOME) -> dict[str, dict[str, Any]]:
    return {key["id"]: key for key in owner_of(found)["regions"][region]["keys"]}


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ((), {"state": "Enabled", "instance": "kst-rehearsal", "spec": "Aliyun_AES_256"}),
        (("key_disabled",), {"state": "Disabled"}),
        (("key_not_enabled",), {"state": "Disabled"}),
        (("key_pending_deletion",), {"state": "PendingDeletion"}),
        (("key_pending_import",), {"state": "PendingImport", "origin": "EXTERNAL"}),
        (("key_spec_unsupported",), {"spec": "RSA_2048"}),
        (("key_imported",), {"origin": "EXTERNAL"}),
        (("key_outside_instance",), {"instance": None}),
    ],
)
def test_a_key_is_as_its_images_reasons_say(codes: tuple[str, ...], expected: dict[str, Any]) -> None:
    key = keys_of(rehearsal(audit(image("m-1", *codes)), WANTED))[KEY]

    assert {name: key[name] for name in expected} == expected


def test_a_reason_about_another_key_changes_nothing() -> None:
    both = image("m-1", "key_disabled")
    both["disks"] += [{**both["disks"][0], "kms_key_id": "key-2", "key_reasons": []}]

    facts = key_facts([both])

    assert {key: facts[HOME, key].state for key in (KEY, "key-2")} == {KEY: "Disabled", "key-2": "Enabled"}


def test_a_key_that_is_gone_is_not_there() -> None:
    found = rehearsal(audit(image("m-1", "key_not_found", key_type="unknown")), WANTED)

    assert KEY not in keys_of(found)
    assert owner_of(found)["regions"][HOME]["images"][0]["disks"][0]["key"] == KEY


@pytest.mark.parametrize(
    ("key_type", "key", "expected"),
    [
        ("none", "", {}),
        ("service", "6a1b", {"key": "alias/acs/ecs"}),
        ("service", "", {"key": ""}),
        ("customer", KEY, {"key": KEY}),
        ("foreign", "acs:kms:cn-beijing:9:key/key-9", {"key": "acs:kms:cn-beijing:9:key/key-9"}),
        ("unknown", "", {"key": "alias/acs/ecs"}),
    ],
)
def test_a_disk_is_under_its_key(key_type: str, key: str, expected: dict[str, str]) -> None:
    (disk,) = world_image(image(key_type=key_type, key=key))["disks"]

    assert {name: value for name, value in disk.items() if name == "key"} == expected


def test_a_vhd_image_is_one() -> None:
    assert world_image(image("m-1", "vhd_format"))["format"] == "vhd"
    assert world_image(image("m-1", "vhd_not_copied"))["format"] == "vhd"


def test_rights_that_the_audit_lacked_are_lacking() -> None:
    found = rehearsal(
        audit(image("m-1", "key_not_visible", key_type="unknown"), image("m-2", "snapshot_not_visible")), WANTED
    )
    denied = owner_of(found)["users"]["operator"]["policies"][-1]["Statement"]

    assert [(item["Effect"], item["Action"]) for item in denied] == [
        ("Deny", "ecs:DescribeSnapshots"),
        ("Deny", "kms:DescribeKey"),
    ]
    assert denied[1]["Resource"] == f"acs:kms:{HOME}:{OWNER}:key/{KEY}"
    assert any("service key" in sentence for sentence in found["assumed"])


@pytest.mark.parametrize("code", CANNOT)
def test_what_the_emulator_cannot_be_is_left_out_and_told(code: str) -> None:
    found = rehearsal(audit(image("m-1", code), image("m-2")), WANTED)

    assert [item["image_id"] for item in found["left_out"]] == ["m-1"]
    assert found["left_out"][0]["why"] == CANNOT[code]


def test_images_of_another_account_are_left_out() -> None:
    found = rehearsal(audit(image("m-1"), image("m-2"), image("m-3", owner_id="9")), WANTED)

    assert [(item["image_id"], item["why"]) for item in found["left_out"]] == [("m-3", "belongs to account 9")]


def test_the_target_key_is_made_in_every_destination_unless_it_is_there() -> None:
    wanted = Rehearsed(key={HOME: KEY, AWAY: "alias/share"}, destinations=(HOME, AWAY))
    found = rehearsal(audit(image()), wanted)

    assert keys_of(found).keys() == {KEY}
    assert keys_of(found, AWAY)[f"key-rehearsal-{AWAY}"]["alias"] == "alias/share"
    assert sum("is an enabled key" in sentence for sentence in found["assumed"]) == 1


def test_the_alias_of_the_service_key_is_not_made_a_customers() -> None:
    assert keys_of(rehearsal(audit(image()), Rehearsed(key="alias/acs/ecs"))).keys() == {KEY}


def test_accounts_and_their_roles_are_there() -> None:
    wanted = Rehearsed(
        key=KEY,
        accounts=(CONSUMER, OWNER, "nobody"),
        roles={CONSUMER: f"acs:ram::{CONSUMER}:role/viewer", "x": "wrong"},
    )
    accounts = rehearsal(audit(image(shared_with=["3000000000000003"])), wanted)["world"]["accounts"]

    assert accounts.keys() == {OWNER, CONSUMER, "3000000000000003"}
    assert accounts[CONSUMER]["roles"].keys() == {"viewer"}


def test_the_region_is_the_one_with_most_images() -> None:
    images = [image("m-1"), image("m-2", region=AWAY), image("m-3", region=AWAY)]

    assert rehearsal(audit(*images), WANTED)["region"] == AWAY
    assert rehearsal(audit(*images), Rehearsed(key=KEY, region=HOME))["region"] == HOME


def test_images_that_the_audit_does_not_list_are_told() -> None:
    assert any("1 of 600 images" in item for item in rehearsal(audit(image(), total=600), WANTED)["assumed"])


@pytest.mark.parametrize(("count", "speed"), [(1, 600), (5000, 30000)])
def test_the_clock_is_as_fast_as_the_work_is_long(count: int, speed: int) -> None:
    assert rehearsal(audit(*(image(f"m-{number}") for number in range(count))), WANTED)["speed"] == speed


def test_the_emulator_behaves_as_the_calibrated_account_does() -> None:
    settings = {"image_order": "oldest_first", "copy_seconds_per_gib": 3.0, "running_copies_per_region": 2}
    wanted = Rehearsed(key=KEY, seconds_per_gib=3, at_once=2, settings=settings, calibrated="2026-01-31")
    made = rehearsal(audit(image()), wanted)
    assert made["world"]["settings"] == {**settings, "copy_seconds": 0}
    assert "copies take as long as the calibration of 2026-01-31 measured" in " ".join(made["assumed"])


def test_nothing_to_rehearse_is_refused() -> None:
    with pytest.raises(InvalidInput, match="images of an own account are not in it"):
        rehearsal(audit(image("m-1", "not_owned")), WANTED)
    with pytest.raises(InvalidInput, match="cannot be rehearsed"):
        rehearsal(audit(image("m-1", "no_disks")), WANTED)


def test_every_world_is_one_that_the_emulator_takes() -> None:
    codes = [code for code in IMAGE_RULES if code not in CANNOT]
    images = [image(f"m-{number}", code, key=f"key-{number}") for number, code in enumerate(codes)]
    kinds = [
        image(f"m-{kind}", key_type=kind, key="" if kind != "foreign" else "acs:kms:r:9:key/k")
        for kind in ("none", "service", "foreign", "unknown")
    ]
    found = rehearsal(
        audit(*images, *kinds, image("m-odd", created="", status="Deprecated", copied_from="m-1")), WANTED
    )
    cloud = Cloud(clock=Clock())

    load(cloud, found["world"])

    assert len(cloud.accounts[OWNER].regions[HOME].images) == len(images) + len(kinds) + 1


@pytest.mark.parametrize(
    ("url", "allow_remote", "problem"),
    [
        ("https://ecs.aliyuncs.com", False, "is not an emulator's address"),
        ("https://ecs.aliyuncs.com", True, "is not an emulator's address"),
        ("http://10.0.0.9:8899", False, "is not an emulator's address"),
        ("http://127.0.0.1", False, "is not an emulator's address"),
        ("http://127.0.0.1:1@evil.example:80", False, "is not an emulator's address"),
    ],
)
def test_nothing_but_an_emulator_is_rehearsed_on(url: str, allow_remote: bool, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        check_emulator(url, allow_remote=allow_remote)


@pytest.mark.parametrize(
    ("url", "allow_remote"),
    [
        ("http://127.0.0.1:1", False),
        ("http://localhost:8899/", False),
        ("http://[::1]:1", False),
        ("http://10.0.0.9:1", True),
    ],
)
def test_an_emulator_is_rehearsed_on(url: str, allow_remote: bool) -> None:
    assert refusal_of(lambda: check_emulator(url, allow_remote=allow_remote)) == ""


def test_images_that_are_seen_otherwise_are_named() -> None:
    before = audit(image("m-1", verdict="blocked"), image("m-2", verdict="shareable"))
    now = [image("m-1", verdict="unknown"), image("m-2", verdict="shareable"), image("m-3", verdict="blocked")]

    assert differing(before, now) == [{"image_id": "m-1", "name": "name-m-1", "audit": "blocked", "here": "unknown"}]


def test_refusals_are_counted_and_answers_about_what_is_not_there_are_none() -> None:
    requests = [
        {"action": "CopyImage", "code": "RegionNotSupportCopy", "mutating": True},
        {"action": "CopyImage", "code": "RegionNotSupportCopy", "mutating": True},
        {"action": "CopyImage", "code": "InvalidImageId.NotFound", "mutating": True},
        {"action": "GetRole", "code": "EntityNotExist.Role", "mutating": False},
        {"action": "DescribeKey", "code": "Forbidden.KeyNotFound", "mutating": False},
        {"action": "DescribeKey", "code": "Forbidden.NoPermission", "mutating": False},
        {"action": "CopyImage", "code": "DryRunOperation", "mutating": False},
        {"action": "DescribeImages", "code": None, "mutating": False},
    ]

    assert refusals(requests) == [
        {"action": "CopyImage", "code": "RegionNotSupportCopy", "times": 2},
        {"action": "CopyImage", "code": "InvalidImageId.NotFound", "times": 1},
        {"action": "DescribeKey", "code": "Forbidden.NoPermission", "times": 1},
    ]
