# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write and read the record of retired images."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...module_utils._reports.record import directory_of, run_name_fault
from ...module_utils._retire.marks import read_mark
from ...module_utils._retire.record import FILE, KIND, make_record, merged, record_fault
from .._record import record_files
from .._record_files import collection_version, read_data
from .failures import StepFailed
from .site import Site

REMEDY = "Restore the file, or give another images_run"
# What a row has for a reader of the task's result only.
NOT_RECORDED = ("references", "due", "status")


def keep_retired(site: Site, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what is, or was, done to images to the run's record, beside what is there. Raises InvalidInput."""
    values = site.values
    common = {
        "site": site.name,
        "account": site.state["account_id"],
        "at": site.stamp(),
        "accepted_unknown": list(values["retire_accept_unknown"]),
        "accepted_inactive": values["retire_accept_inactive"],
        "unseen_accounts": list(values["retire_unseen_accounts"]),
    }
    later = [{**{key: value for key, value in row.items() if key not in NOT_RECORDED}, **common} for row in rows]
    with record_files(values["report_dir"], site.run_name, KIND) as files:
        earlier = read_retired(site, site.run_name)
        changes = merged(earlier, later)
        files.write(FILE, make_record(site.run_name, collection_version(), changes, emulator=site.is_emulated))


def read_retired(site: Site, run: str) -> list[Mapping[str, Any]]:
    """Return the changes in the record of a run, none where it has no record. Raises StepFailed for a broken one."""
    directory = site.values["report_dir"]
    if not directory or run_name_fault(run):
        return []
    path = Path(directory) / directory_of(run, KIND) / FILE
    data, problem = read_data(path)
    if data is None and not problem:
        return []
    if problem := problem or record_fault(data, run, emulator=site.is_emulated):
        raise StepFailed(f"Nothing was done: {path} {problem}. {REMEDY}.")
    changes: list[Mapping[str, Any]] = data["changes"]
    return changes


def recorded(site: Site, images: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the changes in the record of this run, and of each run that the tag of an image names."""
    marks = [mark for image in images if (mark := read_mark(image["tags"]))]
    runs = dict.fromkeys([site.run_name, *(mark.run for mark in marks if mark.run)])
    return [change for run in runs for change in read_retired(site, run)]
