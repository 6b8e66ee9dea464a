# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Keeps large results small on their way from a worker to the controller."""

from __future__ import annotations

from typing import Any

from ansible.release import __version__
from ansible.utils.unsafe_proxy import wrap_var

# From 2.19 on, core marks texts without making an object of its own for each.
WRAPS_EACH_TEXT = tuple(map(int, __version__.split(".")[:2])) < (2, 19)


def share_text(result: dict[str, Any]) -> dict[str, Any]:
    """Return the result with one object for equal texts.

    Core before 2.19 wraps every text and every key of a result and remembers each of them while it hands the result
    over, which takes 300 MB for 10,000 images. It does not wrap twice.
    """
    return _shared(result, {}) if WRAPS_EACH_TEXT else result


def _shared(value: Any, known: dict[str, Any]) -> Any:
    if isinstance(value, str):
        if value not in known:
            known[value] = wrap_var(value)
        return known[value]
    if isinstance(value, dict):
        return {_shared(key, known): _shared(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [_shared(item, known) for item in value]
    return value
