# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names that ECS accepts for an image."""

from __future__ import annotations

import re

LONGEST = 128
SHORTEST = 2
# ECS: English and Chinese letters, digits, . : _ -
NOT_ALLOWED = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff_.:\-]+")
RESERVED = ("aliyun", "acs:")


def valid_name(text: str, suffix: str = "") -> str:
    """The nearest name that ECS accepts: 2 to 128 characters, a letter first, no reserved beginning, no URL scheme."""
    cleaned = cleaned_name(text)
    if not cleaned or not cleaned[0].isalpha() or cleaned.lower().startswith(RESERVED):
        cleaned = f"image-{cleaned}".rstrip("-")
    cleaned = cleaned[: LONGEST - len(suffix)] + suffix
    return cleaned if len(cleaned) >= SHORTEST else f"image-{cleaned}"


def cleaned_name(text: str) -> str:
    """Replace what ECS does not accept; the result may still be too short or begin wrongly."""
    return NOT_ALLOWED.sub("-", text.replace("http://", "").replace("https://", "")).strip("-")
