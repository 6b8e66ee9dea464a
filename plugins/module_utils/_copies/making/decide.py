# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Decide what a wanted copy needs: one is there, one is in progress, or one must be started."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ..._core.reasons import reason
from ..._images.verdict import is_vhd
from ..._model.errors import CopyFailed, InvalidInput
from ..._model.image import Image
from ..._model.image_copy import Copy, CopyAction, CopyState, CopyWanted, progress_state
from ..._model.reason import Reason
from ..proof import group_notes, has_unseen_disks, is_under, proof_problems, repairs
from ..values import CopyOptions, CopyWorld
from .call import dropped_tags, make_start, missing_tags, wanted_group
from .failed_attempts import MarkedSnapshots, failed_attempts, orphans_of
from .match import Match, match_copies
from .plan import CopiesPlan, CopyPlan


def check_source(option: str, image: Image) -> None:
    """Refuse what CopyImage would refuse for this image. Raises InvalidInput."""
    problem = None
    if image.is_public:
        problem = "is a community image, which ECS does not copy", "Leave it out."
    elif image.status == "Deprecated":
        problem = "is deprecated, which ECS does not copy", "Make it Available again, or leave it out."
    elif image.status != "Available":
        problem = f"has the status {image.status} and cannot be copied", "Wait until it is Available, or leave it out."
    elif is_vhd(image):
        problem = (
            "is in vhd format, which ECS does not copy",
            "Import it again in raw or qcow2 format, or leave it out.",
        )
    if problem:
        raise InvalidInput(option, image.image_id, *problem, {"refused": image.image_id})


def plan_making(world: CopyWorld, options: CopyOptions) -> CopiesPlan:
    """Decide for every wanted copy; no two get the same name. Raises InvalidInput for a source ECS does not copy."""
    taken = {region: set(destination.names) for region, destination in world.destinations.items()}
    plans = []
    for wanted in world.wanted:
        destination = world.destinations[wanted.region]
        candidates = destination.candidates.get(wanted.source.image_id, ())
        plan = plan_copy(wanted, candidates, options, taken[wanted.region], destination.orphans)
        plan = _with_unreadable_orphans(plan, destination.orphans_denied)
        if plan.start:
            taken[wanted.region].add(plan.start.name)
        plans.append(plan)
    return CopiesPlan(plans=plans, world=world)


def _with_unreadable_orphans(plan: CopyPlan, permission: str) -> CopyPlan:
    """Add that orphan snapshots may not be read. Only a second failed attempt leaves any, as the last one stays."""
    if not permission or max(plan.failed, default=0) < 2:
        return plan
    note = reason("leftovers_not_visible", permission=permission)
    copy = replace(plan.copy, reasons=(note, *plan.copy.reasons)) if plan.copy else None
    return replace(plan, copy=copy, reasons=(*plan.reasons, note))


def plan_copy(
    wanted: CopyWanted,
    images: Iterable[Image],
    options: CopyOptions,
    taken: Collection[str],
    orphans: MarkedSnapshots = (),
) -> CopyPlan:
    """Decide for one wanted copy.

    `images` are the candidates of the destination region, disks examined; `taken` are the names in use there; `orphans`
    are snapshots of attempts that were removed. In this order: the source itself will do; a good copy is reused; one in
    progress is adopted; else one is started, under the next attempt's number when earlier ones failed. When several
    images could be the copy, none is chosen.
    """
    source = wanted.source
    if source.is_own and source.region == wanted.region and is_under(wanted, source):
        return _settled(wanted, source, CopyAction.NONE, (reason("source_already_encrypted"),))
    match = match_copies(wanted, images, options)
    plan = _decide(wanted, match, options, taken)
    return replace(
        plan,
        failed=failed_attempts(wanted, match),
        uncounted=_uncounted(match),
        orphans=tuple(orphans_of(wanted, orphans)),
    )


def _decide(wanted: CopyWanted, match: Match, options: CopyOptions, taken: Collection[str]) -> CopyPlan:
    for attempt, image in match.ours:
        if image.status == "Available" and not proof_problems(wanted, image):
            return _reuse(wanted, attempt, image, options, _duplicate_copies(match))
    for _attempt, image in match.ours:
        # One that has ended and cannot be proven yet is not given up here: its snapshots may be listed late.
        if image.is_in_progress or (image.status == "Available" and has_unseen_disks(image)):
            return CopyPlan(wanted=wanted, copy=in_progress(wanted, image, CopyAction.ADOPTED))
    if len(match.untagged) > 1:
        return _undecided(wanted, [image for _attempt, image in match.untagged])
    for attempt, image in match.untagged:
        reasons = (reason("copy_untagged", image=image.image_id),)
        if image.is_in_progress:
            copy = replace(in_progress(wanted, image, CopyAction.ADOPTED), reasons=reasons)
            return CopyPlan(wanted=wanted, copy=copy, attempt=attempt, reasons=reasons)
        return _reuse(wanted, attempt, image, options, reasons)
    return _plan_start(wanted, match, options, taken)


