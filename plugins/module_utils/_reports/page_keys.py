# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The keys of an image before and after a run, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._model.key import SERVICE_KEY_ALIAS
from .page_texts import Texts

Row = Mapping[str, Any]
# Such an image has several keys, of which one alone says nothing.
MIXED = "mixed"
SERVICE_KEY = "service_key"


def run_keys(row: Row, texts: Texts) -> list[dict[str, Any]]:
    """Return the key that the image was found under and, of a copy that is there or planned, the key of the copy.

    A line has `label` (empty if there is one only), `name` (the alias, or what kind of key it is), `code` (the id, or
    the alias of the service key) and `is_named`: the name alone says which key it is.
    """
    was = _key(row["encryption"], row.get("key", ""), row.get("key_alias", ""), texts)
    if not row["new_key"] or row["copy_state"] == "failed" or row["new_image_id"] == row["image_id"]:
        return [was]
    now = _key("customer_key", row["new_key"], row.get("new_key_alias", ""), texts)
    label = texts["key_is" if row["new_image_id"] else "key_would_be"]
    return [{**was, "label": texts["key_was"]}, {**now, "label": label}]


def audited_keys(image: Row, texts: Texts) -> list[dict[str, Any]]:
    """Return the key of an audited image."""
    key = next((disk["kms_key_id"] for disk in image["disks"] if disk["kms_key_id"]), "")
    return [_key(image["encryption"], key, "", texts)]


def _key(encryption: str, key_id: str, alias: str, texts: Texts) -> dict[str, Any]:
    code = {SERVICE_KEY: SERVICE_KEY_ALIAS, MIXED: ""}.get(encryption, key_id)
    is_alias = bool(alias) and encryption not in (SERVICE_KEY, MIXED)
    name = alias if is_alias else texts[f"encryption_{encryption}"]
    return {"label": "", "name": name, "code": code, "is_named": is_alias or encryption == SERVICE_KEY}
