# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""An image that is made of an instance or of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .image import Image

# On what is made: `<instance>/<its system disk>`, since an instance may get another disk, the snapshot, or
# `<image>/<snapshot of its system disk>`.
TAG_MADE_FROM = "imageops:made-from"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingRequest:
    """What is asked for; empty text means "not given". Times in seconds."""

    region: str
    absent: bool
    name: str
    image_id: str
    instance_id: str
    snapshot_id: str
    source_image_id: str
    family: str
    description: str
    architecture: str
    platform: str
    boot_mode: str
    resource_group_id: str
    tags: Mapping[str, str] = field(default_factory=dict)
    wait: bool = True
    wait_timeout: int = 3600
    poll_seconds: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingWorld:
    """What there is: the images of this name or id, and whether the source can be used.

    `made_from` is the value of the tag for the source as it is now, empty for one that is not there. `status` is the
    instance's. `source` is the image whose system disk is wanted.
    """

    images: tuple[Image, ...]
    made_from: str = ""
    status: str = ""
    source: Image | None = None
