# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Can an image be shared, and if not, why."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pytest

from plugins.module_utils._core.image_reasons import IMAGE_RULES
from plugins.module_utils._images.verdict import assess, is_vhd
from plugins.module_utils._model.evidence import Evidence
from plugins.module_utils._model.image import Encryption, Image, Verdict
from plugins.module_utils._model.image_copy import TAG_COPY, TAG_SOURCE

from ..support import CONSUMER, HOME, KEY, copy_of, disk, evidence, image, key, snapshot, wanted

FAR = "eu-central-1"
# Reasons about accounts and regions, and about images only where more is asked.
ELSEWHERE = {
    "already_shared",
    "copy_not_asked_for",
    "default_service_key",
    "defaults_unavailable",
    "defaults_not_visible",
    "family_missing",
    "family_not_shareable",
    "instances_not_visible",
    "plain_not_chosen",
    "plain_with_data_disks",
    "role_missing",
    "role_not_visible",
    "share_list_full",
    "share_quota_reached",
    "shared_outside",
    "trust_missing",
}
FOREIGN_ARN = f"acs:kms:{HOME}:{CONSUMER}:key/key-theirs"
PLAIN = evidence(snapshot(encrypted=False))
SERVICE = evidence(snapshot(""))
CUSTOMER = evidence(snapshot(KEY), key())
FOREIGN = evidence(snapshot(FOREIGN_ARN))
TWO_DISKS = (disk(), disk(device="/dev/xvdb", type="data", snapshot_id="s-2"))


class Case(NamedTuple):
    """An image, what was read about it, and what must be said."""

    image: Image
    evidence: Evidence
    encryption: Encryption
    verdict: Verdict
    codes: set[str]


