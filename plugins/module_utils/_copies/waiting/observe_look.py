# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Look at copies in progress, again and again, until one of them is not any more."""

from __future__ import annotations

import time
from collections.abc import Callable

from ..._api.ecs_images import list_under_way
from ..._client.session import Session
from ..._model.errors import ImageopsError
from ..values import CopyRequest
from .look import Look


def look_once(session: Session, request: CopyRequest) -> Look:
    """Read the regions side by side. Raises ImageopsError for one that cannot be read, unless a copy in another ended.

    Then the pass that follows has something to do there.
    """
    asked = request.under_way
    seen, errors, expected = [], [], 0
    for region, found in session.map(lambda region: list_under_way(session, region), list(asked)):
        if isinstance(found, ImageopsError):
            errors.append(found)
            continue
        expected += len(asked[region])
        seen += [copy for copy in found if copy.image_id in asked[region]]
    if errors and len(seen) == expected:
        raise errors[0]
    return Look(asked=asked, seen=seen, wait=request.options.wait)


def keep_looking(
    session: Session,
    request: CopyRequest,
    look: Look,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Look:
    """Return the last look: the first that finds a copy ended, or the one at the end of the pass. Raises as a look."""
    end = clock() + request.options.pass_seconds
    while look.is_complete and (left := end - clock()) > 0:
        sleep(min(request.options.poll_seconds, left))
        look = look_once(session, request)
    return look
