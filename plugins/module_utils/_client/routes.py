# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Requests of the RPC style, where a parameter says the action, and of the ROA style, where method and path do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

IN_PATH = re.compile(r"\{([A-Za-z]+)\}")


def routed(
    routes: Mapping[str, tuple[str, str]], action: str, given: Mapping[str, Any]
) -> tuple[str, str, dict[str, Any], dict[str, Any] | None]:
    """Return method, path, query and body of a call. Only a change of the ROA style has a body.

    The SDK's typed models would add an empty list for each that is not given, and an empty list may clear what is
    there; so a body has what is given and nothing else.
    """
    if action not in routes:
        return "POST", "/", dict(given), None
    method, path = routes[action]
    named = set(IN_PATH.findall(path))
    filled = IN_PATH.sub(lambda found: quote(str(given[found[1]]), safe=""), path)
    rest = {name: value for name, value in given.items() if name not in named}
    return (method, filled, rest, None) if method == "GET" else (method, filled, {}, rest)
