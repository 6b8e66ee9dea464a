# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Launch templates as they were read, and what becomes of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from .._model.image_users import LaunchTemplate, TemplateVersion
from .marks import Mark, read_mark
from .values import ImagesSeen, Move, MovesPlan, MoveState, RepointRequest

Versions: TypeAlias = "Sequence[TemplateVersion]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Successor:
    """A version that takes another's place; `number` is 0 until it is made."""

    mark: Mark
    parameters: Mapping[str, Any]
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateMove:
    """One template. `successors` are made in their order.

    `default_base` is the version whose successor becomes the default, 0 if the default stays. `default_again` is the
    version that becomes the default again, and `removed` are those that go, when a change is undone.
    """

    move: Move
    successors: tuple[Successor, ...] = ()
    default_base: int = 0
    default_again: int = 0
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesSeen:
    """What was read of a region: the templates asked for and the versions of each, or why they cannot be read.

    `pinned` are the scaling groups that name a version's number, or why the groups cannot be read.
    """

    templates: Sequence[LaunchTemplate]
    versions: Mapping[str, Versions | Exception]
    images: ImagesSeen
    pinned: Mapping[tuple[str, str], Sequence[str]] | Exception = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplatesPlan(MovesPlan):
    """The templates of a request with what each needs."""

    templates: Sequence[TemplateMove]


def own_versions(request: RepointRequest, versions: Versions) -> dict[int, Mark]:
    """Return the versions that were made for images of the request, by number."""
    marks = {item.number: (item, read_mark(item.description)) for item in versions}
    return {
        number: mark
        for number, (item, mark) in marks.items()
        if mark and item.image_id == mark.new_image_id == request.new_ids.get(mark.old_image_id)
    }


def shown(versions: Versions) -> dict[str, Any]:
    """Return what the difference shows of a template: what it launches from today."""
    default, latest = default_of(versions), versions[-1]
    both = {"default_version": default, "latest_version": latest}
    return {
        name: {"version": item.number, "image_id": item.image_id, "kms_key_id": item.kms_key_id}
        for name, item in both.items()
        if item
    }


def default_of(versions: Versions) -> TemplateVersion | None:
    """Return the default version."""
    return next((item for item in versions if item.is_default), None)


def row_of(template: LaunchTemplate, mark: Mark, versions: Versions) -> Move:
    """Return a template with its state of today."""
    before = shown(versions)
    return Move(
        id=template.template_id,
        name=template.name,
        region=template.region,
        old_image_id=mark.old_image_id,
        new_image_id=mark.new_image_id,
        state=MoveState.UNCHANGED,
        before=before,
        after=before,
    )
