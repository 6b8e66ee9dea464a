# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What becomes of an old image, by what is known of it, of its copy and of its users."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from plugins.module_utils._core.reasons import reason
from plugins.module_utils._model.image import AssessedImage, Encryption, Image, Verdict
from plugins.module_utils._model.key import KeyType
from plugins.module_utils._model.snapshot import Snapshot
from plugins.module_utils._references.values import Reference, UserKind
from plugins.module_utils._retire.decide import plan_retirement
from plugins.module_utils._retire.marks import DeprecationMark, read_mark
from plugins.module_utils._retire.rows import Retirement
from plugins.module_utils._retire.values import RetireRequest, RetireSeen, Wish

from ..support import CONSUMER, HOME, KEY, OWNER, disk, image

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
COPY_TAGS = {"imageops:source-image": "m-old", "imageops:copy": f"{OWNER}/{HOME}>{HOME}/{KEY}/1"}
OLD = image(image_id="m-old", name="old", disks=(disk(KEY, snapshot_id="s-old"),))
NEW = image(image_id="m-new", name="new", is_copied=True, tags=COPY_TAGS, disks=(disk(KEY, snapshot_id="s-new"),))
TEMPLATE = Reference(
    kind=UserKind.LAUNCH_TEMPLATES,
    type="launch_template_version",
    image_id="m-old",
    region=HOME,
    id="lt-1",
    name="web",
    active=True,
    version=3,
)
DISABLED = reason("key_disabled", key=KEY)
ASKED = RetireRequest(region=HOME, new_ids={"m-old": "m-new"}, wish=Wish.RETIRED, run="old")


def assessed(item: Image, *shared_with: str, **more: Any) -> AssessedImage:
    given = {"encryption": Encryption.CUSTOMER_KEY, "verdict": Verdict.SHAREABLE, "reasons": ()}
    return AssessedImage(image=item, shared_with=shared_with, **{**given, **more})


def seen(old: Image = OLD, copy: AssessedImage | None = None, **more: Any) -> RetireSeen:
    copy = copy or assessed(NEW)
    return RetireSeen(
        account_id=OWNER,
        now=NOW,
        images={old.image_id: old, copy.image.image_id: copy.image, **more.pop("images", {})},
        copies={copy.image.image_id: copy},
        **more,
    )


def deprecated(days: int, accounts: int = 0, run: str = "old") -> Image:
    mark = DeprecationMark(since=NOW - timedelta(days=days), accounts=accounts, run=run)
    return replace(OLD, status="Deprecated", tags={"imageops:deprecated": mark.text})


def row(request: RetireRequest = ASKED, found: RetireSeen | None = None) -> Retirement:
    return plan_retirement(request, found or seen()).rows[0]


def told(item: Retirement) -> tuple[str, str, list[str]]:
    return str(item.action), str(item.state), [found.code for found in item.reasons]


def test_an_unused_image_with_a_proven_copy_is_deprecated() -> None:
    item = row()
    assert told(item) == ("deprecate", "planned", [])
    assert item.mark == DeprecationMark(since=NOW, accounts=0, run="old")
    assert item.due == "2026-12-30T12:00:00Z"


@pytest.mark.parametrize(
    ("copy", "code"),
    [
        (assessed(replace(NEW, status="Deprecated")), "retire_copy_missing"),
        (assessed(replace(NEW, image_id="m-else")), "retire_copy_missing"),
        (assessed(replace(NEW, tags={})), "retire_copy_not_proven"),
        (assessed(replace(NEW, tags={**COPY_TAGS, "imageops:source-image": "m-x"})), "retire_copy_not_proven"),
        (assessed(replace(NEW, is_copied=False)), "retire_copy_not_proven"),
        (assessed(replace(NEW, disks=(disk("key-2"),))), "retire_copy_not_proven"),
        (assessed(replace(NEW, disks=(disk(KEY, size_gib=80),))), "retire_copy_not_proven"),
        (assessed(replace(NEW, disks=(disk(KEY, source_snapshot_id="s-x"),))), "retire_copy_not_proven"),
        (assessed(NEW, verdict=Verdict.BLOCKED, reasons=(DISABLED,)), "retire_copy_not_shareable"),
        (assessed(NEW, encryption=Encryption.SERVICE_KEY), "retire_copy_not_shareable"),
    ],
)  # fmt: skip
def test_an_image_without_a_proven_copy_stays(copy: AssessedImage, code: str) -> None:
    for old in (OLD, deprecated(31)):
        assert told(row(found=seen(old, copy))) == ("none", "blocked", [code])


