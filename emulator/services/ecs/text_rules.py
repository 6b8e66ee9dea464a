# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for names, descriptions and tags that ECS actions share."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LETTER = r"A-Za-z\u4e00-\u9fff"
_NAME = re.compile(rf"[{_LETTER}][{_LETTER}0-9_.:-]{{1,127}}")
_URL = re.compile(r"https?://", re.IGNORECASE)
TAGS_PER_RESOURCE = 20


def name_is_valid(name: str) -> bool:
    """2 to 128 English or Chinese letters, digits and `_.:-`, a letter first, no reserved beginning, no URL."""
    return bool(_NAME.fullmatch(name)) and not _reserved(name) and not _URL.search(name)


def description_is_valid(description: str) -> bool:
    """2 to 256 characters, not a URL."""
    return 2 <= len(description) <= 256 and not _URL.match(description)


def tag_fault(tags: Sequence[dict[str, str]]) -> str | None:
    """The error code for the first thing wrong with tags to be written, or None."""
    if len(tags) > TAGS_PER_RESOURCE:
        return "NumberExceed.Tags"
    keys = [tag.get("Key", "") for tag in tags]
    for key in keys:
        if not 1 <= len(key) <= 128 or _reserved(key) or _URL.search(key):
            return "InvalidTagKey.Malformed"
    for tag in tags:
        value = tag.get("Value", "")
        if len(value) > 128 or value.startswith("acs:") or _URL.search(value):
            return "InvalidTagValue.Malformed"
    return "Duplicate.TagKey" if len(set(keys)) < len(keys) else None


def tag_filter_fault(tags: Sequence[dict[str, str]]) -> str | None:
    """The error code for the first thing wrong with tags to search for, or None."""
    if len(tags) > TAGS_PER_RESOURCE:
        return "InvalidTagCount"
    return "InvalidTag.Mismatch" if any(not tag.get("Key") for tag in tags) else None


def tags_match(own: dict[str, str], wanted: Sequence[dict[str, str]]) -> bool:
    """Whether a resource has all these tags; a filter without a value asks for the key only."""
    return all(tag["Key"] in own and tag.get("Value", own[tag["Key"]]) == own[tag["Key"]] for tag in wanted)


def _reserved(text: str) -> bool:
    lowered = text.lower()
    return lowered.startswith(("aliyun", "acs:"))
