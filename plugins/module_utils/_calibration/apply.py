# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Run the probes that were agreed with, remove what they made, and say what is settled."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from .._api.answers import ask_ecs
from .._api.ecs_launch import ask_launch
from .._client.session import Session
from .apply_lab import Lab, Spent
from .apply_probes import NO_IMAGE, removal_denied, run_write_probes
from .apply_sweep import Sweep
from .catalogue import PROBES
from .findings import complete, lacking, merged, open_fact
from .judging.copies import copy_dry_run, launch_dry_run
from .judging.times import unknown_snapshot
from .observe import consumer_of, find_leftovers
from .probes import ProbeClass
from .results import document
from .values import CalibrationPlan, CalibrationRequest, FactFinding

NOT_CONFIRMED = "calibrate_confirm is not set"
NOT_WANTED = "calibrate_write is not set"
NOT_ASKED = "calibrate_consumer is not set"
NOT_LAUNCHED = "calibrate_launch is not set"
CHECK_MODE = "check mode sends no dry run"
SWEEP_SECONDS = 600
# No key has this id, and a call about it is refused with or without DryRun. The type is one that every region has had.
NO_KEY, SMALL_TYPE = "00000000-0000-0000-0000-000000000000", "ecs.t6-c4m1.large"


def apply_calibration(
    session: Session, request: CalibrationRequest, plan: CalibrationPlan
) -> tuple[dict[str, Any], dict[str, Exception]]:
    """Return the result's values, and what could not be removed."""
    sweep = Sweep(session, request.regions, SWEEP_SECONDS, consumer_of(session, request))
    if plan.changed:
        sweep.run(plan.observed.leftovers)
    if not request.is_wanted or sweep.failures:
        return _values(request, plan, plan.observed.findings, sweep.removed), sweep.failures
    found = [*plan.observed.findings, *_dry_runs(session, request, plan.observed.smallest_image)]
    if plan.writes:
        found += _write(session, request, plan, sweep)
    return _values(request, plan, found, sweep.removed), sweep.failures


def predicted(request: CalibrationRequest, plan: CalibrationPlan) -> dict[str, Any]:
    """Return the result of check mode: what reads settled, and what would be made."""
    return _values(request, plan, plan.observed.findings, ())


def _values(
    request: CalibrationRequest, plan: CalibrationPlan, found: Iterable[FactFinding], removed: Sequence[str]
) -> dict[str, Any]:
    not_written = NOT_CONFIRMED if request.write else NOT_WANTED
    skipped = {
        ProbeClass.WRITE: not_written,
        ProbeClass.CONSUMER: not_written if request.consumer else NOT_ASKED,
        ProbeClass.LAUNCH: not_written if request.launch else NOT_LAUNCHED,
        ProbeClass.DRY_RUN: CHECK_MODE,
    }
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    findings = complete(merged(found), skipped) if request.is_wanted else []
    return {
        "calibration": document(request, findings, at=at, emulated=plan.observed.is_emulated)
        if request.is_wanted
        else {},
        "consent": list(plan.consent),
        "leftovers": plan.observed.leftovers.names,
        "removed": list(removed),
    }


def _dry_runs(session: Session, request: CalibrationRequest, smallest: str) -> list[FactFinding]:
    """Ask about an image, and about a key, that do not exist. A key takes an image that is there."""
    query = {"DestinationRegionId": request.region, "Encrypted": True, "DryRun": True}
    no_image = ask_ecs(session, request.region, "CopyImage", {**query, "ImageId": NO_IMAGE})
    no_key = None
    if image_id := request.image_id or smallest:
        no_key = ask_ecs(session, request.region, "CopyImage", {**query, "ImageId": image_id, "KMSKeyId": NO_KEY})
    answer = ask_launch(session, request.region, NO_IMAGE, SMALL_TYPE)
    found = copy_dry_run(no_image, no_key)
    return [*found, launch_dry_run(answer, counts=found[-1].is_settled)]


def _write(session: Session, request: CalibrationRequest, plan: CalibrationPlan, sweep: Sweep) -> list[FactFinding]:
    """Run the probes that write. Whatever happens to them, what they made is removed."""
    if (canary := plan.observed.canary) is None:
        return []
    lab = Lab(session, request, canary, deadline=time.monotonic() + request.wait_timeout)
    if denied := removal_denied(session, request):
        lab.why = f"{denied} is not allowed, so that what would be made could not be removed"
    else:
        try:
            run_write_probes(lab)
        except Spent as spent:
            lab.why = str(spent)
        finally:
            sweep.removed += lab.removed
            sweep.run(find_leftovers(session, request.regions, with_role=True, consumer=sweep.consumer))
        _try_unknown_snapshot(lab, sweep)
    found = {finding.fact for finding in lab.found}
    kinds = [
        ProbeClass.WRITE,
        *([ProbeClass.CONSUMER] if request.consumer else []),
        *([ProbeClass.LAUNCH] if request.launch else []),
    ]
    rest = [probe.fact for probe in PROBES if probe.kind in kinds and probe.fact not in found]
    return [*lab.found, *(open_fact(fact, lab.why) if lab.why else lacking(fact) for fact in rest)]


def _try_unknown_snapshot(lab: Lab, sweep: Sweep) -> None:
    """Delete a snapshot that is gone a second time."""
    if sweep.snapshots and not sweep.failures:
        gone = {"SnapshotId": sweep.snapshots[0]}
        lab.found.append(unknown_snapshot(ask_ecs(lab.session, lab.region, "DeleteSnapshot", gone)))
