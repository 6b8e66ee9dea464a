# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Random parameters of OOS that name images, in every form that a value may have."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from tests.faults.scenario import OWNER
from tests.faults.users.scenario import REGION
from tests.faults.worlds import CONSUMERS

FOREIGN = ("m-other", "m-foreign")
# Two are called as other users are.
NAMES = ("web", "golden/web", "/golden/web", "images/base", "/fleet/all", "lt-1", "asc-1")
MORE: Sequence[Mapping[str, Any]] = (
    {},
    {"description": "golden images"},
    {"tags": {"team": "web", "stage": ""}},
    {"description": "m-1 until it is retired", "tags": {"image": "m-1"}, "resource_group": "rg-web"},
)
SETTINGS = {"oos_update_clears": (False, True), "list_oos_parameters": ("all", "plain")}
Thing = dict[str, Any]


def add_parameters(draw: Random, world: Thing, image_map: Mapping[str, str], *, is_retiring: bool) -> None:
    """Parameters beside the other users. Of images that are retired hardly any is named; such an image stays."""
    olds = list(image_map)

    def image() -> str:
        old = draw.choice(olds)
        return image_map[old] if is_retiring and draw.random() < 0.9 else old

    names = draw.sample(NAMES, draw.choice((1, 2, 3, 4)))
    world["accounts"][OWNER]["regions"][REGION]["oos_parameters"] = [
        {"name": "foreign", "value": draw.choice(FOREIGN), "version": 3},
        *({"name": name, "version": draw.choice((1, 1, 7)), **_form(draw, image, image_map)} for name in names),
    ]
    for account in CONSUMERS:
        mine = {"name": "golden", "value": f"{image()},m-foreign"}
        world["accounts"][account]["regions"][REGION]["oos_parameters"] = [mine] if draw.random() < 0.5 else []
    world["settings"] |= {name: draw.choice(values) for name, values in SETTINGS.items()}


def _form(draw: Random, image: Callable[[], str], image_map: Mapping[str, str]) -> Thing:
    """A value, with the type and constraints that it needs, and whatever else a parameter has."""
    used, other = image(), image()
    # Text, ids that only contain one, and an id twice.
    note = f'{used}-old x-{used} {used}_2 {draw.choice(FOREIGN)}: "{used}"'
    forms: Sequence[Thing] = (
        {"value": used},
        {"value": used, "constraints": {"AllowedValues": [used, *image_map.values()], "MaxLength": 40}},
        {"value": json.dumps(["m-other", used])},
        {"value": json.dumps([used, other], indent=1)},
        {"value": f"m-other,{used}", "kind": "StringList"},
        {"value": ",".join(dict.fromkeys((other, "m-foreign", used))), "kind": "StringList"},
        {"value": json.dumps({"image": used, "note": note, "password": "hidden"})},
        {"value": note},
        # Nobody can say which of both was meant, or the new one is not allowed: such a parameter stays.
        {"value": f"{used},{image_map.get(used, used)}", "kind": "StringList"},
        {"value": used, "constraints": {"AllowedValues": [used]}},
    )
    weights = (3, 2, 3, 2, 3, 2, 3, 2, 1, 1)
    return {**draw.choice(MORE), **draw.choices(forms, weights)[0]}
