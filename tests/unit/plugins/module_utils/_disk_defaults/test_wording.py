# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Changes of default encryption in words."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._disk_defaults.wording import consent_text, is_switched, state_text, undo_options

OFF: dict[str, Any] = {"enabled": False, "kms_key_id": "", "key_type": "service"}
SERVICE = {**OFF, "enabled": True, "kms_key_id": "key-ecs"}
KEY = {"enabled": True, "kms_key_id": "key-1", "key_type": "customer"}
OTHER = {**KEY, "kms_key_id": "key-2"}


def row(before: dict[str, Any], after: dict[str, Any], site: str = "one") -> dict[str, Any]:
    return {"site": site, "region": f"cn-{site}", "before": before, "after": after}


@pytest.mark.parametrize(
    ("defaults", "text"),
    [(OFF, "off"), (SERVICE, "on, service key"), (KEY, "on, key-1")],
    ids=["off", "service", "key"],
)
def test_a_region_is_off_or_on_with_a_key(defaults: dict[str, Any], text: str) -> None:
    assert state_text(defaults) == text


@pytest.mark.parametrize(
    ("before", "after", "switched", "options"),
    [
        (OFF, KEY, True, "-e guard_state=disabled -e guard_confirm=true"),
        (SERVICE, KEY, False, "-e guard_kms_key_id=alias/acs/ecs"),
        (KEY, OTHER, False, "-e guard_kms_key_id=key-1"),
        (KEY, {**KEY, "enabled": False}, True, "-e guard_kms_key_id=key-1 -e guard_confirm=true"),
        (SERVICE, OFF, True, "-e guard_kms_key_id=alias/acs/ecs -e guard_confirm=true"),
    ],
)
def test_what_was_before_is_set_again(
    before: dict[str, Any], after: dict[str, Any], switched: bool, options: str
) -> None:
    assert is_switched(row(before, after)) is switched
    assert undo_options(row(before, after)) == options


def test_the_consent_names_what_changes_for_everybody() -> None:
    assert consent_text([row(SERVICE, KEY)]) == ""
    assert consent_text([row(OFF, KEY), row(KEY, OFF, "two"), row(SERVICE, KEY, "three")]) == (
        "disks without encryption could no longer be made in cn-one (one), "
        "and new disks would no longer be encrypted by default in cn-two (two)"
    )
