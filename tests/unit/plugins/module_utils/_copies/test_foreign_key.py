# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copies under another account's key, which a key policy lets this account use."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._images.observe import assess_images, select_images
from plugins.module_utils._images.selection import Selection
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import Verdict
from plugins.module_utils._model.image_copy import read_copy_tag

from ....emulator.support import Harness
from ..support import CONSUMER, HOME, OWNER
from .driving import Driver

ARN = f"acs:kms:{HOME}:{CONSUMER}:key/key-central"
ROLES = ("AliyunECSDiskEncryptDefaultRole", "AliyunECSShareEncryptImageDefaultRole")
FORMS = [pytest.param("arn", id="by ARN"), pytest.param("id", id="by id")]


def policy(*principals: str) -> dict[str, Any]:
    named = [f"acs:ram::{OWNER}:{principal}" for principal in principals]
    statement = {"Effect": "Allow", "Principal": {"RAM": named}, "Action": "kms:*", "Resource": "*"}
    return {"Version": "1", "Statement": [statement]}


def central_key(emu: Harness, **more: Any) -> None:
    """Give the other account a key for this one."""
    world = emu.control("GET", "world")
    known = policy("user/operator", *(f"role/{role}" for role in ROLES))
    key = {"id": "key-central", "instance": "kst-9", "policy": known, **more}
    world["accounts"][CONSUMER]["regions"].setdefault(HOME, {}).setdefault("keys", []).append(key)
    emu.control("POST", "reset", world)


def named_keys(emu: Harness) -> list[str]:
    return [entry["parameters"]["KMSKeyId"] for entry in emu.log() if entry["action"] == "CopyImage"]


@pytest.mark.parametrize("form", FORMS)
def test_an_image_is_copied_under_it_and_the_copy_used_again(drive: Driver, form: str) -> None:
    central_key(drive.emu)
    drive.emu.set(foreign_key_form=form)
    first = drive.run("m-web", keys={HOME: ARN}, foreign_key_form=form)

    assert (first.brief, first.failures) == ([("available", "started")], {})
    assert named_keys(drive.emu) == [ARN if form == "arn" else "key-central"]
    again = drive.run("m-web", keys={HOME: ARN}, foreign_key_form=form)
    assert (again.brief, again.ids) == ([("available", "reused")], first.ids)


@pytest.mark.parametrize("form", FORMS)
def test_the_tag_names_the_key_by_its_id_and_account(drive: Driver, form: str) -> None:
    central_key(drive.emu)
    drive.emu.set(foreign_key_form=form)
    (made,) = drive.run("m-web", keys={HOME: ARN}, foreign_key_form=form).ids

    tags = drive.tags(made)
    assert tags["imageops:copy"] == f"{OWNER}/{HOME}>{HOME}/key-central@{CONSUMER}/1"
    tag = read_copy_tag(tags)
    assert tag is not None
    assert (tag.kms_key_id, tag.key_account) == ("key-central", CONSUMER)


@pytest.mark.parametrize("key", [ARN, "key-central", ""])
@pytest.mark.parametrize("form", FORMS)
def test_such_copies_are_removed(drive: Driver, form: str, key: str) -> None:
    central_key(drive.emu)
    drive.emu.set(foreign_key_form=form)
    drive.run("m-web", keys={HOME: ARN}, foreign_key_form=form)
    result = drive.remove("m-web", keys={HOME: key} if key else {})

    assert (result.brief, result.failures) == ([("absent", "removed")], {})
    assert (drive.made(), drive.snapshots()) == ({}, set())


def test_a_copy_under_an_own_key_is_another(drive: Driver) -> None:
    central_key(drive.emu)
    drive.run("m-web", keys={HOME: ARN})
    assert drive.run("m-web").brief == [("available", "started")]
    assert len(drive.made()) == 2


def test_an_image_that_is_under_it_already_is_not_copied(drive: Driver) -> None:
    central_key(drive.emu)
    (made,) = drive.run("m-web", keys={HOME: ARN}).ids
    again = drive.run(made, keys={HOME: ARN})
    assert (again.brief, again.ids) == ([("available", "none")], [made])


def test_the_copy_can_be_shared(drive: Driver) -> None:
    central_key(drive.emu)
    (made,) = drive.run("m-web", keys={HOME: ARN}).ids
    images = select_images(drive.session, HOME, Selection(image_ids=(made,)))
    (assessed,) = assess_images(drive.session, HOME, images)

    assert assessed.verdict is Verdict.SHAREABLE
    assert [reason.code for reason in assessed.reasons] == ["foreign_key"]
    drive.emu.share(made, CONSUMER)


@pytest.mark.parametrize(
    ("more", "name", "says"),
    [
        ({"policy": policy("user/nobody")}, ARN, "kms:DescribeKey"),
        ({}, ARN.replace("key-central", "key-none"), "is not found"),
        ({}, f"acs:kms:{HOME}:{CONSUMER}:alias/central", "aliases do not cross accounts"),
        ({}, ARN.replace(HOME, "cn-shanghai"), "is in cn-shanghai"),
        ({"state": "Disabled"}, ARN, "is Disabled"),
        ({"spec": "RSA_2048"}, ARN, "RSA_2048"),
    ],
)
def test_keys_that_cannot_be_used_are_refused_before_anything_is_written(
    drive: Driver, more: dict[str, Any], name: str, says: str
) -> None:
    central_key(drive.emu, **more)
    with pytest.raises(InvalidInput, match=says):
        drive.plan(drive.request("m-web", keys={HOME: name}))


def test_a_policy_that_leaves_out_ecs_is_named_by_ecs(drive: Driver) -> None:
    central_key(drive.emu, policy=policy("user/operator"))
    result = drive.run("m-web", keys={HOME: ARN})

    (error,) = result.failures.values()
    assert "KMSUnauthorized" in str(error)
    assert json.dumps(result.brief) == '[["failed", "none"]]'
