# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ids of images in texts."""

from __future__ import annotations

import pytest

from plugins.module_utils._core.image_map import ids_in, with_new_ids

MAP = {"m-1": "m-9", "m-12": "m-1", "v1.2": "v2"}


@pytest.mark.parametrize(
    ("text", "ids", "changed"),
    [
        ("m-1", ["m-1"], "m-9"),
        ("m-12,m-1,m-12", ["m-12", "m-1"], "m-1,m-9,m-1"),
        ("m-1_a m-123 am-1 -m-1 m-1-", [], None),
        ("[m-1] v1.2 v1x2", ["m-1", "v1.2"], "[m-9] v2 v1x2"),
        ("", [], None),
    ],
)
def test_ids_are_whole_words_and_each_is_replaced_once(text: str, ids: list[str], changed: str | None) -> None:
    assert ids_in(text, MAP) == ids
    assert with_new_ids(text, MAP) == (text if changed is None else changed)


def test_no_ids_are_in_no_text() -> None:
    assert (ids_in("m-1", []), with_new_ids("m-1", {})) == ([], "m-1")
