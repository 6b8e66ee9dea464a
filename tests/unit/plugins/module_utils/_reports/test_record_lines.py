# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A record's file has one image a line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.module_utils._reports.record import as_lines, as_text, lines_read

HEAD = {"kind": "audit", "summary": {"images": [1]}}


@pytest.mark.parametrize("images", [[], [{"id": "m-1"}], [{"id": "m-1", "name": " ]\n,{"}, {"id": "m-2", "tags": {}}]])
def test_a_record_is_json_with_an_image_a_line_and_is_read_so(images: list[dict[str, Any]]) -> None:
    text = "".join(as_lines(HEAD, iter(images)))

    assert json.loads(text) == {**HEAD, "images": images}
    assert text == as_text({**HEAD, "images": images})
    assert list(lines_read(text.splitlines(keepends=True))) == images
