# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the record of a run, a directory that no other run touches, and point `latest` at it.

    check_record(report_dir, run, kind)                       at the start: everything that would stop the writing
    write_record(report_dir, run, kind=..., reports=..., audits=...)     at the end

What cannot work raises InvalidInput, which names the variable, the path and the remedy.
"""

from __future__ import annotations

import csv
import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from ..module_utils._core.apply_files import DIRECTORY_MODE, opened_folder, replace_link, replacing
from ..module_utils._core.text import at_path, harmless_cell
from ..module_utils._migration.consumers import consumer_extract, consumers_of
from ..module_utils._migration.handover import handover
from ..module_utils._model.errors import InvalidInput
from ..module_utils._model.languages import ENGLISH, LANGUAGES
from ..module_utils._reports.columns import OF_A_RUN
from ..module_utils._reports.join import join_audits
from ..module_utils._reports.merge import merge_records
from ..module_utils._reports.record import (
    LATEST,
    RUN,
    as_text,
    audit_record,
    directory_of,
    is_intact,
    make_record,
    run_name_fault,
    sealed,
)
from ._page import render_page
from ._record_audit import write_audit
from ._record_files import AUDIT, REPORT, collection_version, owner_problem, read_data, record_problem

BYTE_ORDER_MARK = "\ufeff"
Data = Mapping[str, Any]


def check_record(report_dir: str, run: str, kind: str = RUN) -> Path:
    """Return the directory of the record. Raises InvalidInput for everything that would stop the writing.

    Write nothing: the directory of the run is made when its record is written.
    """
    if fault := run_name_fault(run):
        raise InvalidInput("images_run", run, f"cannot name a directory: it {fault}", "Give another name.")
    where = Path(report_dir)
    if not report_dir or "\0" in report_dir or not where.is_dir():
        raise InvalidInput("images_report_dir", report_dir, "is not a directory", "Make it, or give another one.")
    directory = where / directory_of(run, kind)
    if not os.access(where, os.W_OK | os.X_OK):
        raise InvalidInput("images_report_dir", report_dir, "cannot be written to", "Give another directory.")
    if directory.is_dir() and not os.access(directory, os.W_OK | os.X_OK):
        problem = f"has {directory}, which another user made and this one cannot write to"
        raise InvalidInput("images_report_dir", report_dir, problem, "Run all jobs of a run as one user.")
    if directory.is_symlink() or (directory.exists() and not directory.is_dir()):
        raise InvalidInput("images_run", run, f"cannot have a record: {directory} is no directory", "Remove it.")
    link = where / LATEST
    if kind == RUN and link.exists() and not link.is_symlink():
        raise InvalidInput("images_report_dir", report_dir, f"has {link}, which is no link", "Remove it.")
    _earlier(directory, run, kind)
    return directory


def write_record(
    report_dir: str,
    run: str,
    *,
    kind: str = RUN,
    reports: Sequence[Data] = (),
    audits: Sequence[Data] = (),
    compared: Data | None = None,
    language: str = ENGLISH,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Write the record, and return `directory`, `page`, `files` (paths) and `record` (of several parts all of them).

    `is_latest` is False for a run where the link `latest` could not be made, as on file systems without links.
    `reports` and `audits` are one of each site; an audit's `file` is what image_info wrote to result_file, for records
    of more images than the audit lists, and `compared` is what they were compared with. Runs of one name are merged.
    """
    _check_language(language)
    directory = check_record(report_dir, run, kind)
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    with _locked(Path(report_dir), directory.name) as folder:
        head = (run, kind, collection_version())
        record = _whole_record(directory, head, reports, f"{moment:%Y-%m-%dT%H:%M:%SZ}") if reports else {}
        audit = audit_record(*head, _joined(audits, compared), f"{moment:%Y-%m-%dT%H:%M:%SZ}")
        written = RecordFiles(folder)
        if record:
            _write_reports(written, record, kind, int(moment.timestamp()))
        if audit:
            write_audit(written, audit, audits)
        name = "report" if record else "audit"
        written.write(f"{name}.html", render_page(record, audit, name=name, language=language))
    return {
        "directory": str(directory),
        "page": str(directory / f"{name}.html"),
        "files": [str(directory / file) for file in written.names],
        "record": record,
        "is_latest": kind == RUN and _point_latest(report_dir, directory.name),
    }


def _joined(audits: Sequence[Data], compared: Data | None) -> dict[str, Any]:
    return join_audits(list(audits)) | ({"compared": compared} if audits and compared else {})


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise InvalidInput("images_report_language", language, "is no language of the page", f"Give {known}.")


