# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Make an image of an instance, a snapshot or another image's system disk, use the one made earlier, or remove it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from .._model.errors import InvalidInput
from .._model.image import TAGS_PER_IMAGE, Image
from .._model.image_copy import TAG_RUN
from .._model.image_making import TAG_MADE_FROM, MadeFrom
from .request import SOURCES
from .values import MakingRequest, MakingWorld

BY_HAND = "Delete it by hand if it is not needed."
SHARED = "is shared; stop sharing it first"


class MakingAction(StrEnum):
    """What is done."""

    CREATE = "create"
    UPDATE = "update"
    WAIT = "wait"
    REMOVE = "remove"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class MakingPlan:
    """The action; `failed` is an attempt of an earlier run that has to go first."""

    request: MakingRequest
    action: MakingAction
    tags: Mapping[str, str]
    token: str = ""
    image: Image | None = None
    failed: Image | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    new_tags: Mapping[str, str] = field(default_factory=dict)
    nvme_support: str = ""

    def late_attributes(self, made: Image) -> dict[str, str]:
        """Return what CreateImage takes no parameter for; to be set once the image is Available."""
        if made.is_in_progress or self.nvme_support in ("", made.nvme_support):
            return {}
        return {"nvme_support": self.nvme_support}

    @property
    def changed(self) -> bool:
        """Is anything written."""
        return self.action in (MakingAction.CREATE, MakingAction.UPDATE, MakingAction.REMOVE)

    @property
    def has_work(self) -> bool:
        """Waiting for one that is being made is work, too."""
        return self.action is not MakingAction.NOTHING

    @property
    def before(self) -> dict[str, Any]:
        """What there is."""
        return image_brief(self.image) if self.image else {}

    @property
    def after(self) -> dict[str, Any]:
        """What will be."""
        if self.action is MakingAction.REMOVE:
            return {}
        result = predicted(self)
        return result if result["status"] else {}


def plan_making(request: MakingRequest, world: MakingWorld) -> MakingPlan:
    """Decide what to do. Raises InvalidInput for an unusable source, or a name that another image has."""
    if request.absent:
        return _plan_removal(request, world)
    if not world.made_from:
        option = next(name for name in SOURCES if getattr(request, name))
        remedy = "Check the id and the region."
        raise InvalidInput(option, getattr(request, option), f"is not found in {request.region}", remedy)
    request = _completed(request, world)
    tags = {**request.tags, TAG_MADE_FROM: world.made_from}
    image = next(iter(world.images), None)
    if image and image.tags.get(TAG_MADE_FROM) != world.made_from:
        other = image.tags.get(TAG_MADE_FROM)
        problem = f"is the name of {image.image_id}, " + (f"made from {other}" if other else "which is not ours")
        raise InvalidInput("name", request.name, problem, "Give another name, or remove that image.")
    if image is None or image.status == "CreateFailed":
        return _plan_creation(request, world, tags, image)
    attributes = {
        name: wanted
        for name, wanted, actual in (
            ("family", request.family, image.family),
            ("description", request.description, image.description),
            ("nvme_support", world.source.nvme_support if world.source else "", image.nvme_support),
        )
        if wanted and wanted != actual
    }
    new_tags = {key: value for key, value in tags.items() if image.tags.get(key) != value}
    if len({**image.tags, **new_tags}) > TAGS_PER_IMAGE:
        remedy = f"{image.image_id} has {len(image.tags)} tags, and an image takes {TAGS_PER_IMAGE}."
        raise InvalidInput("tags", len(request.tags), "are too many tags", remedy)
    if attributes or new_tags:
        action = MakingAction.UPDATE
    else:
        action = MakingAction.WAIT if image.is_in_progress and request.wait else MakingAction.NOTHING
    return MakingPlan(request=request, action=action, tags=tags, image=image, attributes=attributes, new_tags=new_tags)


def _plan_creation(
    request: MakingRequest, world: MakingWorld, tags: Mapping[str, str], failed: Image | None
) -> MakingPlan:
    _check_source(request, world)
    return MakingPlan(
        request=request,
        action=MakingAction.CREATE,
        # An existing image keeps the name of the run that began it, so the name is no tag that is put right later.
        tags={**tags, **({TAG_RUN: request.run} if request.run else {})},
        token=_token(request, tags, failed.image_id if failed else ""),
        failed=failed,
        nvme_support=world.source.nvme_support if world.source else "",
    )


