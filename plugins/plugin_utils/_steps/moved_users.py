# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The record of the users that a run moved: write it before each change, and read it to take the run back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...module_utils._repoint.record import FILE, KIND, make_record, merged, of_account, record_fault
from ...module_utils._reports.record import directory_of
from .._record import record_files
from .._record_files import collection_version, read_data
from .failures import StepFailed
from .site import Site

REMEDY = "Restore the file, or take the users back by hand"


def keep_changes(site: Site, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write what is, or was, done to users to the run's record, beside what is there. Raises InvalidInput."""
    account = site.state["account_id"]
    later = [{**row, "site": site.name, "account": account} for row in rows]
    with record_files(site.values["report_dir"], site.run_name, KIND) as files:
        earlier = _read(site, _path(site.values["report_dir"], site.run_name))
        record = make_record(site.run_name, collection_version(), merged(earlier, later), emulator=site.is_emulated)
        files.write(FILE, record)


def check_changes(site: Site) -> None:
    """Refuse a record that cannot be continued, before anything is written. Raises StepFailed."""
    _read(site, _path(site.values["report_dir"], site.run_name))


def recorded_changes(site: Site) -> list[Mapping[str, Any]]:
    """Return what the run changed of users in this site's account; nothing where it has no such record."""
    found = users_record(site)
    return of_account(_read(site, found), site.state["account_id"]) if found else []


def users_record(site: Site) -> Path | None:
    """Return the file that says which users the run moved; None if there is none."""
    report, directory = site.values["rollback_report"], site.values["report_dir"]
    places = []
    if report:
        places = [Path(report).with_name(FILE), _path(str(Path(report).parents[1]), site.values["run"])]
    elif directory:
        places = [_path(directory, site.values["run"])]
    return next((path for path in places if path.exists()), None)


def _path(directory: str, run: str) -> Path:
    return Path(directory) / directory_of(run, KIND) / FILE


def _read(site: Site, path: Path) -> list[Mapping[str, Any]]:
    data, problem = read_data(path)
    if data is None and not problem:
        return []
    run = site.run_name
    if problem := problem or record_fault(data, run, emulator=site.is_emulated):
        raise StepFailed(f"Nothing was done: {path} {problem}. {REMEDY}.")
    changes: list[Mapping[str, Any]] = data["changes"]
    return changes
