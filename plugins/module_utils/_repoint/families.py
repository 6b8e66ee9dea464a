# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What image families need to give new images: the new image joins the family, which gives its newest available image.

ECS lets the family of an image be changed and not removed, so undoing moves the new image to the family SET_ASIDE.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .._core.reasons import reason
from .._model.image import Image
from .._model.reason import Reason
from .values import ImagesSeen, Move, MovesPlan, MoveState, RepointRequest, failing

# The family of images that were taken out of another one again.
SET_ASIDE = "imageops-undone"
AVAILABLE = "Available"
NOTHING = "no image"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamiliesSeen:
    """The images by id: all of the caller's own, and those asked for of other accounts. `given`: image by family.

    A family without an available image gives an empty id.
    """

    images: Mapping[str, Image]
    given: Mapping[str, str]


def plan_families(request: RepointRequest, seen: FamiliesSeen) -> MovesPlan:
    """Return what the families need that old images are in, or, to undo, those that new images are in."""
    wanted = Counter(request.new_ids[given] for given in seen.given.values() if given in request.new_ids)
    moves = []
    for family in sorted(seen.given):
        row = _row(request, seen, family)
        if request.undo:
            moves.append(_undone(seen, row))
        else:
            moves.append(_moved(request, seen, row, wanted))
    return MovesPlan(moves=moves, failing=failing(moves, is_named=bool(request.chosen)))


def families_of(request: RepointRequest, images: Mapping[str, Image]) -> list[str]:
    """Return the families of the old images by name, and to undo those of the new ones as well."""
    ids = [*request.new_ids, *(request.new_ids.values() if request.undo else ())]
    found = {images[image_id].family for image_id in ids if image_id in images}
    return sorted(found - {"", SET_ASIDE})


def _moved(request: RepointRequest, seen: FamiliesSeen, row: Move, wanted: Mapping[str, int]) -> Move:
    if seen.given[row.id] == row.new_image_id:
        return row
    if seen.given[row.id] != row.old_image_id:
        return _gives_other(seen, row)
    if reasons := _hindrances(request, seen, row, wanted):
        return row.blocked(*reasons)
    return row.planned({"image_id": row.new_image_id, "new_image_family": row.id})


def _hindrances(request: RepointRequest, seen: FamiliesSeen, row: Move, wanted: Mapping[str, int]) -> list[Reason]:
    old, new = seen.images[row.old_image_id], seen.images.get(row.new_image_id)
    reasons = [reason("family_of_other", image=old.image_id)] if not old.is_own else []
    statuses = {new.image_id: new.status} if new else {}
    reasons += ImagesSeen(statuses=statuses).hindrance(old.image_id, row.new_image_id, request.region)
    if wanted[row.new_image_id] > 1:
        families = [name for name, given in seen.given.items() if request.new_ids.get(given) == row.new_image_id]
        reasons.append(reason("family_new_twice", new=row.new_image_id, families=", ".join(sorted(families))))
    if new is None:
        return reasons
    if not new.is_own:
        reasons.append(reason("family_of_other", image=new.image_id))
    elif new.family not in ("", SET_ASIDE, row.id):
        reasons.append(reason("family_new_elsewhere", new=new.image_id, other=new.family, old=old.image_id))
    if new.created <= old.created:
        made = {"new": new.image_id, "old": old.image_id, "created": new.created, "before": old.created}
        reasons.append(reason("family_new_older", **made))
    return reasons


def _undone(seen: FamiliesSeen, row: Move) -> Move:
    """Return a family that gives the old image again once the new one has left, if it still gives the new one."""
    given = seen.given[row.id]
    if given == row.old_image_id:
        return row
    if given != row.new_image_id:
        if row.before["new_image_family"] != row.id:
            return _gives_other(seen, row)
        return row.blocked(reason("family_changed_since", new=row.new_image_id, found=given or NOTHING))
    if not seen.images[row.new_image_id].is_own:
        return row.blocked(reason("family_of_other", image=row.new_image_id))
    left = [image for image in seen.images.values() if _is_given(image, row.id) and image.image_id != row.new_image_id]
    following = max(left, key=lambda image: image.created).image_id if left else NOTHING
    if following != row.old_image_id:
        images = {"new": row.new_image_id, "old": row.old_image_id, "found": following}
        return row.blocked(reason("family_old_not_next", **images))
    return row.planned({"image_id": row.old_image_id, "new_image_family": SET_ASIDE})


def _is_given(image: Image, family: str) -> bool:
    return image.family == family and image.status == AVAILABLE


def _gives_other(seen: FamiliesSeen, row: Move) -> Move:
    images = {"old": row.old_image_id, "new": row.new_image_id}
    if found := seen.given[row.id]:
        return row.noted(reason("family_gives_other", found=found, **images))
    return row.noted(reason("family_gives_none", **images))


def _row(request: RepointRequest, seen: FamiliesSeen, family: str) -> Move:
    old = _old_of(request, seen, family)
    new = request.new_ids[old]
    found = seen.images.get(new)
    before = {"image_id": seen.given[family], "new_image_family": found.family if found else ""}
    return Move(
        id=family,
        name=family,
        region=request.region,
        old_image_id=old,
        new_image_id=new,
        state=MoveState.UNCHANGED,
        before=before,
        after=before,
    )


def _old_of(request: RepointRequest, seen: FamiliesSeen, family: str) -> str:
    """Return the old image that a family gives or whose new image it gives, else the newest that is in it."""
    given = seen.given[family]
    if given in request.new_ids:
        return given
    members = {image.image_id: image for image in seen.images.values() if image.family == family}

    def rank(old: str) -> tuple[bool, bool, str]:
        created = members[old].created if old in members else ""
        return request.new_ids[old] == given, old in members, created

    return max(request.new_ids, key=rank)
