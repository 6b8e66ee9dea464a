# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Old images of the emulator are deprecated, deleted and brought back, whatever goes wrong."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

from plugins.module_utils._model.errors import ImageopsError
from plugins.module_utils._retire.apply import Retirer

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER
from ..world import disk
from .retiring import (
    LONG_AGO,
    cleared,
    codes,
    copy_tags,
    images,
    new,
    old,
    past,
    plan,
    reset,
    retire,
    shown,
    snapshots,
)

SHARED = {"shared_with": [CONSUMER]}


def test_an_image_is_unshared_and_deprecated_with_the_date_in_a_tag(emu: Harness, connect: Connect) -> None:
    reset(emu, old(**SHARED, tags={"team": "web"}), new(**SHARED))
    done = retire(connect(), **cleared())
    assert (shown(done), done.failures, done.changed) == ([("deprecate", "changed")], {}, True)
    image = images(emu)["m-old"]
    assert (image["status"], image.get("shared_with", [])) == ("Deprecated", [])
    assert image["tags"]["team"] == "web"
    assert image["tags"]["imageops:deprecated"].endswith("Z/1/old")
    assert done.rows[0].accounts == (CONSUMER,)


def test_a_second_run_waits_for_the_days(emu: Harness, connect: Connect) -> None:
    reset(emu, old(), new())
    retire(connect())
    writes = [item["action"] for item in emu.log() if item["mutating"]]
    done = retire(connect())
    assert (shown(done), done.changed, codes(done)) == ([("none", "waiting")], False, ["retire_waits"])
    assert [item["action"] for item in emu.log() if item["mutating"]] == writes


def test_after_the_days_the_image_and_exactly_its_snapshots_are_deleted(emu: Harness, connect: Connect) -> None:
    other = {"id": "m-other", "name": "other", "disks": [disk("key-bj", snapshot="s-other")]}
    reset(emu, past(), new(), other)
    done = retire(connect())
    assert (shown(done), done.failures) == ([("delete", "changed")], {})
    assert (sorted(images(emu)), sorted(snapshots(emu))) == (["m-new", "m-other"], ["s-new", "s-other"])
    assert (done.rows[0].snapshot_ids, done.rows[0].size_gib) == (("s-old",), 40)
    assert shown(retire(connect())) == [("none", "unchanged")]


def test_a_snapshot_that_another_image_is_made_of_stays(emu: Harness, connect: Connect) -> None:
    other = {"id": "m-other", "name": "other", "disks": [disk("key-bj", snapshot="s-old")]}
    reset(emu, past(), new(), other)
    done = retire(connect())
    assert (shown(done), codes(done)) == ([("delete", "changed")], ["snapshot_in_use"])
    assert sorted(snapshots(emu)) == ["s-new", "s-old"]


@pytest.mark.parametrize("action", ["ModifyImageAttribute", "TagResources"])
def test_what_is_not_allowed_is_known_before_anybody_loses_the_image(
    emu: Harness, connect: Connect, action: str
) -> None:
    reset(emu, old(**SHARED), new(**SHARED))
    key = {"ModifyImageAttribute": "no-attributes", "TagResources": "no-tags"}[action]
    done = retire(connect(key), **cleared())
    assert shown(done) == [("deprecate", "failed")]
    assert "ModifyImageSharePermission" not in [item["action"] for item in emu.log()]
    assert images(emu)["m-old"]["shared_with"] == [CONSUMER]


def test_the_shares_are_put_back_if_the_image_cannot_be_deprecated(emu: Harness, connect: Connect) -> None:
    reset(emu, old(**SHARED), new(**SHARED))
    # The first call is the dry run.
    emu.fault(action="ModifyImageAttribute", kind="error", code="InternalError", status=500, skip=1, times=10)
    done = retire(connect(max_attempts=1), **cleared())
    assert (shown(done), codes(done)) == ([("deprecate", "failed")], ["retire_put_back"])
    image = images(emu)["m-old"]
    assert (image.get("status", "Available"), image["shared_with"]) == ("Available", [CONSUMER])
    assert "imageops:deprecated" not in image.get("tags", {})


def test_shares_that_an_earlier_run_removed_are_put_back_as_well(emu: Harness, connect: Connect) -> None:
    reset(emu, old(tags={"imageops:deprecated": "2026-11-30T00:00:00Z/1/old"}), new(**SHARED))
    emu.fault(action="ModifyImageAttribute", kind="error", code="InternalError", status=500, times=10)
    done = retire(connect(max_attempts=1), **cleared(), former_accounts={"m-old": [CONSUMER]})
    assert (shown(done), codes(done)) == ([("deprecate", "failed")], ["retire_put_back"])
    assert images(emu)["m-old"]["shared_with"] == [CONSUMER]
    assert "imageops:deprecated" not in images(emu)["m-old"].get("tags", {})


def test_an_account_that_was_added_meanwhile_stops_it(emu: Harness, connect: Connect) -> None:
    reset(emu, old(), new())
    session = connect()
    _request, planned = plan(session)
    emu.share("m-old", CONSUMER)
    done = Retirer(session=session).carry_out(planned)
    assert codes(done) == ["retire_shared_since"]
    assert images(emu)["m-old"]["shared_with"] == [CONSUMER]


def interrupted(emu: Harness, connect: Connect, kind: str, calls: int, **more: Any) -> None:
    """Run until the answer of one call is missing; whoever had an image that can be launched has one still."""
    emu.fault(kind=kind, skip=calls, times=1)
    with contextlib.suppress(ImageopsError):
        retire(connect(max_attempts=1), **more)
    emu.control("DELETE", "faults")
    found = images(emu)
    for image_id in ("m-old", "m-new"):
        if image_id in found and found[image_id].get("status", "Available") == "Available":
            assert CONSUMER in found["m-new"]["shared_with"]
    assert "m-new" in found
    assert "s-new" in snapshots(emu)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("calls", range(9, 30, 2))
