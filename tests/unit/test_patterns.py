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
from plugins.module_utils._variables.declared import BY_NAME, VARIABLES

ROOT = Path(__file__).resolve().parents[2]
PATTERN = ROOT / "extensions" / "patterns" / "migrate_images"
# What a credential may set beside the options of the connection.
DECLARED_ENVIRONMENT = {variable.environment for variable in VARIABLES if variable.environment}
# Environment variables that AWX keeps for itself.
BLOCKED = re.compile(
    r"ANSIBLE_.*|PATH|PYTHONPATH|VIRTUAL_ENV|JOB_ID|INVENTORY_ID|REST_API_.*|MAX_EVENT_RES|AWX_HOST|PROJECT_REVISION"
)
# The options of awx.awx 24.6.1 that the playbook uses, by module.
AWX_OPTIONS = {
    "credential_type": {"name", "description", "kind", "inputs", "injectors"},
    "credential": {"name", "organization", "credential_type", "inputs", "update_secrets"},
    "execution_environment": {"name", "description", "image", "pull"},
    "label": {"name", "organization"},
    "project": {
        "name", "description", "organization", "scm_type", "scm_url", "scm_branch", "scm_update_on_launch",
        "default_environment", "wait",
    },
    "inventory": {"name", "description", "organization"},
    "inventory_source": {
        "name", "description", "inventory", "organization", "source", "source_project", "source_path", "credential",
        "execution_environment", "update_on_launch", "overwrite", "overwrite_vars",
    },
    "job_template": {
        "name", "description", "organization", "project", "playbook", "inventory", "execution_environment", "labels",
        "survey_enabled", "survey_spec", "allow_simultaneous", "ask_limit_on_launch", "ask_job_slice_count_on_launch",
        "ask_job_type_on_launch", "diff_mode", "credentials", "extra_vars", "forks",
    },
    "workflow_job_template": {
        "name", "description", "organization", "inventory", "ask_limit_on_launch", "survey_enabled", "survey_spec",
        "workflow_nodes",
    },
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
OPTIONS = read("controller/job_templates.yml")["images_template_options"]
WORKFLOW = read("controller/workflow.yml")["images_workflow"]
NODES = {node["identifier"]: node for node in WORKFLOW["nodes"]}

every_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
every_type = pytest.mark.parametrize("kind", TYPES, ids=[kind["name"] for kind in TYPES])


def variables(template: dict[str, Any]) -> list[str]:
    return [question["variable"] for question in template["survey"]["spec"]]


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


@every_template
def test_a_playbook_says_what_its_survey_asks(template: dict[str, Any]) -> None:
    spec = read(f"playbooks/{template['playbook'].removesuffix('.yml')}.meta.yml")["argument_specs"]["main"]
    assert {name: option["required"] for name, option in spec["options"].items()} == {
        question["variable"]: question["required"] for question in template["survey"]["spec"]
    }


def test_every_template_has_options() -> None:
    assert OPTIONS.keys() == TEMPLATES.keys()
    for options in OPTIONS.values():
        assert set(options) <= AWX_OPTIONS["job_template"]
        assert set(options["extra_vars"]).isdisjoint(name for item in TEMPLATES.values() for name in variables(item))


@every_type
def test_a_credential_type_injects_its_fields_and_nothing_else(kind: dict[str, Any]) -> None:
    fields = [field["id"] for field in kind["inputs"]["fields"]]
    used = [re.fullmatch(r"\{\{ (\w+) \}\}", value) for value in kind["injectors"]["env"].values()]
    assert sorted(found[1] for found in used if found) == sorted(fields)
    assert len(used) == len(fields)
    assert "tower" not in fields
    assert set(kind["inputs"]["required"]) <= set(fields)
    assert kind["kind"] == "cloud"
    assert set(kind["injectors"]) == {"env"}


@every_type
def test_a_credential_type_injects_variables_that_awx_allows_and_we_read(kind: dict[str, Any]) -> None:
    known = {name for names in ENVIRONMENT.values() for name in names}
    for name in kind["injectors"]["env"]:
        assert not BLOCKED.fullmatch(name)
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


def test_the_workflow_leads_from_node_to_node_and_ends() -> None:
    paths = {name: [*node.get("success", ()), *node.get("failure", ())] for name, node in NODES.items()}
    assert len(NODES) == len(WORKFLOW["nodes"])
    assert {other for others in paths.values() for other in others} <= NODES.keys()
    assert next(iter(paths)) not in {other for others in paths.values() for other in others}
    seen: list[str] = []
    todo = [next(iter(paths))]
    while todo:
        seen.append(todo.pop())
        assert len(seen) <= len(NODES), "a node is reached twice"
        todo += paths[seen[-1]]
    assert set(seen) == set(NODES)


def test_nodes_are_templates_or_approvals_and_say_what_surveys_ask() -> None:
    for node in NODES.values():
        assert ("template" in node) != ("approval" in node)
        if "template" in node:
            assert set(node.get("variables", ())) <= set(variables(TEMPLATES[node["template"]]))
    assert NODES["approve"]["success"] == ["migrate"]
    assert NODES["migrate"]["slices"] > 1
    assert NODES["migrate"]["failure"]


def test_a_failed_migration_ends_in_a_node_that_fails() -> None:
    (left,) = NODES["migrate"]["failure"]
    assert NODES[left]["variables"]["images_fail_on"] == "needs_copy"


def test_artifacts_have_other_names_than_survey_variables() -> None:
    """A workflow's survey would win over them."""
    asked = {name for template in TEMPLATES.values() for name in variables(template)}
    assert not [name for name in asked if name.startswith(("image_count_", "image_map_"))]


def tasks(name: str) -> list[dict[str, Any]]:
    return [item for entry in read(name) for item in (entry["tasks"] if "hosts" in entry else [entry])]


def test_the_controller_is_configured_by_documented_options_alone() -> None:
    files = ("configure_controller.yml", "tasks/project.yml", "tasks/job_template.yml", "tasks/workflow.yml")
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
    assert set(lint["mock_modules"]) == {f"awx.awx.{module}" for module in used}


def test_credentials_are_made_without_being_shown() -> None:
    (task,) = [task for task in tasks("playbooks/configure_controller.yml") if "awx.awx.credential" in task]
    assert task["no_log"] is True
