# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Set how each site's region encrypts new disks: look at all sites first, then change them with one consent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...module_utils._core.per_region import value_per_region
from ...module_utils._disk_defaults.record import FILE, KIND, record_fault, record_with
from ...module_utils._disk_defaults.wording import consent_text, state_text, undo_options
from ...module_utils._model.errors import InvalidInput
from ...module_utils._reports.record import directory_of
from .._record import record_files
from .._record_files import collection_version, read_data
from .failures import StepFailed, failure_of
from .names import VARIABLE_OF
from .repoint import region_of
from .site import Site

NAMES = {**VARIABLE_OF, "kms_key_id": "guard_kms_key_id"}


def guard_look(site: Site) -> dict[str, Any]:
    """Read how the region encrypts new disks, and show what would be changed. Write nothing."""
    site.begin()
    region = region_of(site)
    options = {"state": site.values["guard_state"], "kms_key_id": key_of(site, region)}
    site.state["options"] = options
    if site.values["report_dir"]:
        read(site)
    site.state["account_id"] = site.need("caller_info")["caller"]["account_id"]
    before = site.need("disk_encryption_default_info")["encryption_defaults"][0]
    answer = site.call("disk_encryption_default", check=True, **options)
    if answer.get("failed"):
        raise StepFailed(f"Nothing was done: {failure_of(answer, NAMES)}", answer.get("error"))
    row = {
        "site": site.name,
        "account": site.state["account_id"],
        "region": region,
        "before": before,
        "after": answer["encryption_default"],
        "state": "planned" if answer["changed"] else "unchanged",
    }
    site.state[KIND] = row
    say_row(site, row)
    return {"encryption_default": row}


def key_of(site: Site, region: str) -> str | None:
    """Return the key that was asked for in the region. Raises InvalidInput if it does not go with the state."""
    given, enabled = site.values["guard_kms_key_id"], site.values["guard_state"] == "enabled"
    if not enabled and given:
        remedy = "Leave it out: ECS takes a default key only while default encryption is on."
        raise InvalidInput("guard_kms_key_id", given, "goes with guard_state: enabled only", remedy)
    if not enabled:
        return None
    if not given:
        remedy = "Give a customer master key, or a mapping from region to key."
        raise InvalidInput("guard_kms_key_id", "", "names no key for new disks", remedy)
    return value_per_region("guard_kms_key_id", given, [region])[region]


def say_row(site: Site, row: Mapping[str, Any]) -> None:
    """Print what is and what would be, and the notes on it."""
    change = "" if row["state"] == "unchanged" else f" -> {state_text(row['after'])}"
    site.say(f"{row['region']}: {state_text(row['before'])}{change}")
    for item in row["after"]["reasons"]:
        site.say(f"note     {item['message']}. {item['remedy']}")


def guard(site: Site) -> dict[str, Any]:
    """Change the region, unless a site lacks the consent. Each change is recorded before it is made."""
    rows = [state[KIND] for _host, state in site.others() if KIND in state]
    row = site.state[KIND]
    consent = consent_text(item for item in rows if item["state"] == "planned")
    if site.in_check_mode:
        return {"changed": False, "encryption_default": row}
    if consent and not site.values["guard_confirm"]:
        raise StepFailed(f"Nothing was done: {consent}. Read the guide on default keys, then set guard_confirm: true.")
    if row["state"] == "unchanged":
        return {"changed": False, "encryption_default": row}
    keep(site, row)
    answer = site.call("disk_encryption_default", **site.state["options"])
    if answer.get("failed"):
        site.record_failure(failure_of(answer, NAMES), answer.get("error"))
        row = {**row, "state": "failed"}
    else:
        row = {**row, "after": answer["encryption_default"], "state": "changed" if answer["changed"] else "unchanged"}
    site.state[KIND] = row
    keep(site, row)
    return {"encryption_default": row}


def keep(site: Site, row: Mapping[str, Any]) -> None:
    """Write the site's change to the run's record, beside those of other sites. Raises InvalidInput, StepFailed."""
    if not site.values["report_dir"]:
        return
    with record_files(site.values["report_dir"], site.run_name, KIND) as files:
        version, is_emulated = collection_version(), site.is_emulated
        record = record_with(read(site), row, run=site.run_name, collection=version, emulator=is_emulated)
        files.write(FILE, record)


def read(site: Site) -> Mapping[str, Any] | None:
    """Return the run's record as far as there is one. Raises StepFailed for a file that is something else."""
    path = Path(site.values["report_dir"]) / directory_of(site.run_name, KIND) / FILE
    data, problem = read_data(path)
    if problem := problem or record_fault(data, site.run_name, emulator=site.is_emulated):
        raise StepFailed(f"Nothing was done: {path} {problem}. Restore the file, or give another images_run.")
    found: Mapping[str, Any] | None = data
    return found


def guard_result(site: Site) -> dict[str, Any]:
    """Say what became of the regions of all sites, and how to undo each. Failures are left to the step `end`."""
    row = site.state.get(KIND)
    if row and row["state"] == "changed":
        site.say(f"undo     guard_images {undo_options(row)}")
    rows = [state[KIND] for _host, state in site.others() if KIND in state]
    answer: dict[str, Any] = {"ansible_facts": {"guard_images_result": {"run": site.run_name, "regions": rows}}}
    if not site.speaks_for_all:
        return answer
    counts: dict[str, int] = {}
    for item in rows:
        counts[item["state"]] = counts.get(item["state"], 0) + 1
    site.say_all(f"regions  {', '.join(f'{number} {state}' for state, number in sorted(counts.items())) or 'none'}")
    if site.in_check_mode:
        site.say_all("Nothing was changed: check mode.")
    elif site.values["report_dir"] and ("changed" in counts or "failed" in counts):
        site.say_all(f"record   {site.values['report_dir']}/{site.run_name}-{KIND}/{FILE}")
    return {**answer, "counts": counts}