def test_a_run_that_ends_at_any_call_is_resumed(emu: Harness, connect: Connect, kind: str, calls: int) -> None:
    reset(emu, old(**SHARED), new(**SHARED))
    interrupted(emu, connect, kind, calls, **cleared())
    mark = images(emu)["m-old"].get("tags", {}).get("imageops:deprecated", "")
    former = {"former_accounts": {"m-old": [CONSUMER]}} if mark else {}
    retire(connect(), **cleared(), **former)
    assert images(emu)["m-old"]["status"] == "Deprecated"
    assert images(emu)["m-old"]["tags"]["imageops:deprecated"].endswith("Z/1/old")
    retire(connect(), image_ids=["m-old"], image_map={}, state="restored", former_accounts={"m-old": [CONSUMER]})
    image = images(emu)["m-old"]
    assert (image.get("status", "Available"), image["shared_with"], image.get("tags", {})) == (
        "Available",
        [CONSUMER],
        {},
    )


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
@pytest.mark.parametrize("calls", range(12, 26))
def test_a_deletion_that_ends_at_any_call_is_resumed(emu: Harness, connect: Connect, kind: str, calls: int) -> None:
    reset(emu, past(), new(**SHARED))
    interrupted(emu, connect, kind, calls)
    found = images(emu)
    assert "s-old" in snapshots(emu) or "m-old" not in found
    retire(connect(), leftovers=True)
    assert (sorted(images(emu)), sorted(snapshots(emu))) == (["m-new"], ["s-new"])


def test_an_image_that_is_blocked_after_a_run_was_cut_off_is_shared_again(emu: Harness, connect: Connect) -> None:
    mark = {"imageops:deprecated": f"{LONG_AGO}/1/old"}
    template = {"id": "lt-1", "versions": [{"data": {"ImageId": "m-old"}}]}
    reset(emu, old(tags=mark), new(**SHARED), launch_templates=[template])
    done = retire(connect(), **cleared(), former_accounts={"m-old": [CONSUMER]})
    assert (shown(done), codes(done)) == ([("restore", "changed")], ["retire_unfinished", "retire_in_use"])
    assert (images(emu)["m-old"]["shared_with"], images(emu)["m-old"].get("tags", {})) == ([CONSUMER], {})


def test_an_image_under_the_service_key_comes_back_without_its_shares(emu: Harness, connect: Connect) -> None:
    mark = {"imageops:deprecated": f"{LONG_AGO}/1/old"}
    source = old(status="Deprecated", tags=mark, disks=[disk("alias/acs/ecs", snapshot="s-old")])
    reset(emu, source, new(**SHARED))
    done = retire(connect(), state="restored", former_accounts={"m-old": [CONSUMER]})
    assert (shown(done), codes(done)) == ([("restore", "changed")], ["retire_shares_refused"])
    assert images(emu)["m-old"].get("status", "Available") == "Available"


def test_a_disk_made_from_the_image_keeps_it(emu: Harness, connect: Connect) -> None:
    made = {"id": "i-1", "image": "m-new", "disks": [{"id": "d-1", "snapshot": "s-old"}]}
    reset(emu, past(), new(), instances=[made])
    done = retire(connect())
    assert (shown(done), codes(done)) == ([("none", "blocked")], ["retire_disk_uses"])


def test_failed_attempts_and_orphans_are_removed_and_others_stay(emu: Harness, connect: Connect) -> None:
    attempt = {"copied": True, "status": "CreateFailed"}
    needless = {"id": "m-f1", "name": "f1", "tags": copy_tags("m-old", 2), **attempt}
    reset(
        emu,
        old(),
        new(),
        {**needless, "disks": [disk("key-bj", snapshot="s-f1")]},
        {"id": "m-f2", "name": "f2", "tags": copy_tags("m-x", key="key-2"), "disks": [disk("key-2")], **attempt},
        snapshots=[
            {"id": "s-orphan", "key": "key-bj", "tags": copy_tags("m-x")},
            {"id": "s-retired", "key": "key-bj", "tags": {"imageops:retired-image": "m-y"}},
            {"id": "s-forged", "key": "key-bj", "tags": {"imageops:retired-image": "m-new"}},
            {"id": "s-any", "key": "key-bj"},
        ],
    )
    done = retire(connect(), image_map={}, leftovers=True)
    assert done.failures == {}
    assert sorted(item for item in snapshots(emu) if item in ("s-f1", "s-orphan", "s-retired")) == []
    assert {"s-forged", "s-any"} <= set(snapshots(emu))
    assert {"m-old", "m-new"} <= set(images(emu))
    assert "m-f1" not in images(emu)


def numbered(number: int) -> list[dict[str, Any]]:
    """An old image and its copy."""
    tags = copy_tags(f"m-old-{number}")
    return [
        {"id": f"m-old-{number}", "name": f"old-{number}", "disks": [disk("key-bj")]},
        {"id": f"m-new-{number}", "name": f"new-{number}", "copied": True, "tags": tags, "disks": [disk("key-bj")]},
    ]


def test_more_images_take_no_more_calls_to_look_at(emu: Harness, connect: Connect) -> None:
    calls = []
    for count in (1, 40):
        reset(emu, *(item for number in range(count) for item in numbered(number)))
        session = connect()
        _request, planned = plan(session, image_map={f"m-old-{number}": f"m-new-{number}" for number in range(count)})
        assert [str(row.state) for row in planned.rows] == ["planned"] * count
        calls.append(session.api_calls)
    assert calls[0] == calls[1]
    assert sum(calls[0].values()) <= 17
