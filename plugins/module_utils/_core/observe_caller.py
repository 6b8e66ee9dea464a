# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read who is calling."""

from __future__ import annotations

from typing import Any

from .._api.sts import get_caller
from .._client.session import Session


def read_caller(session: Session, _request: None) -> dict[str, Any]:
    """Return the values of caller_info."""
    return {"caller": get_caller(session).to_result()}
