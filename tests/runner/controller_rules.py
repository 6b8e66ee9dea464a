# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a controller's REST API refuses, as AWX 24.6.1 does: errors by field, empty where it takes the request.

Seen on AWX 24.6.1, but for what says so. Names of rules are those of the API's fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

Errors = dict[str, Any]
Data = Mapping[str, Any]

# Environment variables that a credential may not set.
BLOCKED = re.compile(
    r"ANSIBLE_.*|PATH|PYTHONPATH|VIRTUAL_ENV|JOB_ID|INVENTORY_ID|INVENTORY_SOURCE_ID|INVENTORY_UPDATE_ID|AD_HOC_COMMAND_ID|"
    r"REST_API_.*|MAX_EVENT_RES|AWX_HOST|PROJECT_REVISION|CALLBACK_.*|TOWER_HOST"
)
RESERVED_FIELDS = ("tower",)
TEXTS = ("text", "textarea", "password")
CHOICES = ("multiplechoice", "multiselect")
TYPES = (*TEXTS, *CHOICES, "integer", "float")
# Of a question these are read; what else is sent is refused, so that a misspelt one does not go unseen.
QUESTION = {
    *("type", "question_name", "question_description", "variable", "required"),
    *("default", "choices", "min", "max", "new_question"),
}
# Fields of job templates that a launch, a node or a schedule may give only where the template asks for them.
PROMPTS = {
    "limit": "ask_limit_on_launch",
    "job_type": "ask_job_type_on_launch",
    "job_slice_count": "ask_job_slice_count_on_launch",
    "diff_mode": "ask_diff_mode_on_launch",
    "verbosity": "ask_verbosity_on_launch",
    "forks": "ask_forks_on_launch",
    "inventory": "ask_inventory_on_launch",
}
NOT_ENOUGH_HOSTS = {"job_slice_count": ["Job inventory does not have enough hosts for slicing"]}
# What a message may name. `artifacts` is among it, by the code.
STUB_JOB = {
    "id": 42,
    "name": "a job",
    "status": "successful",
    "url": "/api/v2/jobs/42/",
    "artifacts": {},
    "job_type": "run",
}
STUB = {
    "job": STUB_JOB,
    "job_friendly_name": "Job",
    "url": "https://awx.example.com/#/jobs/playbook/42",
    "job_metadata": "{}",
    "approval_status": "approved",
    "approval_node_name": "approve",
    "workflow_url": "https://awx.example.com/#/jobs/workflow/41",
}


def rendered(template: str, values: Data) -> str:
    """Return a template of an injector or a message as the controller renders it. Raises TemplateError."""
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined).from_string(template).render(values)


def credential_type_errors(sent: Data) -> Errors:
    """Return what is wrong with a credential type."""
    if sent.get("kind") not in ("cloud", "net"):
        return {"kind": [f"Must be 'cloud' or 'net', not {sent.get('kind')}"]}
    fields = [field["id"] for field in sent["inputs"]["fields"]]
    if reserved := [name for name in fields if name in RESERVED_FIELDS]:
        return {"inputs": [f"{reserved[0]} is a reserved field"]}
    if len(set(fields)) != len(fields):
        return {"inputs": ["a field is there twice"]}
    if unknown := set(sent["inputs"].get("required", ())) - set(fields):
        return {"inputs": [f"{sorted(unknown)} is required and is no field"]}
    values = {**dict.fromkeys(fields, "EXAMPLE"), "tower": {"filename": "/runner/env/file"}}
    for name, template in sent["injectors"].get("env", {}).items():
        if BLOCKED.fullmatch(name):
            return {"injectors": [f"Environment variable {name} is not allowed to be used in credentials."]}
        try:
            rendered(template, values)
        except TemplateError as error:
            return {"injectors": [f"{name} uses an undefined field ({error})"]}
    return {}


def credential_errors(sent: Data, kind: Data) -> Errors:
    """Return what is wrong with the inputs of a credential of a type."""
    fields = {field["id"] for field in kind["inputs"]["fields"]}
    if unknown := sorted(set(sent.get("inputs", ())) - fields):
        return {"inputs": [f"Additional properties are not allowed ({', '.join(unknown)})"]}
    return {}


def second_of_a_type(standing: Iterable[Data], new: Data) -> Errors:
    """Return the error of a second credential of one type on a template."""
    if any(one["credential_type"] == new["credential_type"] and one["id"] != new["id"] for one in standing):
        return {"error": "Cannot assign multiple credentials of one type."}
    return {}


def survey_errors(spec: Data) -> Errors:
    """Return what is wrong with a survey."""
    if missing := [name for name in ("name", "description", "spec") if name not in spec]:
        return {"error": f"{missing[0]} missing from survey spec"}
    seen: set[str] = set()
    for place, question in enumerate(spec["spec"]):
        if error := _question_error(question):
            return {"error": f"survey question {place}: {error}"}
        if question["variable"] in seen:
            return {"error": f"'variable' '{question['variable']}' duplicated in survey question {place}."}
        seen.add(question["variable"])
    return {}


