# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who may use an image."""

from __future__ import annotations

import pytest

from plugins.module_utils._api.ecs_sharing import list_share_accounts, modify_share
from plugins.module_utils._model.errors import ApiError
from plugins.module_utils._model.share import ShareChange

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, HOME
from ..world import CROWD


def change(add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> ShareChange:
    return ShareChange(image_id="m-plain", region=HOME, before=(), add=add, remove=remove)


def numbers(emu: Harness) -> list[tuple[int, int]]:
    """How many accounts each call adds and removes."""
    queries = [entry["parameters"] for entry in emu.log() if entry["action"] == "ModifyImageSharePermission"]
    return [
        (
            sum(name.startswith("AddAccount.") for name in query),
            sum(name.startswith("RemoveAccount.") for name in query),
        )
        for query in queries
    ]


def test_the_accounts_an_image_is_shared_with_are_told(connect: Connect) -> None:
    assert list_share_accounts(connect(), HOME, "m-cmk") == (CONSUMER,)
    assert list_share_accounts(connect(), HOME, "m-plain") == ()


@pytest.mark.parametrize(
    ("count", "calls"),
    [(1, [(1, 0)]), (10, [(10, 0)]), (11, [(10, 0), (1, 0)]), (25, [(10, 0), (10, 0), (5, 0)])],
)
def test_at_most_ten_accounts_are_added_with_a_call_and_none_is_lost(
    emu: Harness, connect: Connect, count: int, calls: list[tuple[int, int]]
) -> None:
    modify_share(connect(), change(CROWD[:count]))

    assert numbers(emu) == calls
    assert list_share_accounts(connect(), HOME, "m-plain") == CROWD[:count]


@pytest.mark.parametrize(
    ("add", "remove", "calls"),
    [
        pytest.param(12, 3, [(10, 3), (2, 0)], id="more to add"),
        pytest.param(3, 12, [(3, 10), (0, 2)], id="more to remove"),
        pytest.param(0, 12, [(0, 10), (0, 2)], id="only to remove"),
    ],
)
def test_accounts_are_added_and_removed_in_the_same_calls(
    emu: Harness, connect: Connect, add: int, remove: int, calls: list[tuple[int, int]]
) -> None:
    session = connect()
    modify_share(session, change(CROWD[:remove]))
    before = len(numbers(emu))
    modify_share(session, change(CROWD[-add:] if add else (), CROWD[:remove]))

    assert numbers(emu)[before:] == calls
    assert list_share_accounts(session, HOME, "m-plain") == (CROWD[-add:] if add else ())


def test_without_a_change_nothing_is_called(emu: Harness, connect: Connect) -> None:
    modify_share(connect(), change())

    assert numbers(emu) == []


def test_an_image_under_the_service_key_is_not_shared(connect: Connect) -> None:
    wish = ShareChange(image_id="m-web", region=HOME, before=(), add=(CONSUMER,), remove=())

    with pytest.raises(ApiError) as caught:
        modify_share(connect(), wish)

    assert caught.value.code == "InvalidOperation.ServiceKeyEncryptedImageUnsupported"
