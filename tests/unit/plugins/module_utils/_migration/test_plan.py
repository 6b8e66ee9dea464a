# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration's plan."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.reasons import RULES
from plugins.module_utils._migration.plan import PlanOptions, plan_migration, plan_proofs, without_copies
from plugins.module_utils._model.image_copy import TAG_SYSTEM_DISK_OF

from ..support import AWAY, CONSUMER, HOME


def row(verdict: str, encryption: str, **more: Any) -> dict[str, Any]:
    """An image as image_info returns it."""
    given = {
        "image_id": "m-1",
        "name": "web-1",
        "region": HOME,
        "size_gib": 40,
        "encryption": encryption,
        "verdict": verdict,
        "shared_with": [],
        "copied_from": "",
        "disks": [{}],
        "reasons": [{"code": "x", "message": "is as it is", "remedy": ""}],
    }
    return {**given, **more}


CUSTOMER = row("shareable", "customer_key", reasons=[])
SERVICE = row("needs_copy", "service_key")
PLAIN = row("shareable", "none")
SHARE = PlanOptions(accounts=(CONSUMER,))
BLOCKED = {"code": "key_disabled", "message": "its key is disabled", "remedy": "Enable it."}
DATA_DISKS = {"code": "encrypted_data_disks", "message": "is encrypted and has data disks", "remedy": "Leave them out."}
DISKS = [
    {"type": "system", "device": "/dev/xvda", "size_gib": 40},
    {"type": "data", "device": "/dev/xvdb", "size_gib": 100, "snapshot_id": "s-2"},
]
VHD = {"code": "vhd_not_copied", "message": "is in vhd format", "remedy": "Share it as it is."}


@pytest.mark.parametrize(
    ("image", "options", "action", "why"),
    [
        pytest.param(SERVICE, SHARE, "copy", "is as it is", id="service key"),
        pytest.param(
            row("shareable", "foreign_key"),
            SHARE,
            "share",
            "is encrypted with a customer master key",
            id="foreign key",
        ),
        pytest.param(row("blocked", "service_key"), SHARE, "skip", "is as it is", id="blocked"),
        pytest.param(row("unknown", "unknown"), SHARE, "skip", "is as it is", id="unknown"),
        pytest.param(row("blocked", "none"), SHARE, "skip", "is as it is", id="blocked and plain"),
        pytest.param(CUSTOMER, SHARE, "share", "is encrypted with a customer master key", id="customer key"),
        pytest.param(CUSTOMER, PlanOptions(), "none", "can be shared without a copy", id="nobody to share with"),
        pytest.param(
            {**CUSTOMER, "shared_with": [CONSUMER, "3"]},
            SHARE,
            "none",
            "is shared with every account asked for",
            id="shared already",
        ),
        pytest.param(
            {**CUSTOMER, "shared_with": ["3"]},
            SHARE,
            "share",
            "is encrypted with a customer master key",
            id="shared with another account",
        ),
        pytest.param(
            CUSTOMER,
            PlanOptions(destination_regions=(AWAY,)),
            "copy",
            f"can be shared, but is in {HOME}",
            id="customer key, to another region",
        ),
        pytest.param(PLAIN, SHARE, "skip", "is not encrypted", id="plain"),
        pytest.param(
            PLAIN,
            PlanOptions(encrypt_unencrypted=True),
            "copy",
            "is not encrypted, and images_encrypt_unencrypted is set",
            id="plain, to be encrypted",
        ),
        pytest.param(
            PLAIN,
            PlanOptions(accounts=(CONSUMER,), share_unencrypted=True),
            "share",
            "is not encrypted, and images_share_unencrypted is set",
            id="plain, to be shared",
        ),
        pytest.param(
            PLAIN,
            PlanOptions(encrypt_unencrypted=True, share_unencrypted=True),
            "copy",
            "is not encrypted, and images_encrypt_unencrypted is set",
            id="plain, to be encrypted and shared",
        ),
        pytest.param(
            {**PLAIN, "disks": [{}, {}]},
            PlanOptions(encrypt_unencrypted=True),
            "skip",
            "is not encrypted, and once encrypted could be shared in parts only because of its data disks",
            id="plain with data disks, to be encrypted",
        ),
        pytest.param(
            {**PLAIN, "disks": [{}, {}]},
            PlanOptions(accounts=(CONSUMER,), share_unencrypted=True),
            "share",
            "is not encrypted, and images_share_unencrypted is set",
            id="plain with data disks, to be shared",
        ),
        pytest.param(
            PLAIN,
            PlanOptions(share_unencrypted=True, destination_regions=(AWAY,)),
            "skip",
            "is not encrypted",
            id="plain, to be shared in another region",
        ),
    ],
)
def test_an_image_is_planned_with_what_happens_and_why(
    image: dict[str, Any], options: PlanOptions, action: str, why: str
) -> None:
    (only,) = plan_migration([image], options)

    assert (str(only.action), only.why) == (action, why)


