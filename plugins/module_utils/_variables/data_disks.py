# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Variables about images with data disks, which can be shared in parts only once they are encrypted."""

from __future__ import annotations

from .._model.snapshot import SNAPSHOTS
from .variable import COPYING, SHARE, VERIFY, Group, Kind, Variable

DATA_DISKS = (
    Variable(
        name="images_system_disk_only",
        kind=Kind.BOOL,
        group=Group.KEY,
        sentence="Copy only the system disk of images that cannot be shared because of their data disks.",
        playbooks=COPYING,
        default=False,
    ),
    Variable(
        name="images_data_disks",
        kind=Kind.TEXT,
        group=Group.KEY,
        sentence="Share images with data disks in parts: a copy of the system disk, and each data disk as a snapshot.",
        playbooks=(*COPYING, SHARE, VERIFY),
        default="none",
        choices=("none", SNAPSHOTS),
        elsewhere="refuse",
    ),
)
