# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The content for AWX: what it names exists, and AWX takes it.

Rules of AWX 24.6.1 (credential types, surveys, workflows); the form of patterns is that of the Ansible pattern
specification, which galaxy-importer reads.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.module_utils._client.connection import ENVIRONMENT
from plugins.module_utils._core.text import text_dict
from plugins.module_utils._variables.declared import BY_NAME, VARIABLES
from plugins.module_utils._variables.request import read_request
from plugins.module_utils._variables.variable import DEMOS
from tests.runner import controller_rules as rules
from tests.runner.controller_jobs import environment_file, job_variables, node_variables, read_environment_file

ROOT = Path(__file__).resolve().parents[2]
PATTERN = ROOT / "extensions" / "patterns" / "migrate_images"
# What a credential may set beside the options of the connection.
DECLARED_ENVIRONMENT = {variable.environment for variable in VARIABLES if variable.environment}
# The options of awx.awx 24.6.1 that the playbook uses, by module.
AWX_OPTIONS = {
    "credential_type": {"name", "description", "kind", "inputs", "injectors"},
    "credential": {"name", "organization", "credential_type", "inputs", "update_secrets"},
    "execution_environment": {"name", "description", "image", "pull"},
    "label": {"name", "organization"},
    "project": {
        "name", "description", "organization", "scm_type", "scm_url", "scm_branch", "scm_update_on_launch",
        "default_environment", "wait", "update_project",
    },
    "inventory": {"name", "description", "organization"},
    "inventory_source": {
        "name", "description", "inventory", "organization", "source", "source_project", "source_path", "credential",
        "execution_environment", "update_on_launch", "update_cache_timeout", "overwrite", "overwrite_vars",
    },
    "inventory_source_update": {"name", "inventory", "organization", "wait"},
    "job_template": {
        "name", "description", "organization", "project", "playbook", "inventory", "execution_environment", "labels",
        "survey_enabled", "survey_spec", "allow_simultaneous", "ask_limit_on_launch", "job_slice_count", "job_type",
        "ask_job_type_on_launch", "ask_variables_on_launch", "diff_mode", "credentials", "extra_vars", "forks",
        "notification_templates_success", "notification_templates_error",
    },
    "workflow_job_template": {
        "name", "description", "organization", "inventory", "survey_enabled", "survey_spec", "workflow_nodes",
        "notification_templates_success", "notification_templates_error", "notification_templates_approvals",
    },
    "notification_template": {"name", "organization", "notification_type", "notification_configuration", "messages"},
    "schedule": {"name", "unified_job_template", "organization", "rrule", "extra_data"},
}  # fmt: skip


