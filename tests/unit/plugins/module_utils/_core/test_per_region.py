# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Options that may be given once or for each region."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._core.per_region import required_region, value_per_region
from plugins.module_utils._model.errors import InvalidInput

from ..support import AWAY, HOME


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param("k", {HOME: "k", AWAY: "k"}, id="one for all"),
        pytest.param(" k ", {HOME: "k", AWAY: "k"}, id="blanks around it"),
        pytest.param({HOME: "k", AWAY: " l "}, {HOME: "k", AWAY: "l"}, id="one each"),
        pytest.param({HOME: "k", AWAY: "l", "cn-chengdu": ""}, {HOME: "k", AWAY: "l"}, id="a region nobody asks for"),
    ],
)
def test_every_region_gets_its_value(value: object, found: dict[str, str]) -> None:
    assert value_per_region("kms_key_id", value, [HOME, AWAY]) == found


@pytest.mark.parametrize(
    ("value", "message"),
    [
        pytest.param("", "kms_key_id: '' is empty", id="empty"),
        pytest.param("  ", "kms_key_id: '  ' is empty", id="blanks"),
        pytest.param(None, "kms_key_id: None is empty", id="none"),
        pytest.param({HOME: "k"}, f"kms_key_id: '{AWAY}' has no entry (there are: {HOME}). Add one", id="a gap"),
        pytest.param({}, f"kms_key_id: '{HOME}' has no entry (there are: none)", id="empty mapping"),
        pytest.param({HOME: "k", AWAY: ""}, f"kms_key_id: '{AWAY}' has no entry", id="an empty entry"),
        pytest.param({HOME: "k", AWAY: "  "}, f"kms_key_id: '{AWAY}' has no entry", id="an entry of blanks"),
    ],
)
def test_a_region_without_a_value_is_refused(value: object, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        value_per_region("kms_key_id", value, [HOME, AWAY])

    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("region", [None, ""])
def test_a_missing_region_is_refused_with_how_to_give_it(region: Any) -> None:
    with pytest.raises(InvalidInput, match="ALIBABA_CLOUD_REGION_ID"):
        required_region({"region": region})


def test_a_given_region_is_taken() -> None:
    assert required_region({"region": HOME}) == HOME
