# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the parameters of OOS of a region."""

from __future__ import annotations

from .._api.oos_parameters import list_parameters
from .._client.session import Session
from .choosing import chosen
from .observe_images import read_images
from .parameters import ParametersSeen
from .values import RepointRequest


def observe_parameters(session: Session, request: RepointRequest) -> ParametersSeen:
    """Read lists. Raises InvalidInput for a parameter that is not there."""
    found = chosen(request, "parameters", list_parameters(session, request.region), lambda item: [item.name])
    return ParametersSeen(parameters=found, images=read_images(session, request.region, request.new_ids.values()))
