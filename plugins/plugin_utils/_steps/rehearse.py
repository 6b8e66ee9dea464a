# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rehearse a migration: load an audited account into the emulator, and say afterwards what the migration met there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...module_utils._core.tables import table_lines
from ...module_utils._migration.rehearsal import Rehearsed, check_emulator, differing, refusals, rehearsal
from ...module_utils._migration.rehearsal_images import read_audit
from ...module_utils._migration.wording import count_of
from .._emulator import control, start_emulator
from .calibrated import calibration_of, copies_at_once, copy_speed
from .failures import StepFailed
from .site import Site

# The rehearsal has credentials of its own; nothing of the real account's may come from the environment.
NOT_THE_REAL = dict.fromkeys(("profile", "security_token", "assume_role_arn"), "")


def rehearse_load(site: Site) -> dict[str, Any]:
    """Make a world of the audit, load it into the emulator, and go by it from here on."""
    site.begin()
    values = site.values
    given, allow_remote = emulator_url(site), bool(site.request.connection.get("emulator_allow_remote"))
    if given:
        check_emulator(given, allow_remote=allow_remote)
    audit = audit_of(site)
    secret = secrets.token_hex(15)
    key = values["kms_key_id"] or "alias/image-share"
    made = rehearsal(audit, wanted_of(site, key, secret))
    url = given or start_emulator()
    control(url, "reset", made["world"])
    control(url, "clock", {"speed": made["speed"]})
    site.state["overrides"] = {
        "region": made["region"],
        "kms_key_id": key,
        "all": values["all"] or not any(values[name] for name in ("ids", "names", "tags", "families")),
        "pass_seconds": values["pass_seconds"] or 10,
    }
    site.state["connection"] = NOT_THE_REAL | {
        "emulator_url": url,
        "emulator_allow_remote": allow_remote,
        "access_key_id": made["access_key_id"],
        "access_key_secret": secret,
        "region": made["region"],
    }
    number = len(audit["images"]) - len(made["left_out"])
    say_what_is_rehearsed(site, made, url, number)
    return {"images": number}


def wanted_of(site: Site, key: Any, secret: str) -> Rehearsed:
    """Return what to rehearse, on an emulator that behaves as a calibration says if there is one."""
    values, calibrated = site.values, calibration_of(site)
    seconds_per_gib, origin = copy_speed(site, calibrated)
    return Rehearsed(
        region=values["region"],
        key=key,
        destinations=tuple(values["destination_regions"]),
        accounts=tuple(values["share_accounts"]),
        roles=values["consumer_role_arns"],
        seconds_per_gib=seconds_per_gib,
        at_once=copies_at_once(calibrated),
        settings=calibrated.settings if calibrated else {},
        calibrated=calibrated.date if calibrated and origin.startswith("measured") else "",
        secret=secret,
    )


def say_what_is_rehearsed(site: Site, made: Mapping[str, Any], url: str, number: int) -> None:
    """Say how many images the world has, what it assumes, and what is not in it."""
    site.say(
        f"{count_of(number, 'image')} of the audit on {url}, the clock {made['speed']} times faster than real",
        f"assumed: {'; '.join(made['assumed'])}",
    )
    left_out = [[item["name"], item["image_id"], item["why"]] for item in made["left_out"]]
    site.say(*table_lines(("not rehearsed", "id", "why"), left_out, whole=("id",)))


def rehearse_result(site: Site) -> dict[str, Any]:
    """Say which calls were refused, and which images the emulator sees otherwise than the audit."""
    url = str(site.state["connection"]["emulator_url"])
    refused = refusals(control(url, "requests")["requests"])
    rows = [[item["action"], item["code"], item["times"]] for item in refused]
    site.say(*table_lines(("action", "refused with", "times"), rows))
    others = differing(audit_of(site), site.state.get("images", []))
    rows = [[item["name"], item["image_id"], item["audit"], item["here"]] for item in others]
    site.say(*table_lines(("image", "id", "in the audit", "here"), rows, whole=("id",)))
    seen = f"{count_of(len(others), 'image')} seen otherwise than in the audit"
    site.say(f"{count_of(len(refused), 'kind')} of refusals, {seen}")
    if failures := site.state.get("failures"):
        raise StepFailed(f"In the rehearsal the migration failed. {' '.join(failures)}")
    return {"refused": len(refused), "differing": len(others)}


def emulator_url(site: Site) -> str:
    """Return where the emulator is, empty if that is not said."""
    return str(site.request.connection.get("emulator_url") or os.environ.get("ALIBABA_CLOUD_EMULATOR_URL", ""))


def audit_of(site: Site) -> dict[str, Any]:
    """Read the audit that is rehearsed. Raises StepFailed, InvalidInput."""
    path = Path(site.values["audit_file"] or "")
    if not path.is_file():
        raise StepFailed(
            f"images_audit_file: {path} is not a file. Give the audit.json that audit_images writes to "
            "images_report_dir."
        )
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise StepFailed(f"images_audit_file: {path} cannot be read: {why}.") from None
    return read_audit(text, str(path))
