# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource shares on the wire."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._api.resource_shares import (
    associate,
    create_share,
    delete_share,
    disassociate,
    list_image_targets,
    list_shares,
    with_associations,
)
from plugins.module_utils._model.resource_share import ShareContent
from plugins.module_utils._shares.resource_values import ResourceShareRequest

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import CONSUMER, HOME
from ..world import CROWD


def request(**more: Any) -> ResourceShareRequest:
    given = {"region": HOME, "name": "images", "image_ids": ("m-plain",), "allow_external": True, **more}
    return ResourceShareRequest(**given)


def settle(emu: Harness) -> None:
    emu.advance(2)


def test_a_share_is_made_listed_and_deleted(emu: Harness, connect: Connect) -> None:
    session = connect()
    share_id = create_share(session, request(targets=(CONSUMER,), tags={"team": "images"}))
    settle(emu)
    (found,) = list_shares(session, HOME, name="images")
    assert (found.share_id, found.allow_external, dict(found.tags)) == (share_id, True, {"team": "images"})
    filled = with_associations(session, found)
    assert [(item.entity_id, item.status) for item in filled.images] == [("m-plain", "Associated")]
    assert [(item.entity_id, item.shown_status) for item in filled.targets] == [(CONSUMER, "Pending")]
    delete_share(session, HOME, share_id)
    assert list_shares(session, HOME) == []


def test_five_targets_go_in_a_call_and_none_is_lost(emu: Harness, connect: Connect) -> None:
    session = connect()
    share_id = create_share(session, request())
    associate(session, HOME, share_id, ShareContent(targets=tuple(CROWD[:12])))
    settle(emu)
    (found,) = list_shares(session, HOME)
    assert {item.entity_id for item in with_associations(session, found).targets} == set(CROWD[:12])
    disassociate(session, HOME, share_id, ShareContent(targets=tuple(CROWD[:12])))
    settle(emu)
    assert with_associations(session, found).targets == ()
    counts = [entry["action"] for entry in emu.log() if entry["action"].endswith("associateResourceShare")]
    assert len(counts) == 3


def test_an_image_without_a_share_has_no_targets(connect: Connect) -> None:
    assert list_image_targets(connect(), HOME, "m-plain") == ()
