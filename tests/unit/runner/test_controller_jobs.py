# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A job of the judge gets what a job of AWX gets."""

from __future__ import annotations

import yaml

from tests.runner.controller_jobs import (
    dumped,
    environment_file,
    job_variables,
    merged_artifacts,
    node_variables,
    read_environment_file,
)

SURVEY = {
    "spec": [
        {"type": "text", "variable": "run", "required": False, "default": ""},
        {"type": "textarea", "variable": "key", "required": True, "min": 1, "default": ""},
    ]
}


def test_answers_stand_in_the_jobs_file_as_text_that_no_template_is_read_from() -> None:
    text = dumped({"images_run": "14", "own": "{{ x }}"}, {"own": "{{ x }}"})

    assert "!unsafe '14'" in text
    assert "own: '{{ x }}'" in text


def test_a_default_that_its_own_rules_refuse_is_not_given() -> None:
    template = {"survey_enabled": True, "extra_vars": "own: 1\nrun: mine"}

    assert job_variables(template, SURVEY, {}) == {"own": 1, "run": ""}
    assert job_variables(template, SURVEY, {"run": "r"}) == {"own": 1, "run": "r"}


def test_a_workflows_answers_win_over_artifacts_and_those_over_a_nodes_data() -> None:
    assert node_variables({"a": 1, "b": 1, "c": 1}, {"b": 2, "c": 2}, {"c": 3}) == {"a": 1, "b": 2, "c": 3}


def test_of_two_slices_artifacts_of_one_name_the_last_survives() -> None:
    assert merged_artifacts([{"map": {"m-1": "m-9"}}, {"map": {}}]) == {"map": {}}


def test_only_the_first_line_of_a_value_survives_an_environment_file() -> None:
    kind = {"inputs": {"fields": [{"id": "roles"}]}, "injectors": {"env": {"ROLES": "{{ roles }}"}}}
    text = environment_file([(kind, {"roles": "2=a\n3=b"})])

    assert read_environment_file(text) == {"ROLES": "2=a", "3": "b"}


def test_what_is_dumped_is_read_by_a_yaml_that_knows_the_tag() -> None:
    class Loader(yaml.SafeLoader):
        """Reads the tag as text."""

    Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))
    given = {"a": "web\napi\n", "b": {"x": ["1", 2]}, "c": "", "d": None}

    assert yaml.load(dumped(given, {}), Loader) == given  # noqa: S506
