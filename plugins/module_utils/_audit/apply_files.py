# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Writing what was found to files, for results that a controller should not hold."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TextIO

from .._core.apply_files import opened_folder, replacing
from .._model.errors import InvalidInput
from .csv_rows import COLUMNS, row
from .observe import Audit


def check_report_file(option: str, path: str) -> None:
    """Refuse a path that cannot be a file's, before anything is read. Raises InvalidInput."""
    if path and not Path(path).parent.is_dir():
        raise InvalidInput(option, path, "is in a directory that does not exist", "Make the directory first.")
    if path and Path(path).is_dir():
        raise InvalidInput(option, path, "is a directory", "Give the name of a file in it.")


def write_json(option: str, path: str, found: Audit, head: Mapping[str, Any]) -> None:
    """Write `head` and the list `images`, one image a line, so that no text of all of them is held in memory."""

    def write(file: TextIO) -> None:
        file.write(f'{json.dumps(head, indent=1)[:-2]},\n "images": [')
        lines = (json.dumps(item.to_result()) for item in found.images)
        file.writelines(f"{',' if place else ''}\n  {line}" for place, line in enumerate(lines))
        file.write("\n ]\n}\n")

    _replace(option, path, write)


def write_csv(option: str, path: str, found: Audit) -> None:
    """Write a line for each image (RFC 4180, UTF-8)."""

    def write(file: TextIO) -> None:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(row(item) for item in found.images)

    _replace(option, path, write)


def _replace(option: str, path: str, write: Callable[[TextIO], None]) -> None:
    """Write beside the file and rename, so that no reader sees half a report."""
    where = Path(path)
    try:
        with opened_folder(str(where.parent)) as folder, replacing(where.name, folder) as file:
            write(file)
    except OSError as error:
        raise InvalidInput(option, path, f"cannot be written ({error.strerror})", "Give another path.") from None
