# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Calibrate: say what would be made, ask the account, print the table and write calibration.json."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...module_utils._calibration.results import HEADER, group_lines, table_rows
from ...module_utils._core.apply_files import opened_folder, replacing
from ...module_utils._core.tables import table_lines
from ...module_utils._migration.wording import count_of
from ...module_utils._model.errors import InvalidInput
from .failures import StepFailed, failure_of
from .names import VARIABLE_OF
from .site import Site

OPTIONS = (
    "image_id",
    "kms_key_id",
    "foreign_key_arn",
    "destination_region",
    "share_account",
    "share_accounts",
    "consumer",
    "consumer_role_arn",
    "consumer_profile",
    "launch",
    "launch_instance_type",
    "launch_vswitch_id",
    "launch_security_group_id",
    "write",
    "confirm",
    "state",
    "max_copies",
    "max_gib_hours",
    "wait_timeout",
    "anonymous",
)
FILE = "calibrate_file"
NAMES = {**VARIABLE_OF, **{option: f"calibrate_{option}" for option in OPTIONS}}


def calibrate(site: Site) -> dict[str, Any]:
    """Ask the account. The list of what it makes is printed first."""
    site.state = {}
    options = {option: site.values[f"calibrate_{option}"] for option in OPTIONS}
    target = check_target(site.values[FILE])
    confirmed = options["confirm"] and options["write"] and options["state"] == "present"
    if confirmed and not site.in_check_mode:
        asked = site.call("account_calibration", check=True, run=site.run_name, **options)
        if asked.get("failed"):
            raise StepFailed(failure_of(asked, NAMES), asked.get("error"))
        site.say(*asked["consent"])
    answer = site.call("account_calibration", run=site.run_name, **options)
    if "calibration" not in answer:
        raise StepFailed(failure_of(answer, NAMES), answer.get("error"))
    if not confirmed or site.in_check_mode:
        site.say(*answer["consent"])
    found = answer["calibration"]
    if found:
        facts = found["facts"]
        site.say(*table_lines(HEADER, table_rows(facts), limit=0), *group_lines(facts), summary(facts))
    site.say(*closing(answer, options))
    if found and target and not site.in_check_mode:
        write_result(target, found)
        site.say(f"written  {target}")
    if answer.get("failed"):
        raise StepFailed(failure_of(answer, NAMES), answer.get("error"))
    return {"calibration": found, "cleared": answer["removed"]}


def summary(facts: Sequence[Mapping[str, Any]]) -> str:
    """Return the line that counts results."""
    counts = Counter(str(fact["result"]) for fact in facts)
    return ", ".join(f"{counts[name]} {name}" for name in ("confirmed", "refuted", "not_settled"))


def closing(answer: Mapping[str, Any], options: Mapping[str, Any]) -> list[str]:
    """Return the lines about what was removed and what comes next."""
    lines = []
    left = len(answer["leftovers"])
    if removed := len(answer["removed"]):
        lines.append(f"{count_of(removed, 'thing')} that calibration had made removed")
    elif left:
        lines.append(
            f"{count_of(left, 'thing')} of an interrupted calibration still there; calibrate_state: absent removes them"
        )
    elif options["state"] == "absent":
        lines.append("No calibration left anything.")
    if answer["consent"] and not options["confirm"]:
        lines.append("Nothing was made. Read the lines above, then set calibrate_confirm: true.")
    elif not options["write"] and options["state"] == "present":
        lines.append("Nothing was made. Probes that make copies of an image need calibrate_write: true.")
    return lines


def check_target(path: str) -> str:
    """Return where the result goes, empty if it goes nowhere. Raises InvalidInput for what cannot be written."""
    if not path:
        return ""
    target = Path(path)
    if not target.parent.is_dir():
        raise InvalidInput(FILE, path, "is in no directory", "Make the directory, or give another path.")
    if target.is_dir() or not os.access(target.parent, os.W_OK | os.X_OK):
        raise InvalidInput(FILE, path, "cannot be written", "Give another path.")
    return path


def write_result(path: str, found: Mapping[str, Any]) -> None:
    """Write calibration.json so that no reader sees half of it."""
    target = Path(path)
    try:
        with opened_folder(str(target.parent)) as folder, replacing(target.name, folder) as file:
            file.write(f"{json.dumps(found, indent=4, sort_keys=True)}\n")
    except OSError as error:
        raise InvalidInput(FILE, path, f"cannot be written ({error.strerror})", "Give another path.") from None
