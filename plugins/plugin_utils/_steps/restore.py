# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Move users of images back to their old images, as the record of the run says who was moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._repoint.undo import Judged, judge, undo_calls
from .failures import StepFailed, error_of, failure_of
from .moved_users import recorded_changes
from .site import Site

NAMES = {"kms_key_id": "repoint_kms_key_id"}


def users_to_restore(site: Site) -> tuple[list[Judged], list[dict[str, Any]]]:
    """Return what becomes of each user that the run moved, and the calls that move them back. Write nothing."""
    users: list[Judged] = []
    calls: list[dict[str, Any]] = []
    for call in undo_calls(recorded_changes(site)):
        answer = site.call(call.module, check=True, **call.asked())
        if answer.get("failed"):
            raise StepFailed(f"Nothing was undone: {failure_of(answer, NAMES)}", answer.get("error"))
        found = judge(call, answer[call.users])
        users += found
        if ids := [user.change["id"] for user in found if user.is_due]:
            options = {**call.options, **call.naming(ids)}
            calls.append({"kind": call.kind, "module": call.module, "users": call.users, "options": options})
    return users, calls


def restore(site: Site, calls: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Move users back. Raises StepFailed if one fails: the images that they launch from stay until all are back."""
    done: list[dict[str, Any]] = []
    failed = []
    for call in calls:
        answer = site.call(call["module"], **call["options"])
        done += [{"kind": call["kind"], **row} for row in answer.get(call["users"], []) if row["state"] == "changed"]
        if answer.get("failed"):
            failed.append(answer)
    if failed:
        words = " ".join(failure_of(answer, NAMES) for answer in failed)
        text = f"{words} No copy was removed. Fix the cause and run it again."
        raise StepFailed(text, error_of(failed), {"restored": done})
    return done
