# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whatever reads a file that people keep: each reader takes the file as its playbook does, and uses all of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.module_utils._calibration.document import images_with_results
from plugins.module_utils._client.connection import Connection
from plugins.module_utils._client.credentials import Source
from plugins.module_utils._core.image_map import new_ids
from plugins.module_utils._disk_defaults.record import record_with
from plugins.module_utils._migration.plan_check import plan_differences, planned_shares
from plugins.module_utils._migration.rehearsal import Rehearsed, differing, rehearsal
from plugins.module_utils._migration.rollback import plan_rollback
from plugins.module_utils._migration.rollback_values import RunTraces, record_of_account
from plugins.module_utils._model.errors import CredentialsError
from plugins.module_utils._repoint.record import merged as merged_moves
from plugins.module_utils._repoint.undo import judge, undo_calls
from plugins.module_utils._reports.record import is_intact
from plugins.module_utils._retire.record import former_accounts, recorded_snapshots
from plugins.module_utils._retire.record import merged as merged_retired
from plugins.module_utils._variables.request import read_request
from plugins.plugin_utils._baseline import find_baseline, last_audit, last_heads
from plugins.plugin_utils._record import check_record
from plugins.plugin_utils._record_files import Record, find_record, uses_of_copies
from plugins.plugin_utils._steps import guard, moved_users
from plugins.plugin_utils._steps.calibrated import calibration_of, copies_at_once, copy_speed
from plugins.plugin_utils._steps.failures import StepFailed
from plugins.plugin_utils._steps.look import take_plan
from plugins.plugin_utils._steps.rehearse import audit_of
from plugins.plugin_utils._steps.repoint import images_of
from plugins.plugin_utils._steps.retired_images import read_retired
from plugins.plugin_utils._steps.site import Site
from tests.faults.fuzz_world import OWNER
from tests.hostile.options import SECRET, TOKEN

RUN, REGION, EMULATOR = "moved", "cn-beijing", "http://127.0.0.1:9"
SAMPLES = Path(__file__).parent / "samples"
PROFILES = {
    "current": "default",
    "profiles": [
        {"name": "default", "mode": "AK", "access_key_id": "LTAI-1", "access_key_secret": SECRET, "region_id": REGION},
        {"name": "token", "mode": "StsToken", "access_key_id": "STS.1", "access_key_secret": SECRET, "sts_token": TOKEN},
        {"name": "role", "mode": "RamRoleArn", "access_key_id": "LTAI-1", "access_key_secret": SECRET,
         "ram_role_arn": f"acs:ram::{OWNER}:role/x", "ram_session_name": "s", "expired_seconds": 900},
        {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "default",
         "ram_role_arn": f"acs:ram::{OWNER}:role/x"},
    ],
}  # fmt: skip


