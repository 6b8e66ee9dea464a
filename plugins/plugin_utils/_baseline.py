# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what an audit is compared with: an audit or report by its run or path, or the last audit of the same images."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import Any

from ..module_utils._audit.changes import AuditedImage, State, states, states_of_rows
from ..module_utils._model.errors import InvalidInput
from ..module_utils._reports.record import IMAGES_BEGIN, LATEST, directory_of, lines_read, rows_fault
from ._record_files import AUDIT, NAMED, REPORT, read_data
from ._variables import absolute

OPTION = "images_baseline"
KIND = "audit"
# What a file in the directory of reports is that cannot be compared with: it is passed over.
UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier audit or report. Without `sites` it does not say whose its images are."""

    run: str
    finished: str
    sites: frozenset[str]
    states: State

    def of_sites(self, audited: Iterable[str]) -> State:
        """Return the images of sites that were looked at now, too."""
        if not self.sites:
            return self.states
        common = self.sites.intersection(audited)
        return {image_id: seen for image_id, seen in self.states.items() if seen.site in common}

    def comparable(self, now: State) -> State:
        """Return the images of now whose sites were looked at then, too."""
        return {image_id: seen for image_id, seen in now.items() if not self.sites or seen.site in self.sites}


def last_audit(report_dir: str, choice: str, sites: Sequence[str]) -> Earlier | None:
    """Return the latest recorded audit of the same choice and sites, if there is one."""
    for path, head in _audits(report_dir, choice, sites):
        try:
            with path.open(encoding="utf-8") as file:
                # The head ends where the images begin, one a line.
                _head_of(file)
                found = states(lines_read(chain([IMAGES_BEGIN], file)))
        except UNREADABLE:
            continue
        return _earlier(head, found)
    return None


def last_heads(report_dir: str, choice: str, sites: Sequence[str], limit: int) -> list[dict[str, Any]]:
    """Return what the latest recorded audits of the same choice and sites have beside images, the oldest first."""
    return [head for _path, head in islice(_audits(report_dir, choice, sites), limit)][::-1]


def find_baseline(given: str, report_dir: str, choice: str) -> Earlier:
    """Return the audit or report of a run, or at a path; of this choice if one is given. Raises InvalidInput."""
    path = _path_of(given, report_dir)
    data, problem = read_data(path)
    if data is None or problem:
        raise InvalidInput(OPTION, given, f"cannot be read: {path} {problem or 'is no file'}", "Give another one.")
    remedy = "Give an audit.json or report.json that this collection wrote."
    if not isinstance(data, Mapping) or not isinstance(data.get("images"), list):
        raise InvalidInput(OPTION, given, f"is no audit and no report: {path} has no list images", remedy)
    if choice and (made_of := data.get("choice") or choice) != choice:
        raise InvalidInput(OPTION, given, f"is of {made_of}, not of {choice}", "Compare audits of the same images.")
    try:
        return _earlier({"run": path.parent.name, **data}, _states_of(data["images"]))
    except (KeyError, TypeError, AttributeError, ValueError):
        raise InvalidInput(OPTION, given, f"is no audit and no report: {path} has other images", remedy) from None


def _states_of(images: Sequence[Mapping[str, Any]]) -> dict[str, AuditedImage]:
    if not images or "disks" in images[0]:
        return states(images)
    if fault := rows_fault(images):
        raise ValueError(fault)
    return states_of_rows(images)


def _earlier(head: Mapping[str, Any], found: State) -> Earlier:
    sites = head.get("audited") or [site["site"] for site in head.get("sites", ())]
    return Earlier(
        run=str(head.get("run") or ""), finished=str(head.get("finished") or ""), sites=frozenset(sites), states=found
    )


def _path_of(given: str, report_dir: str) -> Path:
    """Return the file: of the run of this name, if it has a record, else what the path leads to."""
    of_run = [
        Path(report_dir, directory_of(given, kind), name)
        for kind, name in ((KIND, AUDIT), ("run", REPORT))
        if report_dir and "/" not in given and given != LATEST
    ]
    path = Path(absolute(given))
    for found in (*of_run, path / AUDIT, path / REPORT, path):
        if found.is_file():
            return found
    names = sorted((entry.parent.name for entry in Path(report_dir).glob(f"*-{KIND}/{AUDIT}")), reverse=True)
    known = ", ".join(name.removesuffix(f"-{KIND}") for name in names[:NAMED]) if report_dir else ""
    where = f"{report_dir} has {f'audits of {known}' if known else 'none'}" if report_dir else "no images_report_dir"
    problem = f"is neither a run with a record ({where}) nor a file"
    raise InvalidInput(OPTION, given, problem, "Give a run's name, or the path of an audit.json or report.json.")


def _audits(report_dir: str, choice: str, sites: Sequence[str]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Give the recorded audits of the same choice and sites with their heads, the latest first."""
    try:
        found = [(path.stat().st_mtime, path) for path in Path(report_dir).glob(f"*/{AUDIT}") if not path.is_symlink()]
    except OSError:
        return
    for _time, path in sorted(found, reverse=True):
        try:
            with path.open(encoding="utf-8") as file:
                head = _head_of(file)
        except UNREADABLE:
            continue
        if (head.get("choice"), head.get("audited")) == (choice, sorted(sites)):
            yield path, head


def _head_of(file: Iterable[str]) -> dict[str, Any]:
    lines = list(takewhile(lambda line: not line.startswith(IMAGES_BEGIN), file))
    head: dict[str, Any] = json.loads("".join(lines).rstrip().rstrip(",") + "}")
    return head
