# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading images with everything that shows their keys."""

from __future__ import annotations

from collections import Counter

import pytest

from plugins.module_utils._api.ecs_images import list_images
from plugins.module_utils._api.kms_keys import find_key, list_aliases, with_aliases
from plugins.module_utils._images.observe import assess_images, examine_images, gather_evidence, select_images
from plugins.module_utils._images.selection import Selection
from plugins.module_utils._keys.observe import read_key_use
from plugins.module_utils._model.errors import Denied
from plugins.module_utils._model.image import Encryption, Verdict
from plugins.module_utils._model.key import KeyType

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, HOME, OWNER
from ..world import SERVICE_KEY, WORLD, all_but, disk


def counts(emu: Harness) -> Counter[str]:
    return Counter(entry["action"] for entry in emu.log())


def test_images_get_their_verdicts_from_what_the_cloud_says(connect: Connect) -> None:
    session = connect()
    found = {item.image.image_id: item for item in assess_images(session, HOME, list_images(session, HOME))}

    assert {name: (item.encryption, item.verdict) for name, item in found.items() if not name.startswith("m-0")} == {
        "m-web": (Encryption.SERVICE_KEY, Verdict.NEEDS_COPY),
        "m-plain": (Encryption.NONE, Verdict.SHAREABLE),
        "m-cmk": (Encryption.CUSTOMER_KEY, Verdict.SHAREABLE),
        "m-gone": (Encryption.UNKNOWN, Verdict.UNKNOWN),
        "m-old": (Encryption.NONE, Verdict.BLOCKED),
        "m-10": (Encryption.SERVICE_KEY, Verdict.NEEDS_COPY),
        "m-11": (Encryption.SERVICE_KEY, Verdict.NEEDS_COPY),
    }
    assert found["m-cmk"].shared_with == (CONSUMER,)


@pytest.mark.parametrize("empty", [False, True])
def test_the_service_key_is_known_with_and_without_its_id(emu: Harness, connect: Connect, empty: bool) -> None:
    emu.set(service_key_id_empty=empty)
    session = connect()
    (only,) = assess_images(session, HOME, select_images(session, HOME, Selection(image_ids=("m-web",))))

    assert only.encryption is Encryption.SERVICE_KEY


@pytest.mark.parametrize(
    ("key", "code", "permission"),
    [
        pytest.param("no-snapshots", "snapshot_not_visible", "ecs:DescribeSnapshots", id="snapshots"),
        pytest.param("no-keys", "key_not_visible", "kms:DescribeKey", id="keys"),
    ],
)
def test_a_missing_right_makes_a_verdict_unknown_and_names_the_right(
    connect: Connect, key: str, code: str, permission: str
) -> None:
    session = connect(key)
    (only,) = assess_images(session, HOME, select_images(session, HOME, Selection(image_ids=("m-cmk",))))

    assert only.verdict is Verdict.UNKNOWN
    assert [item.code for item in only.reasons] == [code]
    assert permission in only.reasons[0].remedy


def test_a_missing_right_on_snapshots_is_an_error_where_keys_must_be_known(connect: Connect) -> None:
    session = connect("no-snapshots")

    with pytest.raises(Denied):
        examine_images(session, HOME, select_images(session, HOME, Selection(image_ids=("m-cmk",))), {})


def test_other_errors_are_not_taken_for_evidence(emu: Harness, connect: Connect, slept: list[float]) -> None:
    session = connect(max_attempts=2)
    images = select_images(session, HOME, Selection(image_ids=("m-cmk",)))
    emu.fault(kind="error", action="DescribeKey", code="InternalError", status=500, times=2)

    with pytest.raises(Exception, match="InternalError"):
        gather_evidence(session, HOME, images)

    assert emu.control("GET", "faults")["faults"][0]["fired"] == 2
    assert len(slept) == 1


def test_no_key_is_asked_for_where_one_key_matters(emu: Harness, connect: Connect) -> None:
    session = connect()
    images = select_images(session, HOME, Selection(image_ids=("m-cmk",)))
    found = gather_evidence(session, HOME, images).keys["key-bj"]
    assert found
    before = counts(emu)["DescribeKey"]

    (examined,) = examine_images(session, HOME, images, {"key-bj": found})
    (other,) = examine_images(session, HOME, images, {})

    assert examined.disks[0].key_type is KeyType.CUSTOMER
    assert (other.disks[0].kms_key_id, other.disks[0].key_type) == ("key-bj", KeyType.UNKNOWN)
    assert counts(emu)["DescribeKey"] == before


def test_nothing_is_read_for_no_images(emu: Harness, connect: Connect) -> None:
    assert assess_images(connect(), HOME, []) == []
    assert emu.log() == []


