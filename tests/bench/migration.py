# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Migrating and sharing many images with instant copies, beside a bare script and a loop over single images."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from tests.bench.cloud import LISTS, cloud
from tests.bench.measure import Cost
from tests.bench.places import own
from tests.bench.report import Aim, Row, Section
from tests.bench.stage import Stage, script
from tests.bench.worlds import CONSUMER, HOME, SMALL

IMAGES = 1_000
LOOPED = 10
LOOP = "tests/bench/playbooks/loop.yml"
# The collection's own lists may be read so often in a run, whatever the number of images.
LOOKS = 10
# Whoever asks, the keys and the roles are read a few times in a run, however many images there are.
ONCE = 40


def bench(folder: Path) -> list[Section]:
    """Measure the playbook, the script and the loop, each on a cloud of its own."""
    section = Section(f"Migrating and sharing {IMAGES:,} images with instant copies")
    with cloud("migration", IMAGES, folder / "emulator.log") as cloud_now:
        stage = Stage(cloud_now, folder, section)
        one = stage(("one image", "what the playbook costs before its second image"), migrate(SMALL))
        many = stage(("migrate_images.yml", ""), migrate(HOME))
        again = stage(("migrate_images.yml again", "nothing is left to do"), migrate(HOME))
    with cloud("migration", IMAGES, folder / "emulator.log") as cloud_now:
        bare = Stage(cloud_now, folder, section)(
            ("raw SDK, threads", "copies, polls, tags, shares, reads back; no checks, no proof, no second try"),
            script("migrate", str(IMAGES)),
        )
    with cloud("migration", IMAGES, folder / "emulator.log") as cloud_now:
        stage = Stage(cloud_now, folder, section)
        single = stage((f"loop over {LOOPED} images", "a task for each copy and each share"), loop(LOOPED))
    scaled = single.cost.wall / LOOPED * IMAGES
    slower = scaled / many.cost.wall
    section.figures[f"Loop over {IMAGES:,} images"] = f"{scaled:.0f} s wall, scaled from {LOOPED} images"
    section.figures["CPU of ours for an image"] = f"{_of_ours(many.cost, one.cost, bare.cost):.1f} ms beyond start-up"
    section.aims += _calls_aims(many.calls, again)
    section.aims += [
        Aim("CPU for an image with the SDK's share of it, beyond start-up", _beyond(many.cost, one.cost), 10, "ms"),
        Aim(
            "CPU for an image with start-up, beyond the raw SDK",
            1000 * (many.cost.cpu - bare.cost.cpu) / IMAGES,
            10,
            "ms",
        ),
        Aim("The loop over single images, times slower", slower, 30, "x", at_least=True, column="loop"),
        Aim("largest process", max(many.cost.largest, again.cost.largest), 300, "MB"),
    ]
    return [section]


def _calls_aims(calls: Mapping[str, int], again: Row) -> list[Aim]:
    exact = {
        "CopyImage": IMAGES,
        "ModifyImageSharePermission": IMAGES,
        "DescribeImageSharePermission": IMAGES,
        "TagResources": 0,
        "ModifyImageAttribute": 0,
    }
    lists = sum(calls.get(name, 0) for name in LISTS)
    others = sum(count for name, count in calls.items() if name not in exact and name not in LISTS)
    written = sum(again.calls.get(name, 0) for name in ("CopyImage", "ModifyImageSharePermission", "TagResources"))
    return [
        *(Aim(f"{name} calls", calls.get(name, 0), limit, "calls", counted=True) for name, limit in exact.items()),
        Aim(
            f"List calls ({' and '.join(LISTS)}), for a hundred images",
            lists / (IMAGES / 100),
            2 * LOOKS,
            "calls",
            counted=True,
        ),
        Aim("Calls about keys, roles and the caller", others, ONCE, "calls", counted=True),
        Aim("Writes of the second run", written, 0, "calls", counted=True),
    ]


def _beyond(many: Cost, one: Cost) -> float:
    return 1000 * (many.cpu - one.cpu) / (IMAGES - 1)


def _of_ours(many: Cost, one: Cost, bare: Cost) -> float:
    return _beyond(many, one) - 1000 * bare.cpu / IMAGES


def migrate(region: str) -> list[str]:
    """Return the command that migrates all images of a region."""
    given = {
        "images_region": region,
        "images_all": True,
        "images_kms_key_id": "alias/image-share",
        "images_share_accounts": [CONSUMER],
        "images_run": f"bench-{region}",
    }
    return [own().playbook, "imageops.alicloud.migrate_images", "-i", "localhost,", "-e", json.dumps(given)]


def loop(count: int) -> list[str]:
    """Return the command of a playbook that migrates so many images one by one."""
    images = [f"m-{HOME}-{number:05}" for number in range(count)]
    given = {"bench_region": HOME, "bench_accounts": [CONSUMER], "bench_images": images}
    return [own().playbook, LOOP, "-e", json.dumps(given)]