def _question_error(question: Data) -> str:
    if missing := [name for name in ("type", "question_name", "variable", "required") if name not in question]:
        return f"{missing[0]} missing"
    if unknown := set(question) - QUESTION:
        return f"{sorted(unknown)} is read by nothing"
    if question["type"] not in TYPES:
        return f"'{question['type']}' is not one of the allowed question types"
    if " " in question["variable"]:
        return "variable contains an illegal character"
    if (question["type"] in CHOICES) != ("choices" in question):
        return "choices and type do not fit"
    default = question.get("default")
    if default not in (None, "") and (errors := _answer_errors(question, {question["variable"]: default})):
        return f"its default: {errors[0]}"
    return ""


def answers_errors(spec: Data, answers: Data) -> list[str]:
    """Return what is wrong with answers to a survey, for `variables_needed_to_start`."""
    return [error for question in spec.get("spec", ()) for error in _answer_errors(question, answers)]


def _answer_errors(question: Data, answers: Data) -> list[str]:
    name, kind = question["variable"], question["type"]
    if name not in answers:
        return [f"'{name}' value missing"] if question["required"] else []
    value = answers[name]
    if kind in TEXTS:
        if not isinstance(value, str):
            return [f"Value {value} for '{name}' expected to be a string."]
        # A required text may be empty, unless it has to have a length.
        return _length_errors(question, name, value)
    if kind == "multiplechoice" and value not in question["choices"]:
        return [f"Value {value} for '{name}' expected to be one of {question['choices']}."]
    if kind == "multiselect" and (not isinstance(value, list) or set(value) - set(question["choices"])):
        return [f"Value {value} for '{name}' expected to be a list of {question['choices']}."]
    if kind in ("integer", "float") and (isinstance(value, bool) or not isinstance(value, int | float)):
        return [f"Value {value} for '{name}' expected to be a number."]
    return []


def _length_errors(question: Data, name: str, value: str) -> list[str]:
    least, most = question.get("min"), question.get("max")
    if least not in ("", None) and len(value) < int(least):
        return [f"'{name}' value {value} is too small (length is {len(value)} must be at least {least})."]
    if most not in ("", None) and len(value) > int(most):
        return [f"'{name}' value {value} is too large (must be no more than {most})."]
    return []


def accepted_answers(template: Data, survey: Data, given: Data) -> tuple[dict[str, Any], dict[str, Any], Errors]:
    """Return which variables a launch takes, which it ignores, and what is wrong."""
    spec = survey if template.get("survey_enabled") else {}
    errors = answers_errors(spec, given)
    asked = {question["variable"] for question in spec.get("spec", ())}
    if template.get("ask_variables_on_launch"):
        asked |= given.keys()
    taken = {name: value for name, value in given.items() if name in asked}
    ignored = {name: value for name, value in given.items() if name not in asked}
    return taken, ignored, {"variables_needed_to_start": errors} if errors else {}


def saved_launch_errors(template: Data, survey: Data, sent: Data, host_count: int) -> Errors:
    """Return what is wrong with a node or a schedule: what a launch ignores is refused here (nodes: by the code)."""
    if (sent.get("job_slice_count") or 1) > 1 and host_count < 2:
        return dict(NOT_ENOUGH_HOSTS)
    for field, ask in PROMPTS.items():
        if sent.get(field) is not None and not template.get(ask):
            return {field: ["Field is not configured to prompt on launch."]}
    given = sent.get("extra_data") or {}
    asked = {question["variable"]: question for question in survey.get("spec", ())}
    if not template.get("ask_variables_on_launch") and (unknown := sorted(given.keys() - asked.keys())):
        return {"extra_data": [f"Variables {', '.join(unknown)} are not allowed on launch."]}
    # What is required may still come from the workflow.
    errors = [error for name in given if name in asked for error in _answer_errors(asked[name], given)]
    return {"variables_needed_to_start": errors} if errors else {}


def message_errors(sent: Data) -> Errors:
    """Return what is wrong with the messages of a notification template. The rules are by the code."""
    kind = sent["notification_type"]
    for event, parts in _events(sent.get("messages") or {}):
        for part, template in parts.items():
            if part not in ("message", "body"):
                return {"messages": [f"{event}: unexpected field {part}"]}
            if not template:
                continue
            if part == "message" and "\n" in template:
                return {"messages": [f"{event}: messages cannot contain newlines"]}
            try:
                text = rendered(template, STUB)
            except TemplateError as error:
                return {"messages": [f"{event}: unable to render {part} ({error})"]}
            if part == "body" and kind in ("webhook", "pagerduty") and not _is_json_mapping(text):
                return {"messages": [f"{event}: the body of a {kind} is not a JSON object"]}
    return {}


def _events(messages: Data) -> Iterable[tuple[str, Data]]:
    for event, parts in messages.items():
        if event == "workflow_approval":
            yield from ((f"{event}.{name}", inner) for name, inner in parts.items())
        else:
            yield event, parts


def _is_json_mapping(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def slices_of(hosts: Sequence[str], count: int) -> list[list[str]]:
    """Return the hosts of each slice: dealt out one by one, and no more slices than hosts."""
    number = max(1, min(count, len(hosts)))
    return [list(hosts[place::number]) for place in range(number)]
