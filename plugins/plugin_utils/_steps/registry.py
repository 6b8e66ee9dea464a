# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The steps by name. Ansible compiles a collection's code in every run, so steps of few playbooks wait until then."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from .audit import audit
from .check import check, plan
from .result import end, result
from .site import Site
from .standing import look, unless_idle
from .verify import verify
from .work import copy, prepare, share

Step = Callable[[Site], dict[str, Any]]
# Imported by Ansible's main process, for all of its workers.
AT_ONCE: dict[str, Step] = {
    "audit": audit,
    "look": look,
    "check": unless_idle(check),
    "plan": unless_idle(plan),
    "prepare": unless_idle(prepare),
    "copy": unless_idle(copy),
    "share": unless_idle(share),
    "verify": unless_idle(verify),
    "result": result,
    "end": end,
}
# The modules beside this one that have the other steps as functions of their names; the worker imports them.
LATER = {
    "rehearse_load": "rehearse",
    "rehearse_result": "rehearse",
    "references": "references",
    "references_result": "references",
    "repoint_look": "repoint",
    "repoint": "repoint",
    "repoint_ready": "repoint_ready",
    "repoint_result": "repoint",
    "retire_look": "retire",
    "retire": "retire",
    "retire_result": "retire",
    "guard_look": "guard",
    "guard": "guard",
    "guard_result": "guard",
    "event_image": "events",
    "event_key": "events",
    "event_share": "events",
    "event_result": "events",
    "write_plan": "write_plan",
    "calibrate": "calibrate",
    "demo": "demo",
    "rollback_look": "rollback",
    "rollback_list": "rollback",
    "rollback_undo": "rollback",
}
NAMES = sorted({**AT_ONCE, **LATER})


def step_of(name: str) -> Step:
    """Return the step of a name, one of `NAMES`."""
    if name in AT_ONCE:
        return AT_ONCE[name]
    step: Step = getattr(import_module(f".{LATER[name]}", __package__), name)
    return step