CASES = {
    "customer key": Case(image(), CUSTOMER, Encryption.CUSTOMER_KEY, Verdict.SHAREABLE, set()),
    "plain": Case(image(), PLAIN, Encryption.NONE, Verdict.SHAREABLE, {"not_encrypted"}),
    "plain with data disks": Case(
        image(disks=TWO_DISKS),
        evidence(snapshot(encrypted=False), snapshot(encrypted=False, snapshot_id="s-2")),
        Encryption.NONE,
        Verdict.SHAREABLE,
        {"not_encrypted"},
    ),
    "service key": Case(image(), SERVICE, Encryption.SERVICE_KEY, Verdict.NEEDS_COPY, {"service_key"}),
    "service key, shared from before the rule": Case(
        image(is_shared=True),
        SERVICE,
        Encryption.SERVICE_KEY,
        Verdict.NEEDS_COPY,
        {"service_key", "shared_under_service_key"},
    ),
    "service key, vhd": Case(
        image(disks=(disk(format="VHD"),)),
        SERVICE,
        Encryption.SERVICE_KEY,
        Verdict.BLOCKED,
        {"service_key", "vhd_format"},
    ),
    "foreign key": Case(image(), FOREIGN, Encryption.FOREIGN_KEY, Verdict.SHAREABLE, {"foreign_key"}),
    "foreign key, vhd": Case(
        image(disks=(disk(format="vhd"),)),
        FOREIGN,
        Encryption.FOREIGN_KEY,
        Verdict.SHAREABLE,
        {"foreign_key", "vhd_not_copied"},
    ),
    "customer key, vhd": Case(
        image(disks=(disk(format="vhd"),)), CUSTOMER, Encryption.CUSTOMER_KEY, Verdict.SHAREABLE, {"vhd_not_copied"}
    ),
    "somebody else's, whose snapshot cannot be seen, vhd": Case(
        image(owner_alias="others", disks=(disk(format="vhd"),)),
        evidence(),
        Encryption.UNKNOWN,
        Verdict.BLOCKED,
        {"not_owned", "snapshot_not_shared", "vhd_not_copied"},
    ),
    "customer key of a wrong spec, vhd": Case(
        image(disks=(disk(format="vhd"),)),
        evidence(snapshot(KEY), key(spec="RSA_2048")),
        Encryption.CUSTOMER_KEY,
        Verdict.BLOCKED,
        {"key_spec_unsupported", "vhd_format"},
    ),
    "customer key, disabled": Case(
        image(),
        evidence(snapshot(KEY), key(state="Disabled")),
        Encryption.CUSTOMER_KEY,
        Verdict.BLOCKED,
        {"key_disabled"},
    ),
    "customer key, going": Case(
        image(),
        evidence(snapshot(KEY), key(state="PendingDeletion")),
        Encryption.CUSTOMER_KEY,
        Verdict.BLOCKED,
        {"key_pending_deletion"},
    ),
    "customer key in a state of tomorrow": Case(
        image(),
        evidence(snapshot(KEY), key(state="Archived")),
        Encryption.CUSTOMER_KEY,
        Verdict.BLOCKED,
        {"key_not_enabled"},
    ),
    "customer key without material": Case(
        image(),
        evidence(snapshot(KEY), key(state="PendingImport")),
        Encryption.CUSTOMER_KEY,
        Verdict.BLOCKED,
        {"key_pending_import"},
    ),
    "customer key of a wrong spec": Case(
        image(),
        evidence(snapshot(KEY), key(spec="RSA_2048")),
        Encryption.CUSTOMER_KEY,
        Verdict.NEEDS_COPY,
        {"key_spec_unsupported"},
    ),
    "perhaps the default key": Case(
        image(),
        evidence(snapshot(KEY), key(instance_id="")),
        Encryption.CUSTOMER_KEY,
        Verdict.SHAREABLE,
        {"key_outside_instance"},
    ),
    "key is gone": Case(
        image(), evidence(snapshot(KEY), gone=(KEY,)), Encryption.UNKNOWN, Verdict.UNKNOWN, {"key_not_found"}
    ),
    "key not readable": Case(
        image(),
        evidence(snapshot(KEY), denied={KEY: "kms:DescribeKey"}),
        Encryption.UNKNOWN,
        Verdict.UNKNOWN,
        {"key_not_visible"},
    ),
    "snapshot not seen": Case(image(), evidence(), Encryption.UNKNOWN, Verdict.UNKNOWN, {"snapshot_not_found"}),
    "disk without a snapshot": Case(
        image(disks=(disk(snapshot_id=""),)), evidence(), Encryption.UNKNOWN, Verdict.UNKNOWN, {"snapshot_not_found"}
    ),
    "snapshots not readable": Case(
        image(),
        evidence(denied={"": "ecs:DescribeSnapshots"}),
        Encryption.UNKNOWN,
        Verdict.UNKNOWN,
        {"snapshot_not_visible"},
    ),
    "encrypted with data disks": Case(
        image(disks=TWO_DISKS),
        evidence(snapshot(KEY), snapshot(KEY, snapshot_id="s-2"), key()),
        Encryption.CUSTOMER_KEY,
        Verdict.IN_PARTS,
        {"encrypted_data_disks"},
    ),
    "one of two disks encrypted": Case(
        image(disks=TWO_DISKS),
        evidence(snapshot(encrypted=False), snapshot("", snapshot_id="s-2")),
        Encryption.MIXED,
        Verdict.IN_PARTS,
        {"encrypted_data_disks", "disks_differ", "service_key"},
    ),
    "data disks that say they are encrypted, not readable": Case(
        image(disks=(disk(encrypted=True), disk(encrypted=False, snapshot_id="s-2"))),
        evidence(denied={"": "ecs:DescribeSnapshots"}),
        Encryption.UNKNOWN,
        Verdict.UNKNOWN,
        {"encrypted_data_disks", "snapshot_not_visible"},
    ),
    "encrypted with data disks, vhd": Case(
        image(disks=(disk(format="vhd"), disk(snapshot_id="s-2", format="vhd"))),
        evidence(snapshot(""), snapshot("", snapshot_id="s-2")),
        Encryption.SERVICE_KEY,
        Verdict.BLOCKED,
        {"encrypted_data_disks", "service_key", "vhd_format"},
    ),
    "no disks reported": Case(image(disks=()), evidence(), Encryption.UNKNOWN, Verdict.UNKNOWN, {"no_disks"}),
    "deprecated": Case(image(status="Deprecated"), CUSTOMER, Encryption.CUSTOMER_KEY, Verdict.BLOCKED, {"deprecated"}),
    "being created": Case(
        image(status="Creating"), CUSTOMER, Encryption.CUSTOMER_KEY, Verdict.BLOCKED, {"not_available"}
    ),
    "creation failed": Case(
        image(status="CreateFailed"), SERVICE, Encryption.SERVICE_KEY, Verdict.BLOCKED, {"not_available", "service_key"}
    ),
    "shared with the caller": Case(
        image(owner_id=CONSUMER, owner_alias="others"),
        evidence(),
        Encryption.UNKNOWN,
        Verdict.BLOCKED,
        {"not_owned", "snapshot_not_shared"},
    ),
    "shared with the caller, who may not read snapshots": Case(
        image(owner_id=CONSUMER, owner_alias="others"),
        evidence(denied={"": "ecs:DescribeSnapshots"}),
        Encryption.UNKNOWN,
        Verdict.BLOCKED,
        {"not_owned", "snapshot_not_shared"},
    ),
    "customer key with imported material": Case(
        image(),
        evidence(snapshot(KEY), key(origin="EXTERNAL")),
        Encryption.CUSTOMER_KEY,
        Verdict.SHAREABLE,
        {"key_imported"},
    ),
    "customer key, where sharing encrypted images is not proven": Case(
        image(region=FAR),
        evidence(snapshot(KEY), key(region=FAR)),
        Encryption.CUSTOMER_KEY,
        Verdict.SHAREABLE,
        {"region_unproven"},
    ),
    "service key, there": Case(
        image(region=FAR), SERVICE, Encryption.SERVICE_KEY, Verdict.NEEDS_COPY, {"service_key", "region_unproven"}
    ),
    "plain, there": Case(image(region=FAR), PLAIN, Encryption.NONE, Verdict.SHAREABLE, {"not_encrypted"}),
    "encrypted with data disks, there": Case(
        image(region=FAR, disks=TWO_DISKS),
        evidence(snapshot(KEY), snapshot(KEY, snapshot_id="s-2"), key(region=FAR)),
        Encryption.CUSTOMER_KEY,
        Verdict.IN_PARTS,
        {"encrypted_data_disks", "region_unproven"},
    ),
    "made from a marketplace image": Case(
        image(product_code="cmjj1"), CUSTOMER, Encryption.CUSTOMER_KEY, Verdict.SHAREABLE, {"marketplace_image"}
    ),
    "shared, with whom may not be read": Case(
        image(is_shared=True),
        replace(CUSTOMER, shares_denied="ecs:DescribeImageSharePermission"),
        Encryption.CUSTOMER_KEY,
        Verdict.SHAREABLE,
        {"shares_not_visible"},
    ),
    "not shared, while share lists may not be read": Case(
        image(),
        replace(CUSTOMER, shares_denied="ecs:DescribeImageSharePermission"),
        Encryption.CUSTOMER_KEY,
        Verdict.SHAREABLE,
        set(),
    ),
    "community image": Case(
        image(is_public=True), PLAIN, Encryption.NONE, Verdict.BLOCKED, {"community_image", "not_encrypted"}
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_image_gets_its_verdict_and_every_reason_for_it(case: Case) -> None:
    assessed = assess(case.image, case.evidence)

    assert {item.code for item in assessed.reasons} == case.codes
    assert (assessed.encryption, assessed.verdict) == (case.encryption, case.verdict)


def test_the_cases_raise_every_reason_that_the_image_alone_gives_and_no_other() -> None:
    raised = {item.code for case in CASES.values() for item in assess(case.image, case.evidence).reasons}

    assert raised == set(IMAGE_RULES) - ELSEWHERE


@pytest.mark.parametrize(
    ("case", "text"),
    [
        pytest.param("shared with the caller", CONSUMER, id="owner"),
        pytest.param("creation failed", "CreateFailed", id="status"),
        pytest.param("key is gone", KEY, id="key"),
        pytest.param("key not readable", "kms:DescribeKey", id="permission for a key"),
        pytest.param("snapshots not readable", "ecs:DescribeSnapshots", id="permission for snapshots"),
        pytest.param("snapshot not seen", "s-1", id="snapshot"),
        pytest.param("disk without a snapshot", "its snapshot of this image", id="no snapshot"),
        pytest.param("customer key of a wrong spec", "RSA_2048", id="spec"),
        pytest.param("foreign key", FOREIGN_ARN, id="foreign key"),
        pytest.param("encrypted with data disks", "No copy of the whole image", id="data disks, even after a copy"),
        pytest.param("customer key, where sharing encrypted images is not proven", FAR, id="region"),
        pytest.param("made from a marketplace image", "cmjj1", id="product"),
        pytest.param("shared, with whom may not be read", "ecs:DescribeImageSharePermission", id="share lists"),
    ],
)
def test_the_first_reason_names_what_it_is_about(case: str, text: str) -> None:
    first = assess(CASES[case].image, CASES[case].evidence).reasons[0]

    assert text in f"{first.message} {first.remedy}"


@pytest.mark.parametrize(("owner_id", "owner"), [(CONSUMER, f"account {CONSUMER}"), ("", "account marketplace")])
def test_another_accounts_image_names_its_owner_as_far_as_ecs_does(owner_id: str, owner: str) -> None:
    found = assess(image(owner_id=owner_id, owner_alias="marketplace"), evidence()).reasons

    assert {item.code: owner in item.message for item in found} == {"not_owned": True, "snapshot_not_shared": True}


def test_a_copy_of_ours_tells_its_source() -> None:
    assert assess(copy_of(wanted(image(image_id="m-old"))), CUSTOMER).copied_from == "m-old"


@pytest.mark.parametrize(
    "stranger",
    [
        pytest.param(image(tags={TAG_SOURCE: "m-old", TAG_COPY: "x"}), id="tags on an image that is no copy"),
        pytest.param(image(tags={TAG_SOURCE: "m-old"}, is_copied=True), id="only one of our tags"),
        pytest.param(image(is_copied=True), id="somebody's copy"),
    ],
)
def test_an_image_that_is_not_our_copy_tells_no_source(stranger: Image) -> None:
    assert assess(stranger, CUSTOMER).copied_from == ""


@pytest.mark.parametrize(
    ("found", "source"),
    [
        pytest.param(
            evidence(snapshot(KEY), snapshot(KEY, snapshot_id="s-2"), key()), "m-old", id="both under the key"
        ),
        pytest.param(evidence(snapshot(KEY), key()), "m-old", id="one cannot be seen"),
        pytest.param(
            evidence(snapshot(KEY), snapshot(encrypted=False, snapshot_id="s-2"), key()), "", id="one is not encrypted"
        ),
    ],
)
def test_an_image_with_a_disk_that_is_not_encrypted_is_no_copy_of_ours(found: Evidence, source: str) -> None:
    ours = wanted(image(image_id="m-old"))
    assert assess(copy_of(ours, disks=TWO_DISKS), found).copied_from == source


def test_the_result_shows_disks_with_their_keys_and_the_accounts() -> None:
    result = assess(image(), CUSTOMER, ("2", "3")).to_result()

    assert result["shared_with"] == ["2", "3"]
    assert result["disks"] == [
        {
            "device": "/dev/xvda",
            "type": "system",
            "size_gib": 40,
            "snapshot_id": "s-1",
            "encrypted": True,
            "kms_key_id": KEY,
            "key_type": "customer",
            "key_reasons": [],
        }
    ]


def test_one_vhd_disk_makes_a_vhd_image() -> None:
    assert is_vhd(image(disks=(disk(format="qcow2"), disk(format="Vhd"))))
    assert not is_vhd(image(disks=(disk(format="qcow2"), disk())))


def test_each_disk_has_the_reasons_of_its_own_key() -> None:
    keys = evidence(
        snapshot(KEY),
        snapshot("key-2", snapshot_id="s-2"),
        key(state="Disabled"),
        key(key_id="key-2", origin="EXTERNAL"),
    )
    found = assess(image(disks=TWO_DISKS), keys)

    assert [disk.key_reasons for disk in found.image.disks] == [("key_disabled",), ("key_imported",)]
