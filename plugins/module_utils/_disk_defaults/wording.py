# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A site's change of default encryption in words, and what takes it back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .._model.key import SERVICE_KEY_ALIAS, KeyType

Row = Mapping[str, Any]


def is_switched(row: Row) -> bool:
    """Return whether default encryption is switched on or off."""
    return bool(row["before"]["enabled"]) is not bool(row["after"]["enabled"])


def state_text(defaults: Row) -> str:
    """Return how a region encrypts new disks."""
    if not defaults["enabled"]:
        return "off"
    return "on, service key" if is_service(defaults) else f"on, {defaults['kms_key_id']}"


def is_service(defaults: Row) -> bool:
    """Return whether the default key is the service key."""
    return str(defaults["key_type"]) == KeyType.SERVICE


def undo_options(row: Row) -> str:
    """Return the variables with which the playbook sets what was before."""
    before = row["before"]
    if not before["enabled"]:
        return "-e guard_state=disabled -e guard_confirm=true"
    key = f"-e guard_kms_key_id={SERVICE_KEY_ALIAS if is_service(before) else before['kms_key_id']}"
    return f"{key} -e guard_confirm=true" if is_switched(row) else key


def consent_text(rows: Iterable[Row]) -> str:
    """Return what needs the operator's consent; empty if nothing does."""
    switched = [row for row in rows if is_switched(row)]
    on = _regions([row for row in switched if row["after"]["enabled"]])
    off = _regions([row for row in switched if not row["after"]["enabled"]])
    texts = [f"disks without encryption could no longer be made in {on}"] if on else []
    texts += [f"new disks would no longer be encrypted by default in {off}"] if off else []
    return ", and ".join(texts)


def _regions(rows: Sequence[Row]) -> str:
    return ", ".join(dict.fromkeys(f"{row['region']} ({row['site']})" for row in rows))