class Loader(yaml.SafeLoader):
    """Reads Ansible's tag for text that is no template."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def read(name: str) -> Any:
    loader = Loader((PATTERN / name).read_text())
    return loader.get_single_data()


DEFINITION = json.loads((PATTERN / "meta" / "pattern.json").read_text())
RESOURCES = DEFINITION["aap_resources"]
TEMPLATES = {item["name"]: item for item in RESOURCES["controller_job_templates"]}
TYPES = read("controller/credential_types.yml")["images_credential_types"]
JOB_TEMPLATES = read("controller/job_templates.yml")
OPTIONS = JOB_TEMPLATES["images_template_options"]
EVENT_TEMPLATES = JOB_TEMPLATES["images_event_templates"]
NAMELESS = {item["name"]: item for item in (*JOB_TEMPLATES["images_workflow_templates"], *EVENT_TEMPLATES)}
MESSAGES = read("controller/notifications.yml")
WORKFLOWS = read("controller/workflows.yml")["images_workflows"]
WORKFLOW = WORKFLOWS[0]

every_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
every_workflow = pytest.mark.parametrize("workflow", WORKFLOWS, ids=[workflow["name"] for workflow in WORKFLOWS])
every_type = pytest.mark.parametrize("kind", TYPES, ids=[kind["name"] for kind in TYPES])


def variables(template: dict[str, Any]) -> list[str]:
    return [question["variable"] for question in template["survey"]["spec"]]


def nodes_of(workflow: dict[str, Any]) -> dict[str, Any]:
    """Return the nodes of a workflow by their identifiers."""
    return {node["identifier"]: node for node in workflow["nodes"]}


NODES = nodes_of(WORKFLOW)


def test_the_pattern_has_the_form_that_importers_read() -> None:
    assert DEFINITION["name"] == PATTERN.name
    assert {"schema_version", "title", "description", "short_description", "tags"} <= DEFINITION.keys()
    assert set(RESOURCES) == {
        "controller_project",
        "controller_execution_environment",
        "controller_labels",
        "controller_job_templates",
    }
    assert [name for name, template in TEMPLATES.items() if template.get("primary")] == ["Images: migrate"]
    assert (PATTERN / "README.md").is_file()


@every_template
def test_a_template_imports_a_playbook_of_the_collection(template: dict[str, Any]) -> None:
    (play,) = read(f"playbooks/{template['playbook']}")
    name = play["ansible.builtin.import_playbook"].removeprefix("imageops.alicloud.")
    assert (ROOT / "playbooks" / f"{name}.yml").is_file()
    assert template["execution_environment"] == RESOURCES["controller_execution_environment"]["name"]
    assert set(template["labels"]) <= set(RESOURCES["controller_labels"])


@every_template
def test_a_survey_asks_only_for_variables_of_the_playbooks(template: dict[str, Any]) -> None:
    asked = variables(template)
    assert len(asked) == len(set(asked))
    assert [name for name in asked if name not in BY_NAME] == []


@every_template
def test_a_survey_has_the_form_that_awx_takes(template: dict[str, Any]) -> None:
    assert {"name", "description", "spec"} <= template["survey"].keys()
    for question in template["survey"]["spec"]:
        assert question["type"] in ("text", "textarea", "multiplechoice"), question["variable"]
        assert question["question_name"]
        assert question["question_description"]
        assert isinstance(question["required"], bool)
        assert ("choices" in question) == (question["type"] == "multiplechoice")
        assert question["default"] in ("", *question.get("choices", ()))
        assert question.get("min") == (1 if question["required"] else None), question["variable"]
    assert rules.survey_errors(template["survey"]) == {}


@every_template
def test_a_playbook_says_what_its_survey_asks(template: dict[str, Any]) -> None:
    spec = read(f"playbooks/{template['playbook'].removesuffix('.yml')}.meta.yml")["argument_specs"]["main"]
    assert {name: option["required"] for name, option in spec["options"].items()} == {
        question["variable"]: question["required"] for question in template["survey"]["spec"]
    }


def test_every_playbook_has_a_template() -> None:
    """But a plan, which is a migration in check mode; what needs an emulator; and instances' disks."""
    imported = {
        read(f"playbooks/{item['playbook']}")[0]["ansible.builtin.import_playbook"]
        for item in (*TEMPLATES.values(), *EVENT_TEMPLATES)
    }
    there = {f"imageops.alicloud.{path.stem}" for path in (ROOT / "playbooks").glob("*.yml")}
    names = ("plan_images", "rehearse_images", "encrypt_instances", *DEMOS)
    left_out = {f"imageops.alicloud.{name}" for name in names}
    assert imported == there - left_out


