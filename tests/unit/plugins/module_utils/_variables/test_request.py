# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One request out of everything that was given: typos are refused, the variables of others are ignored."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._variables.declared import ROLE_PREFIXES, taken_by
from plugins.module_utils._variables.request import Request, belongs, read_request
from plugins.module_utils._variables.variable import PLAYBOOKS


def refusal(playbook: str, given: dict[str, Any], **more: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_request(playbook, given, **more)
    assert caught.value.option in given
    return str(caught.value)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_with_nothing_given_everything_has_its_default(playbook: str) -> None:
    request = read_request(playbook, {})
    assert request.values["own_variables"] == []
    assert request.values["region"] == ""
    assert (request.connection, request.given, request.warnings, request.ignored) == ({}, frozenset(), (), ())


def test_values_are_typed_and_the_connection_stands_apart() -> None:
    request = read_request(
        "migrate_images",
        {
            "images_names": "web-*\n",
            "images_all": "",
            "images_region": "cn-beijing",
            "images_access_key_secret": "s3cr3t",
            "images_read_timeout": "60",
            "image_site_region": "cn-hangzhou",
            "other": 1,
        },
    )
    assert (request.values["names"], request.values["all"], request.values["region"]) == (
        ["web-*"],
        False,
        "cn-beijing",
    )
    assert request.connection == {"region": "cn-beijing", "access_key_secret": "s3cr3t", "read_timeout": 60}
    assert request.given == {"names", "region", "access_key_secret", "read_timeout"}
    assert "s3cr3t" not in str(request.shown())


def test_a_default_can_be_of_one_playbook() -> None:
    assert read_request("audit_images", {}).values["owners"] == ["self"]
    assert read_request("adopt_images", {}).values["owners"] == ["shared"]
    assert read_request("rollback_images", {}).values["pass_seconds"] == 60


def test_a_typo_is_refused_with_the_name_that_was_meant() -> None:
    assert refusal("migrate_images", {"images_share_acounts": "1"}) == (
        "images_share_acounts is not a variable of migrate_images; did you mean images_share_accounts? "
        "If it is your own, name it in images_own_variables."
    )


def test_all_typos_are_refused_at_once_also_those_without_a_value() -> None:
    text = refusal("audit_images", {"images_nams": "", "rollback_comfirm": None, "encrypt_instances_zzz": 1})
    assert text == (
        "encrypt_instances_zzz is not a variable of audit_images. "
        "images_nams is not a variable of audit_images; did you mean images_names? "
        "rollback_comfirm is not a variable of audit_images; did you mean rollback_confirm? "
        "If these are your own, name them in images_own_variables."
    )


@pytest.mark.parametrize("own", [["images_mine", "images_yours"], "images_mine, images_yours"])
def test_own_variables_are_left_to_their_owner(own: Any) -> None:
    request = read_request("audit_images", {"images_own_variables": own, "images_mine": 1, "images_yours": 2})
    assert request.values["own_variables"] == ["images_mine", "images_yours"]
    assert request.ignored == ()


@pytest.mark.parametrize(
    "name",
    [
        "rollback_images_run",
        "share_images_accounts",
        "migrate_images_names",
        "__images_rows",
        "encrypt_instances_result",
        "image_site_account",
        "myimages_x",
    ],
)
def test_other_names_are_not_looked_at(name: str) -> None:
    assert not belongs(name)
    assert read_request("migrate_images", {name: ["odd"]}).given == frozenset()


def test_a_variable_of_another_playbook_is_ignored() -> None:
    given = {"images_coverage_families": "web", "images_regions": "all", "images_owners": ""}
    request = read_request("migrate_images", given)
    assert request.ignored == ("images_coverage_families", "images_regions")
    assert "regions" not in request.values


def test_what_is_ignored_is_not_read() -> None:
    assert read_request("share_images", {"images_kms_key_id": "no key"}).ignored == ("images_kms_key_id",)


def test_a_variable_of_another_playbook_is_refused_where_that_would_surprise() -> None:
    given = {"images_regions": "all", "images_coverage_families": "web"}
    assert refusal("migrate_images", given, from_command_line=given.keys()) == (
        "images_regions is not a variable of migrate_images, only of audit_images and rollback_images. Leave it out."
    )
    assert refusal("share_images", {"images_plan_digest": "1"}, from_command_line=["images_plan_digest"]) == (
        "images_plan_digest is not a variable of share_images, only of migrate_images. Leave it out."
    )


def test_neither_awx_nor_a_blank_is_refused_for_it() -> None:
    given = {"images_regions": "all"}
    request = read_request("migrate_images", given, from_command_line=given.keys(), in_awx=True)
    assert request.ignored == ("images_regions",)
    assert read_request("migrate_images", {"images_regions": " "}, from_command_line=given.keys()).ignored == ()


def test_an_account_of_another_length_is_a_warning() -> None:
    given = {"images_share_accounts": "123, 2000000000000002", "images_allowed_accounts": "4"}
    assert read_request("migrate_images", given).warnings == (
        "images_share_accounts: account 123 has 3 digits; account ids usually have 16. Check it.",
        "images_allowed_accounts: account 4 has 1 digit; account ids usually have 16. Check it.",
    )


def test_paths_are_made_absolute() -> None:
    given = {"images_report_dir": "reports", "images_run": "a"}
    request = read_request("migrate_images", given, resolve=lambda path: f"/srv/{path}")
    assert (request.values["report_dir"], request.values["run"], request.values["plan"]) == ("/srv/reports", "a", "")


def test_a_role_reads_the_same_variables_under_its_prefix() -> None:
    given = {"migrate_images_names": "web-*", "migrate_images_profile": "p", "images_names": "db-*"}
    request = read_request("migrate_images", given, prefix="migrate_images_")
    assert request.values["names"] == ["web-*"]
    assert request.connection == {"profile": "p"}
    assert "hosts" not in request.values
    values = read_request("migrate_images", {}).values
    assert set(values) - set(request.values) == {"hosts", "serial"}


def test_a_role_keeps_the_beginning_of_another_role_s_variables() -> None:
    keys = {"migrate_images_kms_key_id": "key-1", "migrate_images_repoint_kms_key_id": "key-2"}
    values = read_request("migrate_images", keys, prefix="migrate_images_").values
    assert (values["kms_key_id"], values["repoint_kms_key_id"]) == ("key-1", "key-2")
    given = {"repoint_images_kms_key_id": "key-3", "repoint_images_max": 3}
    values = read_request("repoint_images", given, prefix="repoint_images_").values
    assert (values["repoint_kms_key_id"], values["repoint_max"]) == ("key-3", 3)


def test_no_two_variables_have_one_name_in_a_role() -> None:
    for prefix in ROLE_PREFIXES:
        playbook = prefix.removesuffix("_")
        taken = [variable.name_under(prefix) for variable in taken_by(playbook) if not variable.of_play]
        assert sorted(set(taken)) == sorted(taken), prefix


def test_a_role_refuses_typos_by_its_own_names() -> None:
    text = refusal("migrate_images", {"migrate_images_nams": 1}, prefix="migrate_images_")
    assert "did you mean migrate_images_names?" in text
    assert "name it in migrate_images_own_variables" in text
    given = {"migrate_images_result": {}, "images_nams": 1}
    assert isinstance(read_request("migrate_images", given, prefix="migrate_images_"), Request)


def test_an_error_in_a_role_names_the_role_s_variable() -> None:
    assert refusal("migrate_images", {"migrate_images_all": "maybe"}, prefix="migrate_images_").startswith(
        "migrate_images_all: 'maybe' is neither true nor false"
    )


def test_the_role_of_instances_has_the_declared_names() -> None:
    given = {"encrypt_instances_ids": "i-1", "encrypt_instances_result": {}}
    assert read_request("encrypt_instances", given, prefix="encrypt_instances_").values["encrypt_instances_ids"] == [
        "i-1"
    ]


def test_an_unknown_playbook_is_refused() -> None:
    with pytest.raises(InvalidInput, match="playbook: 'nothing' is not a playbook"):
        read_request("nothing", {})


def test_a_key_of_another_playbook_is_refused_with_the_own_one_where_it_is_written() -> None:
    given = {"images_kms_key_id": "alias/a", "images_run": "a"}
    assert refusal("repoint_images", given, from_command_line=given.keys(), written=given.keys()) == (
        "images_kms_key_id is not a variable of repoint_images, only of plan_images, migrate_images, "
        "rehearse_images, adopt_images and handle_image_event. Give repoint_kms_key_id, or leave it out."
    )


@pytest.mark.parametrize(
    ("playbook", "name", "own"),
    [
        ("guard_images", "images_kms_key_id", "guard_kms_key_id"),
        ("encrypt_instances", "repoint_kms_key_id", "encrypt_instances_kms_key_id"),
        ("migrate_images", "guard_kms_key_id", "images_kms_key_id or repoint_kms_key_id"),
        ("retire_images", "guard_state", "retire_state"),
        ("rollback_images", "repoint_confirm", "rollback_confirm"),
        ("calibrate_account", "images_share_accounts", "calibrate_share_accounts"),
        ("audit_images", "encrypt_instances_names", "images_names"),
        ("encrypt_instances", "images_names", "encrypt_instances_names"),
    ],
)
def test_every_variable_with_another_name_here_is_refused_with_that(playbook: str, name: str, own: str) -> None:
    text = refusal(playbook, {name: "1"}, from_command_line=[name], written=[name])
    assert text.endswith(f". Give {own}, or leave it out.")


def test_one_file_serves_all_playbooks_and_a_line_names_both_variables() -> None:
    given = {"images_kms_key_id": "alias/a", "images_share_accounts": "2000000000000002"}
    line = "repoint_images does not read images_kms_key_id, but repoint_kms_key_id, which is not given."
    assert read_request("repoint_images", given, from_command_line=given.keys()).notes == (line,)
    assert read_request("repoint_images", given).notes == (line,)
    in_awx = read_request("repoint_images", given, from_command_line=given.keys(), written=given.keys(), in_awx=True)
    assert in_awx.notes == (line,)


def test_nothing_is_said_of_another_name_once_the_own_one_is_given() -> None:
    given = {"images_kms_key_id": "alias/a", "repoint_kms_key_id": "alias/b"}
    request = read_request("repoint_images", given, from_command_line=given.keys())
    assert (request.ignored, request.notes) == (("images_kms_key_id",), ())


def test_what_is_written_and_not_read_is_named() -> None:
    given = {"images_coverage_families": "web", "repoint_kms_key_id": "key-1", "images_kms_key_id": "key-1"}
    request = read_request("repoint_images", given, from_command_line=given.keys(), written=given.keys())
    assert request.notes == (
        "repoint_images does not read images_coverage_families.",
        "repoint_images does not read images_kms_key_id.",
    )
