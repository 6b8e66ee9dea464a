# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which key encrypts what."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._images.encryption import (
    arn_account,
    bare_key_id,
    encryption_of,
    examine_disk,
    is_disk_under,
    key_ids,
)
from plugins.module_utils._images.verdict import disk_reasons
from plugins.module_utils._model.evidence import Evidence
from plugins.module_utils._model.image import Disk, Encryption
from plugins.module_utils._model.key import KeyType

from ..support import CONSUMER, HOME, KEY, OWNER, disk, evidence, image, key, snapshot

OWN_ARN = f"acs:kms:{HOME}:{OWNER}:key/{KEY}"
FOREIGN_ARN = f"acs:kms:{HOME}:{CONSUMER}:key/key-theirs"
SERVICE = key(key_id="key-ecs", creator="Ecs", instance_id="")


@pytest.mark.parametrize(
    ("found", "encrypted", "key_id", "key_type"),
    [
        pytest.param(evidence(snapshot(encrypted=False)), False, "", KeyType.NONE, id="plain"),
        pytest.param(evidence(snapshot("")), True, "", KeyType.SERVICE, id="encrypted, no key named"),
        pytest.param(evidence(snapshot("key-ecs"), SERVICE), True, "key-ecs", KeyType.SERVICE, id="made by Ecs"),
        pytest.param(
            evidence(snapshot("key-ecs"), key(key_id="key-ecs", aliases=("alias/acs/ecs",))),
            True,
            "key-ecs",
            KeyType.SERVICE,
            id="made by nobody else, but has the alias of Ecs",
        ),
        pytest.param(
            evidence(snapshot("alias/acs/ecs")), True, "alias/acs/ecs", KeyType.SERVICE, id="named by the alias of Ecs"
        ),
        pytest.param(
            evidence(snapshot(f"acs:kms:{HOME}:{OWNER}:alias/acs/ecs")),
            True,
            f"acs:kms:{HOME}:{OWNER}:alias/acs/ecs",
            KeyType.SERVICE,
            id="named by the ARN of that alias",
        ),
        pytest.param(
            evidence(snapshot("alias/other/alias/acs/ecs")),
            True,
            "alias/other/alias/acs/ecs",
            KeyType.UNKNOWN,
            id="an alias that only ends like it",
        ),
        pytest.param(evidence(snapshot(KEY), key()), True, KEY, KeyType.CUSTOMER, id="own key by id"),
        pytest.param(evidence(snapshot(OWN_ARN), key()), True, KEY, KeyType.CUSTOMER, id="own key by ARN"),
        pytest.param(evidence(snapshot(FOREIGN_ARN)), True, FOREIGN_ARN, KeyType.FOREIGN, id="another account's key"),
        pytest.param(evidence(snapshot(KEY), gone=(KEY,)), True, KEY, KeyType.UNKNOWN, id="key is gone"),
        pytest.param(
            evidence(snapshot(KEY), denied={KEY: "kms:DescribeKey"}), True, KEY, KeyType.UNKNOWN, id="key not readable"
        ),
        pytest.param(evidence(), None, "", KeyType.UNKNOWN, id="snapshot not seen"),
        pytest.param(
            evidence(denied={"": "ecs:DescribeSnapshots"}), None, "", KeyType.UNKNOWN, id="snapshots not readable"
        ),
    ],
)
def test_a_disk_is_encrypted_as_its_snapshot_and_key_say(
    found: Evidence, encrypted: bool | None, key_id: str, key_type: KeyType
) -> None:
    examined = examine_disk(disk(), OWNER, found)

    assert (examined.encrypted, examined.kms_key_id, examined.key_type) == (encrypted, key_id, key_type)


def test_the_snapshot_overrules_what_the_image_says_of_its_disk() -> None:
    assert examine_disk(disk(encrypted=True), OWNER, evidence(snapshot(encrypted=False))).encrypted is False


def test_the_images_word_stands_while_the_snapshot_is_not_seen() -> None:
    assert examine_disk(disk(encrypted=True), OWNER, evidence()).encrypted is True


def under(key_type: KeyType, key_id: str = "") -> Disk:
    return disk(key_type=key_type, kms_key_id=key_id)


@pytest.mark.parametrize(
    ("disks", "word"),
    [
        pytest.param([under(KeyType.NONE)], Encryption.NONE, id="plain"),
        pytest.param([under(KeyType.NONE), under(KeyType.NONE)], Encryption.NONE, id="two plain"),
        pytest.param([under(KeyType.SERVICE)], Encryption.SERVICE_KEY, id="service"),
        pytest.param(
            [under(KeyType.SERVICE), under(KeyType.SERVICE, "k")], Encryption.SERVICE_KEY, id="service, twice"
        ),
        pytest.param([under(KeyType.CUSTOMER, "k")], Encryption.CUSTOMER_KEY, id="customer"),
        pytest.param([under(KeyType.CUSTOMER, "k")] * 2, Encryption.CUSTOMER_KEY, id="same customer key twice"),
        pytest.param([under(KeyType.CUSTOMER, "k"), under(KeyType.CUSTOMER, "l")], Encryption.MIXED, id="two keys"),
        pytest.param([under(KeyType.FOREIGN, "arn")], Encryption.FOREIGN_KEY, id="foreign"),
        pytest.param([under(KeyType.NONE), under(KeyType.CUSTOMER, "k")], Encryption.MIXED, id="plain and customer"),
        pytest.param(
            [under(KeyType.SERVICE), under(KeyType.CUSTOMER, "k")], Encryption.MIXED, id="service and customer"
        ),
        pytest.param([under(KeyType.CUSTOMER, "k"), under(KeyType.UNKNOWN)], Encryption.UNKNOWN, id="one not known"),
        pytest.param([], Encryption.UNKNOWN, id="no disks"),
    ],
)
def test_one_word_tells_the_encryption_of_all_disks(disks: list[Disk], word: Encryption) -> None:
    assert encryption_of(disks) is word


