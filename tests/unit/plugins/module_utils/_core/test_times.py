# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ages as people write them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugins.module_utils._core.times import age_option
from plugins.module_utils._model.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("", None),
        ("90m", timedelta(minutes=90)),
        ("36h", timedelta(hours=36)),
        ("8d", timedelta(days=8)),
        ("2w", timedelta(days=14)),
        ("3650d", timedelta(days=3650)),
    ],
)
def test_an_age_is_a_number_and_a_unit(text: str, age: timedelta | None) -> None:
    assert age_option("images_created_within", text) == age


@pytest.mark.parametrize("text", ["8", "d", "8 d", "0d", "-8d", "1.5d", "8D", "8y", "٨d", "8d2h", "3651d", "999999w"])
def test_what_is_no_age_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="images_created_within"):
        age_option("images_created_within", text)