def _completed(request: MakingRequest, world: MakingWorld) -> MakingRequest:
    """The request with what the source image says of its system disk, which an image of a snapshot does not inherit."""
    source = world.source
    if source is None:
        return request
    return replace(
        request,
        snapshot_id=MadeFrom.read(world.made_from).snapshot_id,
        architecture=request.architecture or source.architecture,
        platform=request.platform or source.platform,
        boot_mode=request.boot_mode or source.boot_mode,
        resource_group_id=request.resource_group_id or source.resource_group_id,
    )


def _check_source(request: MakingRequest, world: MakingWorld) -> None:
    if request.instance_id and world.status not in ("Running", "Stopped"):
        remedy = "Wait until it is Running or Stopped."
        raise InvalidInput("instance_id", request.instance_id, f"is {world.status}", remedy)


def _plan_removal(request: MakingRequest, world: MakingWorld) -> MakingPlan:
    option, value = ("image_id", request.image_id) if request.image_id else ("name", request.name)
    if not world.images:
        return MakingPlan(request=request, action=MakingAction.NOTHING, tags={})
    image = world.images[0]
    if problem := why_kept(request, image):
        raise InvalidInput(option, value, f"names {image.image_id}, which {problem}", BY_HAND)
    return MakingPlan(request=request, action=MakingAction.REMOVE, tags={}, image=image)


def why_kept(request: MakingRequest, image: Image) -> str:
    """Return why an image is not removed as one of ours; empty for one that may go. Tags and facts must agree."""
    made_from = image.tags.get(TAG_MADE_FROM, "")
    source = request.instance_id or request.snapshot_id or request.source_image_id
    if not made_from:
        return f"has no tag {TAG_MADE_FROM}"
    if source and MadeFrom.read(made_from).source != source:
        return f"was made from {made_from}, not from {source}"
    if request.image_id and request.name and image.name != request.name:
        return f"is called {image.name}"
    if image.is_copied:
        return "is a copy, says ECS"
    if not image.is_own:
        return "belongs to another account"
    if image.is_used:
        return "is used by instances"
    # The disks of an image of a snapshot say what it is made of.
    snapshot = MadeFrom.read(made_from).snapshot_id
    if snapshot and image.disks and [disk.snapshot_id for disk in image.disks] != [snapshot]:
        return f"is not made of {snapshot} alone"
    # Last, since it is what a rollback changes before.
    return SHARED if image.is_shared else ""


def image_brief(image: Image) -> dict[str, Any]:
    """Return the shape of `image`."""
    return {
        "image_id": image.image_id,
        "name": image.name,
        "region": image.region,
        "status": image.status,
        "family": image.family,
        "description": image.description,
        "made_from": image.tags.get(TAG_MADE_FROM, ""),
        "snapshot_ids": [disk.snapshot_id for disk in image.disks if disk.snapshot_id],
        "tags": image.tags,
    }


def predicted(plan: MakingPlan) -> dict[str, Any]:
    """Return the image that check mode predicts; a new one has no id, one that is gone no status."""
    request, image = plan.request, plan.image
    if image is None:
        is_new = plan.action is MakingAction.CREATE
        return {
            "image_id": "",
            "name": request.name,
            "region": request.region,
            "status": "Available" if is_new else "",
            "family": request.family if is_new else "",
            "description": request.description if is_new else "",
            "made_from": plan.tags.get(TAG_MADE_FROM, ""),
            "snapshot_ids": [request.snapshot_id] if is_new and request.snapshot_id else [],
            "tags": dict(plan.tags),
        }
    status = "" if plan.action is MakingAction.REMOVE else image.status
    shown = {name: value for name, value in plan.attributes.items() if name != "nvme_support"}
    return {**image_brief(image), "status": status, **shown, "tags": {**image.tags, **plan.new_tags}}


def _token(request: MakingRequest, tags: Mapping[str, str], failed: str) -> str:
    """Return the beginning of the client token: the same for one request, another after an attempt that failed."""
    fields = (request.region, request.name, request.family, request.description, request.architecture,
              request.platform, request.boot_mode, request.resource_group_id, failed)  # fmt: skip
    seed = json.dumps([*fields, sorted(tags.items())])
    return f"imageops-{hashlib.sha256(seed.encode()).hexdigest()[:40]}"
