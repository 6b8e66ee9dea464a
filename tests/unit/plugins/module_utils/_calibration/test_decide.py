# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""When calibration writes, and what it says before it does; when a role is its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._calibration.decide import decide, gib_hours
from plugins.module_utils._calibration.role_marks import POLICY, description, is_ours_alone
from plugins.module_utils._calibration.values import CalibrationRequest, Canary, Leftovers, ObservedAccount
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.image import Disk, Image
from plugins.module_utils._model.key import Key
from plugins.module_utils._model.role import SHARE_ROLE, PolicyRef, Role
from plugins.module_utils._share_role.trust import trust_document, with_ecs

OWNER, CONSUMER = "1000000000000001", "2000000000000002"
REQUEST = CalibrationRequest(
    run="nightly",
    region="cn-beijing",
    is_wanted=True,
    write=True,
    confirm=False,
    image_id="m-1",
    kms_key_id="key-1",
    foreign_key_arn="",
    destination_region="",
    share_account="",
    share_accounts=(),
    consumer=False,
    consumer_role_arn="",
    consumer_profile="",
    launch=False,
    launch_instance_type="",
    launch_vswitch_id="",
    launch_security_group_id="",
    max_copies=5,
    max_gib_hours=1000,
    wait_timeout=5400,
    anonymous=False,
)
KEY = Key(key_id="key-1", arn="", region="cn-beijing", state="Enabled", spec="", usage="", origin="", creator=OWNER)


def canary(**more: Any) -> Canary:
    disks = tuple(Disk(device="", type="system", size_gib=size, snapshot_id="s") for size in (20, 30))
    image = Image(
        image_id="m-1",
        name="golden",
        region="cn-beijing",
        status="Available",
        owner_id=OWNER,
        owner_alias="self",
        disks=disks,
    )
    return replace(Canary(image=image, is_encrypted=False, is_under_service_key=False, key=KEY), **more)


def observed(found: Canary | None, **leftovers: Any) -> ObservedAccount:
    return ObservedAccount(account_id=OWNER, leftovers=Leftovers(**leftovers), findings=(), canary=found)


def test_gib_hours_count_every_disk_and_every_begun_hour() -> None:
    assert gib_hours(REQUEST, canary()) == 5 * 50 * 2


def test_nothing_is_written_without_a_confirmation() -> None:
    plan = decide(REQUEST, observed(canary()))
    assert (plan.writes, plan.changed) == (False, False)
    assert decide(replace(REQUEST, confirm=True), observed(canary())).writes


def test_accounts_that_can_read_the_image_are_named() -> None:
    lines = " ".join(decide(replace(REQUEST, share_account=CONSUMER), observed(canary())).consent)
    assert f"whole content of golden becomes readable for the account {CONSUMER}" in lines
    assert "Calibration makes it, varies it, and removes it" in lines
    assert "readable" not in " ".join(decide(REQUEST, observed(canary())).consent)


def test_instances_are_announced_with_their_number_and_place() -> None:
    request = replace(
        REQUEST,
        share_account=CONSUMER,
        launch=True,
        launch_instance_type="ecs.t6-c1m1.large",
        launch_vswitch_id="vsw-1",
    )

    (line,) = [line for line in decide(request, observed(canary())).consent if "ecs.t6-c1m1.large" in line]

    assert f"at most 4 of ecs.t6-c1m1.large, one after the other, in vsw-1 of account {CONSUMER}" in line
    assert "each for at most 10 minutes" in line


def test_instances_are_leftovers_that_only_credentials_show() -> None:
    absent = replace(REQUEST, is_wanted=False)

    assert not absent.reaches_consumer
    assert replace(absent, consumer_profile="shop").reaches_consumer
    assert not replace(REQUEST, consumer_profile="shop").reaches_consumer


def test_a_role_in_use_is_only_read() -> None:
    found = canary(share_role=Role(name=SHARE_ROLE, arn="", trust={}))
    lines = " ".join(decide(replace(REQUEST, share_account=CONSUMER), observed(found)).consent)
    assert f"The role {SHARE_ROLE} is only read" in lines


@pytest.mark.parametrize(
    ("request_changes", "canary_changes", "option"),
    [
        ({"max_gib_hours": 499}, {}, "max_gib_hours"),
        ({"share_account": OWNER}, {}, "share_account"),
        ({}, {"key": replace(KEY, state="Disabled")}, "kms_key_id"),
        ({}, {"key": replace(KEY, creator="Ecs")}, "kms_key_id"),
        ({}, {"image": replace(canary().image, status="Deprecated")}, "image_id"),
        ({}, {"image": replace(canary().image, owner_id=CONSUMER)}, "image_id"),
        ({}, {"image": replace(canary().image, name="imageops-calibration-1")}, "image_id"),
    ],
)
def test_what_cannot_work_is_refused_before_anything_is_written(
    request_changes: dict[str, Any], canary_changes: dict[str, Any], option: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        decide(replace(REQUEST, **request_changes), observed(canary(**canary_changes)))
    assert refused.value.option == option


def test_absent_changes_something_only_if_something_is_left() -> None:
    absent = replace(REQUEST, is_wanted=False)
    assert not decide(absent, observed(None)).changed
    assert decide(absent, observed(None, snapshots=(("cn-beijing", "s-1"),))).changed


@pytest.mark.parametrize(
    ("role", "is_ours"),
    [
        ({}, True),
        ({"trust": with_ecs(None)}, True),
        ({"policies": (POLICY,)}, True),
        ({"description": "made by hand"}, False),
        ({"trust": trust_document([CONSUMER, "3000000000000003"])}, False),
        ({"policies": (PolicyRef("System", "AliyunKMSCryptoUserAccess"),)}, False),
    ],
)
def test_a_role_that_others_rely_on_is_not_calibrations(role: dict[str, Any], is_ours: bool) -> None:
    made = Role(name=SHARE_ROLE, arn="", trust=trust_document([CONSUMER]), description=description("run", [CONSUMER]))
    assert is_ours_alone(replace(made, **role)) is is_ours
