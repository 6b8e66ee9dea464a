# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""StartExecution."""

from __future__ import annotations

from typing import Any

from ...access.authorisation import check
from ...actions.declare import Answer, Call, action
from ...actions.json_text import parse_json
from ...catalogue.catalogue import regions
from ...state.executions import PUBLIC_TEMPLATES, Execution
from .calls import starter
from .find import choice, oos_of
from .programs import Program
from .replace import PROGRAMS
from .start_notes import START_NOTES
from .targets import rate_fault, target_fault
from .values import fill
from .views import show_execution

_TAGS_AT_MOST = 20


@action(
    "oos",
    "StartExecution",
    mutating=True,
    resources=lambda call: [f"acs:oos:{call.region_id}:{call.account.id}:execution/*"],
    models=(
        "ClientToken", "Description", "LoopMode", "Mode", "Parameters", "RegionId", "SafetyCheck", "Tags",
        "TemplateName", "TemplateVersion",
    ),
    errors=("EntityNotExists.Template",),
    notes=START_NOTES,
)  # fmt: skip
def start_execution(call: Call) -> Answer:
    """Start an execution."""
    program = _program(call)
    parameters = _parameters(call, program)
    mode = _mode(call)
    if len(call.parameters.record("Tags")) > _TAGS_AT_MOST:
        raise call.invalid("Tags")
    role = str(parameters["OOSAssumeRole"])
    if role:
        check(call, "ram:PassRole", f"acs:ram:*:{call.account.id}:role/{role}")
    now = call.cloud.now()
    execution = Execution(
        id=f"exec-{call.cloud.ids.word('execution', 20)}",
        template=program.name,
        region=call.region_id,
        by=starter(call.principal),
        mode=mode,
        safety_check=_safety_check(call, mode),
        role=role,
        description=call.parameters.text("Description"),
        created=now,
        updated=now,
        parameters=parameters,
        tags=dict(call.parameters.record("Tags")),
    )
    oos = oos_of(call)
    oos.executions[execution.id] = execution
    oos.alarms[execution.id, ""] = now + call.cloud.settings.start_execution_seconds
    return {"Execution": show_execution(call, execution, started=True)}


def _program(call: Call) -> Program:
    name, version = call.parameters.text("TemplateName"), call.parameters.text("TemplateVersion", "v1")
    if not name:
        raise call.missing("TemplateName")
    oos = oos_of(call)
    if name in oos.templates:
        raise call.not_modelled(f"running the own template {name}")
    if name not in PUBLIC_TEMPLATES and name.startswith("ACS-"):
        raise call.not_modelled(f"running the public template {name}")
    if name not in oos.public_templates or version != "v1":
        raise call.refuse("EntityNotExists.Template", name=name)
    return PROGRAMS[name]


def _mode(call: Call) -> str:
    mode = choice(call, "Mode", ("Automatic", "FailurePause", "Debug"), "Automatic")
    if mode == "Debug":
        raise call.not_modelled("the mode Debug")
    if choice(call, "LoopMode", ("Automatic", "FirstBatchPause", "EveryBatchPause"), "Automatic") != "Automatic":
        raise call.not_modelled("a LoopMode but Automatic")
    return mode


def _safety_check(call: Call, mode: str) -> str:
    default = call.cloud.settings.safety_check_default
    given = choice(call, "SafetyCheck", ("Skip", "ConfirmEveryHighRiskAction"), default)
    return given if mode == "Automatic" else "ConfirmEveryHighRiskAction"


def _parameters(call: Call, program: Program) -> dict[str, Any]:
    try:
        given = parse_json(call.parameters.text("Parameters", "{}"))
    except ValueError:
        raise call.invalid("Parameters") from None
    if not isinstance(given, dict):
        raise call.invalid("Parameters")
    own = {"ACS::RegionId": call.region_id}
    found = {}
    for name, parameter in program.parameters.items():
        value = given.pop(name, None)
        if value is None:
            value = fill(parameter.default, own.get)
        if value is None or (parameter.type == "String" and not isinstance(value, str)):
            raise call.invalid(f"Parameters.{name}")
        found[name] = value
    if given:
        raise call.invalid(f"Parameters.{min(given)}")
    _check_structures(call, found)
    return found


def _check_structures(call: Call, parameters: dict[str, Any]) -> None:
    if parameters["regionId"] not in regions():
        raise call.invalid("Parameters.regionId")
    if reason := target_fault(parameters["targets"]):
        raise call.invalid(f"Parameters.targets: {reason}")
    if reason := rate_fault(parameters["rateControl"]):
        raise call.invalid(f"Parameters.rateControl: {reason}")
    if parameters["rateControl"]["Mode"] == "Batch":
        raise call.not_modelled("a rateControl with Mode Batch")
