# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An image should reach an account one way only."""

from __future__ import annotations

import pytest

from plugins.module_utils._core.reasons import reason
from plugins.module_utils._shares.overlap import Overlap, find_overlap, overlap_note


@pytest.mark.parametrize(
    ("direct", "targets", "accounts", "unclear"),
    [
        pytest.param([], ["2", "rd-1"], (), (), id="nobody has it directly"),
        pytest.param(["2"], ["3"], (), (), id="others have it through a share"),
        pytest.param(["2", "3"], ["3"], ("3",), (), id="one has it both ways"),
        pytest.param(["2"], ["fd-1", "rd-1"], (), ("fd-1", "rd-1"), id="it may be in there"),
        pytest.param(["2"], ["2", "fd-1"], ("2",), (), id="known already to have it both ways"),
        pytest.param(["2", "3"], ["2", "fd-1"], ("2",), ("fd-1",), id="one is known, another may be in there"),
    ],
)
def test_accounts_with_an_image_both_ways_are_told(
    direct: list[str], targets: list[str], accounts: tuple[str, ...], unclear: tuple[str, ...]
) -> None:
    assert find_overlap(direct, targets) == Overlap(accounts=accounts, unclear=unclear)


def test_what_is_not_clear_is_told_with_both_sides() -> None:
    found = overlap_note("m-1", ["3", "2"], ["fd-1"])
    assert found.code == "may_be_shared_both_ways"
    assert found.message.startswith("m-1 is shared directly with 2, 3 and through Resource Sharing with fd-1")


def test_a_missing_right_is_named() -> None:
    assert (
        "resourcesharing:ListSharedTargets"
        in reason("resource_shares_not_visible", permission="resourcesharing:ListSharedTargets").remedy
    )
