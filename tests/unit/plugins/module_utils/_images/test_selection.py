# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images are meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from plugins.module_utils._core.times import parse_time
from plugins.module_utils._images.selection import Selection

from ..support import CONSUMER, OWNER, image

WEB = image(image_id="m-web", name="web-1", family="web", tags={"team": "web", "stage": "prod"})


@pytest.mark.parametrize(
    ("selection", "meant"),
    [
        pytest.param(Selection(), True, id="no condition"),
        pytest.param(Selection(image_ids=("m-web",)), True, id="its id"),
        pytest.param(Selection(image_ids=("m-other", "m-web")), True, id="one of two ids"),
        pytest.param(Selection(image_ids=("m-*",)), False, id="an id is no glob"),
        pytest.param(Selection(names=("web-*",)), True, id="a glob"),
        pytest.param(Selection(names=("db-*", "web-?")), True, id="one of two globs"),
        pytest.param(Selection(names=("WEB-*",)), False, id="case of a name matters"),
        pytest.param(Selection(names=("web",)), False, id="a part of a name"),
        pytest.param(Selection(names=("web-[23]",)), False, id="another number"),
        pytest.param(Selection(families=("web",)), True, id="its family"),
        pytest.param(Selection(families=("acs:2:web",)), False, id="the family of another account"),
        pytest.param(Selection(families=("we*",)), False, id="a family is no glob"),
        pytest.param(Selection(tags={"team": "web"}), True, id="one tag"),
        pytest.param(Selection(tags={"team": "web", "stage": "prod"}), True, id="both tags"),
        pytest.param(Selection(tags={"team": "web", "stage": "test"}), False, id="one tag differs"),
        pytest.param(Selection(tags={"team": None}), True, id="a tag with any value"),
        pytest.param(Selection(tags={"owner": None}), False, id="a tag with any value that it does not have"),
        pytest.param(Selection(tags={"owner": ""}), False, id="a tag it does not have"),
        pytest.param(Selection(names=("web-*",), families=("db",)), False, id="name fits, family does not"),
        pytest.param(Selection(image_ids=("m-other",), names=("web-*",)), False, id="name fits, id does not"),
        pytest.param(Selection(image_ids=("m-web",), tags={"team": "db"}), False, id="id fits, tag does not"),
        pytest.param(Selection(statuses=("Deprecated", "Available")), True, id="one of two statuses"),
        pytest.param(Selection(statuses=("Creating",)), False, id="another status"),
        pytest.param(Selection(owners=("self",)), True, id="own"),
        pytest.param(Selection(owners=("shared",)), False, id="own, others' meant"),
        pytest.param(Selection(owners=(CONSUMER, OWNER)), True, id="own, by id"),
    ],
)
def test_an_image_is_meant_if_conditions_of_all_kinds_hold(selection: Selection, meant: bool) -> None:
    assert selection.matches(WEB) is meant


@pytest.mark.parametrize(
    ("family", "meant"), [("web", True), (f"acs:{CONSUMER}:web", True), ("acs:4:web", False), ("acs", False)]
)
def test_a_family_of_another_account_is_meant_by_either_of_its_names(family: str, meant: bool) -> None:
    shared = replace(WEB, family=f"acs:{CONSUMER}:web", owner_alias="others", owner_id=CONSUMER)
    assert Selection(families=(family,)).matches(shared) is meant


@pytest.mark.parametrize(
    ("owners", "meant", "lists"),
    [
        pytest.param((), True, ("self",), id="no condition"),
        pytest.param(("self",), False, ("self",), id="own"),
        pytest.param(("shared",), True, ("others",), id="shared by others"),
        pytest.param((CONSUMER,), True, ("others",), id="its owner"),
        pytest.param(("4",), False, ("others",), id="another owner"),
        pytest.param(("self", "shared"), True, ("self", "others"), id="own and shared"),
    ],
)
def test_a_shared_image_is_meant_by_its_owner(owners: tuple[str, ...], meant: bool, lists: tuple[str, ...]) -> None:
    selection = Selection(owners=owners)

    assert selection.matches(image(owner_id=CONSUMER, owner_alias="others")) is meant
    assert selection.owner_aliases == lists


@pytest.mark.parametrize(
    ("created", "after", "before", "meant"),
    [
        pytest.param("2025-01-31T00:00:00Z", "2025-01-31", "2025-02-01", True, id="at its beginning"),
        pytest.param("2025-01-31T23:59:59Z", "2025-01-31", "2025-02-01", True, id="before its end"),
        pytest.param("2025-02-01T00:00:00Z", "2025-01-31", "2025-02-01", False, id="at its end"),
        pytest.param("2025-01-30T23:59:59Z", "2025-01-31", "", False, id="too old"),
        pytest.param("2025-01-30T23:59:59Z", "", "2025-01-31", True, id="old enough"),
        pytest.param("2025-01-31T08:00Z", "2025-01-31", "", True, id="as ECS also writes it"),
        pytest.param("", "2025-01-31", "", False, id="no time"),
        pytest.param("", "", "", True, id="no time, and no condition"),
    ],
)
def test_an_image_is_of_a_period(created: str, after: str, before: str, meant: bool) -> None:
    selection = Selection(created_after=parse_time(after), created_before=parse_time(before))

    assert selection.matches(image(created=created)) is meant


def test_ids_that_no_image_has_are_told_in_their_order() -> None:
    selection = Selection(image_ids=("m-z", "m-web", "m-a"))

    assert selection.missing_ids([WEB]) == ["m-z", "m-a"]


def test_names_that_match_nothing_are_not_missing_ids() -> None:
    assert Selection(names=("none-*",)).missing_ids([WEB]) == []
