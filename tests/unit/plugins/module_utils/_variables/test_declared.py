# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The declaration is whole and fits what it stands for: the connection, the roles, verdicts, its own kinds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from plugins.module_utils._client.connection import CONNECTION_SPEC
from plugins.module_utils._core.text import text_of
from plugins.module_utils._model.image import Verdict
from plugins.module_utils._variables.checks import CHECKS
from plugins.module_utils._variables.declared import BY_NAME, RESULTS, ROLE_PREFIXES, VARIABLES, taken_by
from plugins.module_utils._variables.forms import is_given, read_value
from plugins.module_utils._variables.sharing import FAIL_ON
from plugins.module_utils._variables.variable import FAMILIES, PLAYBOOKS, Group, Kind, Variable

ROOT = Path(__file__).resolve().parents[5]
OPTIONS = {variable.option: variable for variable in VARIABLES if variable.option}
KINDS_OF_TYPES = {"str": {Kind.TEXT, Kind.REGION}, "path": {Kind.PATH}, "int": {Kind.INT}, "bool": {Kind.BOOL}}

every_variable = pytest.mark.parametrize("variable", VARIABLES, ids=[variable.name for variable in VARIABLES])


def test_a_name_is_declared_once() -> None:
    assert len(BY_NAME) == len(VARIABLES)
    assert len({variable.short for variable in VARIABLES}) == len(VARIABLES)


@every_variable
def test_a_variable_is_described(variable: Variable) -> None:
    assert variable.name.startswith(FAMILIES)
    assert re.fullmatch(r"[A-Z`].*\.", variable.sentence)
    assert len(variable.sentence) <= 120
    assert variable.elsewhere in ("ignore", "refuse")
    assert set(variable.playbooks) <= set(PLAYBOOKS)
    assert len(set(variable.playbooks)) == len(variable.playbooks) > 0
    assert set(variable.defaults) <= set(variable.playbooks)


@every_variable
def test_a_default_is_a_value_that_can_be_given(variable: Variable) -> None:
    for playbook in variable.playbooks:
        default = variable.default_for(playbook)
        if is_given(default):
            assert read_value(variable, variable.name, default) == default


def test_playbooks_are_those_of_the_collection() -> None:
    assert sorted(PLAYBOOKS) == sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
    assert all(taken_by(playbook) for playbook in PLAYBOOKS)


def test_every_group_and_kind_is_used() -> None:
    assert {variable.group for variable in VARIABLES} == set(Group)
    assert {variable.kind for variable in VARIABLES} == set(Kind)
    assert set(CHECKS) <= set(Kind)


def test_every_connection_option_has_a_variable_of_its_type() -> None:
    assert OPTIONS.keys() == CONNECTION_SPEC.keys()
    for option, spec in CONNECTION_SPEC.items():
        assert OPTIONS[option].name == f"images_{option}"
        assert OPTIONS[option].kind in KINDS_OF_TYPES[spec["type"]]
        assert OPTIONS[option].secret or not spec.get("no_log")
        assert set(OPTIONS[option].playbooks) == set(PLAYBOOKS)


def test_a_run_can_fail_on_every_verdict() -> None:
    assert {text_of(verdict.value) for verdict in Verdict} <= set(FAIL_ON)


def test_the_roles_names_are_left_to_the_roles() -> None:
    roles = {path.name for path in (ROOT / "roles").iterdir()} | {"migrate_images"}
    assert {f"{role}_" for role in roles} - set(ROLE_PREFIXES) == {"encrypt_instances_"}
    assert set(ROLE_PREFIXES) <= {f"{role}_" for role in roles}
    assert {result.removesuffix("result") for result in RESULTS} <= {f"{role}_" for role in (*roles, "rollback_images")}


def test_the_role_of_instances_takes_what_is_declared() -> None:
    specs = yaml.safe_load((ROOT / "roles" / "encrypt_instances" / "meta" / "argument_specs.yml").read_text())
    defaults = yaml.safe_load((ROOT / "roles" / "encrypt_instances" / "defaults" / "main.yml").read_text())
    options = specs["argument_specs"]["main"]["options"]
    declared = {variable.name: variable for variable in VARIABLES if variable.name.startswith("encrypt_instances_")}
    assert declared.keys() == options.keys()
    assert {name: declared[name].default for name in defaults} == defaults
