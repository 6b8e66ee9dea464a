# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Test that one site does what is done once, whoever asks at the same time, and that a report misses no site's work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ansible import constants

from plugins.plugin_utils._steps.state import (
    claim,
    claimant_of,
    forget_reported,
    is_behind,
    note_reported,
    release_claim,
)

DUTY = "prepare 1000000000000001"
HOSTS = ["beijing", "singapore"]


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))


def test_the_first_that_asks_has_the_duty_for_the_whole_play() -> None:
    assert claimant_of(DUTY) == ""
    assert [claim(DUTY, host, HOSTS) for host in ("singapore", "beijing", "singapore")] == ["singapore"] * 3
    assert claimant_of(DUTY) == "singapore"


def test_of_many_that_ask_at_once_all_name_the_same() -> None:
    hosts = [f"site-{number}" for number in range(40)]
    with ThreadPoolExecutor(40) as pool:
        answers = set(pool.map(lambda host: claim(DUTY, host, hosts), hosts))

    assert answers == {claimant_of(DUTY)}


def test_a_site_of_an_earlier_play_has_no_duty() -> None:
    claim(DUTY, "tokyo", ["tokyo"])

    assert claim(DUTY, "beijing", HOSTS) == "beijing"


def test_a_site_that_begins_again_has_no_duty_yet() -> None:
    claim(DUTY, "beijing", HOSTS)
    release_claim(DUTY, "singapore")
    assert claimant_of(DUTY) == "beijing"

    release_claim(DUTY, "beijing")

    assert claimant_of(DUTY) == ""


def test_accounts_have_duties_of_their_own(tmp_path: Path) -> None:
    claim(DUTY, "beijing", HOSTS)

    assert claim("prepare profile.../odd", "singapore", HOSTS) == "singapore"
    assert sorted(path.suffix for path in (tmp_path / "imageops.alicloud").iterdir()) == [".claim", ".claim"]


COPIED = {"copied": {"copies": [{"state": "ready"}]}, "api_calls": {"CopyImage": 1}}


def test_a_report_misses_what_a_site_did_afterwards() -> None:
    note_reported("r1", [("beijing", COPIED), ("singapore", {"has_work": True})])

    assert not is_behind("r1", [("beijing", COPIED)])
    assert is_behind("r1", [("beijing", COPIED), ("singapore", COPIED)])
    assert is_behind("r1", [("tokyo", COPIED)])


def test_requests_and_hosts_that_did_nothing_are_not_missed() -> None:
    note_reported("r1", [("beijing", COPIED)])

    assert not is_behind("r1", [("beijing", COPIED | {"api_calls": {}}), ("singapore", {})])


def test_a_run_that_nobody_reported_misses_nothing() -> None:
    note_reported("r1", [])
    forget_reported("r1")

    assert not is_behind("r1", [("beijing", COPIED)])
    assert not is_behind("r2", [("beijing", COPIED)])