def test_a_user_blocks_both_steps_and_is_named() -> None:
    for old in (OLD, deprecated(31)):
        item = row(found=seen(old, references=[TEMPLATE]))
        assert told(item) == ("none", "blocked", ["retire_in_use"])
        assert item.reasons[0].message == "it is used by launch template web (lt-1) version 3"
        assert item.references == (TEMPLATE,)


def test_a_user_that_launches_nothing_today_blocks_unless_such_are_accepted() -> None:
    idle = replace(TEMPLATE, active=False)
    accepted = replace(ASKED, accept_inactive=True)
    for old, action in ((OLD, "deprecate"), (deprecated(31), "delete")):
        assert told(row(found=seen(old, references=[idle]))) == ("none", "blocked", ["retire_in_use"])
        assert told(row(accepted, seen(old, references=[idle]))) == (action, "planned", [])
        assert told(row(accepted, seen(old, references=[TEMPLATE])))[2] == ["retire_in_use"]


def test_an_unknown_kind_blocks_both_steps_until_it_is_accepted() -> None:
    why = reason("users_not_readable", kind="instances", permission="ecs:DescribeInstances")
    unknown = {"instances": (why,), "node_pools": ()}
    for old in (OLD, deprecated(31)):
        item = row(found=seen(old, unknown=unknown))
        assert told(item) == ("none", "blocked", ["retire_users_unknown"])
        assert "instances (instances may not be read" in item.reasons[0].message
        assert "Allow the RAM action ecs:DescribeInstances), node_pools" in item.reasons[0].message
        some = replace(ASKED, accept_unknown=frozenset({"instances"}))
        assert told(row(some, seen(old, unknown=unknown)))[2] == ["retire_users_unknown"]
        every = replace(ASKED, accept_unknown=frozenset(unknown))
        assert told(row(every, seen(old, unknown=unknown)))[1] == "planned"


def test_each_account_needs_the_copy_and_has_to_be_cleared() -> None:
    shares = {"m-old": (CONSUMER,)}
    assert told(row(found=seen(shares=shares)))[2] == ["retire_copy_not_shared", "retire_account_not_cleared"]
    cleared = replace(ASKED, cleared={"m-old": frozenset({CONSUMER})})
    assert told(row(cleared, seen(shares=shares)))[2] == ["retire_copy_not_shared"]
    both = {**shares, "m-new": (CONSUMER,)}
    assert told(row(found=seen(shares=both)))[2] == ["retire_account_not_cleared"]
    item = row(cleared, seen(shares=both))
    assert (told(item)[:2], item.accounts, item.mark and item.mark.accounts) == (
        ("deprecate", "planned"),
        (CONSUMER,),
        1,
    )


@pytest.mark.parametrize(
    ("key_type", "shared", "codes"),
    [(KeyType.SERVICE, True, ["retire_shares_lost"]), (KeyType.SERVICE, False, []), (KeyType.CUSTOMER, True, [])],
)
def test_an_image_under_the_service_key_loses_its_shares_for_good(
    key_type: KeyType, shared: bool, codes: list[str]
) -> None:
    old = replace(OLD, disks=(disk(KEY, snapshot_id="s-old", key_type=key_type),))
    cleared = replace(ASKED, cleared={"m-old": frozenset({CONSUMER})})
    shares = {"m-old": (CONSUMER,), "m-new": (CONSUMER,)} if shared else {}
    assert told(row(cleared, seen(old, shares=shares))) == ("deprecate", "planned", codes)


def test_resource_shares_public_images_and_full_tags_block() -> None:
    full = replace(OLD, tags={str(number): "" for number in range(20)}, is_public=True)
    item = row(found=seen(full, targets={"m-old": ("rd-1",)}, unknown={"resource_shares": ()}))
    assert told(item)[2] == ["retire_public", "retire_resource_share", "retire_users_unknown", "retire_no_room"]


def test_a_date_that_is_there_already_needs_no_room() -> None:
    mark = DeprecationMark(since=NOW, accounts=0, run="old")
    tags = {**{str(number): "" for number in range(19)}, "imageops:deprecated": mark.text}
    assert told(row(found=seen(replace(OLD, tags=tags)))) == ("deprecate", "planned", [])
    assert told(row(found=seen(replace(OLD, tags={str(number): "" for number in range(19)}))))[2] == []


@pytest.mark.parametrize(("days", "state"), [(0, "waiting"), (29, "waiting"), (30, "planned")])
def test_an_image_is_deleted_once_the_days_are_over(days: int, state: str) -> None:
    item = row(found=seen(deprecated(days)))
    assert str(item.state) == state
    assert item.snapshot_ids == (("s-old",) if state == "planned" else ())


