# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Users of images at the emulator: what lists show, and in how many calls."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._api.ecs_families import image_of_family
from plugins.module_utils._api.ecs_launch_templates import list_launch_templates, list_template_versions
from plugins.module_utils._api.ess_scaling import list_scaling_configurations, list_scaling_groups
from plugins.module_utils._model.errors import ApiError, MissingLibrary

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER
from ..world import WORLD


def reset(emu: Harness, **parts: list[dict[str, Any]]) -> None:
    account = WORLD["accounts"][OWNER]
    region = {**account["regions"][HOME], **parts}
    accounts = {**WORLD["accounts"], OWNER: {**account, "regions": {**account["regions"], HOME: region}}}
    emu.control("POST", "reset", {"accounts": accounts})


VERSIONS = [
    {"data": {"ImageId": "m-web", "SystemDisk": {"Encrypted": "true", "KMSKeyId": "key-bj"}}},
    {"data": {"InstanceType": "ecs.g7.large", "SystemDisk": {"Encrypted": "false"}}, "description": "no image"},
]


@pytest.mark.parametrize("form", ["flat", "nested"])
def test_the_disk_of_a_version_is_read_in_both_forms(emu: Harness, connect: Connect, form: str) -> None:
    reset(emu, launch_templates=[{"id": "lt-web", "name": "web", "versions": VERSIONS}])
    emu.set(launch_template_disk=form)

    second, first = list_template_versions(connect(), HOME, "lt-web")

    assert (first.number, first.is_default, first.image_id, first.encrypted, first.kms_key_id) == (
        1,
        True,
        "m-web",
        True,
        "key-bj",
    )
    assert (second.number, second.is_default, second.image_id, second.encrypted, second.kms_key_id) == (
        2,
        False,
        "",
        False,
        "",
    )
    assert second.description == "no image"


def test_a_template_tells_its_default_and_latest_version(emu: Harness, connect: Connect) -> None:
    reset(emu, launch_templates=[{"id": "lt-web", "name": "web", "versions": VERSIONS}])
    template = list_launch_templates(connect(), HOME)[0]
    assert (template.template_id, template.name, template.default_version, template.latest_version) == (
        "lt-web",
        "web",
        1,
        2,
    )


def test_a_template_that_is_gone_is_an_error(connect: Connect) -> None:
    with pytest.raises(ApiError) as caught:
        list_template_versions(connect(), HOME, "lt-none")
    assert caught.value.code == "InvalidLaunchTemplate.NotFound"


@pytest.mark.parametrize(("many", "calls"), [(0, 1), (50, 1), (51, 2), (120, 3)])
def test_lists_have_fifty_a_call(emu: Harness, connect: Connect, many: int, calls: int) -> None:
    reset(
        emu,
        launch_templates=[{"id": f"lt-{number}"} for number in range(many)],
        scaling_groups=[{"id": "asg-0"}] if not many else [{"id": f"asg-{number}"} for number in range(many)],
        scaling_configurations=[{"id": f"asc-{number}", "group": "asg-0"} for number in range(many)],
    )
    session = connect()
    assert len(list_launch_templates(session, HOME)) == many
    assert len(list_scaling_groups(session, HOME)) == max(many, 1)
    assert len(list_scaling_configurations(session, HOME)) == many
    assert session.api_calls == {
        "DescribeLaunchTemplates": calls,
        "DescribeScalingConfigurations": calls,
        "DescribeScalingGroups": calls,
    }


@pytest.mark.parametrize("large", ["refuse", "shorten"])
def test_smaller_pages_than_are_asked_for_hide_no_template_and_no_version(
    emu: Harness, connect: Connect, large: str
) -> None:
    """No page says how large a page may be."""
    many = [{"id": f"lt-{number}", "versions": [{}] * 25} for number in range(35)]
    reset(emu, launch_templates=many)
    emu.set(launch_template_page_size=10, launch_template_large_page=large)
    session = connect()
    assert {item.template_id for item in list_launch_templates(session, HOME)} == {item["id"] for item in many}
    assert {item.number for item in list_template_versions(session, HOME, "lt-7")} == set(range(1, 26))
    assert session.api_calls["DescribeLaunchTemplates"] == (5 if large == "refuse" else 4)


def test_a_group_and_its_configurations_tell_what_they_launch(emu: Harness, connect: Connect) -> None:
    data = {"ImageId": "m-web", "SystemDisk": {"Encrypted": True, "KMSKeyId": "key-bj"}}
    reset(
        emu,
        launch_templates=[{"id": "lt-web"}],
        scaling_groups=[
            {"id": "asg-1", "name": "web", "configuration": "asc-1", "state": "Inactive"},
            {"id": "asg-2", "template": "lt-web", "template_version": "Latest"},
        ],
        scaling_configurations=[
            {"id": "asc-1", "name": "web", "group": "asg-1", "data": data},
            {"id": "asc-2", "group": "asg-1", "data": {"ImageFamily": "web"}},
        ],
    )
    groups = {group.group_id: group for group in list_scaling_groups(connect(), HOME)}
    assert (groups["asg-1"].state, groups["asg-1"].template_id) == ("Inactive", "")
    assert (groups["asg-2"].template_id, groups["asg-2"].template_version) == ("lt-web", "Latest")
    found = {item.configuration_id: item for item in list_scaling_configurations(connect(), HOME)}
    first = found["asc-1"]
    assert (first.name, first.group_id, first.is_active, first.image_id) == ("web", "asg-1", True, "m-web")
    assert (first.encrypted, first.kms_key_id, first.image_family) == (True, "key-bj", "")
    second = found["asc-2"]
    assert (second.is_active, second.image_id, second.image_family, second.encrypted) == (False, "", "web", False)


def test_auto_scaling_is_asked_at_a_host_of_the_region_where_a_call_names_none(emu: Harness, connect: Connect) -> None:
    """The SDK sends most regions to one central host; only RegionId distinguishes them there."""
    list_scaling_groups(connect(), HOME)
    assert emu.log()[-1]["host"] == "ess.aliyuncs.com"
    assert emu.log()[-1]["region"] == HOME


def test_a_family_stands_for_its_newest_image_or_for_none(connect: Connect) -> None:
    assert image_of_family(connect(), HOME, "web") == "m-web"
    assert image_of_family(connect(), HOME, "none") == ""


def test_without_its_package_auto_scaling_is_a_missing_library(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "alibabacloud_ess20220222"
    package.mkdir()
    (package / "__init__.py").write_text("raise ModuleNotFoundError('gone', name='alibabacloud_ess20220222')")
    for name in [name for name in sys.modules if name.startswith("alibabacloud_ess20220222")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(MissingLibrary) as caught:
        list_scaling_groups(connect(), HOME)
    assert caught.value.library == "alibabacloud-ess20220222"
