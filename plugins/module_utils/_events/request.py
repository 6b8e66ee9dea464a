# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the event that a reaction is asked to handle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .._core.accounts import ACCOUNT_DIGITS
from .._model.errors import InvalidInput
from .._model.region_id import check_region
from .values import Event

VARIABLE = "images_event"
IMAGES_AT_MOST = 10
CALL = re.compile(r"[A-Za-z]{1,64}")
ACCOUNT = re.compile(r"[0-9]{1,20}")
IMAGE = re.compile(r"m-[A-Za-z0-9-]{1,62}")
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,127}")


def read_image_event(given: Mapping[str, Any]) -> Event:
    """Read an event of images. Raises InvalidInput."""
    ids = given.get("image_ids")
    option = f"{VARIABLE}.image_ids"
    if not isinstance(ids, list | tuple) or not 0 < len(ids) <= IMAGES_AT_MOST:
        raise InvalidInput(option, ids, "names no image", f"Give a list of 1 to {IMAGES_AT_MOST} ids of images.")
    return replace(_common(given), image_ids=tuple(_checked(option, item, IMAGE) for item in ids))


def read_key_event(given: Mapping[str, Any]) -> Event:
    """Read an event of a key. Raises InvalidInput."""
    return replace(_common(given), key_id=_text(given, "key_id", KEY))


def _common(given: Mapping[str, Any]) -> Event:
    name = _text(given, "name", CALL)
    account_id = _checked(f"{VARIABLE}.account_id", _account(given.get("account_id")), ACCOUNT)
    region = str(given.get("region") or "")
    check_region(f"{VARIABLE}.region", region)
    return Event(name=name, account_id=account_id, region=region)


def _account(value: Any) -> Any:
    """Return an account id, of which a job of AWX makes a number, as text again. Zeros it began with would be lost."""
    is_whole = isinstance(value, int) and len(str(value)) == ACCOUNT_DIGITS
    return str(value) if is_whole else value


def _text(given: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str:
    return _checked(f"{VARIABLE}.{key}", given.get(key), form)


def _checked(option: str, value: Any, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        remedy = "Give the event as the filter imageops.alicloud.actiontrail hands it on."
        raise InvalidInput(option, value, "is not of such an event", remedy)
    return value
