# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for tags of keys."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ...actions.declare import Call
from ...actions.json_text import parse_json

TAGS_AT_MOST = 20
_TEXT = re.compile(r"[\w/\\.+=:@-]{0,128}", re.ASCII)


def tags_of_call(call: Call, present: Mapping[str, str]) -> dict[str, str]:
    """The tags that `Tags` names, a JSON list; with those already there they must not be too many."""
    text = call.parameters.text("Tags")
    if not text:
        return {}
    try:
        given = parse_json(text)
    except ValueError:
        raise call.invalid("Tags") from None
    if not isinstance(given, list) or not all(_is_tag(item) for item in given):
        raise call.invalid("Tags")
    tags = {item["TagKey"]: item.get("TagValue", "") for item in given}
    if len(tags) < len(given) or len({**present, **tags}) > TAGS_AT_MOST:
        raise call.invalid("Tags")
    return tags


def _is_tag(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("TagKey"), str):
        return False
    key, value = item["TagKey"], item.get("TagValue", "")
    reserved = key.lower().startswith(("aliyun", "acs:"))
    return bool(key) and not reserved and bool(_TEXT.fullmatch(key)) and bool(_TEXT.fullmatch(str(value)))