def test_every_word_for_a_whole_image_can_be_found() -> None:
    words = {
        encryption_of(disks)
        for disks in ([under(KeyType.CUSTOMER, "k"), under(KeyType.NONE)], *([under(kind)] for kind in KeyType))
    }

    assert words == set(Encryption)


@pytest.mark.parametrize(
    ("text", "account", "bare"),
    [
        pytest.param(OWN_ARN, OWNER, KEY, id="key ARN"),
        pytest.param(KEY, "", KEY, id="id"),
        pytest.param("7906979c-8e06-46a2-be2d-68e3ccbc****", "", "7906979c-8e06-46a2-be2d-68e3ccbc****", id="UUID"),
        pytest.param("alias/image-share", "", "alias/image-share", id="alias"),
        pytest.param("acs:ram::1:role/key/x", "", "acs:ram::1:role/key/x", id="another service's ARN"),
        pytest.param("", "", "", id="nothing"),
        pytest.param(f"acs:kms:{HOME}:{OWNER}", "", f"acs:kms:{HOME}:{OWNER}", id="an ARN that ends early"),
        pytest.param("key/key-1", "", "key/key-1", id="the end of an ARN"),
        pytest.param(
            f"acs:kms:{HOME}:{OWNER}:alias/key/web", OWNER, f"acs:kms:{HOME}:{OWNER}:alias/key/web", id="an alias's ARN"
        ),
    ],
)
def test_a_keys_arn_tells_its_account_and_id(text: str, account: str, bare: str) -> None:
    assert (arn_account(text), bare_key_id(text)) == (account, bare)


def test_only_own_keys_of_encrypted_snapshots_are_looked_up_each_once() -> None:
    images = [image(image_id=f"m-{number}", disks=(disk(snapshot_id=f"s-{number}"),)) for number in range(7)]
    named = [KEY, OWN_ARN, FOREIGN_ARN, "", "key-2", "key-plain", "alias/acs/ecs"]
    found = [snapshot(text, snapshot_id=f"s-{number}") for number, text in enumerate(named)]
    found[5] = snapshot("key-plain", encrypted=False, snapshot_id="s-5")

    assert key_ids(images, evidence(*found)) == {KEY, "key-2"}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param({}, [], id="good key"),
        pytest.param({"state": "Disabled"}, ["key_disabled"], id="disabled"),
        pytest.param({"state": "PendingDeletion"}, ["key_pending_deletion"], id="going"),
        pytest.param({"state": "PendingImport"}, ["key_pending_import"], id="no material"),
        pytest.param({"spec": "RSA_2048"}, ["key_spec_unsupported"], id="asymmetric"),
        pytest.param({"spec": "Aliyun_SM4"}, [], id="SM4"),
        pytest.param({"instance_id": ""}, ["key_outside_instance"], id="perhaps the default key"),
        pytest.param({"origin": "EXTERNAL"}, ["key_imported"], id="imported material"),
        pytest.param(
            {"origin": "EXTERNAL", "state": "PendingImport"}, ["key_pending_import"], id="material to be imported"
        ),
        pytest.param(
            {"state": "Disabled", "instance_id": ""}, ["key_disabled", "key_outside_instance"], id="two at once"
        ),
    ],
)
def test_a_customer_keys_state_is_told(changes: dict[str, Any], codes: list[str]) -> None:
    found = evidence(snapshot(KEY), key(**changes))

    assert [item.code for item in disk_reasons(disk(KEY), image(), found)] == codes


@pytest.mark.parametrize(
    ("found", "is_under"),
    [
        (disk(KEY), True),
        (disk(KEY, kms_key_id=OWN_ARN), True),
        (disk(KEY, encrypted=False), False),
        (disk(KEY, encrypted=None), False),
        (disk("key-other"), False),
        (disk(KEY, key_type=KeyType.FOREIGN), False),
        (disk(KEY, key_type=KeyType.SERVICE), False),
    ],
)
def test_a_disk_is_under_an_own_key_only_if_ecs_shows_exactly_that(found: Disk, is_under: bool) -> None:
    assert is_disk_under(found, KEY) is is_under


@pytest.mark.parametrize(
    ("key_id", "is_under"),
    [(FOREIGN_ARN, True), ("key-theirs", True), (FOREIGN_ARN.replace(CONSUMER, OWNER), False), (OWN_ARN, False)],
)
def test_a_disk_under_another_accounts_key_may_show_its_arn_or_its_id_alone(key_id: str, is_under: bool) -> None:
    found = disk(key_id, key_type=KeyType.FOREIGN)
    assert is_disk_under(found, "key-theirs", CONSUMER) is is_under