def test_reading_many_images_costs_a_call_for_a_hundred_and_one_for_each_key(emu: Harness, connect: Connect) -> None:
    keys = [{"id": f"key-{number}", "instance": "kst-1"} for number in range(3)]
    images = [
        {
            "id": f"m-{number:03}",
            "disks": [disk(f"key-{number % 3}")],
            "shared_with": [CONSUMER] if number < 4 else [],
        }
        for number in range(250)
    ]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"keys": keys, "images": images}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    session = connect()

    found = assess_images(session, HOME, list_images(session, HOME))

    assert Counter(item.encryption for item in found) == {Encryption.CUSTOMER_KEY: 250}
    assert sum(item.shared_with == (CONSUMER,) for item in found) == 4
    assert counts(emu) == {
        "DescribeImages": 3,
        "DescribeSnapshots": 3,
        "DescribeKey": 3,
        "DescribeImageSharePermission": 4,
    }


def test_shares_are_not_read_unless_they_are_wanted(emu: Harness, connect: Connect) -> None:
    session = connect()
    assess_images(session, HOME, list_images(session, HOME), with_shares=False)

    assert counts(emu)["DescribeImageSharePermission"] == 0


def test_a_consumer_does_not_ask_for_shares_of_images_it_does_not_own(emu: Harness, connect: Connect) -> None:
    session = connect("consumer")
    images = select_images(session, HOME, Selection(), owner_alias="others")
    (only,) = assess_images(session, HOME, images)

    assert only.verdict is Verdict.BLOCKED
    assert "not_owned" in [item.code for item in only.reasons]
    assert counts(emu)["DescribeImageSharePermission"] == 0


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        pytest.param(Selection(names=("we?",)), ["m-web"], id="name"),
        pytest.param(Selection(families=("web",)), ["m-web"], id="family"),
        pytest.param(Selection(tags={"team": "web"}), ["m-web"], id="tag"),
        pytest.param(Selection(image_ids=("m-old", "m-none")), ["m-old"], id="id, deprecated"),
    ],
)
def test_a_selection_is_matched_locally(connect: Connect, selection: Selection, ids: list[str]) -> None:
    assert [item.image_id for item in select_images(connect(), HOME, selection)] == ids


def test_a_key_that_names_the_account_as_its_creator_is_the_service_key_if_it_has_its_alias(
    emu: Harness, connect: Connect
) -> None:
    keys = [{"id": "key-odd", "alias": SERVICE_KEY, "creator": OWNER}, {"id": "key-own"}]
    images = [{"id": "m-odd", "disks": [disk("key-odd")]}, {"id": "m-own", "disks": [disk("key-own")]}]
    account = {**WORLD["accounts"][OWNER], "regions": {HOME: {"keys": keys, "images": images}}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    session = connect()
    found = {item.image.image_id: item.encryption for item in assess_images(session, HOME, list_images(session, HOME))}

    assert found == {"m-odd": Encryption.SERVICE_KEY, "m-own": Encryption.CUSTOMER_KEY}
    assert counts(emu)["DescribeKey"] == 3


def test_share_lists_that_may_not_be_read_are_an_error_where_they_must_be_known(emu: Harness, connect: Connect) -> None:
    users = {"operator": {"policies": [all_but("ecs:DescribeImageSharePermission")]}}
    account = {**WORLD["accounts"][OWNER], "users": {**WORLD["accounts"][OWNER]["users"], **users}}
    emu.control("POST", "reset", {"accounts": {**WORLD["accounts"], OWNER: account}})
    session = connect()
    images = select_images(session, HOME, Selection(image_ids=("m-cmk",)))

    with pytest.raises(Denied):
        assess_images(session, HOME, images)
    (only,) = assess_images(session, HOME, images, must_see_shares=False)
    assert [item.code for item in only.reasons] == ["shares_not_visible"]


def test_images_are_sorted_by_the_keys_they_need(emu: Harness, connect: Connect) -> None:
    emu.set(service_key_id_empty=True)
    session = connect()
    keys = [key for name in ("key-bj", SERVICE_KEY) if (key := find_key(session, HOME, name))]
    use = read_key_use(session, HOME, [with_aliases(key, list_aliases(session, HOME)) for key in keys])

    assert [item.image_id for item in use.by_key["key-bj"]] == ["m-cmk"]
    assert "m-web" in [item.image_id for item in use.by_key[keys[1].key_id]]
    assert use.unknown == ()


def test_key_use_is_not_told_without_the_right_to_read_snapshots(connect: Connect) -> None:
    with pytest.raises(Denied):
        read_key_use(connect("no-snapshots"), HOME, [])