def test_an_event_reaches_its_playbook_and_nothing_of_a_site_is_overridden() -> None:
    event = {"name": "CopyImage", "account_id": "1000000000000001", "region": "cn-beijing", "image_ids": ["m-1"]}
    assert [item["playbook"].removesuffix(".yml") for item in EVENT_TEMPLATES] == [
        "handle_key_event",
        "handle_image_event",
        "handle_share_event",
    ]
    for item in EVENT_TEMPLATES:
        template, meta = template_of(item["name"]), f"playbooks/{item['playbook'].removesuffix('.yml')}.meta.yml"
        taken, ignored, errors = rules.accepted_answers(template, {}, {"images_event": event})
        assert (taken, ignored, errors) == ({"images_event": event}, {}, {})
        assert template["extra_vars"] == "{}\n"
        request = read_request(item["playbook"].removesuffix(".yml"), taken, in_awx=True)
        assert request.values["event"] == event
        assert not [name for name, value in request.values.items() if name.endswith("_apply") and value]
        spec = read(meta)["argument_specs"]["main"]["options"]
        assert [name for name, option in spec.items() if option["required"]] == ["images_event"]
        assert [name for name in spec if item["playbook"].removesuffix(".yml") not in BY_NAME[name].playbooks] == []


def test_the_documented_action_launches_a_template_that_takes_the_event() -> None:
    page = (ROOT / "docs" / "guides" / "events.md").read_text()
    (text,) = re.findall(r"```yaml\n(action:.*?)```", page, re.DOTALL)
    launched = yaml.safe_load(text)["action"]["run_job_template"]
    assert launched["name"] in {item["name"] for item in EVENT_TEMPLATES}
    assert launched["job_args"]["extra_vars"] == {"images_event": "{{ event }}"}
    assert [item["name"] for item in EVENT_TEMPLATES if f"*{item['name']}*" not in page] == []


def test_every_template_has_options() -> None:
    assert OPTIONS.keys() == TEMPLATES.keys() | NAMELESS.keys()
    for name, options in OPTIONS.items():
        assert set(options) <= AWX_OPTIONS["job_template"]
        asking = [variables(item) for item in TEMPLATES.values()] if name in TEMPLATES else []
        asking += [[question["variable"] for question in workflow_survey(workflow)["spec"]] for workflow in WORKFLOWS]
        assert set(options["extra_vars"]).isdisjoint(variable for asked in asking for variable in asked)


@every_type
def test_a_credential_type_injects_its_fields_and_nothing_else(kind: dict[str, Any]) -> None:
    fields = [field["id"] for field in kind["inputs"]["fields"]]
    used = [re.fullmatch(r"\{\{ (\w+)( \|.*)? \}\}", value, re.DOTALL) for value in kind["injectors"]["env"].values()]
    assert sorted(found[1] for found in used if found) == sorted(fields)
    assert len(used) == len(fields)
    assert "tower" not in fields
    assert set(kind["inputs"]["required"]) <= set(fields)
    assert rules.credential_type_errors(kind) == {}
    assert set(kind["injectors"]) == {"env"}


@every_type
def test_a_credential_type_injects_variables_that_awx_allows_and_we_read(kind: dict[str, Any]) -> None:
    known = {name for names in ENVIRONMENT.values() for name in names}
    for name in kind["injectors"]["env"]:
        assert name in known or name in DECLARED_ENVIRONMENT


@every_type
def test_what_is_secret_is_stored_as_such(kind: dict[str, Any]) -> None:
    secret = {field["id"] for field in kind["inputs"]["fields"] if field.get("secret")}
    named = {field["id"] for field in kind["inputs"]["fields"] if re.search("secret|token|external", field["id"])}
    assert secret == named


def test_two_credentials_of_one_template_do_not_overwrite_each_other() -> None:
    names = [name for kind in TYPES for name in kind["injectors"]["env"]]
    assert len(names) == len(set(names))
    assert max(len(options["credentials"]) for options in OPTIONS.values()) <= len(TYPES)


@every_workflow
def test_a_workflow_leads_from_node_to_node_and_ends(workflow: dict[str, Any]) -> None:
    nodes = nodes_of(workflow)
    paths = {name: [*node.get("success", ()), *node.get("failure", ())] for name, node in nodes.items()}
    assert len(nodes) == len(workflow["nodes"])
    assert {other for others in paths.values() for other in others} <= nodes.keys()
    assert next(iter(paths)) not in {other for others in paths.values() for other in others}
    seen: list[str] = []
    todo = [next(iter(paths))]
    while todo:
        seen.append(todo.pop())
        assert len(seen) <= len(nodes), "a node is reached twice"
        todo += paths[seen[-1]]
    assert set(seen) == set(nodes)


