# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what `image_copy` needs to know before it decides."""

from __future__ import annotations

from .._client.session import Session
from .._model.image_copy import WantedState
from .making.observe import observe_making
from .removing.observe import observe_removals
from .removing.values import RemovalWorld
from .values import CopyRequest, CopyWorld
from .waiting.look import Look
from .waiting.observe_look import look_once


def observe_copies(session: Session, request: CopyRequest) -> CopyWorld | RemovalWorld | Look:
    """Read sources, keys and destination regions. Raises InvalidInput for the first thing that cannot work."""
    if request.under_way:
        return look_once(session, request)
    if request.state is WantedState.ABSENT:
        return observe_removals(session, request)
    return observe_making(session, request)