def test_deprecating_alone_deletes_nothing() -> None:
    request = replace(ASKED, wish=Wish.DEPRECATED)
    assert told(row(request, seen(deprecated(400)))) == ("none", "unchanged", [])


def test_an_image_that_others_deprecated_gets_a_date_first() -> None:
    found = seen(replace(OLD, status="Deprecated"))
    assert told(row(found=found)) == ("deprecate", "planned", ["retire_counted_anew"])


def test_former_accounts_have_to_be_known_and_cleared_before_deletion() -> None:
    found = seen(deprecated(31, accounts=1))
    assert told(row(found=found)) == ("none", "blocked", ["retire_accounts_unknown"])
    accepted = replace(ASKED, accept_unknown=frozenset({"consumers"}))
    assert told(row(accepted, found)) == ("delete", "planned", [])
    known = replace(ASKED, former={"m-old": (CONSUMER,)})
    assert told(row(known, found)) == ("none", "blocked", ["retire_account_not_cleared"])
    cleared = replace(known, cleared={"m-old": frozenset({CONSUMER})})
    assert told(row(cleared, found)) == ("delete", "planned", [])


def test_a_disk_blocks_deletion_and_so_does_not_knowing() -> None:
    found = seen(deprecated(31), made_disks={"s-old": ["d-1"]})
    assert told(row(found=found)) == ("none", "blocked", ["retire_disk_uses"])
    unseen = seen(deprecated(31), disks_denied={"s-old": "ecs:DescribeDisks"})
    assert told(row(found=unseen)) == ("none", "blocked", ["retire_disks_unknown"])


def test_a_snapshot_of_another_image_is_not_deleted() -> None:
    other = image(image_id="m-else", disks=(disk(snapshot_id="s-old"),))
    item = row(found=seen(deprecated(31), images={"m-else": other}))
    assert (told(item), item.snapshot_ids, item.size_gib) == (("delete", "planned", ["snapshot_in_use"]), (), 0)


def test_a_deletion_frees_what_its_snapshots_hold_or_else_the_sizes_of_their_disks() -> None:
    data = {"device": "/dev/xvdb", "type": "data", "size_gib": 100}
    old = replace(deprecated(31), disks=(*OLD.disks, disk(KEY, snapshot_id="s-old-2", **data)))
    copy = assessed(replace(NEW, disks=(*NEW.disks, disk(KEY, snapshot_id="s-new-2", **data))))
    item = row(found=seen(old, copy))
    assert (told(item), item.snapshot_ids, item.size_gib) == (("delete", "planned", []), ("s-old", "s-old-2"), 140)
    read = {"s-old": Snapshot(snapshot_id="s-old", encrypted=True, kms_key_id=KEY, size_gib=30)}
    assert row(found=seen(old, copy, snapshots=read)).size_gib == 130


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"keep_tags": {"keep": None}}, ["retire_kept_tag"]),
        ({"keep_tags": {"keep": "yes"}}, ["retire_kept_tag"]),
        ({"keep_tags": {"keep": "no"}}, []),
        ({"keep_newest": 1}, ["retire_kept_newest"]),
    ],
)
def test_rules_keep_images(more: dict[str, Any], codes: list[str]) -> None:
    item = row(replace(ASKED, **more), seen(replace(OLD, tags={"keep": "yes"})))
    assert told(item)[2] == codes
    assert str(item.state) == ("kept" if codes else "planned")


def test_the_newest_of_each_family_are_kept() -> None:
    every = {
        name: image(image_id=name, family=family, created=created)
        for name, family, created in (
            ("m-1", "web", "2025-01-01T00:00:00Z"),
            ("m-2", "web", "2025-02-01T00:00:00Z"),
            ("m-3", "web", "2025-03-01T00:00:00Z"),
            ("m-4", "", "2025-01-01T00:00:00Z"),
        )
    }
    request = replace(ASKED, new_ids=dict.fromkeys(every, "m-new"), keep_newest=2)
    rows = plan_retirement(request, seen(images=every)).rows
    web, alone = (
        "it is one of the newest 2 of the family web",
        "it is one of the newest 2 of the images without a family",
    )
    kept = {item.image_id: item.reasons[0].message for item in rows if str(item.state) == "kept"}
    assert kept == {"m-2": web, "m-3": web, "m-4": alone}