def test_every_consumers_role_reaches_a_job_through_its_environment_file() -> None:
    (kind,) = [kind for kind in TYPES if "role_arns" in kind["inputs"]["required"]]
    roles = "2000000000000002=acs:ram::2:role/a\r\n3000000000000003=acs:ram::3:role/b\n"
    environment = read_environment_file(environment_file([(kind, {"role_arns": roles})]))

    assert environment.keys() == kind["injectors"]["env"].keys()
    assert text_dict(environment["IMAGES_CONSUMER_ROLE_ARNS"], "roles") == {
        "2000000000000002": "acs:ram::2:role/a",
        "3000000000000003": "acs:ram::3:role/b",
    }


def template_of(name: str) -> dict[str, Any]:
    """A template as it is sent."""
    return {
        **OPTIONS[name],
        "survey_enabled": name in TEMPLATES,
        "extra_vars": yaml.safe_dump(OPTIONS[name]["extra_vars"]),
    }


def survey_of(name: str) -> dict[str, Any]:
    return TEMPLATES[name]["survey"] if name in TEMPLATES else {}


@every_workflow
def test_nodes_are_templates_or_approvals_and_awx_takes_them_for_one_account_in_one_region(
    workflow: dict[str, Any],
) -> None:
    nodes = nodes_of(workflow)
    for node in nodes.values():
        assert ("template" in node) != ("approval" in node)
        if "template" in node:
            sent = {"extra_data": node.get("variables"), "job_slice_count": node.get("slices")}
            errors = rules.saved_launch_errors(template_of(node["template"]), survey_of(node["template"]), sent, 1)
            assert errors == {}, node["identifier"]
    assert nodes["approve"]["success"] == ["migrate"]
    assert OPTIONS[nodes["migrate"]["template"]]["job_slice_count"] > 1
    assert nodes["migrate"]["failure"]


@every_workflow
def test_what_is_approved_is_what_was_shown_in_check_mode_before(workflow: dict[str, Any]) -> None:
    nodes = nodes_of(workflow)
    playbooks = []
    for name, node in nodes.items():
        if "approval" in node:
            (before,) = [other for other in nodes.values() if name in other.get("success", ())]
            (after,) = node["success"]
            planned, done = NAMELESS[before["template"]], NAMELESS[nodes[after]["template"]]
            assert planned["playbook"] == done["playbook"]
            assert OPTIONS[planned["name"]]["job_type"] == "check"
            assert OPTIONS[planned["name"]]["extra_vars"] == OPTIONS[done["name"]]["extra_vars"]
            assert f"the node {before['identifier']}" in node["description"]
            playbooks.append(done["playbook"])
    assert playbooks == ["migrate.yml", "repoint.yml", "retire.yml"][: len(playbooks)]
    assert "digest" in nodes["approve"]["description"]


@every_workflow
def test_no_job_of_a_workflow_that_writes_comes_before_an_approval(workflow: dict[str, Any]) -> None:
    nodes = nodes_of(workflow)
    reading = ("Images: verify", "Images: audit")
    for name, node in nodes.items():
        template = node.get("template")
        if template and template not in reading and OPTIONS[template].get("job_type") != "check":
            assert [other for other in nodes.values() if name in other.get("success", ()) and "approval" in other], name


