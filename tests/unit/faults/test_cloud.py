# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Somebody else works in the owner's account, at a real emulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulated import emulator
from tests.faults.cloud import Cloud, Somebody, copies_of, images_of
from tests.faults.scenario import Deed, Kind, Pair
from tests.faults.worlds import Fleet, draw_from, earlier_copy, make_world, snapshots_of

HOME, AWAY = "cn-beijing", "cn-shanghai"
PAIRS = (Pair(image="m-none", region=AWAY), Pair(image="m-01", region=AWAY))
# The vendor's SDK uses it, and Python 3.12 has deprecated it.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")

COPY = f"m-01-{AWAY}-1"


@pytest.fixture
def cloud(tmp_path: Path) -> Iterator[Cloud]:
    disk = {"type": "system", "size_gib": 40, "snapshot": "s-1", "encrypted": True, "key": "alias/acs/ecs"}
    source = {"id": "m-01", "name": "web", "disks": [disk]}
    copy = earlier_copy(source, HOME, AWAY, "Available") | {"shared_with": ["2000000000000002"]}
    keys = [{"id": f"key-{AWAY}", "instance": "kst-1"}]
    regions = {
        HOME: {"images": [source]},
        AWAY: {"keys": keys, "images": [copy], "snapshots": snapshots_of(copy, source, HOME)},
    }
    fleet = Fleet(region=HOME, kinds={"m-01": "service"}, images={"m-01": source}, regions=regions)
    with (tmp_path / "log").open("w") as log, emulator(tmp_path, log) as url:
        cloud = Cloud(url)
        cloud.ask("reset", make_world(draw_from(0), fleet, {}, share_role=True))
        yield cloud


def snapshots(cloud: Cloud) -> set[str]:
    regions = cloud.world()["accounts"]["1000000000000001"]["regions"]
    return {snapshot["id"] for facts in regions.values() for snapshot in facts["snapshots"]}


def test_copies_are_known_by_where_they_come_from(cloud: Cloud) -> None:
    world = cloud.world()
    assert [image["id"] for image in copies_of(world, HOME, PAIRS[1])] == [COPY]
    assert copies_of(world, HOME, PAIRS[0]) == []
    assert {region for region, _image in images_of(world)} == {HOME, AWAY}


@pytest.mark.parametrize("with_snapshots", [False, True])
def test_a_shared_copy_is_deleted_with_or_without_its_snapshots(cloud: Cloud, with_snapshots: bool) -> None:
    deed = Deed(kind=Kind.DELETE_COPY, pairs=PAIRS, with_snapshots=with_snapshots)

    assert Somebody(cloud).do(HOME, deed) == [COPY, f"s-{COPY}-0"]
    assert (f"s-{COPY}-0" in snapshots(cloud)) is not with_snapshots
    assert Somebody(cloud).do(HOME, deed) is None


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_what_was_done_counts_and_not_what_was_answered(cloud: Cloud, kind: str) -> None:
    cloud.ask("faults", {"action": "DeleteImage", "kind": kind, "times": 9})
    done = Somebody(cloud).do(HOME, Deed(kind=Kind.DELETE_COPY, pairs=PAIRS))
    assert (done is not None) is (kind == "drop_after")


def test_tags_are_taken_away_as_far_as_they_are_there(cloud: Cloud) -> None:
    deed = Deed(kind=Kind.UNTAG_COPY, pairs=PAIRS, tags=("imageops:copy", "imageops:run"))

    assert Somebody(cloud, frozenset({COPY})).do(HOME, deed) is None
    assert Somebody(cloud).do(HOME, deed) == []
    (copy,) = copies_of(cloud.world(), HOME, PAIRS[1])
    assert copy["tags"] == {"imageops:source-image": "m-01"}
    assert Somebody(cloud).do(HOME, deed) is None


def test_only_a_copy_under_way_is_cancelled(cloud: Cloud) -> None:
    assert Somebody(cloud).do(HOME, Deed(kind=Kind.CANCEL_COPY, pairs=PAIRS)) is None


def test_a_wrong_control_request_is_told(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="no such setting"):
        cloud.set(nonsense=1)
