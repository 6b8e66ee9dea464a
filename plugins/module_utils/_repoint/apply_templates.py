# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Give launch templates new versions and another default, or take that back, each template for itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .._api.ecs_launch_templates import create_version, delete_versions, list_template_versions, set_default_version
from .._client.session import Session
from .._model.errors import ApiError, ConnectionFailed, ImageopsError, RepointFailed
from .._model.image_users import TemplateVersion
from .apply_each import change_each
from .marks import read_mark
from .template_values import Successor, TemplateMove, TemplatesPlan, default_of, shown
from .templates import version_differs
from .values import Move, Moved, failed, failed_for
from .version_data import differing, parameters_of

FULL = "LaunchTemplateVersionLimitExceed"
VERSION_GONE = "InvalidLaunchTemplateVersion.NotFound"
READ_BACK_TIMES = 10
PAUSE_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class TemplateWriter:
    """Carries out a plan. `sleep` is this machine's."""

    session: Session
    sleep: Callable[[float], None] = time.sleep
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: TemplatesPlan) -> Moved:
        """Change every template for itself; what fails for one does not stop the others."""
        templates = {item.move.id: item for item in plan.templates}

        def change(move: Move) -> Move:
            return move.changed(shown(self._change(templates[move.id])))

        return change_each(self.session, plan, change, self._look, self.written)

    def _change(self, item: TemplateMove) -> list[TemplateVersion]:
        """Return the resulting versions."""
        if item.successors:
            numbers = {successor.mark.base: self._made(item.move, successor) for successor in item.successors}
            default = numbers.get(item.default_base, 0)
        else:
            default = item.default_again
        if default:
            set_default_version(self.session, item.move.region, item.move.id, default)
            self.written.add(item.move.id)
        if item.removed:
            self._remove(item)
            self.written.add(item.move.id)
        versions = self._versions(item.move)
        now = default_of(versions)
        if default and (now is None or now.number != default):
            raise failed("template_default_kept", version=default, found=now.number if now else 0)
        return versions

    def _made(self, move: Move, successor: Successor) -> int:
        """Return the number of the successor, which is made unless it is there, and holds what was sent."""
        if successor.number:
            return successor.number
        number = self._create(move, successor)
        self.written.add(move.id)
        for _time in range(READ_BACK_TIMES):
            made = next((item for item in self._versions(move) if item.number == number), None)
            if made is None:
                self.sleep(PAUSE_SECONDS)
                continue
            if fields := differing(successor.parameters, parameters_of(made.data)):
                raise failed_for(version_differs(number, successor.mark.new_image_id, fields))
            return number
        raise failed("template_version_unseen", version=number)

    def _create(self, move: Move, successor: Successor) -> int:
        """Make the version. If no answer says whether it was made, look for it."""
        mark = successor.mark
        try:
            return create_version(self.session, move.region, move.id, mark.text, successor.parameters)
        except ApiError as error:
            if error.code == FULL:
                raise self._full(move) from None
            if error.status < 500:
                raise
            return self._found(move, successor, error)
        except ConnectionFailed as error:
            return self._found(move, successor, error)

    def _found(self, move: Move, successor: Successor, error: ImageopsError) -> int:
        made = [item for item in self._versions(move) if read_mark(item.description) == successor.mark]
        if not made:
            raise error
        return made[-1].number

    def _remove(self, item: TemplateMove) -> None:
        try:
            delete_versions(self.session, item.move.region, item.move.id, item.removed)
        except ApiError as error:
            # One was removed meanwhile, and the others of its call are still there.
            if error.code != VERSION_GONE:
                raise
            left = {version.number for version in self._versions(item.move)} & set(item.removed)
            if left:
                delete_versions(self.session, item.move.region, item.move.id, sorted(left))

    def _look(self, move: Move) -> dict[str, Any]:
        """Return what a template launches from."""
        return shown(self._versions(move))

    def _versions(self, move: Move) -> list[TemplateVersion]:
        found = list_template_versions(self.session, move.region, move.id)
        return sorted(found, key=lambda version: version.number)

    def _full(self, move: Move) -> RepointFailed:
        versions = self._versions(move)
        oldest = next((version.number for version in versions if not version.is_default), 0)
        return failed("template_full", count=len(versions), oldest=oldest)
