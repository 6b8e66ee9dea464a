# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A copy while a pass works on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..._model.image import Image
from ..._model.image_copy import Copy, CopyAction, CopyStart, CopyWanted
from ..._model.reason import Reason
from .plan import CopyPlan


@dataclass(slots=True, kw_only=True)
class CopyItem:
    """Hold a copy that a pass works on. It waits to be started while `start` is set, then runs, then has a `copy`.

    Times are this machine's: `since` it was started or last seen under way, `refused_since` CopyImage is refused with
    a transient error, `unseen_since` its snapshots are not listed, `unfinished_since` it cannot be repaired.
    `is_unanswered`: CopyImage failed, and may have worked. `is_lost`: an attempt of it was never listed, or is not any
    more; `uncounted` are the numbers that such took. `failed` are the attempts that came to nothing, earlier runs'
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
    is_unanswered: bool = False
    uncounted: int = 0
    unseen_since: float = 0.0
    unfinished_since: float = 0.0
    refused_since: float = 0.0
    waits_for: Reason | None = None
    notes: tuple[Reason, ...] = ()
    failed: dict[int, Image] = field(default_factory=dict)
    copy: Copy | None = None
    error: Exception | None = None

    def __post_init__(self) -> None:
        self.failed = dict(self.plan.failed)
        self.uncounted = self.plan.uncounted

    @property
    def wanted(self) -> CopyWanted:
        """Return the wanted copy."""
        return self.plan.wanted

    @property
    def is_in_doubt(self) -> bool:
        """Return whether ECS's lists lack what is known: it was started, or lost, or ended with unseen snapshots."""
        return self.is_missing or (self.is_running and self.image is not None and not self.image.is_in_progress)

    @property
    def attempts_made(self) -> int:
        """Return how often ECS was asked to make it, without the numbers of copies that were deleted or deprecated."""
        return self.attempt - self.uncounted

    def is_refused_within(self, seconds: float, now: float) -> bool:
        """Return whether CopyImage has been refused with a transient error, and for no longer than this."""
        return bool(self.refused_since) and now - self.refused_since <= seconds

    @property
    def is_missing(self) -> bool:
        """Return whether it was started and ECS does not list it yet."""
        if self.start:
            return self.is_lost and self.waits_for is None
        return self.is_running and self.image is None

    @property
    def is_running(self) -> bool:
        """Return whether the copy is in progress, or its outcome is unknown."""
        return self.copy is None and self.start is None
