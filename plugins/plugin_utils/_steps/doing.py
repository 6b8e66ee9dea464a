# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Do a step for a site, keep what it found, and let no failure be lost."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from ...module_utils._core.failures import UNEXPECTED
from ...module_utils._model.errors import ImageopsError
from .._interruption import going_on
from .._unexpected import unexpected
from .failures import StepFailed, words_of
from .registry import step_of
from .site import Site

# What is said if a step that writes is interrupted.
GOING_ON = {
    "prepare": "the RAM role is being prepared",
    "copy": "copies are being started",
    "share": "images are being shared",
    "repoint": "users of images are being moved",
    "repoint_ready": "users of images are being moved",
    "retire": "images are being retired",
    "guard": "default encryption of disks is being changed",
    "event_key": "the deletion of a key is being cancelled",
    "rollback_undo": "the run is being undone",
}
# Once something may have been written, the run goes on to its record, which has the failure.
BEFORE_THE_RECORD = ("prepare", "copy", "share", "verify", "repoint_ready")


def do_step(site: Site, step: str) -> dict[str, Any]:
    """Return the task's result. A failure is kept for the report, too."""
    writes = step in GOING_ON and not site.in_check_mode
    noted = going_on(site.name, GOING_ON[step], site.run_name) if writes else nullcontext()
    try:
        with noted:
            answer = step_of(step)(site)
    except (StepFailed, ImageopsError) as error:
        return _ended(site, step, words_of(error), error)
    except Exception as error:
        text = unexpected(f"The step {step}", error, site.connection)
        if step not in BEFORE_THE_RECORD:
            return _ended(site, step, text, error)
        site.record_failure(text, {"code": UNEXPECTED, "request_id": "", "action": ""})
        if step == "prepare":
            site.state["unprepared"] = text
        answer = {}
    site.keep()
    return {"changed": site.changed, **answer, "api_calls": site.api_calls, **whose(site)}


def _ended(site: Site, step: str, text: str, error: Exception) -> dict[str, Any]:
    """Return the result of a step that ends its site."""
    if not site.state.get("failures"):
        site.state |= {"failure": text, "failed_step": step}
    site.keep()
    details = {"error": getattr(error, "error", {}), **getattr(error, "answer", {})}
    said = {"api_calls": site.api_calls, **whose(site)}
    return {"failed": True, "msg": text, **details, "changed": site.changed, **said}


def whose(site: Site) -> dict[str, str]:
    """Return where the keys of this step's requests came from, and their account once the cloud has said it."""
    if not site.origin:
        return {}
    account = site.state.get("caller", {}).get("account_id") or site.state.get("account_id")
    return {"credentials": site.origin, **({"account_id": str(account)} if account else {})}
