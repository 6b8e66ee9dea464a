# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What find_references says of users, and what fails it."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.plugin_utils._steps.references import findings, how, unknown_kinds


def user(**more: Any) -> dict[str, Any]:
    return {"type": "instance", "version": 0, "is_default": False, "is_latest": False, "through": "", **more}


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (user(), "instance"),
        (user(type="launch_template_version", version=3), "version 3"),
        (user(type="launch_template_version", version=3, is_default=True), "version 3 (default)"),
        (
            user(type="launch_template_version", version=3, is_default=True, is_latest=True),
            "version 3 (default, latest)",
        ),
        (user(type="scaling_configuration", through="family web"), "scaling configuration, family web"),
        (user(type="scaling_group", through="lt-1 Latest"), "scaling group, lt-1 Latest"),
        (user(type="image_family"), "family"),
    ],
)
def test_a_user_is_told_by_how_it_names_the_image(item: dict[str, Any], words: str) -> None:
    assert how(item) == words


def found(*, used: int = 0, code: str = "") -> dict[str, Any]:
    kinds = [
        {"kind": "instances", "state": "searched", "reasons": []},
        {"kind": "scaling", "state": "unknown" if code else "searched", "reasons": [{"code": code}] if code else []},
        {"kind": "node_pools", "state": "left_out", "reasons": []},
    ]
    images = [{"image_id": "m-1", "references": used}, {"image_id": "m-2", "references": 0}]
    return {"region": "cn-beijing", "images": images, "kinds": kinds}


@pytest.mark.parametrize(
    ("given", "fail_on", "texts"),
    [
        (found(used=2), [], []),
        (found(used=2), ["used"], ["1 image in cn-beijing has users."]),
        (found(used=2), ["unknown"], []),
        (found(code="users_not_readable"), ["used", "unknown"], ["scaling could not be searched in cn-beijing."]),
        (found(code="users_library_missing"), ["unknown"], ["scaling could not be searched in cn-beijing."]),
    ],
)
def test_only_what_was_to_be_searched_fails_a_run_as_unknown(
    given: dict[str, Any], fail_on: list[str], texts: list[str]
) -> None:
    assert findings(given, fail_on) == texts


def test_what_is_left_out_is_not_unknown() -> None:
    assert unknown_kinds(found()) == []
    assert unknown_kinds(found(code="users_not_readable")) == ["scaling"]
