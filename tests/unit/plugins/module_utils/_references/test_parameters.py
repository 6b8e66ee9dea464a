# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images parameters of OOS name."""

from __future__ import annotations

import pytest

from plugins.module_utils._model.image_users import OosParameter
from plugins.module_utils._references.parameters import PART, parameter_references

from ..support import HOME


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("m-old", [("m-old", "")]),
        (" m-old\n", [("m-old", "")]),
        ("m-other,m-old,m-older", [("m-old", PART), ("m-older", PART)]),
        ('{"image": "m-old"}', [("m-old", PART)]),
        ("m-old-2", []),
        ("xm-old", []),
        ("", []),
    ],
)
def test_a_parameter_uses_each_image_that_it_names_as_a_word(value: str, found: list[tuple[str, str]]) -> None:
    parameter = OosParameter(name="images/web", kind="String", value=value, version=1)
    references = list(parameter_references(HOME, [parameter], ("m-old", "m-older")))
    assert [(item.image_id, item.through) for item in references] == found
    assert all((item.id, item.type, item.active) == ("images/web", "oos_parameter", True) for item in references)
