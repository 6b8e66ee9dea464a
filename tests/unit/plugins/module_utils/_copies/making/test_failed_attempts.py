# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which failed attempts go once a later one has followed."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._copies.making.failed_attempts import superseded_attempts
from plugins.module_utils._model.image import Image

from ...support import KEY, copy_of, disk, wanted

WANT = wanted()


def failed(attempt: int, **more: Any) -> Image:
    return copy_of(WANT, attempt, **{"status": "CreateFailed", "disks": (), **more})


@pytest.mark.parametrize(
    ("images", "gone"),
    [
        pytest.param({}, [], id="none failed"),
        pytest.param({1: failed(1)}, [], id="the last is the record"),
        pytest.param({1: failed(1), 2: failed(2)}, ["m-copy-1"], id="the one before goes"),
        pytest.param({5: failed(5), 2: failed(2), 3: failed(3)}, ["m-copy-2", "m-copy-3"], id="gaps"),
        pytest.param({1: failed(1, is_shared=True), 2: failed(2)}, [], id="shared, so somebody used it"),
        pytest.param({1: failed(1, is_used=True), 2: failed(2)}, [], id="in use"),
        pytest.param({1: failed(1, is_copied=False), 2: failed(2)}, [], id="no copy"),
        pytest.param({1: failed(1, disks=(disk("key-2"),)), 2: failed(2)}, [], id="under another key"),
        pytest.param({1: failed(1, disks=(disk(KEY),)), 2: failed(2)}, ["m-copy-1"], id="under the key"),
    ],
)
def test_all_failed_attempts_but_the_last_are_left_over(images: dict[int, Image], gone: list[str]) -> None:
    assert [item.image.image_id for item in superseded_attempts(WANT, images) if item.image] == gone