def _whole_record(directory: Path, head: tuple[str, str, str], reports: Sequence[Data], moment: str) -> dict[str, Any]:
    """Return the record, merged with what is there of the same run."""
    run, kind, _version = head
    earlier = _earlier(directory, run, kind)
    record = make_record(*head, reports, moment)
    return sealed(merge_records(earlier, record) if earlier and kind == RUN else record)


@contextmanager
def record_files(report_dir: str, run: str, kind: str) -> Iterator[RecordFiles]:
    """Give the directory of a record that is no run's, to write files of its own there. Raises InvalidInput."""
    directory = check_record(report_dir, run, kind)
    with _locked(Path(report_dir), directory.name) as folder:
        yield RecordFiles(folder)


class RecordFiles:
    """The files of a record in their written form."""

    def __init__(self, folder: int) -> None:
        self._folder = folder
        self.names: list[str] = []

    def open(self, name: str) -> AbstractContextManager[TextIO]:
        self.names.append(name)
        return replacing(name, self._folder)

    def write(self, name: str, value: object) -> None:
        """Write text unchanged, and anything else as JSON."""
        with self.open(name) as file:
            file.write(value if isinstance(value, str) else f"{json.dumps(value, indent=4, sort_keys=True)}\n")

    def write_csv(self, name: str, rows: Iterable[Data], columns: Mapping[str, str]) -> None:
        with self.open(name) as file:
            file.write(BYTE_ORDER_MARK)
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows([harmless_cell(at_path(row, path)) for path in columns.values()] for row in rows)

    def remove_others(self, prefix: str) -> None:
        """Remove what an earlier part wrote and this one did not."""
        with os.scandir(self._folder) as entries:
            names = [entry.name for entry in entries]
        for name in names:
            if name.startswith(prefix) and name not in self.names:
                with suppress(FileNotFoundError):
                    os.unlink(name, dir_fd=self._folder)


def _point_latest(report_dir: str, name: str) -> bool:
    try:
        with opened_folder(report_dir) as parent:
            replace_link(LATEST, name, parent)
    except OSError:
        return False
    return True


def _write_reports(written: RecordFiles, record: Data, kind: str, seconds: int) -> None:
    with written.open(REPORT) as file:
        file.write(as_text(record))
    written.write_csv("report.csv", record["images"], OF_A_RUN)
    if kind != RUN:
        return
    for name, value in handover(record, seconds).items():
        written.write(name, value)
    for account in consumers_of(record):
        written.write(f"consumer-{account}.json", consumer_extract(record, account))
    written.remove_others("consumer-")


def _earlier(directory: Path, run: str, kind: str) -> dict[str, Any]:
    """Return the record that is there, empty if there is none. Raises InvalidInput if the place is another's."""
    path = directory / REPORT
    data, problem = read_data(path)
    if data is None and not problem:
        _check_audit(directory / AUDIT, run, kind)
        return {}
    problem = problem or record_problem(data, run, kind)
    if not problem and kind == RUN and data["collection"] != collection_version():
        problem = f"is of version {data['collection']} of the collection, not {collection_version()}"
    if not problem and kind == RUN and not is_intact(data):
        problem = "was edited since it was written"
    if problem:
        raise InvalidInput("images_run", run, f"cannot have this record: {path} {problem}", "Give another name.")
    return dict(data)


def _check_audit(path: Path, run: str, kind: str) -> None:
    """Refuse a directory that holds an audit of another run alone."""
    audit, _problem = read_data(path)
    if isinstance(audit, Mapping) and (problem := owner_problem(audit, run, kind)):
        raise InvalidInput("images_run", run, f"cannot have this record: {path} {problem}", "Give another name.")


@contextmanager
def _locked(report_dir: Path, name: str) -> Iterator[int]:
    """Give the directory of the record, which is made if need be, while no other process writes there."""
    try:
        with opened_folder(str(report_dir)) as parent:
            with suppress(FileExistsError):
                os.mkdir(name, DIRECTORY_MODE, dir_fd=parent)
            with opened_folder(name, within=parent) as folder:
                # Slices of one job have one name. Where locks are not to be had, the last one wins.
                with suppress(OSError):
                    fcntl.flock(folder, fcntl.LOCK_EX)
                yield folder
    except OSError as error:
        text = f"cannot take the record {name} ({error.strerror})"
        raise InvalidInput("images_report_dir", str(report_dir), text, "Give another directory.") from None
