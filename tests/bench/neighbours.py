# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One job in five ways, taken in turn: copy forty images under a key, tag and share the copies, read the shares back.

Three of them are ways to do it on Alibaba Cloud without `migrate_images.yml`. The fourth is what a user of another
cloud does: its images and its collections, on an emulator of that cloud.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from statistics import median

from tests.bench import amazon
from tests.bench.cloud import cloud
from tests.bench.measure import Failed
from tests.bench.migration import loop, migrate
from tests.bench.places import own
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage, script
from tests.bench.turns import Rounds, Turn, take_turns
from tests.bench.worlds import HOME, SMALL

IMAGES = 40
ROUNDS = 3
OURS, RAW, SIGNED = "migrate_images.yml", "raw SDK, threads", "signed by hand"
LOOP, AMIS = "loop over single images", "amazon.aws"
NOTES: Mapping[str, str] = {
    OURS: "looks, checks, copies, tags, waits, proves, shares, reads back, reports",
    RAW: "16 threads; copies, waits, tags, shares, reads back; no checks, no proof, no second try",
    SIGNED: "the same over one kept connection, the standard library alone; the least that Python can take",
    LOOP: "our own modules, a task for each copy and each share; tags, waits, proves, reads back",
    AMIS: "and community.aws on moto: a task for each copy, with tags, and each share; one waits, one reads back",
}


def bench(folder: Path) -> list[Section]:
    """Measure all ways for one image and for many, and compare what each further image takes and what the job takes."""
    section = Section(f"The same {IMAGES} images in five ways")
    with cloud("migration", IMAGES, folder / "emulator.log") as now, amazon.amazon(folder, IMAGES) as other:
        theirs = Stage(other, folder, section)
        commands = {
            OURS: (migrate(SMALL), migrate(HOME)),
            RAW: tuple(script("migrate", str(count)) for count in (1, IMAGES)),
            SIGNED: tuple(script("signed", str(count)) for count in (1, IMAGES)),
            LOOP: (loop(1), loop(IMAGES)),
        }
        turns: dict[str, Turn] = {}
        for title, (one, many) in commands.items():
            turns |= {_one(title): Turn(one, "", now.reset), title: Turn(many, NOTES[title], now.reset)}
        turns |= {
            _one(AMIS): Turn(other.migrate(1), "", other.reset, theirs),
            AMIS: Turn(other.migrate(IMAGES), NOTES[AMIS], other.reset, theirs),
        }
        measured = take_turns(Stage(now, folder, section), turns, ROUNDS)
    _check(measured)
    section.figures["Measured on"] = f"{own().title}; {AMIS} on {amazon.place().title}"
    for title in NOTES:
        section.figures[f"CPU of a further image, {title}"] = f"{_further(measured, title):.2f} ms"
    for title in (LOOP, AMIS):
        times = measured.ratio_beyond((title, _one(title)), (OURS, _one(OURS)))
        section.figures[f"CPU of a further image, {title}, times ours"] = f"{times:.1f} x"
    section.figures[f"CPU of a further image, {OURS}, times {SIGNED}"] = (
        f"{measured.ratio_beyond((OURS, _one(OURS)), (SIGNED, _one(SIGNED))):.1f} x"
    )
    whole = f"CPU of the whole run with {AMIS}, times ours"
    section.aims.append(Aim(whole, measured.ratio(AMIS, OURS), 15, "x", at_least=True, column=AMIS))
    return [section]


def _one(title: str) -> str:
    return f"{title}, one image"


def _further(measured: Rounds, title: str) -> float:
    """The CPU of each image after the first, in ms."""
    return 1000 * median(measured.beyond(title, _one(title))) / (IMAGES - 1)


def _check(measured: Rounds) -> None:
    """Raise Failed unless every run copied and shared what it is compared for."""
    for title, rows in measured.rows.items():
        wanted = 1 if title.endswith(_one("")) else IMAGES
        shared = "ModifyImageAttribute" if title in (AMIS, _one(AMIS)) else "ModifyImageSharePermission"
        for row in rows:
            if (row.calls.get("CopyImage"), row.calls.get(shared)) != (wanted, wanted):
                raise Failed(f"{title} did not copy and share {wanted} images: {dict(row.calls)}")
