# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flow control: how many calls an account may make in a second, and of one action in a minute."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ..actions.errors import refusal
from ..state.accounts import Account

_PER_MINUTE = {"CopyImage": "copy_image_per_minute", "DescribeImages": "describe_images_per_minute"}


@dataclass(slots=True)
class FlowControl:
    """Counts calls in real time, as the cloud's own flow control does whatever the emulated clock says."""

    now: Callable[[], float] = time.monotonic
    _recent: dict[tuple[str, str], deque[float]] = field(default_factory=dict)

    def forget(self) -> None:
        """Forget all calls."""
        self._recent.clear()

    def check(self, account: Account, product: str, action: str) -> None:
        """Count a call, or refuse it."""
        now = self.now()
        counted = []
        for name, limit, seconds in _limits(account, action):
            recent = self._recent.setdefault((account.id, name), deque())
            while recent and recent[0] <= now - seconds:
                recent.popleft()
            if len(recent) >= limit:
                raise refusal(product, "*", "Throttling.User")
            counted.append(recent)
        for recent in counted:
            recent.append(now)


def _limits(account: Account, action: str) -> Iterator[tuple[str, int, int]]:
    quotas = account.quotas
    if quotas.requests_per_second:
        yield "", quotas.requests_per_second, 1
    limit = getattr(quotas, _PER_MINUTE[action]) if action in _PER_MINUTE else 0
    if limit:
        yield action, limit, 60
