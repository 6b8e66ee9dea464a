# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tag that says what an image was made of."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.image_making import MadeFrom


@pytest.mark.parametrize(
    ("tag", "source", "snapshot_id"),
    [
        pytest.param("i-1/d-1", "i-1", "", id="an instance and its disk"),
        pytest.param("s-1", "s-1", "s-1", id="a snapshot"),
        pytest.param("m-1/s-1", "m-1", "s-1", id="an image and its snapshot"),
    ],
)
def test_the_tag_says_what_the_image_was_made_of(tag: str, source: str, snapshot_id: str) -> None:
    made_from = MadeFrom.read(tag)

    assert (made_from.source, made_from.snapshot_id, made_from.tag) == (source, snapshot_id, tag)
