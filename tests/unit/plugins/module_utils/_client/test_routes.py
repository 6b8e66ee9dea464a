# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where the parameters of a call go: RPC has one place for all of them, ROA has path, query and body."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._client.routes import routed

ROUTES = {"List": ("GET", "/things"), "Show": ("GET", "/things/{Id}"), "Change": ("PUT", "/things/{Id}")}


@pytest.mark.parametrize(
    ("action", "given", "wanted"),
    [
        ("Other", {"Id": "1"}, ("POST", "/", {"Id": "1"}, None)),
        ("List", {"page_size": 50}, ("GET", "/things", {"page_size": 50}, None)),
        ("Show", {"Id": "a/b?c", "x": 1}, ("GET", "/things/a%2Fb%3Fc", {"x": 1}, None)),
        ("Change", {"Id": "1", "part": {"a": 1}}, ("PUT", "/things/1", {}, {"part": {"a": 1}})),
    ],
)
def test_parameters_of_a_call_go_where_its_style_has_them(
    action: str, given: dict[str, Any], wanted: tuple[Any, ...]
) -> None:
    assert routed(ROUTES, action, given) == wanted
