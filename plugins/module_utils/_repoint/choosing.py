# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The users that a request names, among those that there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from .._model.errors import InvalidInput
from .values import RepointRequest

# The option that names users -> what one is, and what names it.
WORDS = {
    "families": ("a family of one of these images", "families of images of image_map"),
    "launch_templates": ("a launch template", "ids or names of launch templates"),
    "scaling_configurations": ("a scaling configuration", "ids or names of scaling configurations"),
    "node_pools": ("a node pool of a cluster", "ids or names of node pools"),
    "parameters": ("a parameter of OOS", "names of parameters"),
}
User = TypeVar("User")


def chosen(
    request: RepointRequest, option: str, users: Sequence[User], names: Callable[[User], Sequence[str]]
) -> list[User]:
    """Return the users asked for; `names` gives those of one, its id included.

    Raises InvalidInput for a name that is none's. To undo, a user that is gone needs nothing.
    """
    known = {name for user in users for name in names(user)}
    unknown = [name for name in request.chosen if name not in known]
    if unknown and not request.undo:
        what, naming = WORDS[option]
        raise InvalidInput(option, ", ".join(unknown), f"is not {what} in {request.region}", f"Give {naming}.")
    return [user for user in users if request.chooses(*names(user))]
