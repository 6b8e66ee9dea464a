# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What is generated from the declared variables, or asks for them: the page, surveys, a role's options."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.variables import GENERATED, PAGE, argument_specs, page, role_defaults, role_specs, specs_path
from plugins.module_utils._variables.declared import BY_NAME, taken_by
from plugins.module_utils._variables.forms import is_given, read_value
from plugins.module_utils._variables.request import OWN_VARIABLES
from plugins.module_utils._variables.variable import IMAGES, LISTS, MAPPINGS, PLAYBOOKS, Group, Kind

ROOT = Path(__file__).resolve().parents[2]
PATTERN = ROOT / "extensions" / "patterns" / "migrate_images"
ROLES = {path.name for path in (ROOT / "roles").iterdir()}
TEMPLATES = json.loads((PATTERN / "meta" / "pattern.json").read_text())["aap_resources"]["controller_job_templates"]
SINGLE_LINES = {Kind.TEXT, Kind.RUN, Kind.DATE, Kind.AGE, Kind.REGION, Kind.PATH, Kind.INT, Kind.NUMBER, Kind.KEY}
# Roles with the name of a playbook that are one step of it: their input is what another step has found.
STEPS = {"share_images", "verify_images"}
# What the playbook of a role's name has and the role does not -> why.
LEFT_OUT = {
    "audit_images": {
        "images_all": "the role only reads, so an empty choice is every image",
        "images_allow_empty": "the role does not mind that no image is found",
        "images_run": "the role writes files, and no record of a run",
        "images_report_language": "the role writes files, and no report page",
        "images_baseline": "the role keeps no audits to compare with",
        "images_calibration": "the role's verdicts are those of image_info, which takes none",
    },
}
QUESTIONS = [(template, question) for template in TEMPLATES for question in template["survey"]["spec"]]


def playbook_of(template: dict[str, Any]) -> str:
    """Return the collection's playbook that a template's playbook imports."""
    (play,) = yaml.safe_load((PATTERN / "playbooks" / template["playbook"]).read_text())
    return str(play["ansible.builtin.import_playbook"]).removeprefix("imageops.alicloud.")


def test_the_page_is_as_the_declaration_is() -> None:
    assert PAGE.read_text() == page()


@pytest.mark.parametrize(
    ("template", "question"),
    QUESTIONS,
    ids=[f"{template['playbook']}-{question['variable']}" for template, question in QUESTIONS],
)
def test_a_survey_asks_for_a_declared_variable_in_a_fitting_form(
    template: dict[str, Any], question: dict[str, Any]
) -> None:
    variable = BY_NAME[question["variable"]]
    assert playbook_of(template) in variable.playbooks
    expected = {
        "text": variable.kind in SINGLE_LINES,
        "textarea": variable.kind in (*LISTS, *MAPPINGS, Kind.KEYS),
        "multiplechoice": variable.kind is Kind.BOOL or bool(variable.choices),
    }
    assert expected[question["type"]]
    if question["type"] == "multiplechoice":
        assert set(question["choices"]) <= set(variable.choices or ("true", "false"))
    for answer in (question["default"], *question.get("choices", ())):
        if is_given(answer):
            read_value(variable, variable.name, answer)


def test_a_survey_s_defaults_are_the_declared_ones() -> None:
    differing = {
        (playbook_of(template), question["variable"])
        for template, question in QUESTIONS
        if is_given(question["default"])
        and read_value(BY_NAME[question["variable"]], "", question["default"])
        != BY_NAME[question["variable"]].default_for(playbook_of(template))
    }
    # A verification in a workflow is there to prove.
    assert differing == {("verify_images", "images_must_prove")}


def test_the_workflows_give_declared_variables() -> None:
    workflows = yaml.safe_load((PATTERN / "controller" / "workflows.yml").read_text())["images_workflows"]
    playbooks = {template["name"]: playbook_of(template) for template in TEMPLATES}
    for node in [node for workflow in workflows for node in workflow["nodes"]]:
        for name, value in node.get("variables", {}).items():
            assert playbooks[node["template"]] in BY_NAME[name].playbooks
            read_value(BY_NAME[name], name, value)


def test_a_role_has_the_variables_of_its_playbook_as_options() -> None:
    specs = argument_specs("migrate_images")
    names = {variable.short for variable in taken_by("migrate_images") if not variable.of_play}
    assert {name.removeprefix("migrate_images_") for name in specs} == names
    assert specs["migrate_images_fail_on"]["elements"] == "str"
    assert "needs_copy" in specs["migrate_images_fail_on"]["choices"]
    assert specs["migrate_images_access_key_secret"]["no_log"] is True
    assert "default" not in specs["migrate_images_concurrency"]
    assert "O(migrate_images_" in json.dumps(specs)
    assert not any("`" in spec["description"] or "images_images" in spec["description"] for spec in specs.values())


@pytest.mark.parametrize("role", sorted({*PLAYBOOKS} & ROLES - STEPS - {*GENERATED}))
def test_a_role_with_options_of_its_own_has_those_of_its_playbook(role: str) -> None:
    """But the connection, which comes from module_defaults, and what a role does not refuse."""
    options = yaml.safe_load(specs_path(role).read_text("utf-8"))["argument_specs"]["main"]["options"]
    named = {variable.name_under(f"{role}_"): variable for variable in taken_by(role) if not variable.of_play}
    aside = {name for name, one in named.items() if one.group is Group.CONNECTION or one.short == OWN_VARIABLES}

    missing = {named[name].name for name in named.keys() - options.keys() - aside}
    assert missing == LEFT_OUT.get(role, {}).keys()
    for name in named.keys() & options.keys():
        assert options[name].get("default") in (named[name].default_for(role), None), name


def test_a_role_s_defaults_are_those_of_its_playbook() -> None:
    defaults = role_defaults("migrate_images")
    assert defaults["migrate_images_share_quota"] == 50
    assert defaults["migrate_images_names"] == []
    assert "migrate_images_profile" not in defaults


def test_the_module_documents_every_playbook() -> None:
    tree = ast.parse((ROOT / "plugins" / "modules" / "images_request.py").read_text())
    text = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    options = yaml.safe_load(ast.literal_eval(text))["options"]
    assert options["playbook"]["choices"] == list(PLAYBOOKS)
    assert options["prefix"]["default"] == IMAGES


@pytest.mark.parametrize("role", GENERATED)
def test_the_roles_options_are_the_declared_ones(role: str) -> None:
    assert specs_path(role).read_text("utf-8") == role_specs(role), "run python -m docs.variables"
