# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo a change of launch templates: the old default version again, and the new versions go."""

from __future__ import annotations

from .._core.reasons import reason
from .._model.image_users import LaunchTemplate, TemplateVersion
from .template_values import (
    TemplateMove,
    TemplatesSeen,
    Versions,
    default_of,
    own_versions,
    row_of,
    shown,
)
from .values import RepointRequest


def plan_undo(
    request: RepointRequest, seen: TemplatesSeen, template: LaunchTemplate, versions: Versions
) -> list[TemplateMove]:
    """Return what takes a template back, if it is still as it was left."""
    own = own_versions(request, versions)
    if not own:
        return []
    default, newest = default_of(versions), max(own)
    row = row_of(template, own[default.number if default and default.number in own else newest], versions)
    mark = own.get(default.number) if default else None
    if mark is None and versions[-1].number not in own:
        return [TemplateMove(move=row.blocked(reason("template_changed_since", version=newest)))]
    if mark and mark.base not in [item.number for item in versions]:
        return [TemplateMove(move=row.blocked(reason("template_base_gone", base=mark.base, version=newest)))]
    kept = {number: users for number in own if (users := _users(seen, template, number))}
    notes = [reason("template_version_in_use", version=number, users=users) for number, users in kept.items()]
    removed = tuple(number for number in sorted(own) if number not in kept)
    again = mark.base if mark else 0
    left = [_as_default(item, again) for item in versions if item.number not in removed]
    if not again and not removed:
        return [TemplateMove(move=row.blocked(*notes))]
    move = row.planned(shown(left), *notes)
    return [TemplateMove(move=move, default_again=again, removed=removed)]


def _as_default(version: TemplateVersion, again: int) -> TemplateVersion:
    return version.with_default(version.number == again) if again else version


def _users(seen: TemplatesSeen, template: LaunchTemplate, number: int) -> str:
    if isinstance(seen.pinned, Exception):
        return f"the scaling groups cannot be read ({seen.pinned})"
    groups = seen.pinned.get((template.template_id, str(number)), ())
    return f"the scaling group {', '.join(groups)} launches from its number" if groups else ""
