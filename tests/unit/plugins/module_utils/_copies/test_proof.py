# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Is an image a true copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from plugins.module_utils._copies.making.call import wanted_group
from plugins.module_utils._copies.proof import group_notes, is_under, proof_problems, repairs
from plugins.module_utils._copies.values import CopyOptions
from plugins.module_utils._model.image import Disk, Image
from plugins.module_utils._model.key import KeyType

from ..support import CONSUMER, KEY, copy_of, disk, image, wanted

DATA = disk(device="/dev/xvdb", type="data", size_gib=100)
WANT = wanted(image(disks=(disk(), DATA)))
GOOD = copy_of(WANT)


@pytest.mark.parametrize(
    ("disks", "under"),
    [
        pytest.param((disk(KEY),), True, id="under it"),
        pytest.param((disk(KEY), disk(KEY)), True, id="both under it"),
        pytest.param((disk(KEY), disk("key-2")), False, id="one under another"),
        pytest.param((disk(KEY), disk()), False, id="one not examined"),
        pytest.param((disk(KEY, key_type=KeyType.SERVICE),), False, id="a service key"),
        pytest.param((disk(KEY, key_type=KeyType.UNKNOWN),), False, id="key not readable"),
        pytest.param((disk(KEY, encrypted=None),), False, id="not known to be encrypted"),
        pytest.param((), False, id="no disks"),
    ],
)
def test_every_disk_must_be_encrypted_under_exactly_this_key(disks: tuple[Disk, ...], under: bool) -> None:
    assert is_under(wanted(), image(disks=disks)) is under


@pytest.mark.parametrize(
    ("copy", "codes", "text"),
    [
        pytest.param(GOOD, [], "", id="good"),
        pytest.param(copy_of(WANT, disks=GOOD.disks[::-1]), [], "", id="disks in another order"),
        pytest.param(copy_of(WANT, disks=(disk(KEY),)), ["copy_disks_differ"], "data", id="disk lost"),
        pytest.param(copy_of(WANT, disks=()), ["copy_disks_differ"], "none where the source has", id="all disks lost"),
        pytest.param(
            copy_of(WANT, disks=(disk(KEY), disk(KEY, device="/dev/xvdb", type="data", size_gib=99))),
            ["copy_disks_differ"],
            "99 GiB",
            id="disk of another size",
        ),
        pytest.param(
            copy_of(WANT, disks=(disk(KEY), disk(KEY, device="/dev/xvdb", size_gib=100))),
            ["copy_disks_differ"],
            "100 GiB",
            id="data disk became a system disk",
        ),
        pytest.param(
            copy_of(WANT, disks=(disk(KEY), disk("key-2", device="/dev/xvdb", type="data", size_gib=100))),
            ["copy_wrong_key"],
            f"under the key {KEY}: /dev/xvdb",
            id="one disk under another key",
        ),
        pytest.param(
            copy_of(WANT, disks=(disk(KEY), disk(KEY, device="/dev/xvdc", type="data", size_gib=100))),
            ["copy_disks_differ"],
            "/dev/xvdc",
            id="disk at another device",
        ),
        pytest.param(
            copy_of(WANT, disks=(disk("key-2"),)), ["copy_wrong_key", "copy_disks_differ"], "/dev/xvda", id="both"
        ),
    ],
)
def test_a_copy_that_is_not_true_is_found_out(copy: Image, codes: list[str], text: str) -> None:
    problems = proof_problems(WANT, copy)

    assert [item.code for item in problems] == codes
    assert text in " ".join(item.message for item in problems)


@pytest.mark.parametrize("field", ["architecture", "platform"])
@pytest.mark.parametrize(
    ("source", "copy", "codes"),
    [
        pytest.param("a", "a", [], id="same"),
        pytest.param("a", "b", ["copy_platform_differs"], id="another"),
        pytest.param("a", "", [], id="copy does not say"),
        pytest.param("", "b", [], id="source did not say"),
    ],
)
def test_a_copy_for_another_machine_is_found_out(field: str, source: str, copy: str, codes: list[str]) -> None:
    told: dict[str, Any] = {field: copy}
    want = wanted(image(**{field: source}))
    made = replace(copy_of(want), **told)

    assert [item.code for item in proof_problems(want, made)] == codes


@pytest.mark.parametrize(
    ("source", "asked", "copy", "codes"),
    [
        pytest.param("rg-1", "", "rg-1", [], id="the source's"),
        pytest.param("rg-1", "rg-2", "rg-2", [], id="the one asked for"),
        pytest.param("rg-1", "rg-2", "rg-1", ["resource_group_differs"], id="not the one asked for"),
        pytest.param("rg-1", "", "", [], id="copy does not say"),
        pytest.param("", "", "rg-1", [], id="none asked for"),
    ],
)
def test_another_resource_group_is_noted(source: str, asked: str, copy: str, codes: list[str]) -> None:
    wanted_one = wanted_group(image(resource_group_id=source), CopyOptions(resource_group_id=asked))
    found = group_notes(image(resource_group_id=copy), wanted_one)

    assert [item.code for item in found] == codes


SOURCE = image(family="web", description="golden", boot_mode="UEFI", nvme_support="supported")
SAME = {"description": "golden", "boot_mode": "UEFI", "nvme_support": "supported"}


@pytest.mark.parametrize(
    ("copy", "restore_family", "changes"),
    [
        pytest.param(image(**SAME), False, {}, id="all there, family not asked for"),
        pytest.param(image(**SAME), True, {"family": "web"}, id="family asked for"),
        pytest.param(image(**SAME, family="old"), True, {"family": "web"}, id="another family"),
        pytest.param(image(**SAME, family="web"), True, {}, id="family there"),
        pytest.param(image(**{**SAME, "boot_mode": "BIOS"}), False, {"boot_mode": "UEFI"}, id="boot mode lost"),
        pytest.param(image(), False, SAME, id="all lost"),
    ],
)
def test_what_a_copy_lost_is_put_right(copy: Image, restore_family: bool, changes: dict[str, str]) -> None:
    assert repairs(copy, SOURCE, restore_family) == changes


def test_what_the_source_does_not_have_is_not_touched_on_the_copy() -> None:
    assert repairs(image(**SAME, family="web"), image(), restore_family=True) == {}


def test_a_copy_of_another_accounts_image_joins_the_family_of_the_same_name() -> None:
    shared = image(family=f"acs:{CONSUMER}:web")
    assert repairs(image(**SAME, family=""), shared, restore_family=True) == {"family": "web"}
    assert repairs(image(**SAME, family="web"), shared, restore_family=True) == {}


@pytest.mark.parametrize(("owner_alias", "problems"), [("others", 0), ("self", 1)])
def test_only_of_others_images_disks_may_be_unknown(owner_alias: str, problems: int) -> None:
    source = image(disks=(), owner_alias=owner_alias)

    assert len(proof_problems(wanted(source), copy_of(wanted(image())))) == problems
