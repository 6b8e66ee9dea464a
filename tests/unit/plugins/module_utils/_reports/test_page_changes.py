# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit's page says of earlier audits."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._reports.observe_texts import texts_in
from plugins.module_utils._reports.page_changes import SHOWN_AT_MOST, changed_since

NOW = {
    "run": "friday",
    "finished": "2027-01-08",
    "summary": {"total": 4, "verdicts": {"needs_copy": 2}, "encryption": {}},
}


def change(number: int = 0) -> dict[str, str]:
    return {
        "change": "new_service_key",
        "name": f"web-{number}",
        "id": "m-1",
        "region": "r",
        "was": "",
        "now": "needs copy",
    }


def test_changes_are_worded_and_more_than_a_page_holds_are_counted() -> None:
    rows = [change(number) for number in range(SHOWN_AT_MOST + 5)]
    page = changed_since(
        {**NOW, "compared": {"since": "monday", "finished": "x", "changes": rows, "left_out": 7}}, texts_in()
    )

    assert page["changes"][0] == {
        "words": "new under a service key",
        "tone": "bad",
        "cells": ["web-0", "m-1", "r", "", "needs copy"],
    }
    assert (len(page["changes"]), page["trend"]) == (SHOWN_AT_MOST, [])
    assert page["more"] == "12 more changes are in audit.json."
    assert page["since"] == "What changed since monday"


def test_a_trend_ends_with_the_audit_of_the_page() -> None:
    earlier: dict[str, Any] = {
        "run": "monday",
        "finished": "2027-01-04",
        "total": 3,
        "verdicts": {},
        "encryption": {"service_key": 1},
    }
    page = changed_since({**NOW, "compared": {"trend": [earlier]}}, texts_in())

    assert page["trend"] == [
        {"run": "monday", "finished": "2027-01-04", "total": 3, "service_key": 1, "needs_copy": 0},
        {"run": "friday", "finished": "2027-01-08", "total": 4, "service_key": 0, "needs_copy": 2},
    ]


def test_without_earlier_audits_there_is_no_section() -> None:
    assert changed_since({}, texts_in()) == {}
    assert changed_since({**NOW, "compared": {"trend": []}}, texts_in()) == {}
