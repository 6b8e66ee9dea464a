# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Parameters of OOS at the emulator: what lists show, and in how many calls."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._api.oos_parameters import get_parameters, list_parameters

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD


def reset(emu: Harness, *parameters: dict[str, Any]) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], "oos_parameters": list(parameters)}
    accounts = {**WORLD["accounts"], OWNER: {**account, "regions": {**account["regions"], HOME: region}}}
    emu.control("POST", "reset", {"accounts": accounts})


def many(start: str, count: int) -> list[dict[str, Any]]:
    return [{"name": f"{start}p{number:03}", "value": "m-web"} for number in range(count)]


@pytest.mark.parametrize(
    ("form", "starts", "lists"),
    [("all", ("", "/"), 3), ("plain", ("", "/"), 4), ("all", ("",), 3), ("all", ("/",), 2)],
)
def test_every_parameter_is_listed_whatever_a_list_without_a_path_has(
    emu: Harness, connect: Connect, form: str, starts: tuple[str, ...], lists: int
) -> None:
    """OOS-SDK says nothing of names with a slash before them; 100 a page, and 10 values a call."""
    parameters = [item for start in starts for item in many(start, 120)]
    reset(emu, *parameters)
    emu.set(list_oos_parameters=form)
    session = connect()
    found = list_parameters(session, HOME)
    assert sorted(item.name for item in found) == sorted(item["name"] for item in parameters)
    assert session.api_calls == {"ListParameters": lists, "GetParameters": len(parameters) // 10}


def test_a_region_without_parameters_takes_two_lists(emu: Harness, connect: Connect) -> None:
    reset(emu)
    session = connect()
    assert list_parameters(session, HOME) == []
    assert session.api_calls == {"ListParameters": 2}


def test_names_that_are_unknown_are_left_out(emu: Harness, connect: Connect) -> None:
    reset(emu, {"name": "web", "value": "m-1", "constraints": {"MaxLength": 9}})
    (found,) = get_parameters(connect(), HOME, ["none", "web", "web"])
    assert (found.name, found.value, found.version, found.constraints) == ("web", "m-1", 1, {"MaxLength": 9})


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ('{\\"MaxLength\\": 2}', {"MaxLength": 2}),
        ('"{\\"MaxLength\\": 2}"', {"MaxLength": 2}),
        ("{'MaxLength': 2}", {}),
        ("", {}),
    ],
)
def test_constraints_are_read_in_the_forms_of_the_examples(
    emu: Harness, connect: Connect, sent: str, read: dict[str, int]
) -> None:
    item = {"Name": "web", "Type": "String", "Value": "m-1", "ParameterVersion": "2", "Constraints": sent, "Tags": "{}"}
    emu.fault(kind="alter", action="GetParameters", answer={"Parameters": [item]})
    (found,) = get_parameters(connect(), HOME, ["web"])
    assert (found.constraints, found.version, found.tags) == (read, 2, {})
