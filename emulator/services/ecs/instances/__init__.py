# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Instances and their disks: importing this package declares its actions."""

from . import disk_defaults, disk_defaults_change, disks, inside, listing, release, run, states, system_disk

__all__ = [
    "disk_defaults",
    "disk_defaults_change",
    "disks",
    "inside",
    "listing",
    "release",
    "run",
    "states",
    "system_disk",
]
