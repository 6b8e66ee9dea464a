# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which images auto provisioning groups launch, and whose are hidden."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.image_users import ProvisioningGroup, TemplateVersion
from plugins.module_utils._references.provisioning import hidden, left, provisioning_references

from ..support import HOME


def group(**more: Any) -> ProvisioningGroup:
    given = {
        "group_id": "apg-1",
        "name": "web",
        "status": "active",
        "template_id": "",
        "template_version": "",
        "image_id": "",
        "image_family": "",
    }
    return ProvisioningGroup(**{**given, **more})


def version(number: int, image_id: str, **more: Any) -> TemplateVersion:
    given = {"template_id": "lt-1", "is_default": False, "description": "", "created": ""}
    return TemplateVersion(**{**given, "encrypted": False, "kms_key_id": "", **more}, number=number, image_id=image_id)


VERSIONS = {"lt-1": [version(1, "m-old", encrypted=True, kms_key_id="key-1"), version(2, "m-new", is_default=True)]}


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"template_id": "lt-1", "template_version": "1"}, [("m-old", True, "lt-1 1")]),
        ({"template_id": "lt-1"}, [("m-old", False, "lt-1 1"), ("m-new", True, "lt-1 Default")]),
        ({"template_id": "lt-1", "template_version": "7"}, []),
        ({"template_id": "lt-gone"}, []),
        ({"template_id": "lt-1", "template_version": "1", "status": "delete-running"}, [("m-old", False, "lt-1 1")]),
        ({"image_id": "m-old"}, [("m-old", True, "")]),
        ({"image_family": "web"}, [("m-web", True, "family web")]),
        ({}, []),
    ],
)
def test_a_group_launches_from_its_template_or_from_what_is_shown(
    parts: dict[str, str], found: list[tuple[str, bool, str]]
) -> None:
    references = list(provisioning_references(HOME, [group(**parts)], VERSIONS, {"web": "m-web"}))
    assert [(item.image_id, item.active, item.through) for item in references] == found
    assert all((item.id, item.name, item.type) == ("apg-1", "web", "auto_provisioning_group") for item in references)


def test_a_group_has_the_number_and_the_key_of_its_version() -> None:
    groups = [group(template_id="lt-1", template_version="1")]
    [found] = provisioning_references(HOME, groups, VERSIONS, {})
    assert (found.version, found.encrypted, found.kms_key_id) == (1, True, "key-1")


def test_deleted_groups_are_no_users() -> None:
    groups = [group(status="deleted"), group(status="modifying"), group(status="delete-running")]
    assert [item.status for item in left(groups)] == ["modifying", "delete-running"]


def test_groups_that_show_no_image_are_named() -> None:
    groups = [group(name=f"g-{number}") for number in range(6)] + [group(name="", template_id="lt-1")]
    [why] = hidden(groups)
    assert why.code == "users_hidden"
    assert why.message.endswith("g-0, g-1, g-2, g-3, g-4 and 1 more")
    assert hidden([group(image_id="m-1"), group(image_family="web"), group(template_id="lt-1")]) == []
    assert "apg-1" in hidden([group(name="")])[0].message