def test_the_workflow_from_old_to_new_moves_users_in_a_job_of_its_own_only() -> None:
    """A survey's answer reaches every node, and a migration that has it moves users before they were approved."""
    asked = {question["variable"] for question in workflow_survey(WORKFLOWS[1])["spec"]}
    assert "images_repoint" not in asked
    assert {"repoint_confirm", "retire_accept_unknown"} <= asked
    for name in ("Images: show users of the run", "Images: move users of the run"):
        answers = {"images_run": "awx-70", "repoint_confirm": "false", "images_names": "web"}
        given = job_variables(template_of(name), {}, answers)
        values = read_request("repoint_images", given, in_awx=True).values
        assert (values["repoint"], values["run"]) == (["launch_templates", "scaling"], "awx-70")
    given = job_variables(template_of("Images: deprecate images of the run"), {}, {"images_run": "awx-70"})
    values = read_request("retire_images", given, in_awx=True).values
    assert (values["retire_state"], values["retire_confirm"]) == ("deprecated", True)


def test_a_limit_is_asked_for_only_where_no_slice_can_be_empty() -> None:
    sliced = {name for name, options in OPTIONS.items() if options.get("job_slice_count", 1) > 1}

    assert sliced
    assert not [name for name in sliced if OPTIONS[name]["ask_limit_on_launch"]]


def workflow_survey(workflow: dict[str, Any]) -> dict[str, Any]:
    asked = [
        question
        for name, wanted in workflow["questions"].items()
        for question in survey_of(name)["spec"]
        if wanted == "all" or question["variable"] in wanted
    ]
    said = {name for node in workflow["nodes"] for name in node.get("variables", ())} | set(workflow["handed_on"])
    return {"spec": [question for question in asked if question["variable"] not in said]}


@every_workflow
def test_a_workflow_asks_each_question_once(workflow: dict[str, Any]) -> None:
    asked = [question["variable"] for question in workflow_survey(workflow)["spec"]]
    assert sorted(set(asked)) == sorted(asked)
    for name, wanted in workflow["questions"].items():
        assert wanted == "all" or set(wanted) <= set(variables(TEMPLATES[name]))
    assert rules.survey_errors({"name": "a", "description": "b", **workflow_survey(workflow)}) == {}


def test_what_nodes_hand_on_reaches_the_nodes_that_follow() -> None:
    answers = job_variables(
        {"survey_enabled": True}, workflow_survey(WORKFLOW), {"images_kms_key_id": "alias/image-share"}
    )
    artifacts = {"images_run": "awx-70", "images_approved_digest": {"one": {"digest": "sha256:1"}}}

    for identifier in ("migrate", "verify"):
        name = NODES[identifier]["template"]
        given = job_variables(template_of(name), survey_of(name), node_variables({}, artifacts, answers))
        assert given["images_run"] == "awx-70"
        assert given["images_approved_digest"] == artifacts["images_approved_digest"]
    assert (
        job_variables(template_of("Images: verify"), survey_of("Images: verify"), answers)["images_must_prove"]
        == "true"
    )


@pytest.mark.parametrize("kind", ["email", "slack", "webhook"])
def test_messages_are_taken_and_say_the_summary(kind: str) -> None:
    body = {"email": MESSAGES["images_body_text"], "webhook": MESSAGES["images_body_json"]}.get(kind, "")
    said = {"message": MESSAGES["images_message"], "body": body}
    sent = {
        "notification_type": kind,
        "messages": {
            "success": said,
            "workflow_approval": {"running": {"message": MESSAGES["images_approval_message"]}},
        },
    }
    values = rules.STUB | {"job": rules.STUB_JOB | {"artifacts": {"image_summary": "2 images\nnew 1"}}}

    assert rules.message_errors(sent) == {}
    assert "2 images; new 1" in rules.rendered(said["message"], values)
    assert rules.STUB["url"] in rules.rendered(said["message"], values)
    if kind == "webhook":
        assert json.loads(rules.rendered(body, values))["summary"] == "2 images\nnew 1"


def test_a_failed_migration_ends_in_a_node_that_fails() -> None:
    for nodes in map(nodes_of, WORKFLOWS):
        (left,) = nodes["migrate"]["failure"]
        assert nodes[left]["variables"]["images_fail_on"] == "needs_copy"


