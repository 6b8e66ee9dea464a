# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The fields of a version of a launch template: each is sent again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._repoint.version_data import differing, parameters_of, unwritable, with_image

FLAT: dict[str, Any] = {
    "ImageId": "m-old",
    "SystemDisk.Encrypted": "false",
    "SystemDisk.Size": 40,
    "DataDisks": {"DataDisk": [{"Size": 100, "Encrypted": "true", "KMSKeyId": "key-1"}]},
    "SecurityGroupIds": {"SecurityGroupId": ["sg-1", "sg-2"]},
    "NetworkInterfaces": {
        "NetworkInterface": [{"VSwitchId": "vsw-1", "SecurityGroupIds": {"SecurityGroupId": ["sg-1"]}}]
    },
    "Tags": {"InstanceTag": [{"Key": "team", "Value": "web"}]},
    "ImageOptions": {"LoginAsNonRoot": True},
    "UserData": "",
    "NewField": "kept",
}
PARAMETERS: dict[str, Any] = {
    "ImageId": "m-old",
    "SystemDisk": {"Encrypted": "false", "Size": 40},
    "DataDisk": [{"Size": 100, "Encrypted": "true", "KMSKeyId": "key-1"}],
    "SecurityGroupIds": ["sg-1", "sg-2"],
    "NetworkInterface": [{"VSwitchId": "vsw-1", "SecurityGroupIds": ["sg-1"]}],
    "Tag": [{"Key": "team", "Value": "web"}],
    "ImageOptions": {"LoginAsNonRoot": True},
    "NewField": "kept",
}


def test_each_field_of_an_answer_becomes_a_parameter() -> None:
    assert parameters_of(FLAT) == PARAMETERS


def test_a_disk_in_an_object_is_the_same_as_one_in_keys_with_a_dot() -> None:
    nested = {name: value for name, value in FLAT.items() if not name.startswith("SystemDisk.")}
    assert parameters_of({**nested, "SystemDisk": {"Encrypted": "false", "Size": 40}}) == PARAMETERS


def test_no_field_of_the_vendors_example_is_lost() -> None:
    """DescribeLaunchTemplateVersions, example of the API page."""
    sample = Path(__file__).parent / "launch_template_data.json"
    data = json.loads(sample.read_text("utf-8"))
    parameters = parameters_of(data)
    assert unwritable(data) == []
    assert len(parameters["SystemDisk"]) == sum(name.startswith("SystemDisk.") for name in data)
    assert len(parameters) == len({name.partition(".")[0] for name in data})


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        ({"Volumes": ["a"]}, ["Volumes"]),
        ({"Volumes": {"Volume": [{"Size": 1}]}}, ["Volumes"]),
        ({"DataDisks": {"DataDisk": [{"Size": 1, "Parts": ["a"]}]}}, ["DataDisk.Parts"]),
        ({"CpuOptions": {"Core": 2}}, []),
        ({"NewField": "text", "NewFlag": True}, []),
    ],
)
def test_a_list_that_nobody_knows_cannot_be_sent_again(field: dict[str, Any], odd: list[str]) -> None:
    assert unwritable({**FLAT, **field}) == odd


def test_only_the_image_changes_without_a_key() -> None:
    assert with_image(FLAT, "m-new") == {**PARAMETERS, "ImageId": "m-new"}


def test_a_key_encrypts_the_system_disk_and_leaves_its_other_fields() -> None:
    changed = with_image(FLAT, "m-new", "key-2")
    assert changed["SystemDisk"] == {"Encrypted": "true", "Size": 40, "KMSKeyId": "key-2"}
    assert with_image({"ImageId": "m-old"}, "m-new", "key-2")["SystemDisk"] == {
        "Encrypted": "true",
        "KMSKeyId": "key-2",
    }


@pytest.mark.parametrize(
    ("found", "fields"),
    [
        ({"ImageId": "m-1", "SystemDisk": {"Size": "40", "DeleteWithInstance": "True"}}, []),
        ({"ImageId": "m-1", "SystemDisk": {"Size": 40}}, ["SystemDisk.DeleteWithInstance"]),
        (
            {"ImageId": "m-2", "SystemDisk": {"Size": 40, "DeleteWithInstance": True}, "Tag": [{"Key": "a"}]},
            ["ImageId", "Tag.1.Key"],
        ),
    ],
)
def test_what_differs_is_named_by_its_path(found: dict[str, Any], fields: list[str]) -> None:
    wanted = {"ImageId": "m-1", "SystemDisk": {"Size": 40, "DeleteWithInstance": True}}
    assert differing(wanted, found) == fields
