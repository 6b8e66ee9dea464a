# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The steps by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .audit import audit
from .calibrate import calibrate
from .check import check, plan
from .demo import demo
from .guard import guard, guard_look, guard_result
from .references import references, references_result
from .rehearse import rehearse_load, rehearse_result
from .repoint import repoint, repoint_look, repoint_result
from .result import end, result
from .retire import retire, retire_look, retire_result
from .rollback import rollback_list, rollback_look, rollback_undo
from .site import Site
from .standing import look, unless_idle
from .verify import verify
from .work import copy, prepare, share
from .write_plan import write_plan

STEPS: dict[str, Callable[[Site], dict[str, Any]]] = {
    "audit": audit,
    "look": look,
    "check": unless_idle(check),
    "plan": unless_idle(plan),
    "prepare": unless_idle(prepare),
    "copy": unless_idle(copy),
    "share": unless_idle(share),
    "verify": unless_idle(verify),
    "rehearse_load": rehearse_load,
    "rehearse_result": rehearse_result,
    "references": references,
    "references_result": references_result,
    "repoint_look": repoint_look,
    "repoint": repoint,
    "repoint_result": repoint_result,
    "retire_look": retire_look,
    "retire": retire,
    "retire_result": retire_result,
    "guard_look": guard_look,
    "guard": guard,
    "guard_result": guard_result,
    "result": result,
    "end": end,
    "write_plan": write_plan,
    "calibrate": calibrate,
    "demo": demo,
    "rollback_look": rollback_look,
    "rollback_list": rollback_list,
    "rollback_undo": rollback_undo,
}