def test_artifacts_have_other_names_than_survey_variables() -> None:
    """A workflow's survey would win over them."""
    asked = {name for template in TEMPLATES.values() for name in variables(template)}
    assert not [name for name in asked if name.startswith("image_")]
    for workflow in WORKFLOWS:
        asked_first = {question["variable"] for question in workflow_survey(workflow)["spec"]}
        assert set(workflow["handed_on"]).isdisjoint(asked_first)


def tasks(name: str) -> list[dict[str, Any]]:
    return [item for entry in read(name) for item in (entry["tasks"] if "hosts" in entry else [entry])]


def test_the_controller_is_configured_by_documented_options_alone() -> None:
    files = ["configure_controller.yml", *(f"tasks/{path.name}" for path in (PATTERN / "playbooks/tasks").iterdir())]
    used = {
        module.removeprefix("awx.awx."): set(arguments)
        for name in files
        for task in tasks(f"playbooks/{name}")
        for module, arguments in task.items()
        if module.startswith("awx.awx.")
    }
    assert used.keys() == AWX_OPTIONS.keys()
    assert {module: names - AWX_OPTIONS[module] for module, names in used.items() if names - AWX_OPTIONS[module]} == {}
    lint = yaml.safe_load((ROOT / ".ansible-lint").read_text())
    assert {name for name in lint["mock_modules"] if name.startswith("awx.")} == {f"awx.awx.{name}" for name in used}


def test_project_and_inventory_are_updated_and_not_by_every_launch_again() -> None:
    found = {name: arguments for task in tasks("playbooks/tasks/project.yml") for name, arguments in task.items()}
    assert found["awx.awx.project"]["update_project"] is True
    assert found["awx.awx.inventory_source"]["update_cache_timeout"] > 0
    assert found["awx.awx.inventory_source_update"]["wait"] is True


def test_skipped_tasks_are_no_events_in_the_execution_environment() -> None:
    definition = yaml.safe_load((ROOT / "extensions/execution_environment/execution-environment.yml").read_text())
    assert "ENV ANSIBLE_DISPLAY_SKIPPED_HOSTS=no" in definition["additional_build_steps"]["append_final"]


def test_credentials_are_made_without_being_shown() -> None:
    assert all(task["no_log"] is True for task in tasks("playbooks/tasks/credential.yml"))


def documented_settings() -> dict[str, Any]:
    """The variables of the README's `mine.yml`."""
    (text,) = re.findall(r"```yaml\n(images_credentials:.*?)```", (PATTERN / "README.md").read_text(), re.DOTALL)
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("variable", "task", "playbook"),
    [
        ("images_weekly_audit", "Create the weekly audit", "audit_images"),
        ("images_standing_order", "Create the standing order", "migrate_images"),
        ("images_retirement", "Create the retirement", "retire_images"),
    ],
)
def test_the_documented_schedules_give_answers_that_the_survey_and_the_playbook_take(
    variable: str, task: str, playbook: str
) -> None:
    (arguments,) = [item["awx.awx.schedule"] for item in tasks("playbooks/tasks/schedules.yml") if item["name"] == task]
    settings = documented_settings()[variable]
    template = arguments["unified_job_template"]
    sent = {"extra_data": settings["answers"]}

    assert arguments["extra_data"] == f"{{{{ {variable}.answers }}}}"
    assert rules.saved_launch_errors(template_of(template), survey_of(template), sent, 1) == {}
    assert re.fullmatch(r"DTSTART:\d{8}T\d{6}Z RRULE:FREQ=\w+;INTERVAL=1(;BYDAY=MO)?", settings["rrule"])
    request = read_request(playbook, settings["answers"], in_awx=True)
    assert request.ignored == ()


def test_the_documented_standing_order_moves_with_time_and_bears_weeks_without_a_build() -> None:
    values = read_request("migrate_images", documented_settings()["images_standing_order"]["answers"]).values

    assert (values["newest"], values["created_within"], values["allow_empty"]) == (1, "8d", True)
