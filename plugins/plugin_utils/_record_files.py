# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read records of runs, by the run's name or from a file, and say why there is none."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from ..module_utils._core.tables import visible
from ..module_utils._reports.parts import recorded_snapshots
from ..module_utils._reports.record import LATEST, LONGEST_NAME, RUN, record_fault, run_name_fault, run_named

REPORT = "report.json"
AUDIT = "audit.json"
NAMED = 5
COLLECTION = Path(__file__).parents[2]
GALAXY_VERSION = re.compile(r"^version: *[\"']?([^\s\"']+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A record that was found."""

    run: str
    path: Path
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRecord:
    """None was found. `is_broken`: there is a file that cannot be used. `runs` are those that have a record."""

    reason: str
    is_broken: bool = False
    runs: tuple[str, ...] = ()


def find_record(report_dir: str, run: str) -> Record | NoRecord:
    """Return the record of the run, or of the last one for `latest`, or why there is none."""
    if not report_dir:
        return NoRecord(reason="images_report_dir is not given, so no record can be read")
    where = Path(report_dir)
    if "\0" in report_dir or not where.is_dir():
        return NoRecord(reason=f"images_report_dir: {report_dir!r} is not a directory", is_broken=True)
    name = _last(where) if run == LATEST else run
    runs = recorded_runs(report_dir)
    if not name or run_name_fault(name) or (where / name).is_symlink() or not (where / name / REPORT).exists():
        there = f"it has those of {', '.join(runs)}" if runs else "it has none"
        return NoRecord(reason=f"{report_dir} has no record of the run {run}; {there}", runs=runs)
    found = read_record(where / name / REPORT, name)
    return found if isinstance(found, Record) else NoRecord(reason=found.reason, is_broken=True, runs=runs)


def read_record(path: Path, run: str) -> Record | NoRecord:
    """Return the record that a file holds, if it is one of this run."""
    data, problem = read_data(path)
    if data is None and not problem:
        return NoRecord(reason=f"there is no file {path}")
    problem = problem or record_problem(data, run, RUN)
    return NoRecord(reason=f"{path} {problem}", is_broken=True) if problem else Record(run=run, path=path, data=data)


def recorded_runs(report_dir: str, limit: int = NAMED) -> tuple[str, ...]:
    """Return the runs that have a record in the directory, the last one first."""
    return tuple(record.run for record in islice(_records(report_dir), limit))


def uses_of_copies(report_dir: str, run: str, image_ids: Collection[str]) -> list[dict[str, Any]]:
    """Return `run`, `image_id` and `added` of the rows of other runs' records that name one of these copies.

    A row names a copied image and copied snapshots of its data disks.
    """
    named = (
        (record.run, image_id, added)
        for record in _records(report_dir)
        if record.run != run
        for row in record.data["images"]
        for image_id, added in [(row.get("new_image_id"), row.get("added", ())), *recorded_snapshots(row)]
    )
    return [{"run": name, "image_id": one, "added": list(added)} for name, one, added in named if one in image_ids]


def _records(report_dir: str) -> Iterator[Record]:
    """Give the records of runs in the directory, the last one first."""
    found = []
    try:
        with os.scandir(report_dir) as entries:
            for entry in entries:
                path = Path(entry.path, REPORT)
                if entry.is_dir(follow_symlinks=False) and path.is_file():
                    found.append((path.stat().st_mtime, entry.name, path))
    except OSError:
        return
    for _time, name, path in sorted(found, reverse=True):
        record = read_record(path, name)
        if isinstance(record, Record):
            yield record


def read_data(path: Path) -> tuple[Any, str]:
    """Return what a JSON file holds, None if it is not there, and what is wrong with it. A link is not followed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, encoding="utf-8") as file:
            return json.load(file), ""
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"cannot be read ({error.strerror})"
    except UnicodeDecodeError:
        return None, "is not UTF-8"
    except json.JSONDecodeError as error:
        return None, f"is broken: no JSON at line {error.lineno}, column {error.colno}"
    except RecursionError:
        return None, "is nested too deeply"
    except ValueError:
        return None, "is broken: a number has too many digits"


def record_problem(data: Any, run: str, kind: str) -> str:
    """Return why what a file holds is not the record of this run; empty if it is."""
    return record_fault(data) or owner_problem(data, run, kind)


def owner_problem(data: Mapping[str, Any], run: str, kind: str) -> str:
    """Return whose record it is if it is not the one of this run."""
    if (data.get("run"), data.get("kind")) == (run, kind):
        return ""
    what = "run" if data.get("kind") == RUN else f"{visible(str(data.get('kind'))[:LONGEST_NAME])} of the run"
    finished = visible(str(data.get("finished"))[:LONGEST_NAME])
    return f"is the record of the {what} {run_named(data)}, which finished at {finished}"


@cache
def collection_version() -> str:
    """Return this collection's version."""
    manifest, galaxy = COLLECTION / "MANIFEST.json", COLLECTION / "galaxy.yml"
    if manifest.is_file():
        return str(json.loads(manifest.read_text("utf-8"))["collection_info"]["version"])
    found = GALAXY_VERSION.search(galaxy.read_text("utf-8")) if galaxy.is_file() else None
    return found[1] if found else "unknown"


def _last(where: Path) -> str:
    link = where / LATEST
    return str(link.readlink()) if link.is_symlink() else ""
