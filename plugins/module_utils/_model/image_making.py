# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An image that is made of an instance or of a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

# On what is made: `<instance>/<its system disk>`, since an instance may get another disk, the snapshot, or
# `<image>/<snapshot of its system disk>`.
TAG_MADE_FROM = "imageops:made-from"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewImage:
    """An image that ECS is asked to make; empty text means "not given"."""

    region: str
    name: str
    instance_id: str
    snapshot_id: str
    family: str
    description: str
    architecture: str
    platform: str
    boot_mode: str
    resource_group_id: str
