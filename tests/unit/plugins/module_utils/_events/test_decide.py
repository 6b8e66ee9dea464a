# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What there is to do about an event."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._events.decide import LISTED_WITHIN, is_losing_images, shared_outside, sort_new_images


def image(**changes: Any) -> dict[str, Any]:
    usual = {"image_id": "m-1", "status": "Available", "encryption": "service_key", "shared_with": []}
    return {**usual, "disks": [{"key_type": "service"}], **changes}


@pytest.mark.parametrize(
    ("images", "seconds", "where"),
    [
        pytest.param([image()], 0, "to_copy", id="under the service key"),
        pytest.param(
            [image(disks=[{"key_type": "customer"}, {"key_type": "service"}])], 0, "to_copy", id="one disk is"
        ),
        pytest.param([image(status="Creating")], 99999, "pending", id="being copied"),
        pytest.param([image(status="Waiting")], 0, "pending", id="queued"),
        pytest.param([], LISTED_WITHIN - 1, "pending", id="not listed yet"),
        pytest.param([], LISTED_WITHIN, "left", id="not listed"),
        pytest.param([image(status="CreateFailed")], 0, "left", id="failed"),
        pytest.param([image(disks=[{"key_type": "customer"}], encryption="customer_key")], 0, "left", id="another key"),
        pytest.param([image(disks=[], encryption="unknown")], 0, "left", id="unknown"),
    ],
)
def test_a_new_image_is_waited_for_copied_or_left(images: list[dict[str, Any]], seconds: float, where: str) -> None:
    found = sort_new_images(["m-1"], images, seconds=seconds)

    assert [name for name in ("pending", "to_copy", "left") if getattr(found, name)] == [where]


def test_only_images_of_the_event_count() -> None:
    found = sort_new_images(["m-1"], [image(image_id="m-2"), image()], seconds=0)

    assert [one["image_id"] for one in found.to_copy] == ["m-1"]


def test_accounts_outside_are_named_by_image() -> None:
    images = [image(shared_with=["2", "3"]), image(image_id="m-2", shared_with=["2"])]

    assert shared_outside(images, ["2"]) == {"m-1": ["3"]}


@pytest.mark.parametrize(
    ("state", "images", "unknown", "losing"),
    [
        ("PendingDeletion", [image()], [], True),
        ("PendingDeletion", [], [image()], True),
        ("PendingDeletion", [], [], False),
        ("Disabled", [image()], [], False),
    ],
)
def test_a_key_is_kept_for_images_that_would_be_lost(
    state: str, images: list[Any], unknown: list[Any], losing: bool
) -> None:
    assert is_losing_images({"state": state, "images": images}, unknown) is losing
