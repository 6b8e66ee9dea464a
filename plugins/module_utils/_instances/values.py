# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is asked of images and instances, and what there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._model.image import Image
from .._model.image_making import NewImage
from .reading import InstanceSelection


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingRequest(NewImage):
    """An image to make, or with `absent` to remove. `run` names the run that begins it, if set. Times in seconds."""

    absent: bool
    image_id: str
    source_image_id: str
    tags: Mapping[str, str] = field(default_factory=dict)
    run: str = ""
    wait: bool = True
    wait_timeout: int
    poll_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingWorld:
    """What there is: the images of this name or id, and whether the source can be used.

    `made_from` is the value of the tag for the source of today, empty for one that is not there. `status` is the
    instance's. `source` is the image whose system disk is wanted.
    """

    images: tuple[Image, ...]
    made_from: str = ""
    status: str = ""
    source: Image | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRequest:
    """`wanted` is a status of ECS; times in seconds."""

    region: str
    instance_ids: tuple[str, ...]
    wanted: str
    stopped_mode: str
    force: bool
    wait: bool
    wait_timeout: int
    poll_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InstancesRequest:
    """Instances to list; with `missing_fails` an id that is not found is an error."""

    region: str
    selection: InstanceSelection
    missing_fails: bool