class NoModules:
    """The action of a step that calls none."""

    in_check_mode = False
    is_local = True

    @property
    def tags(self) -> list[str]:
        """None."""
        return []

    def call_module(self, *_asked: Any, **_options: Any) -> dict[str, Any]:
        """Refuse it: a file is read before anything is asked."""
        message = "a reader calls no module"
        raise AssertionError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file: its whole text, where it stands in a folder, what reads it, and whether a digest seals it.

    `names_path`: a refusal has to name the file. `is_ini`: it is no JSON.
    """

    whole: str
    place: str
    read: Callable[[Path], object]
    seals: bool = False
    names_path: bool = True
    is_ini: bool = False


def _site(playbook: str, **given: Any) -> Site:
    variables = {"images_region": REGION, "images_run": RUN, "images_emulator_url": EMULATOR, **given}
    # Another host speaks for all, so that nothing is printed.
    host = {"inventory_hostname": "localhost", "ansible_play_batch": ["other"]}
    site = Site(NoModules(), host, read_request(playbook, variables), playbook)
    site.state = {"account_id": OWNER}
    return site


def _plan(path: Path) -> None:
    site = _site("migrate_images", images_plan=str(path))
    take_plan(site)
    plan = site.state["plan"]
    planned_shares(plan, {REGION: {"m-web": "m-new"}})
    plan_differences(plan, plan["rows"], OWNER)
    plan_differences(plan, [], OWNER)


def _audit(path: Path) -> None:
    audit = audit_of(_site("rehearse_images", images_audit_file=str(path)))
    rehearsal(audit, Rehearsed(key="alias/image-share", secret=TOKEN))
    differing(audit, [{"image_id": "m-web", "name": "web", "verdict": "shareable"}])


def _baseline(path: Path) -> None:
    found = find_baseline(str(path), "", "")
    found.of_sites(["localhost"])
    found.comparable(found.states)
    # What stands in the directory of reports is looked through by itself.
    choice = "the choice of all images"
    last_heads(str(path.parents[1]), choice, ["localhost"], 5)
    if last := last_audit(str(path.parents[1]), choice, ["localhost"]):
        last.of_sites(["localhost"])


def _report(path: Path) -> None:
    folder = str(path.parents[1])
    check_record(folder, RUN)
    found = find_record(folder, RUN)
    uses_of_copies(folder, "other", {"m-web"})
    if not isinstance(found, Record):
        raise StepFailed(found.reason)
    images_of(_site("repoint_images", images_report_dir=folder), REGION)
    record, fault = record_of_account(found.data, OWNER, ["localhost"], emulated=True)
    if not fault:
        doubt = "" if is_intact(found.data) else "the record was edited"
        plan_rollback(RunTraces(run=RUN, account=OWNER, copies=[], record=record, doubt=doubt))


def _repoint(path: Path) -> None:
    site = _site("rollback_images", images_report_dir=str(path.parents[1]))
    changes = moved_users.recorded_changes(site)
    for call in undo_calls(changes):
        call.asked()
        judge(call, [])
    merged_moves(changes, changes)


def _retire(path: Path) -> None:
    changes = read_retired(_site("retire_images", images_report_dir=str(path.parents[1])), RUN)
    former_accounts(changes, OWNER, REGION)
    recorded_snapshots(changes, OWNER, REGION)
    merged_retired(changes, changes)


def _guard(path: Path) -> None:
    found = guard.read(_site("guard_images", images_report_dir=str(path.parents[1])))
    row = {"site": "localhost", "account": OWNER, "region": REGION, "before": {}, "after": {}, "state": "planned"}
    record_with(found, row, run=RUN, collection="1.0.0", emulator=True)


def _calibration(path: Path) -> None:
    site = _site("audit_images", images_calibration=str(path))
    found = calibration_of(site)
    copy_speed(site, found)
    copies_at_once(found)
    if found:
        reason = {"code": "key_outside_instance", "message": "It is.", "remedy": "None."}
        images_with_results([{"region": REGION, "reasons": [reason]}], found)


def _image_map(path: Path) -> None:
    try:
        given = json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        # Ansible reads it, as extra variables.
        return
    new_ids(read_request("repoint_images", {"images_map": given}).values["map"], REGION)


def _credentials(home: Path, profile: str = "") -> None:
    def refused(*_asked: Any, **_options: Any) -> Any:
        raise CredentialsError("no role is assumed here")

    connection = Connection(emulator_url=EMULATOR, region=REGION, profile=profile)
    Source(connection, refused, {"HOME": str(home)}).get_credential()


def _profiles(path: Path) -> None:
    failures = []
    for name in ("", "default", "token", "role", "chain"):
        try:
            _credentials(path.parents[1], name)
        except CredentialsError as error:
            failures.append(error)
    odd = [error for error in failures if "no role is assumed" not in str(error)]
    if odd:
        raise odd[0]


def _ini(path: Path) -> None:
    _credentials(path.parents[1])


INI = f"[default]\nenable = true\ntype = access_key\naccess_key_id = LTAI-1\naccess_key_secret = {SECRET}\n"


def _sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def kinds() -> Mapping[str, Kind]:
    """Every kind by name."""
    return {
        "plan": Kind(whole=_sample("plan.json"), place="plan.json", read=_plan, seals=True),
        "audit": Kind(whole=_sample("audit.json"), place="audit.json", read=_audit),
        "baseline": Kind(whole=_sample("audit.json"), place=f"{RUN}-audit/audit.json", read=_baseline),
        "baseline of a report": Kind(whole=_sample("report.json"), place=f"{RUN}/report.json", read=_baseline),
        "report": Kind(whole=_sample("report.json"), place=f"{RUN}/report.json", read=_report, seals=True),
        "repoint": Kind(whole=_sample("repoint.json"), place=f"{RUN}-repoint/repoint.json", read=_repoint, seals=True),
        "retire": Kind(whole=_sample("retire.json"), place=f"{RUN}-retire/retire.json", read=_retire, seals=True),
        "guard": Kind(whole=_sample("guard.json"), place=f"{RUN}-guard/guard.json", read=_guard),
        "calibration": Kind(whole=_sample("calibration.json"), place="calibration.json", read=_calibration),
        "hand-over": Kind(whole=_sample("image_map.json"), place="image_map.json", read=_image_map, names_path=False),
        "credentials.ini": Kind(whole=INI, place=".alibabacloud/credentials.ini", read=_ini, is_ini=True),
        "profiles": Kind(whole=json.dumps(PROFILES), place=".aliyun/config.json", read=_profiles),
    }
