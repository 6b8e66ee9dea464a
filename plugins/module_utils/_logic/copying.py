# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a wanted copy needs: is there one, is one on its way, or must one be started.

State lives in the cloud: a copy says in its tags what it is, and it counts as ours only while the facts agree.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .._model.copy_request import CopyOptions
from .._model.copy_world import CopyWorld
from .._model.errors import CopyFailed, InvalidInput
from .._model.image import Image
from .._model.image_copy import TAG_COPY, TAG_SOURCE, Copy, CopyAction, CopyStart, CopyState, CopyWanted
from .._model.reason import Reason
from .copy_proof import is_under, proof_problems, repairs
from .copy_start import dropped_tags, make_start
from .shareability import is_vhd

IN_PROGRESS = {"Creating": CopyState.COPYING, "Waiting": CopyState.QUEUED}


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyPlan:
    """One wanted copy with its decision: `copy` is what is there, `start` the call that is needed instead."""

    wanted: CopyWanted
    copy: Copy | None = None
    start: CopyStart | None = None
    repairs: Mapping[str, str] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return bool(self.start or self.repairs)

    @property
    def before(self) -> str:
        """What there is, for the diff."""
        return f"{self.copy.image_id} ({self.copy.state})" if self.copy and self.copy.image_id else "no usable copy"

    @property
    def after(self) -> str:
        """What there will be, for the diff."""
        if self.start:
            return f"{self.start.name}, encrypted with {self.wanted.kms_key_id}"
        repaired = "".join(f", {field} {value!r}" for field, value in self.repairs.items())
        return f"{self.before}{repaired}"

    def predicted(self) -> Copy:
        """The copy as check mode tells it."""
        if self.copy:
            return self.copy
        name = self.start.name if self.start else ""
        return Copy(
            wanted=self.wanted, state=CopyState.PLANNED, action=CopyAction.NONE, name=name, reasons=self.reasons
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesPlan:
    """All copies of a request."""

    plans: Sequence[CopyPlan]
    world: CopyWorld

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return any(plan.changed for plan in self.plans)

    @property
    def has_work(self) -> bool:
        """Is there anything to write, to wait for, or to report as failed."""
        return any(plan.changed or (plan.copy and plan.copy.state is not CopyState.AVAILABLE) for plan in self.plans)

    @property
    def before(self) -> dict[str, str]:
        """What there is, for the diff."""
        return {plan.wanted.label: plan.before for plan in self.plans}

    @property
    def after(self) -> dict[str, str]:
        """What there will be, for the diff."""
        return {plan.wanted.label: plan.after for plan in self.plans}


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
        raise InvalidInput(option, image.image_id, *problem)


def attempt_of(wanted: CopyWanted, image: Image) -> int | None:
    """The attempt that made this image for this request, or None if it is not a copy made for it."""
    prefix, _slash, attempt = image.tags.get(TAG_COPY, "").rpartition("/")
    if (
        image.tags.get(TAG_SOURCE) != wanted.source.image_id
        or prefix != wanted.tag_value(0).rpartition("/")[0]
        or image.region != wanted.region
        or not (attempt.isascii() and attempt.isdigit())
    ):
        return None
    return int(attempt)


def plan_copies(world: CopyWorld, options: CopyOptions) -> CopiesPlan:
    """Decide for every wanted copy; no two get the same name."""
    taken = {region: set(destination.names) for region, destination in world.destinations.items()}
    plans = []
    for wanted in world.wanted:
        candidates = world.destinations[wanted.region].candidates.get(wanted.source.image_id, ())
        plan = plan_copy(wanted, candidates, options, taken[wanted.region])
        if plan.start:
            taken[wanted.region].add(plan.start.name)
        plans.append(plan)
    return CopiesPlan(plans=plans, world=world)


def plan_copy(wanted: CopyWanted, images: Iterable[Image], options: CopyOptions, taken: Collection[str]) -> CopyPlan:
    """Decide for one wanted copy.

    `images` are those of the destination region that name the source in their tags, disks examined; `taken` are the
    names in use there. In this order: the source itself will do; a good copy is reused; one in progress is adopted;
    else one is started, under the next attempt's number when earlier ones failed.
    """
    source = wanted.source
    if source.region == wanted.region and is_under(wanted.kms_key_id, source):
        found = Reason(code="source_has_key", message="is already encrypted with this key")
        return _settled(wanted, source, CopyAction.NONE, (found,))
    ours = [(attempt, image) for image in images if (attempt := attempt_of(wanted, image)) is not None]
    ours.sort(key=lambda pair: pair[0], reverse=True)
    for _attempt, image in ours:
        if image.status == "Available" and not proof_problems(wanted, image):
            plan = _settled(wanted, image, CopyAction.REUSED, ())
            return replace(plan, repairs=repairs(image, source, options.restore_family))
    for _attempt, image in ours:
        if image.status in IN_PROGRESS:
            return CopyPlan(wanted=wanted, copy=in_progress(wanted, image, CopyAction.ADOPTED))
    return _plan_start(wanted, ours, options, taken)


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


def _plan_start(
    wanted: CopyWanted, ours: Sequence[tuple[int, Image]], options: CopyOptions, taken: Collection[str]
) -> CopyPlan:
    attempt = max((number for number, _image in ours), default=0) + 1
    reasons = tuple(_unusable(wanted, image) for _attempt, image in ours)
    if attempt > options.max_attempts:
        reasons = (*reasons, too_many_attempts(options.max_attempts))
        copy = Copy(wanted=wanted, state=CopyState.FAILED, action=CopyAction.NONE, reasons=reasons)
        return CopyPlan(wanted=wanted, copy=copy, reasons=reasons)
    start = make_start(wanted, attempt, options, taken)
    return CopyPlan(wanted=wanted, start=start, reasons=(*reasons, *dropped_tags(wanted.source, options)))


def too_many_attempts(attempts: int) -> Reason:
    """The reason of a copy that is not tried again."""
    return Reason(
        code="too_many_attempts",
        message=f"{attempts} attempts failed",
        remedy="Look at the failed copies' reasons, then raise max_copy_attempts.",
    )


def copy_failure(copy: Copy) -> CopyFailed:
    """The error of a copy that was given up."""
    last = copy.reasons[-1]
    return CopyFailed(last.code, "; ".join(f"{item.message}" for item in copy.reasons) + f". {last.remedy}")


def _unusable(wanted: CopyWanted, image: Image) -> Reason:
    if image.status != "Available":
        message = f"its earlier copy {image.image_id} has the status {image.status}"
        return Reason(code="copy_failed", message=message, remedy="A new attempt replaces it.")
    problem = proof_problems(wanted, image)[0]
    return Reason(code="copy_unusable", message=f"its earlier copy {image.image_id} {problem.message}")


def in_progress(wanted: CopyWanted, image: Image, action: CopyAction) -> Copy:
    """A copy the cloud is working on."""
    return Copy(wanted=wanted, state=IN_PROGRESS[image.status], action=action, image_id=image.image_id, image=image)
