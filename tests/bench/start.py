# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a migration costs before its second image, and what each further image and each site add."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.bench import sites
from tests.bench.cloud import cloud
from tests.bench.migration import migrate
from tests.bench.places import own
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage, script
from tests.bench.turns import Turn, take_turns
from tests.bench.worlds import HOME, SITE_REGIONS, SMALL

IMAGES = 500
ROUNDS = 5
FURTHER_ROUNDS = 3
SITES_ROUNDS = 2
EMPTY = "tests/bench/playbooks/empty.yml"
ACCOUNTS = 2
NOTHING, ONE, AGAIN = "a playbook without tasks", "one image", "one image again"
MANY, RAW_ONE, RAW = f"{IMAGES} images", "raw SDK, 1", f"raw SDK, {IMAGES}"


def bench(folder: Path) -> list[Section]:
    """Measure one image, many, and sites, each beside what it is compared with."""
    return [_one(folder), _further(folder), _sites(folder)]


def empty() -> list[str]:
    """Return the command of a playbook that does nothing."""
    return [own().playbook, EMPTY, "-i", "localhost,"]


def _one(folder: Path) -> Section:
    section = Section("Migrating one image, beside a run without tasks")
    with cloud("migration", 1, folder / "emulator.log") as now:
        turns = {
            NOTHING: Turn(empty()),
            ONE: Turn(migrate(SMALL), "copied, tagged, shared, read back", now.reset),
            AGAIN: Turn(migrate(SMALL), "nothing is left to do"),
        }
        measured = take_turns(Stage(now, folder, section), turns, ROUNDS)
    calls = max(sum(row.calls.values()) for row in measured.rows[ONE])
    section.aims += [
        Aim(
            "CPU of one image, times that of a run without tasks",
            measured.ratio(ONE, NOTHING),
            6,
            "x",
            column="one image",
        ),
        Aim("API calls of one image", calls, 30, "calls", counted=True, column="calls"),
    ]
    return section


def _further(folder: Path) -> Section:
    section = Section(f"Migrating {IMAGES} images, beside a bare script with the vendor's SDK")
    with cloud("migration", IMAGES, folder / "emulator.log") as now:
        turns = {
            ONE: Turn(migrate(SMALL), "", now.reset),
            MANY: Turn(migrate(HOME), "", now.reset),
            RAW_ONE: Turn(script("migrate", "1"), "what the script takes to start", now.reset),
            RAW: Turn(script("migrate", str(IMAGES)), "copies, tags, shares, reads back; no checks", now.reset),
        }
        measured = take_turns(Stage(now, folder, section), turns, FURTHER_ROUNDS)
    times = measured.ratio_beyond((MANY, ONE), (RAW, RAW_ONE))
    aim = Aim("CPU of each further image, times the raw SDK's of its calls", times, 2.3, "x", column="further image")
    section.aims.append(aim)
    return section


def _sites(folder: Path) -> Section:
    count = ACCOUNTS * len(SITE_REGIONS)
    section = Section(f"Migrating {count} sites of one image")
    inventory = sites.write_inventory(folder, ACCOUNTS)
    title = f"{count} sites"
    with cloud("sites", 1, folder / "emulator.log") as now:
        play = partial(sites.play, "migrate_images", 5, inventory, sites.CHOSEN | sites.MIGRATION)
        turns = {NOTHING: Turn(empty()), title: Turn(play(), "five forks", now.reset)}
        measured = take_turns(Stage(now, folder, section), turns, SITES_ROUNDS)
    times = measured.ratio(title, NOTHING) / count
    aim = Aim(f"CPU of a site of {count}, times that of a run without tasks", times, 5, "x", column="site")
    section.aims.append(aim)
    return section
