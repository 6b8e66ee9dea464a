# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images that a shared copy stands for."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._audit.replaced import counted, replacements, with_replaced

SOURCE = {"image_id": "m-1", "owner_id": "1", "verdict": "needs_copy", "encryption": "service_key"}


def copy(**more: Any) -> dict[str, Any]:
    given = {
        "image_id": "m-9",
        "owner_id": "1",
        "copied_from": "m-1",
        "status": "Available",
        "verdict": "shareable",
        "encryption": "customer_key",
        "shared_with": ["2"],
    }
    return {**given, **more}


@pytest.mark.parametrize("accounts", [[], ["2"]])
def test_a_source_whose_copy_is_under_the_key_and_shared_is_replaced(accounts: list[str]) -> None:
    found = replacements([SOURCE], [copy()], accounts)

    assert found == {"m-1": "m-9"}
    assert [image["verdict"] for image in with_replaced([SOURCE], found)] == ["replaced"]
    assert counted({"needs_copy": 1, "blocked": 2}, 1) == {"blocked": 2, "replaced": 1}


@pytest.mark.parametrize(
    "more",
    [
        {"shared_with": []},
        {"shared_with": ["3"]},
        {"encryption": "service_key"},
        {"verdict": "unknown"},
        {"status": "Creating"},
        {"copied_from": "m-2"},
        {"owner_id": "7"},
    ],
    ids=str,
)
def test_another_copy_replaces_nothing(more: dict[str, Any]) -> None:
    assert replacements([SOURCE], [copy(**more)], ["2"]) == {}


def test_only_what_needs_a_copy_is_replaced() -> None:
    assert replacements([{**SOURCE, "verdict": "blocked"}], [copy()], []) == {}
