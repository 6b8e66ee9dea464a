# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a job of a controller gets: variables by their order, credentials as an environment file, and artifacts.

As AWX 24.6.1 does; the order of variables is that of its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from tests.runner.controller_rules import answers_errors, rendered

Data = Mapping[str, Any]


class _Dumper(yaml.SafeDumper):
    """Writes every text as one that no template is read from."""


_Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("!unsafe", text))


def dumped(variables: Data, own: Data) -> str:
    """Return variables as they stand in the job's file: a survey's 14 is `!unsafe '14'`.

    `own` are those of the template itself, which an administrator has set and which may be templates.
    """
    return "".join(
        yaml.dump(
            {name: value},
            Dumper=yaml.SafeDumper if name in own and own[name] == value else _Dumper,
            default_flow_style=False,
            allow_unicode=True,
        )
        for name, value in variables.items()
    )


def job_variables(template: Data, survey: Data, runtime: Data) -> dict[str, Any]:
    """Return a job's variables: those of the template, then the survey's defaults, then what it is launched with."""
    spec = survey.get("spec", ()) if template.get("survey_enabled") else ()
    defaults = {
        question["variable"]: question["default"]
        for question in spec
        if question.get("default") is not None
        and not answers_errors({"spec": [question]}, {question["variable"]: question["default"]})
    }
    return {**own_variables(template), **defaults, **runtime}


def node_variables(accepted: Data, artifacts: Data, workflow: Data) -> dict[str, Any]:
    """Return what a node's job is launched with: artifacts win over the node's data, the workflow's over both."""
    return {**accepted, **artifacts, **workflow}


def merged_artifacts(several: Iterable[Data]) -> dict[str, Any]:
    """Return the artifacts of slices or of several nodes: key by key, and the last one wins."""
    found: dict[str, Any] = {}
    for one in several:
        found.update(one)
    return found


def environment_file(credentials: Sequence[tuple[Data, Data]]) -> str:
    """Return the environment of credentials, each with its type, as podman is given it: a line a variable."""
    lines = []
    for kind, inputs in credentials:
        values = {field["id"]: inputs.get(field["id"], "") for field in kind["inputs"]["fields"]}
        for name, template in kind["injectors"].get("env", {}).items():
            lines.append(f"{name}={rendered(template, values)}")
    return "".join(f"{line}\n" for line in lines)


def read_environment_file(text: str) -> dict[str, str]:
    """Return what podman makes of an environment file: the second line of a value is a variable of its own."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition("=") for line in lines]
    return {name: value for name, _equals, value in pairs}


def own_variables(template: Data) -> dict[str, Any]:
    """Return the variables that a template has itself."""
    found: dict[str, Any] = yaml.safe_load(template.get("extra_vars") or "") or {}
    return found
