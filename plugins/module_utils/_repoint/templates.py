# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What launch templates need to launch from new images: new versions, and another default version.

A version that launches today gets a successor made from it, which differs in the image and, if asked for, the key. The
old version stays. Where the latest version is not the default, it gets a successor, too, after the default's, so that
scaling groups with `Latest` go on launching from what is like the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._core.reasons import reason
from .._core.remedies import write_reason
from .._model.image_users import LaunchTemplate, TemplateVersion
from .._model.reason import Reason
from .marks import Mark
from .template_values import (
    Successor,
    TemplateMove,
    TemplatesPlan,
    TemplatesSeen,
    Versions,
    default_of,
    own_versions,
    row_of,
)
from .templates_undo import plan_undo
from .values import Move, MoveState, RepointRequest, failing
from .version_data import differing, parameters_of, unwritable, with_image

Own = Mapping[int, Mark]


def plan_templates(request: RepointRequest, seen: TemplatesSeen) -> TemplatesPlan:
    """Return what the templates need that launch from one of the images, or did so before."""
    found = []
    for template in seen.templates:
        versions = seen.versions.get(template.template_id, ())
        if isinstance(versions, Exception):
            found.append(TemplateMove(move=_unread(template, versions)))
        elif versions:
            plan = plan_undo if request.undo else _move
            found += plan(request, seen, template, versions)
    found.sort(key=lambda item: (item.move.name, item.move.id))
    moves = [item.move for item in found]
    return TemplatesPlan(moves=moves, templates=found, failing=failing(moves, is_named=bool(request.chosen)))


def _move(
    request: RepointRequest, seen: TemplatesSeen, template: LaunchTemplate, versions: Versions
) -> list[TemplateMove]:
    own = own_versions(request, versions)
    bases = _bases(request, versions, own)
    if not bases:
        return [TemplateMove(move=row_of(template, list(own.values())[-1], versions))] if own else []
    default = default_of(versions)
    found, reasons = [], []
    for base in bases:
        mark = Mark(base.image_id, request.new_ids[base.image_id], base.number)
        made = next((item for item in reversed(versions) if own.get(item.number) == mark), None)
        wanted = with_image(base.data, mark.new_image_id, request.kms_key_id)
        reasons += _hindrances(seen, template, base, mark, made, wanted)
        found.append(Successor(mark=mark, parameters=wanted, number=made.number if made else 0))
    reasons += _latest_lost(bases, versions, found[0])
    row = row_of(template, found[0].mark, versions)
    if reasons:
        return [TemplateMove(move=row.blocked(*dict.fromkeys(reasons)))]
    default_base = default.number if default is not None and default in bases else 0
    move = row.planned(_predicted(row.before, found, default_base))
    return [TemplateMove(move=move, successors=tuple(found), default_base=default_base)]


def _bases(request: RepointRequest, versions: Versions, own: Own) -> list[TemplateVersion]:
    """Return the versions that need a successor: the default, and the latest that is none of ours."""
    default = default_of(versions)
    found = [default] if default and default.image_id in request.new_ids else []
    latest = next((item for item in reversed(versions) if item.number not in own), None)
    if latest is None or latest is default or latest.image_id not in request.new_ids:
        return found
    succeeded = {mark.base for mark in own.values()}
    alike = [item for item in versions if item.number in succeeded or item in found]
    return found if any(is_alike(latest, item) for item in alike) else [*found, latest]


def is_alike(one: TemplateVersion, other: TemplateVersion) -> bool:
    """Return whether two versions hold the same."""
    return one.number == other.number or not differing(parameters_of(one.data), parameters_of(other.data))


def _hindrances(
    seen: TemplatesSeen,
    template: LaunchTemplate,
    base: TemplateVersion,
    mark: Mark,
    made: TemplateVersion | None,
    wanted: Mapping[str, Any],
) -> list[Reason]:
    reasons = list(seen.images.hindrance(mark.old_image_id, mark.new_image_id, template.region))
    if odd := unwritable(base.data):
        reasons.append(reason("template_field_unknown", version=base.number, fields=", ".join(odd)))
    if made and (fields := differing(wanted, parameters_of(made.data))):
        reasons.append(version_differs(made.number, mark.new_image_id, fields))
    return reasons


def version_differs(number: int, image_id: str, fields: Iterable[str]) -> Reason:
    """Return why a version that was made for an image is not taken."""
    return reason("template_version_differs", version=number, image=image_id, fields=", ".join(fields))


def _latest_lost(bases: Sequence[TemplateVersion], versions: Versions, first: Successor) -> list[Reason]:
    """A successor that is still to be made becomes the latest: what is the latest now must not be lost by that."""
    latest = versions[-1]
    if first.number or latest in bases or any(is_alike(latest, base) for base in bases):
        return []
    return [reason("template_latest_differs", latest=latest.number)]


def _predicted(before: Mapping[str, Any], successors: Sequence[Successor], default_base: int) -> dict[str, Any]:
    """Return what the template will launch from; versions to make have no number yet."""

    def version(item: Successor) -> dict[str, Any]:
        disk = item.parameters.get("SystemDisk", {})
        return {
            "version": item.number or "new",
            "image_id": item.mark.new_image_id,
            "kms_key_id": str(disk.get("KMSKeyId", "")),
        }

    after = dict(before)
    for item in successors:
        if item.mark.base == default_base:
            after["default_version"] = version(item)
        if not item.number:
            after["latest_version"] = version(item)
    return after


def _unread(template: LaunchTemplate, error: Exception) -> Move:
    row = Move(
        id=template.template_id,
        name=template.name,
        region=template.region,
        old_image_id="",
        new_image_id="",
        state=MoveState.UNCHANGED,
        before={},
        after={},
    )
    return row.failed(write_reason(error), {})
