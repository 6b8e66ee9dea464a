# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How large the results of a migration's tasks are: a controller keeps each, and drops what is too large."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.cloud import cloud
from tests.bench.migration import migrate
from tests.bench.report import Aim, Section
from tests.bench.stage import Stage
from tests.bench.worlds import HOME
from tests.workspace import ROOT

IMAGES = 5_000
LIMIT_KB = 100
RECORDER = ROOT / "tests" / "integration" / "plugins" / "callback"


def bench(folder: Path) -> list[Section]:
    """Migrate, once in check mode and once for real, with a callback that records what each task returned."""
    section = Section(f"Results of the tasks of a migration of {IMAGES:,} images")
    with cloud("migration", IMAGES, folder / "emulator.log") as now:
        stage = Stage(now, folder, section)
        for title, options in (("check mode", ["--check"]), ("migrate_images.yml", [])):
            recorded = folder / "results"
            recorded.unlink(missing_ok=True)
            more = {
                "ANSIBLE_CALLBACK_PLUGINS": str(RECORDER),
                "ANSIBLE_CALLBACKS_ENABLED": "record_results",
                "IMAGEOPS_RESULTS": str(recorded),
            }
            section.rows.append(stage.measure((title, ""), [*migrate(HOME), *options], more=more))
            sizes = [len(json.dumps(json.loads(line)["result"])) for line in recorded.read_text().splitlines()]
            largest = max(sizes) / 1000
            aim = Aim(f"largest result, {title}", largest, LIMIT_KB, "kB", counted=True, column="result kB")
            section.aims.append(aim)
            section.figures[f"Results, {title}"] = f"{len(sizes)} tasks, {sum(sizes) / 1000:.1f} kB"
    return [section]
