# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reads the playbooks' variables out of Ansible's, for the action `images_request` and for steps of roles."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from ansible import context, errors
from ansible.errors import AnsibleError
from ansible.parsing.splitter import parse_kv
from ansible.plugins.action import ActionBase
from ansible.utils.vars import load_extra_vars

from ..module_utils._model.errors import InvalidInput
from ..module_utils._variables.declared import BY_NAME
from ..module_utils._variables.forms import QUOTE, is_given, read_value
from ..module_utils._variables.request import Request, belongs, names_under, read_request
from ..module_utils._variables.variable import IMAGES, Kind, Variable
from ._origin import other_text

# Ansible loads actions before it forks, so every worker of a run has the same moment.
STARTED = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
AWX_JOBS = ("awx_workflow_job_id", "tower_workflow_job_id", "awx_job_id", "tower_job_id")
# Before 2.19, what is omitted is a text of its own.
OMITTED: Any = getattr(errors, "AnsibleValueOmittedError", ())
NO_TEXT = (Kind.BOOL, Kind.INT, Kind.DATE)
SCALARS = (bool, int, float, date)


def request_of(action: ActionBase, task_vars: Mapping[str, Any], playbook: str, prefix: str = IMAGES) -> Request:
    """Return what a playbook, or a role under its prefix, is asked for on a host. Raises InvalidInput."""
    given, from_command_line, in_awx = given_variables(action, task_vars, playbook, prefix)
    return read_request(
        playbook,
        given,
        prefix=prefix,
        from_command_line=from_command_line,
        written=from_command_line & written_variables(action),
        in_awx=in_awx,
        resolve=absolute,
    )


def given_variables(
    action: ActionBase, task_vars: Mapping[str, Any], playbook: str, prefix: str = IMAGES
) -> tuple[dict[str, Any], set[str], bool]:
    """Return the variables that begin like the playbooks', the names of those given with -e, and whether AWX runs this.

    Only variables that the playbook takes are templated. Raises InvalidInput for one that cannot be.
    """
    known = names_under(playbook, prefix)
    given = {}
    for name in task_vars:
        if belongs(name, prefix):
            variable = known.get(name)
            if variable is not None and playbook in variable.playbooks:
                given[name] = _templated(action, task_vars, variable, name)
            else:
                given[name] = _shallow(task_vars[name])
    for name, variable in known.items():
        if variable.environment and playbook in variable.playbooks and not is_given(given.get(name)):
            given[name] = os.environ.get(variable.environment, "")
    extra = load_extra_vars(action._loader)
    return given, {name for name in given if name in extra}, awx_job(task_vars) != ""


def written_variables(action: ActionBase) -> set[str]:
    """Return the names that are written on the command line itself: with -e, and not in a file of -e."""
    names: set[str] = set()
    for given in context.CLIARGS.get("extra_vars") or ():
        text = str(given)
        if text.startswith("@"):
            continue
        found = action._loader.load(text) if text.startswith(("[", "{")) else parse_kv(text)
        names |= set(found) if isinstance(found, Mapping) else set()
    return names


def run_name(values: Mapping[str, Any], task_vars: Mapping[str, Any]) -> str:
    """Return the name of this run: the given one, else that of the AWX job, else the time when Ansible started."""
    job = awx_job(task_vars)
    name = str(values.get("run") or "") or (f"awx-{job}" if job else STARTED)
    read_value(BY_NAME["images_run"], "images_run", name)
    return name


def awx_job(task_vars: Mapping[str, Any]) -> str:
    """Return the number of the workflow job or job of AWX that runs this; empty outside AWX."""
    return next((str(task_vars[name]) for name in AWX_JOBS if task_vars.get(name) not in (None, "")), "")


def absolute(path: str) -> str:
    """Return a path that counts from where Ansible was started."""
    of_home = path == "~" or path.startswith("~/")
    return os.path.normpath(Path.cwd() / (Path(path).expanduser() if of_home else path))


def _templated(action: ActionBase, task_vars: Mapping[str, Any], variable: Variable, name: str) -> Any:
    try:
        value = action._templar.template(task_vars[name])
        if isinstance(value, str) and value == str(task_vars.get("omit", "")):
            return None
        return _plain(value, "" if variable.kind in NO_TEXT else name)
    except OMITTED:
        return None
    except AnsibleError as error:
        problem = "cannot be read" if variable.secret else f"cannot be read ({' '.join(str(error).split())})"
        raise InvalidInput(name, "...", problem, "Correct its template, or give the vault's password.") from None


def _shallow(value: Any) -> Any:
    """Return a value that matters only by being given; a template counts as one."""
    return value if value is None or isinstance(value, str | list | tuple | dict) else "given"


def _plain(value: Any, name: str) -> Any:
    """Return a value of plain types; what a vault encrypts becomes text.

    With a name, numbers that were written as other text are refused.
    """
    if isinstance(value, Mapping):
        return {_plain(key, name): _plain(item, name) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, name) for item in value]
    if value is None or isinstance(value, SCALARS):
        written = other_text(value) if name else ""
        if written:
            raise InvalidInput(name, written, f"arrived as the number or date {value}", QUOTE)
        return value
    text = str(value)
    return None if text.startswith("__omit_place_holder__") else text
