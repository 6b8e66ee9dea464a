# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the files of an audit into a record: for programs, spreadsheets and pipelines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TextIO

from ..module_utils._audit.gate import junit_lines, sarif_lines
from ..module_utils._audit.replaced import with_replaced
from ..module_utils._reports.columns import OF_AN_AUDIT
from ..module_utils._reports.record import as_lines, lines_read
from ._record_files import AUDIT

Data = Mapping[str, Any]


class Files(Protocol):
    """The files of a record in their written form."""

    def open(self, name: str) -> AbstractContextManager[TextIO]:
        """Give a file to write, which appears whole."""

    def write_csv(self, name: str, rows: Iterable[Data], columns: Mapping[str, str]) -> None:
        """Write a spreadsheet."""


def write_audit(written: Files, audit: Data, audits: Sequence[Data]) -> None:
    """Write all images that the sites have, one after the other, whatever the audits list."""
    listed = sum(site["summary"]["total" if site.get("file") else "listed"] for site in audits)
    head = {**audit, "summary": {**audit["summary"], "listed": listed}}
    with written.open(AUDIT) as file:
        file.writelines(as_lines(head, all_images(audits)))
    written.write_csv("audit.csv", all_images(audits), OF_AN_AUDIT)
    with written.open("audit.sarif") as file:
        file.writelines(sarif_lines(audit, all_images(audits)))
    with written.open("audit.junit.xml") as file:
        file.writelines(junit_lines(audit, all_images(audits)))


def all_images(audits: Sequence[Data]) -> Iterator[dict[str, Any]]:
    for audit in audits:
        if not audit.get("file"):
            yield from ({"site": audit.get("site", ""), **image} for image in audit["images"])
            continue
        with Path(audit["file"]).open(encoding="utf-8") as file:
            for image in lines_read(file):
                (shown,) = with_replaced([image], audit.get("replaced") or {})
                yield {"site": audit.get("site", ""), **shown}
