# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit finds since its baseline."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.changes import states, states_of_rows
from plugins.module_utils._audit.comparison import WORDS, cells, change_stops, compare, counts
from plugins.module_utils._reports.page_changes import TONES
from plugins.module_utils._variables.baseline import CHANGES


def image(name: str, key: str = "key-1", *shared_with: str, code: str = "", **more: Any) -> dict[str, Any]:
    """An image as an audit lists it: under the service key (`service`) or a customer key, which a code may be about."""
    is_service = key == "service"
    return {
        "image_id": f"m-{name}",
        "name": name,
        "region": "cn-beijing",
        "site": "prod",
        "verdict": "needs_copy" if is_service else "shareable",
        "encryption": "service_key" if is_service else "customer_key",
        "shared_with": list(shared_with),
        "disks": [{"kms_key_id": key, "key_type": "service" if is_service else "customer"}],
        "reasons": [{"code": code, "message": f"its key {key} is so"}] if code else [],
        **more,
    }


def found(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """The changes: kind, name, was, now."""
    return [(row["change"], row["name"], row["was"], row["now"]) for row in compare(states(before), states(now))]


@pytest.mark.parametrize(
    ("before", "now", "changes"),
    [
        pytest.param([image("a")], [image("a")], [], id="nothing"),
        pytest.param([], [image("a", "service")], [("new_service_key", "a", "", "needs copy")], id="a new build"),
        pytest.param([], [image("a", "service", verdict="replaced")], [], id="a new build that has its copy"),
        pytest.param([], [image("a")], [], id="a new image under a customer key"),
        pytest.param([image("a", "service")], [image("a", "service")], [], id="an old one under the service key"),
        pytest.param([image("a")], [image("a", "key-1", "2", "3")], [("share_added", "a", "", "2, 3")], id="shared"),
        pytest.param([], [image("a", "key-1", "2")], [("share_added", "a", "", "2")], id="new and shared"),
        pytest.param(
            [image("a", "key-1", "2", "3")], [image("a", "key-1", "3")], [("share_gone", "a", "2", "")], id="unshared"
        ),
        pytest.param(
            [image("a", "key-1", "2")],
            [image("a", "key-1", "3")],
            [("share_added", "a", "", "3"), ("share_gone", "a", "2", "")],
            id="shared with another account",
        ),
        pytest.param([image("a", "service")], [], [("image_gone", "a", "service key", "")], id="gone"),
        pytest.param(
            [image("a"), image("b")],
            [image("a", code="key_pending_deletion"), image("b", code="key_pending_deletion")],
            [("key_changed", "key of a and 1 more", "enabled", "pending deletion")],
            id="a key of two images is reported once",
        ),
        pytest.param(
            [image("a", code="key_disabled")],
            [image("a")],
            [("key_changed", "key of a", "disabled", "enabled")],
            id="a key that is enabled again",
        ),
        pytest.param([image("a")], [image("a", "key-2", code="key_disabled")], [], id="another key"),
        pytest.param([image("a")], [image("a", code="key_outside_instance")], [], id="a note about a key"),
        pytest.param(
            [image("a")],
            [image("a", disks=[{"kms_key_id": "key-1", "key_type": "unknown"}], reasons=[])],
            [],
            id="a key that may not be read any more",
        ),
    ],
)
def test_what_calls_for_somebody_is_found(
    before: list[dict[str, Any]], now: list[dict[str, Any]], changes: list[tuple[str, ...]]
) -> None:
    assert found(before, now) == changes


def test_kinds_that_are_asked_for_fail_the_audit_and_name_images_or_keys() -> None:
    before = states([image("a"), image("b")])
    rows = compare(before, states([image("a", code="key_disabled"), image("c", "service"), image("d", "service")]))

    assert counts(rows) == {"new_service_key": 2, "key_changed": 1, "image_gone": 1}
    assert change_stops(rows, ["key_changed", "new_service_key", "needs_copy"], "monday") == [
        "2 images are new under a service key since monday: c, d",
        "1 key has another state since monday: key-1",
    ]
    assert change_stops(rows, ["share_added"], "monday") == []
    assert cells(rows[0]) == ["new, service key", "c", "m-c", "cn-beijing", "", "needs copy"]


def test_a_report_is_compared_by_images_and_copies_as_it_left_them() -> None:
    row = {
        "image_id": "m-a", "name": "a", "region": "cn-beijing", "site": "prod", "verdict": "needs_copy",
        "encryption": "service_key", "shared_before": [], "shared_with": ["2"], "new_image_id": "m-c",
        "new_name": "a-cmk", "destination_region": "cn-beijing",
    }  # fmt: skip
    shared = {**row, "image_id": "m-b", "name": "b", "encryption": "customer_key", "new_image_id": None}
    now = [
        image("a", "service"),
        image("a-cmk", "key-1", "2", "3", image_id="m-c"),
        image("b", code="key_disabled"),
        image("d", "service"),
    ]

    changes = [(row["change"], row["id"]) for row in compare(states_of_rows([row, shared]), states(now))]
    assert changes == [("new_service_key", "m-d"), ("share_added", "m-c"), ("share_gone", "m-b")]


def test_every_kind_has_words_on_the_terminal_and_a_tone_on_the_page() -> None:
    assert tuple(WORDS) == tuple(TONES) == CHANGES
