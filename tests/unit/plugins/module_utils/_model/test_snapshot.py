# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What ECS's tags say of a snapshot that is shared."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.snapshot import SharedFrom, Snapshot

ORIGIN = "1000000000000001:cn-beijing:s-1"


def snapshot(**tags: str) -> Snapshot:
    return Snapshot(snapshot_id="s-here", encrypted=True, kms_key_id="", tags=tags)


@pytest.mark.parametrize("tags", [{"acs:ecs:sharedFrom": ORIGIN}, {f"acs:ecs:sharedFrom:{ORIGIN}": ""}])
def test_the_origin_is_read_from_the_value_or_the_key(tags: dict[str, str]) -> None:
    found = snapshot(**tags).shared_from
    assert found == SharedFrom(owner_id="1000000000000001", region="cn-beijing", snapshot_id="s-1")


@pytest.mark.parametrize("tags", [{}, {"team": "web"}, {"acs:ecs:isShared": "true"}])
def test_an_own_snapshot_has_no_origin(tags: dict[str, str]) -> None:
    assert snapshot(**tags).shared_from is None


def test_an_own_snapshot_that_is_shared_says_so() -> None:
    assert (snapshot(**{"acs:ecs:isShared": "true"}).is_shared, snapshot().is_shared) == (True, False)
