# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The reason of a state, with its remedy."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A stable `code` for machines, a `message` and a `remedy` for people."""

    code: str
    message: str
    remedy: str = ""

    def to_result(self) -> dict[str, str]:
        """`{code, message, remedy}`."""
        return asdict(self)