def _reuse(
    wanted: CopyWanted, attempt: int, image: Image, options: CopyOptions, reasons: tuple[Reason, ...]
) -> CopyPlan:
    reasons = (*reasons, *group_notes(image, wanted_group(wanted.source, options)))
    plan = _settled(wanted, image, CopyAction.REUSED, reasons)
    return replace(
        plan,
        attempt=attempt,
        repairs=repairs(image, wanted.source, options.restore_family),
        tags=missing_tags(wanted, attempt, image, options),
    )


def _duplicate_copies(match: Match) -> tuple[Reason, ...]:
    if not match.others:
        return ()
    return (reason("duplicate_copies", images=", ".join(image.image_id for image in match.others)),)


def _undecided(wanted: CopyWanted, images: Sequence[Image]) -> CopyPlan:
    found = reason(
        "several_copies",
        images=", ".join(image.image_id for image in images),
        source=wanted.source.image_id,
        tag=wanted.tag_value(1),
    )
    copy = Copy(wanted=wanted, state=CopyState.FAILED, action=CopyAction.NONE, reasons=(found,))
    return CopyPlan(wanted=wanted, copy=copy, reasons=(found,))


def _settled(wanted: CopyWanted, image: Image, action: CopyAction, reasons: tuple[Reason, ...]) -> CopyPlan:
    copy = Copy(
        wanted=wanted,
        state=CopyState.AVAILABLE,
        action=action,
        image_id=image.image_id,
        image=image,
        reasons=reasons,
    )
    return CopyPlan(wanted=wanted, copy=copy, reasons=reasons)


def _plan_start(wanted: CopyWanted, match: Match, options: CopyOptions, taken: Collection[str]) -> CopyPlan:
    attempt = max((number for number, _image in match.ours), default=0) + 1
    reasons = (*(why_unusable(wanted, image) for _attempt, image in match.ours), *_duplicate_copies(match))
    if attempt - _uncounted(match) > options.max_attempts or attempt > options.last_number:
        reasons = (*reasons, reason("too_many_attempts", count=options.max_attempts))
        copy = Copy(wanted=wanted, state=CopyState.FAILED, action=CopyAction.NONE, reasons=reasons)
        return CopyPlan(wanted=wanted, copy=copy, reasons=reasons)
    check_source("image_ids", wanted.source)
    start, dropped = make_start(wanted, attempt, options, taken), dropped_tags(wanted.source, options)
    return CopyPlan(wanted=wanted, start=start, reasons=(*_unexamined_source(wanted.source), *reasons, *dropped))


def _uncounted(match: Match) -> int:
    """Count the numbers of copies that ECS made as wanted and that were deprecated later."""
    return sum(image.status == "Deprecated" for _attempt, image in match.ours)


def _unexamined_source(source: Image) -> tuple[Reason, ...]:
    """Return that the source was not examined: snapshots of an image that another account shares stay hidden."""
    if source.is_own or not has_unseen_disks(source):
        return ()
    return (reason("source_not_examined", owner=source.owner_id),)


def copy_failure(copy: Copy) -> CopyFailed:
    """Return the error of a copy that was given up."""
    last = copy.reasons[-1]
    return CopyFailed(last.code, "; ".join(f"{item.message}" for item in copy.reasons) + f". {last.remedy}")


def why_unusable(wanted: CopyWanted, image: Image) -> Reason:
    """Return why a copy that has ended cannot be used."""
    if image.status == "Deprecated":
        return reason("copy_deprecated", image=image.image_id)
    if image.status != "Available":
        return reason("copy_failed", image=image.image_id, status=image.status)
    return proof_problems(wanted, image)[0]


def in_progress(wanted: CopyWanted, image: Image, action: CopyAction) -> Copy:
    """Return a copy that is in progress."""
    return Copy(wanted=wanted, state=progress_state(image.status), action=action, image_id=image.image_id, image=image)
