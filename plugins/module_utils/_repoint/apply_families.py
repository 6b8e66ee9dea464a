# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Let image families give other images, each for itself."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .._api.ecs_families import image_of_family
from .._api.ecs_images import find_image, modify_image
from .._client.session import Session
from .apply_each import change_each
from .families import NOTHING
from .values import Move, Moved, MovesPlan, failed

READ_BACK_TIMES = 10
PAUSE_SECONDS = 1.0


@dataclass(slots=True, kw_only=True)
class FamilyWriter:
    """Carries out a plan. `sleep` is this machine's."""

    session: Session
    sleep: Callable[[float], None] = time.sleep
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: MovesPlan) -> Moved:
        """Change every family for itself; what fails for one does not stop the others."""
        return change_each(self.session, plan, self._change, self._look, self.written, label=lambda move: move.id)

    def _change(self, move: Move) -> Move:
        """Put the new image into the family, or out of it, and return what the family gives then."""
        into, wanted = move.after["new_image_family"], move.after["image_id"]
        modify_image(self.session, move.region, move.new_image_id, {"family": into})
        self.written.add(move.id)
        found = ""
        for attempt in range(READ_BACK_TIMES):
            if attempt:
                self.sleep(PAUSE_SECONDS)
            found = image_of_family(self.session, move.region, move.id)
            if found == wanted:
                return move.changed(move.after)
        shown = {"image": move.new_image_id, "into": into, "family": move.id, "found": found or NOTHING}
        raise failed("family_not_kept", **shown, wanted=wanted)

    def _look(self, move: Move) -> dict[str, Any]:
        """Return what the family gives, and the family of the new image."""
        image = find_image(self.session, move.region, move.new_image_id)
        given = image_of_family(self.session, move.region, move.id)
        return {"image_id": given, "new_image_family": image.family if image else ""}
