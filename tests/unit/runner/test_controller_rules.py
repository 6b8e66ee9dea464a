# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The judge of what a controller is sent refuses what AWX refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runner import controller_rules as rules
from tests.runner.controller_api import Controller

ONE = {"type": "text", "question_name": "Run", "question_description": "", "variable": "run", "required": True}
CHOICE = {**ONE, "type": "multiplechoice", "variable": "yes", "required": False, "choices": ["true", "false"]}


def survey(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"name": "s", "description": "d", "spec": list(questions)}


def credential_type(**more: Any) -> dict[str, Any]:
    given = {
        "kind": "cloud",
        "inputs": {"fields": [{"id": "key", "type": "string"}]},
        "injectors": {"env": {"KEY": "{{ key }}"}},
    }
    return {**given, **more}


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"kind": "ssh"}, id="kind"),
        pytest.param({"inputs": {"fields": [{"id": "tower"}]}}, id="reserved field"),
        pytest.param({"injectors": {"env": {"KEY": "{{ other }}"}}}, id="unknown field"),
        pytest.param({"injectors": {"env": {"ANSIBLE_X": "{{ key }}"}}}, id="ansible's variable"),
        pytest.param({"injectors": {"env": {"JOB_ID": "{{ key }}"}}}, id="the controller's variable"),
        pytest.param({"inputs": {"fields": [{"id": "key"}], "required": ["other"]}}, id="required and no field"),
    ],
)
def test_a_credential_type_that_awx_refuses_is_refused(more: dict[str, Any]) -> None:
    assert rules.credential_type_errors(credential_type()) == {}
    assert rules.credential_type_errors(credential_type(**more)) != {}


def test_a_second_credential_of_a_type_is_refused() -> None:
    standing = [{"id": 1, "credential_type": 7}]

    assert rules.second_of_a_type(standing, {"id": 2, "credential_type": 8}) == {}
    assert "multiple" in rules.second_of_a_type(standing, {"id": 2, "credential_type": 7})["error"]


@pytest.mark.parametrize(
    "question",
    [
        {**ONE, "type": "list"},
        {**ONE, "variable": "a b"},
        {**ONE, "choices": ["a"]},
        {key: value for key, value in CHOICE.items() if key != "choices"},
        {**CHOICE, "default": "maybe"},
        {**ONE, "min": 3, "default": "ab"},
        {**ONE, "help": "x"},
    ],
    ids=str,
)
def test_a_survey_that_awx_refuses_is_refused(question: dict[str, Any]) -> None:
    assert rules.survey_errors(survey(ONE, CHOICE)) == {}
    assert rules.survey_errors(survey(question)) != {}
    assert rules.survey_errors(survey(ONE, ONE)) != {}


def test_a_required_text_may_be_empty_unless_it_has_to_have_a_length() -> None:
    assert rules.answers_errors(survey(ONE), {"run": ""}) == []
    assert rules.answers_errors(survey({**ONE, "min": 1}), {"run": ""}) != []
    assert rules.answers_errors(survey(ONE), {}) == ["'run' value missing"]


@pytest.mark.parametrize("answers", [{"run": 14}, {"run": "r", "yes": "maybe"}, {"run": "r", "yes": True}], ids=str)
def test_answers_of_another_type_or_choice_are_refused(answers: dict[str, Any]) -> None:
    _taken, _ignored, errors = rules.accepted_answers({"survey_enabled": True}, survey(ONE, CHOICE), answers)

    assert "variables_needed_to_start" in errors


def test_what_a_survey_does_not_ask_for_is_ignored_on_launch_and_refused_in_a_node_and_a_schedule() -> None:
    template = {"survey_enabled": True}
    taken, ignored, errors = rules.accepted_answers(template, survey(ONE), {"run": "r", "other": "x"})

    assert (taken, ignored, errors) == ({"run": "r"}, {"other": "x"}, {})
    assert "extra_data" in rules.saved_launch_errors(template, survey(ONE), {"extra_data": {"other": "x"}}, 9)


def test_slices_of_a_node_need_two_hosts_that_are_synced_and_those_of_a_template_none() -> None:
    template = {"ask_job_slice_count_on_launch": True}
    node = {"job_slice_count": 4}

    assert rules.saved_launch_errors(template, {}, node, 0) == rules.NOT_ENOUGH_HOSTS
    assert rules.saved_launch_errors(template, {}, node, 1) == rules.NOT_ENOUGH_HOSTS
    assert rules.saved_launch_errors(template, {}, node, 2) == {}
    assert rules.slices_of(["one"], 4) == [["one"]]
    assert rules.slices_of([*"abcde"], 3) == [["a", "d"], ["b", "e"], ["c"]]


@pytest.mark.parametrize("field", ["limit", "job_type", "job_slice_count"])
def test_a_field_that_a_template_does_not_ask_for_is_refused_in_a_node(field: str) -> None:
    assert field in rules.saved_launch_errors({}, {}, {field: "1" if field != "job_slice_count" else 1}, 9)


@pytest.mark.parametrize(
    ("kind", "part", "template"),
    [
        ("slack", "message", "{{ job.name }}\n{{ url }}"),
        ("slack", "message", "{{ job.nothing }}"),
        ("webhook", "body", "done {{ job.id }}"),
        ("email", "text", "{{ job.id }}"),
    ],
)
def test_a_message_that_awx_refuses_is_refused(kind: str, part: str, template: str) -> None:
    sent = {"notification_type": kind, "messages": {"success": {part: template}}}

    assert rules.message_errors({"notification_type": kind, "messages": {"success": {"message": "{{ url }}"}}}) == {}
    assert rules.message_errors(sent) != {}


# The API


def test_the_api_answers_what_is_refused_with_400_and_keeps_it() -> None:
    api = Controller()
    status, errors = api.answer("POST", "/api/v2/credential_types/", credential_type(kind="ssh"))

    assert status == 400
    assert api.refusals == [errors]
    assert api.objects["credential_types"] == {}


def test_secrets_come_back_hidden_and_are_kept_when_they_are_sent_so() -> None:
    api = Controller()
    fields = [{"id": "key", "type": "string", "secret": True}, {"id": "region", "type": "string"}]
    kind = api.make("credential_types", credential_type(inputs={"fields": fields}))
    made = api.make("credentials", {"name": "c", "credential_type": kind["id"], "inputs": {"key": "s"}})
    _status, shown = api.answer("GET", made["url"], None)
    api.answer("PATCH", made["url"], {"inputs": {**shown["inputs"], "region": "cn-beijing"}})

    assert shown["inputs"] == {"key": "$encrypted$"}
    assert made["inputs"] == {"key": "s", "region": "cn-beijing"}


def test_an_inventory_has_its_hosts_once_its_source_was_updated() -> None:
    api = Controller(hosts=["one", "two", "three"])
    source = api.make("inventory_sources", {"inventory": 5})
    template = api.make("job_templates", {"name": "t", "inventory": 5, "job_slice_count": 4})
    before = api.answer("POST", f"{template['url']}launch/", {})[1]["type"]
    api.answer("POST", f"{source['url']}update/", None)
    after = api.answer("POST", f"{template['url']}launch/", {})[1]["type"]

    assert (before, after) == ("job", "workflow_job")