def test_a_plain_image_that_everybody_has_needs_nothing() -> None:
    (only,) = plan_migration(
        [{**PLAIN, "shared_with": [CONSUMER]}], PlanOptions(accounts=(CONSUMER,), share_unencrypted=True)
    )

    assert str(only.action) == "none"


def test_an_image_has_a_row_for_every_destination() -> None:
    rows = plan_migration([CUSTOMER], PlanOptions(accounts=(CONSUMER,), destination_regions=(AWAY, HOME)))

    assert [(item.destination, str(item.action)) for item in rows] == [(AWAY, "copy"), (HOME, "share")]


def test_an_image_that_is_left_alone_everywhere_is_told_once() -> None:
    rows = plan_migration([row("blocked", "none")], PlanOptions(destination_regions=(AWAY, HOME)))

    assert [item.destination for item in rows] == [AWAY]


def test_an_image_that_is_left_alone_in_one_region_has_its_row_there() -> None:
    options = PlanOptions(accounts=(CONSUMER,), share_unencrypted=True, destination_regions=(AWAY, HOME))

    assert [str(item.action) for item in plan_migration([PLAIN], options)] == ["skip", "share"]


def test_an_earlier_copy_stands_with_its_source() -> None:
    copy = {**CUSTOMER, "image_id": "m-copy", "copied_from": "m-1"}
    other = {**CUSTOMER, "image_id": "m-2"}

    assert [item.image["image_id"] for item in plan_migration([SERVICE, copy, other], SHARE)] == ["m-1", "m-2"]
    assert [item.image["image_id"] for item in plan_migration([copy], SHARE)] == ["m-copy"]


@pytest.mark.parametrize(("disks", "gib"), [([{"size_gib": 40}, {}], 40), ([{}], 0), ([], 0)])
def test_disks_whose_size_is_not_given_add_nothing_to_the_sum(disks: list[dict[str, Any]], gib: int) -> None:
    (only,) = plan_migration([{**CUSTOMER, "disks": disks}], SHARE)

    assert only.to_result()["snapshot_gib"] == gib


def test_a_row_is_plain_data() -> None:
    disks = [{"kms_key_id": "key-1", "size_gib": 40}, {"size_gib": 100}]
    (only,) = plan_migration([{**CUSTOMER, "shared_with": ("3",), "disks": disks}], SHARE)

    assert only.to_result() == {
        "image_id": "m-1",
        "name": "web-1",
        "region": HOME,
        "size_gib": 40,
        "snapshot_gib": 140,
        "encryption": "customer_key",
        "verdict": "shareable",
        "key": "key-1",
        "shared_with": ["3"],
        "destination_region": HOME,
        "action": "share",
        "is_system_disk": False,
        "data_disks": [],
        "why": "is encrypted with a customer master key",
        "code": "",
        "remedy": "",
    }


@pytest.mark.parametrize(
    ("image", "encrypt_unencrypted", "action"),
    [
        pytest.param(row("shareable_in_parts", "service_key", reasons=[DATA_DISKS]), False, "copy", id="encrypted"),
        pytest.param(row("blocked", "mixed", reasons=[VHD, DATA_DISKS]), False, "skip", id="vhd"),
        pytest.param(row("blocked", "mixed", reasons=[DATA_DISKS, BLOCKED]), False, "skip", id="and its key disabled"),
        pytest.param(row("blocked", "mixed", reasons=[BLOCKED]), False, "skip", id="its key disabled"),
        pytest.param(PLAIN, True, "copy", id="plain"),
        pytest.param({**PLAIN, "reasons": [VHD]}, True, "skip", id="plain and vhd"),
        pytest.param(PLAIN, False, "skip", id="plain, not to be encrypted"),
    ],
)
def test_data_disks_are_left_out_on_request_where_nothing_else_is_in_the_way(
    image: dict[str, Any], encrypt_unencrypted: bool, action: str
) -> None:
    options = PlanOptions(system_disk_only=True, encrypt_unencrypted=encrypt_unencrypted)
    (only,) = plan_migration([{**image, "disks": DISKS}], options)

    assert str(only.action) == action
    if action == "copy":
        assert only.why == "has data disks, which are left out: /dev/xvdb (100 GiB)"
        assert only.to_result()["snapshot_gib"] == 40


