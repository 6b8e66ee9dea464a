# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A copy while a pass works on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._logic.copy_plan import CopyPlan
from .._model.image import Image
from .._model.image_copy import Copy, CopyAction, CopyStart, CopyWanted
from .._model.reason import Reason


@dataclass(slots=True, kw_only=True)
class CopyItem:
    """A copy this pass works on. It waits to be started while `start` is set, then runs, then has a `copy`.

    `since` is when it was started or last seen under way, by this machine's clock, `refused_since` when CopyImage
    was first refused for what passes by itself; `is_lost`: an attempt of it was
    never to be seen, or is not to be seen any more. `failed` are the attempts that came to nothing, earlier runs'
    included.
    """

    plan: CopyPlan
    start: CopyStart | None
    attempt: int = 0
    action: CopyAction = CopyAction.STARTED
    image_id: str = ""
    image: Image | None = None
    created: str = ""
    since: float = 0.0
    is_lost: bool = False
    unseen_since: float = 0.0
    refused_since: float = 0.0
    waits_for: Reason | None = None
    notes: tuple[Reason, ...] = ()
    failed: dict[int, Image] = field(default_factory=dict)
    copy: Copy | None = None
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.failed = dict(self.plan.failed)

    @property
    def wanted(self) -> CopyWanted:
        """The copy it is about."""
        return self.plan.wanted

    @property
    def is_in_doubt(self) -> bool:
        """What is known of it is not in the lists: it was started, or lost, or has ended with unseen snapshots."""
        if self.start:
            return self.is_lost and self.waits_for is None
        return self.is_running and (self.image is None or not self.image.is_in_progress)

    @property
    def is_running(self) -> bool:
        """The cloud is at it, or it is not known yet that it has ended."""
        return self.copy is None and self.start is None
