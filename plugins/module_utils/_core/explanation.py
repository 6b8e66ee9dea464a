# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is known of an error code."""

from __future__ import annotations

from typing import NamedTuple


class Explanation(NamedTuple):
    """What an error code comes from, and what to do."""

    cause: str
    remedy: str
