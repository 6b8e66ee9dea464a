# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What parameters of OOS need to name new images: the ids in their values are replaced, and the rest stays.

Results show the images and the digest of a value, because the rest of it may be anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._core.image_map import ids_in, with_new_ids
from .._core.reasons import reason
from .._model.image_users import OosParameter
from .._model.reason import Reason
from .values import ImagesSeen, Move, MovesPlan, MoveState, RepointRequest, failed, failing

LONGEST_VALUE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersSeen:
    """The parameters asked for, and the new images that are there."""

    parameters: Sequence[OosParameter]
    images: ImagesSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class ParametersPlan(MovesPlan):
    """The parameters of a request, by name as they were read, and the values that they get."""

    parameters: Mapping[str, OosParameter]
    values: Mapping[str, str]


def plan_parameters(request: RepointRequest, seen: ParametersSeen) -> ParametersPlan:
    """Return what the parameters need that name one of the images, old or new."""
    moves, values = [], {}
    for item in sorted(seen.parameters, key=lambda one: one.name):
        if old_ids := ids_in(item.value, request.new_ids):
            values[item.name] = with_new_ids(item.value, request.new_ids)
            moves.append(_move(request, seen, item, old_ids, values[item.name]))
        elif new_ids := ids_in(item.value, request.new_ids.values()):
            old = next(old for old, new in request.new_ids.items() if new == new_ids[0])
            moves.append(_row(request.region, item, old, new_ids))
    return ParametersPlan(
        moves=moves,
        failing=failing(moves, is_named=bool(request.chosen)),
        parameters={item.name: item for item in seen.parameters},
        values=values,
    )


def shown(value: str, version: int, image_ids: Sequence[str]) -> dict[str, Any]:
    """Return what the difference shows of a parameter."""
    digest = hashlib.sha256(value.encode()).hexdigest()
    return {"image_ids": list(image_ids), "version": version, "sha256": digest}


def updated(move: Move, before: OosParameter, now: OosParameter, value: str) -> Move:
    """Return a parameter as it was read back after its update. Raises RepointFailed if it is not as asked for."""
    if now.value != value:
        raise failed("parameter_not_kept", fields="value")
    if fields := [name for name, kept in _kept(before).items() if _kept(now)[name] != kept]:
        raise failed("parameter_not_kept", fields=", ".join(fields))
    done = move.changed(shown(now.value, now.version, move.after["image_ids"]))
    if now.version == before.version + 1:
        return done
    return replace(done, reasons=(reason("parameter_overwritten", version=now.version - 1),))


def _kept(item: OosParameter) -> dict[str, Any]:
    """Return the fields that an update of the value must not change, by name."""
    return {"description": item.description, "tags": item.own_tags, "resource group": item.resource_group_id}


def _move(
    request: RepointRequest, seen: ParametersSeen, item: OosParameter, old_ids: Sequence[str], value: str
) -> Move:
    new_ids = [request.new_ids[old] for old in old_ids]
    row = _row(request.region, item, old_ids[0], old_ids, new_ids[0])
    pairs = list(zip(old_ids, new_ids, strict=True))
    reasons = [found for old, new in pairs for found in seen.images.hindrance(old, new, request.region)]
    if len(set(new_ids)) < len(old_ids) or ids_in(item.value, new_ids):
        named = ids_in(item.value, [*old_ids, *new_ids])
        reasons.append(reason("parameter_ambiguous", images=", ".join(named)))
    reasons += _refused(item, value)
    if reasons:
        return row.blocked(*reasons)
    return row.planned(shown(value, item.version + 1, new_ids))


def _refused(item: OosParameter, value: str) -> list[Reason]:
    """Return why OOS would refuse the value. A pattern is left to OOS: no source says how it reads one."""
    parts = value.split(",") if item.kind == "StringList" else [value]
    allowed = item.constraints.get("AllowedValues")
    if isinstance(allowed, list) and any(part not in allowed for part in parts):
        return [reason("parameter_not_allowed", why="AllowedValues does not have it")]
    longest = item.constraints.get("MaxLength")
    most = longest if isinstance(longest, int) else LONGEST_VALUE
    if len(value) > most:
        return [reason("parameter_not_allowed", why=f"it has {len(value)} characters, and {most} are allowed")]
    return []


def _row(region: str, item: OosParameter, old: str, ids: Sequence[str], new: str = "") -> Move:
    before = shown(item.value, item.version, ids)
    return Move(
        id=item.name,
        name=item.name,
        region=region,
        old_image_id=old,
        new_image_id=new or ids[0],
        state=MoveState.UNCHANGED,
        before=before,
        after=before,
    )