def test_a_run_that_was_cut_off_is_finished_or_its_shares_are_put_back() -> None:
    mark = DeprecationMark(since=NOW, accounts=1, run="earlier")
    old = replace(OLD, tags={"imageops:deprecated": mark.text})
    known = replace(ASKED, former={"m-old": (CONSUMER,)}, cleared={"m-old": frozenset({CONSUMER})})
    shares = {"m-new": (CONSUMER,)}
    item = row(known, seen(old, shares=shares))
    assert (told(item), item.accounts) == (("deprecate", "planned", []), (CONSUMER,))
    item = row(known, seen(old, shares=shares, references=[TEMPLATE]))
    assert (told(item), item.accounts) == (
        ("restore", "planned", ["retire_unfinished", "retire_in_use"]),
        (CONSUMER,),
    )
    # Without the record nobody knows whom it was taken from.
    assert told(row(found=seen(old, shares=shares))) == ("none", "blocked", ["retire_accounts_unknown"])
    item = row(replace(ASKED, accept_unknown=frozenset({"consumers"})), seen(old, shares=shares))
    assert item.mark == DeprecationMark(since=NOW, accounts=1, run="earlier")


def test_a_run_that_was_cut_off_before_anybody_lost_the_image_goes_on_without_its_record() -> None:
    mark = DeprecationMark(since=NOW - timedelta(days=2), accounts=1, run="earlier")
    old = replace(OLD, tags={"imageops:deprecated": mark.text})
    cleared = replace(ASKED, cleared={"m-old": frozenset({CONSUMER})})
    item = row(cleared, seen(old, shares={"m-old": (CONSUMER,), "m-new": (CONSUMER,)}))
    assert (told(item), item.accounts) == (("deprecate", "planned", []), (CONSUMER,))
    assert item.mark == DeprecationMark(since=NOW, accounts=1, run="old")


@pytest.mark.parametrize(
    ("wish", "leftovers", "kinds"),
    [
        (Wish.RETIRED, True, ["image", "failed_attempt"]),
        (Wish.RETIRED, False, ["image"]),
        (Wish.DEPRECATED, True, ["image"]),
        (Wish.RESTORED, True, ["image"]),
    ],
)
def test_leftovers_are_looked_for_only_where_images_are_deleted(wish: Wish, leftovers: bool, kinds: list[str]) -> None:
    failed = image(image_id="m-failed", status="CreateFailed", is_copied=True, tags=COPY_TAGS, disks=())
    request = replace(ASKED, wish=wish, leftovers=leftovers)
    rows = plan_retirement(request, seen(images={"m-failed": failed})).rows
    assert [str(item.kind) for item in rows] == kinds


def test_only_what_this_collection_deprecated_is_brought_back() -> None:
    request = replace(ASKED, wish=Wish.RESTORED, former={"m-old": (CONSUMER,)})
    item = row(request, seen(deprecated(3, accounts=1)))
    assert (told(item), item.accounts) == (("restore", "planned", []), (CONSUMER,))
    assert told(row(request, seen(replace(OLD, status="Deprecated")))) == ("none", "blocked", ["retire_foreign"])
    assert told(row(request, seen())) == ("none", "unchanged", [])
    rules = replace(request, keep_newest=9, keep_tags={"imageops:deprecated": None})
    assert told(row(rules, seen(deprecated(3, accounts=1)))) == ("restore", "planned", [])
    lost = row(replace(request, former={}), seen(deprecated(3, accounts=1)))
    assert told(lost) == ("restore", "planned", ["retire_shares_unknown"])
    assert "the record of the run old, which" in lost.reasons[0].message
    unnamed = row(replace(request, former={}), seen(deprecated(3, accounts=1, run="")))
    assert "the record of the run without a name, which" in unnamed.reasons[0].message
    assert told(row(replace(request, former={}), seen(deprecated(3)))) == ("restore", "planned", [])


def test_an_image_that_is_gone_or_being_made_is_left() -> None:
    gone = row(found=seen(image(image_id="m-x")))
    assert (told(gone), gone.size_gib) == (("none", "unchanged", ["retire_gone"]), 0)
    assert told(row(found=seen(replace(OLD, status="Creating")))) == ("none", "blocked", ["retire_status"])


@pytest.mark.parametrize(
    "text", ["", "2026-11-30T12:00:00Z", "yesterday/1/old", "2026-13-30T12:00:00Z/1/old", "2026-11-30T12:00:00Z/x/old"]
)
def test_a_tag_that_is_not_ours_is_no_date(text: str) -> None:
    assert read_mark({"imageops:deprecated": text}) is None
    mark = DeprecationMark(since=NOW, accounts=2, run="a/b" if not text else "run")
    assert read_mark({"imageops:deprecated": mark.text}) == mark
