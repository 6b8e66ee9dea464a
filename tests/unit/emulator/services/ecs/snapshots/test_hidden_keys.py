# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots under the service key whose key id no answer shows. Source: third-party data about disks."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ....support import Harness, refused
from ....worlds import SERVICE_KEY, SHAREE, disk, with_beijing

HIDDEN = {"id": "m-hidden", "name": "hidden", "disks": [disk("", encrypted=True, snapshot="s-hidden")]}


@pytest.fixture(autouse=True)
def world(emu: Harness) -> None:
    loose = {"id": "s-loose-hidden", "encrypted": True, "key": ""}
    emu.control("POST", "reset", with_beijing(images=[HIDDEN], snapshots=[loose]))


def snapshot(emu: Harness, snapshot_id: str) -> dict[str, Any]:
    found = emu.ecs("DescribeSnapshots", SnapshotIds=json.dumps([snapshot_id]))
    return dict(found["Snapshots"]["Snapshot"][0])


@pytest.mark.parametrize("snapshot_id", ["s-hidden", "s-loose-hidden"])
def test_an_empty_key_is_shown_for_just_that_snapshot(emu: Harness, snapshot_id: str) -> None:
    shown = snapshot(emu, snapshot_id)
    assert (shown["Encrypted"], shown["KMSKeyId"]) == (True, "")
    assert snapshot(emu, "s-service")["KMSKeyId"] != ""


def test_such_an_image_is_copied_like_any_under_the_service_key(emu: Harness) -> None:
    made = emu.copy("m-hidden")
    disks = emu.image(made)["DiskDeviceMappings"]["DiskDeviceMapping"]
    assert snapshot(emu, disks[0]["SnapshotId"])["KMSKeyId"] == "key-bj"


def test_sharing_it_is_refused_as_for_any_under_the_service_key(emu: Harness) -> None:
    code = "InvalidOperation.ServiceKeyEncryptedImageUnsupported"
    assert refused(lambda: emu.share("m-hidden", SHAREE)) == (403, code)


def test_a_dump_keeps_it(emu: Harness) -> None:
    dumped = emu.control("GET", "world")
    region = dumped["accounts"]["1000000000000001"]["regions"]["cn-beijing"]
    keys = {item["id"]: item["key"] for item in region["snapshots"]}
    assert (keys["s-hidden"], keys["s-loose-hidden"], keys["s-service"]) == ("", "", SERVICE_KEY)
    emu.control("POST", "reset", dumped)
    assert emu.control("GET", "world") == dumped
    assert snapshot(emu, "s-hidden")["KMSKeyId"] == ""


def test_what_is_not_encrypted_has_no_key_not_even_an_empty_one(emu: Harness) -> None:
    wrong = {"id": "s-wrong", "encrypted": False, "key": ""}
    status, body = emu.control_status("POST", "reset", with_beijing(snapshots=[wrong]))
    assert (status, "what is not encrypted has no key" in body["error"]) == (400, True)
