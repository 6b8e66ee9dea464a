# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the parameters of OOS of a region."""

from __future__ import annotations

from .._api.oos_parameters import list_parameters
from .._client.session import Session
from .._model.errors import InvalidInput
from .observe_images import read_images
from .parameters import ParametersSeen
from .values import RepointRequest


def observe_parameters(session: Session, request: RepointRequest) -> ParametersSeen:
    """Read lists. Raises InvalidInput for a parameter that is not there."""
    found = list_parameters(session, request.region)
    known = {item.name for item in found}
    unknown = [name for name in request.chosen if name not in known]
    if unknown:
        problem = f"is not a parameter of OOS in {request.region}"
        raise InvalidInput("parameters", ", ".join(unknown), problem, "Give names of parameters.")
    chosen = [item for item in found if request.chooses(item.name)]
    return ParametersSeen(parameters=chosen, images=read_images(session, request.region, request.new_ids.values()))