def test_data_disks_are_snapshots_on_request_and_count_in_gib() -> None:
    image = row("shareable_in_parts", "service_key", reasons=[DATA_DISKS], disks=DISKS)
    (only,) = plan_migration([image], PlanOptions(data_disk_snapshots=True))
    shown = only.to_result()

    assert (shown["action"], shown["is_system_disk"], shown["snapshot_gib"]) == ("copy", True, 140)
    assert shown["why"] == "has data disks, which are shared as snapshots: /dev/xvdb (100 GiB)"
    assert shown["data_disks"] == [{"device": "/dev/xvdb", "size_gib": 100, "source_snapshot_id": "s-2"}]


def test_a_run_that_only_shares_skips_what_was_not_copied_in_parts_yet() -> None:
    image = row("shareable_in_parts", "service_key", reasons=[DATA_DISKS], disks=DISKS)
    (only,) = without_copies(plan_migration([image], PlanOptions(data_disk_snapshots=True)))

    assert (str(only.action), only.is_system_disk, only.data_disks) == ("skip", False, ())
    assert only.why == "can be shared in parts, and was not copied yet"


def test_an_image_that_can_be_shared_in_parts_is_skipped_unless_that_is_asked_for() -> None:
    (only,) = plan_migration([row("shareable_in_parts", "mixed", reasons=[DATA_DISKS])], SHARE)

    assert (str(only.action), only.code, only.remedy) == ("skip", "encrypted_data_disks", "Leave them out.")


def test_images_of_a_selected_images_system_disk_stand_with_it() -> None:
    part = {**CUSTOMER, "image_id": "m-2", "tags": {TAG_SYSTEM_DISK_OF: "m-1"}}
    images = [{**PLAIN, "disks": DISKS}, part, {**CUSTOMER, "image_id": "m-3"}]

    in_parts = plan_migration(images, PlanOptions(system_disk_only=True))
    assert [item.image["image_id"] for item in in_parts] == ["m-1", "m-3"]
    assert [item.image["image_id"] for item in plan_migration(images, PlanOptions())] == ["m-1", "m-2", "m-3"]


@pytest.mark.parametrize(
    ("image", "options", "code"),
    [
        pytest.param(row("blocked", "mixed", reasons=[BLOCKED]), SHARE, "key_disabled", id="blocked"),
        pytest.param(row("blocked", "mixed", reasons=[BLOCKED, VHD]), SHARE, "key_disabled", id="the gravest first"),
        pytest.param(PLAIN, SHARE, "not_encrypted", id="plain"),
        pytest.param(
            {**PLAIN, "disks": [{}, {}]}, PlanOptions(encrypt_unencrypted=True), "encrypted_data_disks", id="data disks"
        ),
        pytest.param({**PLAIN, "reasons": [VHD]}, PlanOptions(encrypt_unencrypted=True), "vhd_not_copied", id="vhd"),
        pytest.param(
            {**CUSTOMER, "reasons": [VHD]}, PlanOptions(destination_regions=(AWAY,)), "vhd_not_copied", id="away"
        ),
    ],
)
def test_an_image_that_is_left_alone_says_what_to_do(image: dict[str, Any], options: PlanOptions, code: str) -> None:
    (only,) = plan_migration([image], options)

    assert (str(only.action), only.code) == ("skip", code)
    assert only.remedy


def test_a_run_that_only_shares_skips_what_needs_a_copy_and_says_what_to_do() -> None:
    skipped, shared = without_copies(plan_migration([SERVICE, {**CUSTOMER, "image_id": "m-2"}], SHARE))
    assert (skipped.action, skipped.why, skipped.remedy) == ("skip", "is as it is", RULES["copy_not_asked_for"].remedy)
    assert shared.action == "share"


def test_only_shared_images_are_verified() -> None:
    (row,) = plan_proofs([SERVICE, {**SERVICE, "image_id": "m-2", "shared_with": [CONSUMER]}])
    assert (row.image["image_id"], row.action, row.why) == ("m-2", "none", "is shared")
