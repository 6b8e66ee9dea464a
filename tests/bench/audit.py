# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Auditing ten thousand images with the playbook, beside a bare script that makes the same calls."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.cloud import cloud
from tests.bench.places import own
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage, script
from tests.bench.turns import Turn, take_turns
from tests.bench.worlds import HOME

IMAGES = 10_000
ROUNDS = 2
AUDIT, RECORDED, RAW = "audit_images.yml", "with a record", "raw SDK, lists"


def bench(folder: Path) -> list[Section]:
    """Measure the playbook without and with a record of the run."""
    section = Section(f"Auditing {IMAGES:,} images")
    records = folder / "records"
    records.mkdir()
    with cloud("inspection", IMAGES, folder / "emulator.log") as now:
        turns = {
            RAW: Turn(script("inspect_lists"), "the same calls, one after the other"),
            AUDIT: Turn(_audit()),
            RECORDED: Turn(_audit(images_report_dir=str(records)), "images_report_dir: JSON, CSV and a page"),
        }
        measured = take_turns(Stage(now, folder, section), turns, ROUNDS)
    section.figures["CPU with a record, times the raw SDK's"] = f"{measured.ratio(RECORDED, RAW):.2f} x"
    largest = max(measured.largest(AUDIT), measured.largest(RECORDED))
    section.aims += [
        Aim("CPU of an audit, times the raw SDK's of its calls", measured.ratio(AUDIT, RAW), 4.5, "x", column="audit"),
        Aim("largest process", largest, 170, "MB", column="audit MB"),
    ]
    return [section]


def _audit(**more: object) -> list[str]:
    given = {"images_region": HOME, **more}
    return [own().playbook, "imageops.alicloud.audit_images", "-i", "localhost,", "-e", json.dumps(given)]
