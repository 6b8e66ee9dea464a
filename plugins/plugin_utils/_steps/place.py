# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whether a record outlives the container that an AWX job runs in."""

from __future__ import annotations

import os
from pathlib import Path

# Mounted into each job's container and removed with the job.
OF_THE_JOB = ("/", "/runner")


def place_lines(report_dir: str, *, is_in_awx: bool) -> list[str]:
    """Return the note about the place of records: nothing outside AWX, and where it is mounted."""
    if not is_in_awx:
        return []
    if not report_dir:
        return ["report   none: images_report_dir is not given. The summary is among the artifacts of the job."]
    if mount_of(Path(report_dir)) in OF_THE_JOB:
        return [
            f"report   {report_dir} is inside of the job's container and ends with it.",
            "         Mount a directory there (AWX_ISOLATION_SHOW_PATHS, or a volume of the pod).",
        ]
    return []


def mount_of(path: Path) -> str:
    """Return the mount point that holds a path."""
    here = path.resolve()
    while not os.path.ismount(here) and here != here.parent:
        here = here.parent
    return str(here)
