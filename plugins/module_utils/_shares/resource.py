# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a wanted resource share needs, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._core.reasons import RULES, reason
from .._model.errors import InvalidInput, ShareFailed
from .._model.image import AssessedImage, Encryption
from .._model.reason import Reason
from .._model.resource_share import ResourceShare, ShareEntity
from .overlap import find_overlap, overlap_note
from .resource_values import ResourceShareRequest, ResourceShareSeen, ResourceShareState


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceSharePlan:
    """`share` is what is there; the rest are the actions on it, deleting it included."""

    request: ResourceShareRequest
    account_id: str
    share: ResourceShare | None
    add_images: tuple[str, ...] = ()
    add_targets: tuple[str, ...] = ()
    remove_images: tuple[str, ...] = ()
    remove_targets: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()

    @property
    def deletes(self) -> bool:
        """Is the share to go."""
        return self.share is not None and self.request.state is ResourceShareState.ABSENT

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        changes = (self.add_images, self.add_targets, self.remove_images, self.remove_targets)
        makes = self.share is None and self.request.state is ResourceShareState.PRESENT
        return makes or self.deletes or any(changes)

    @property
    def has_work(self) -> bool:
        """Associations that an earlier run began are waited for."""
        return self.changed or (self.share is not None and not self.share.is_settled)

    @property
    def before(self) -> dict[str, Any]:
        """The share of today."""
        return _shown(self.share)

    @property
    def after(self) -> dict[str, Any]:
        """The share as it will be."""
        return _shown(self.predicted())

    def predicted(self) -> ResourceShare | None:
        """Return the share as it will be; what only the service can say of a new one is empty."""
        request = self.request
        if request.state is ResourceShareState.ABSENT:
            return None
        known = self.share or ResourceShare(
            share_id="",
            name=request.name,
            region=request.region,
            owner_id=self.account_id,
            status="Active",
            allow_external=request.allow_external,
            tags=request.tags,
        )
        return replace(
            known,
            images=_changed(known.images, self.add_images, self.remove_images),
            targets=_changed(known.targets, self.add_targets, self.remove_targets),
        )


def _changed(have: Sequence[ShareEntity], add: Sequence[str], remove: Sequence[str]) -> tuple[ShareEntity, ...]:
    kept = [item for item in have if item.is_there and item.entity_id not in remove]
    new = [ShareEntity(entity_id=entity, status="Associating") for entity in add]
    return tuple(sorted([*kept, *new], key=lambda item: item.entity_id))


def _shown(share: ResourceShare | None) -> dict[str, Any]:
    if share is None:
        return {}
    return {
        "name": share.name,
        "images": [item.entity_id for item in share.images if item.is_there],
        "targets": [item.entity_id for item in share.targets if item.is_there],
    }


def plan_resource_share(request: ResourceShareRequest, seen: ResourceShareSeen) -> ResourceSharePlan:
    """Compare the share with what is wanted. Raises InvalidInput for what may not or cannot be shared."""
    share = seen.share
    if request.state is ResourceShareState.ABSENT:
        return ResourceSharePlan(request=request, account_id=seen.account_id, share=share)
    _check_share(request, seen)
    images = [item.entity_id for item in share.images if item.is_there] if share else []
    targets = [item.entity_id for item in share.targets if item.is_there] if share else []
    plan = ResourceSharePlan(
        request=request,
        account_id=seen.account_id,
        share=share,
        add_images=_missing(request.image_ids, images),
        add_targets=_missing(request.targets, targets),
        remove_images=_missing(images, request.image_ids) if request.purge and request.image_ids else (),
        remove_targets=_missing(targets, request.targets) if request.purge and request.targets else (),
    )
    _check_images(request, seen, plan.add_images)
    return _with_notes(plan, seen)


def _missing(wanted: Sequence[str], there: Sequence[str]) -> tuple[str, ...]:
    return tuple(item for item in wanted if item not in there)


def _check_share(request: ResourceShareRequest, seen: ResourceShareSeen) -> None:
    if seen.account_id in request.targets:
        raise InvalidInput("targets", seen.account_id, "is the own account", "Leave it out.")
    if seen.share is None:
        for option, value in (("image_ids", request.image_ids), ("targets", request.targets)):
            if not value:
                raise InvalidInput(option, "", "is empty, and there is no such share yet", "Give at least one.")
    elif request.allow_external and not seen.share.allow_external:
        remedy = "Allow it for this share in the Resource Management console, or make another share."
        raise InvalidInput("allow_external_targets", True, f"is not what {seen.share.share_id} says", remedy)


def _check_images(request: ResourceShareRequest, seen: ResourceShareSeen, image_ids: Sequence[str]) -> None:
    problems: dict[str, str] = {}
    for image_id in image_ids:
        if image_id not in seen.images:
            problems[image_id] = f"is not among the account's images in {request.region}"
        elif found := _against(seen.images[image_id], share_unencrypted=request.share_unencrypted):
            problems[image_id] = " ".join(f"{item.message}. {item.remedy}" for item in found)
    if problems:
        whys = " ".join(f"({number}) {image}: {why}" for number, (image, why) in enumerate(problems.items(), 1))
        raise InvalidInput("image_ids", ", ".join(problems), "cannot be shared", f"Nothing was done. {whys}")


def _against(item: AssessedImage, *, share_unencrypted: bool) -> list[Reason]:
    found = [one for one in item.reasons if RULES[one.code].verdict is not None]
    if item.encryption is Encryption.NONE and not share_unencrypted:
        found.append(reason("not_encrypted"))
    return found


def _with_notes(plan: ResourceSharePlan, seen: ResourceShareSeen) -> ResourceSharePlan:
    """Return images that accounts have directly: what is certain is refused, what is not becomes a note."""
    after = plan.predicted()
    images = [item.entity_id for item in after.images] if after else []
    targets = [item.entity_id for item in after.targets] if after else []
    notes: list[Reason] = []
    problems: dict[str, tuple[str, ...]] = {}
    for image_id in images:
        direct = seen.images[image_id].shared_with if image_id in seen.images else ()
        both = find_overlap(direct, targets)
        if both.accounts and (image_id in plan.add_images or set(both.accounts) & set(plan.add_targets)):
            problems[image_id] = both.accounts
        if both.unclear:
            notes.append(overlap_note(image_id, direct, both.unclear))
    if problems:
        whys = "; ".join(f"{image} with {', '.join(accounts)}" for image, accounts in problems.items())
        accounts = sorted({account for found in problems.values() for account in found})
        problem = f"would have images both ways, which ECS advises against: {whys}"
        remedy = "Nothing was done. Stop sharing directly first (image_share, state absent), or leave them out."
        raise InvalidInput("targets", ", ".join(accounts), problem, remedy)
    return replace(plan, notes=tuple(notes))


def unfinished(share: ResourceShare, request: ResourceShareRequest) -> ShareFailed | None:
    """Return the error if a share, read back, does not have what was asked for."""
    failed = [item for item in (*share.images, *share.targets) if item.status == "Failed"]
    if failed:
        why = "; ".join(f"{item.entity_id} ({item.message or 'no reason was given'})" for item in failed)
        return ShareFailed(f"{share.name} ({share.share_id}) could not take {why}")
    there = {item.entity_id for item in (*share.images, *share.targets) if item.is_there}
    if missing := [entity for entity in (*request.image_ids, *request.targets) if entity not in there]:
        return ShareFailed(f"{share.name} ({share.share_id}) was read back without {', '.join(missing)}")
    return None
