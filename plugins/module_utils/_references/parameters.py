# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The images that parameters of OOS name: OOS has no type for images, so any value may hold an id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from .._core.image_map import ids_in
from .._model.image_users import OosParameter
from .values import Reference, UserKind

PART = "a part of its value"


def parameter_references(
    region: str, parameters: Sequence[OosParameter], image_ids: Iterable[str]
) -> Iterator[Reference]:
    """Give a reference for each of the images that a parameter names, be it in a list or in a text."""
    wanted = set(image_ids)
    for parameter in parameters:
        for image_id in ids_in(parameter.value, wanted):
            yield Reference(
                kind=UserKind.OOS_PARAMETERS,
                type="oos_parameter",
                image_id=image_id,
                region=region,
                id=parameter.name,
                name=parameter.name,
                active=True,
                through="" if parameter.value.strip() == image_id else PART,
            )
