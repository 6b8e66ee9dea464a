# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find what a run left: its record, its copies, and the records of other runs that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...module_utils._migration.rollback_made import is_made
from ...module_utils._migration.rollback_values import RunTraces, record_of_account
from ...module_utils._model.errors import InvalidInput
from ...module_utils._model.image_copy import TAG_RUN
from ...module_utils._reports.record import is_intact
from .._record_files import NoRecord, Record, find_record, read_record, recorded_runs, uses_of_copies
from .rollback_parts import copies_of_run, with_holders
from .site import Site

NAMED = 5
EDITED = "the record was edited since it was written"


def record_of(site: Site) -> Record | NoRecord:
    """Return the record of the run: the file that was given, or the one below images_report_dir."""
    run, path = site.values["run"], site.values["rollback_report"]
    return read_record(Path(path), run) if path else find_record(site.values["report_dir"], run)


def first_site(site: Site) -> str:
    """Return the host that undoes the run in this account: all regions are looked at, so one does it."""
    return next(host for host, _state in same_account(site))


def same_account(site: Site) -> list[tuple[str, dict[str, Any]]]:
    """Return the hosts still in the play whose credentials are of this site's account."""
    working = site.working_hosts
    account = site.state["account_id"]
    return [(host, state) for host, state in site.others() if host in working and state.get("account_id") == account]


def traces_of(site: Site) -> RunTraces:
    """Return what is known of the run in this account. Raises InvalidInput where nothing bears its name."""
    run, account = site.values["run"], site.state["account_id"]
    found = record_of(site)
    images, snapshots = tagged(site, run), copies_of_run(site, run)
    traces = RunTraces(
        run=run,
        account=account,
        copies=[image for image in images if not is_made(image)],
        made=[image for image in images if is_made(image)],
        uses=uses_of(site, [*(image["image_id"] for image in images), *(copy["snapshot_id"] for copy in snapshots)]),
        snapshots=snapshots,
    )
    if isinstance(found, NoRecord):
        return traces
    hosts = [host for host, _state in same_account(site)]
    record, fault = record_of_account(found.data, account, hosts, emulated=site.is_emulated)
    if fault:
        site.say(f"Shares cannot be undone here: {fault}.")
    doubt = "" if is_intact(found.data) else EDITED
    named = images_of(site, record.get("images", []))
    return with_holders(site, replace(traces, record=record, named=named, doubt=doubt))


def uses_of(site: Site, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return what the records of other runs in images_report_dir say of these images and snapshots."""
    directory = site.values["report_dir"]
    return uses_of_copies(directory, site.values["run"], set(ids)) if directory else []


def check_is_borne(site: Site) -> None:
    """Refuse a name that nothing bears in any account of the play. Raises InvalidInput, which names the latest runs."""
    known = [state["is_borne"] for _host, state in site.others() if "is_borne" in state]
    if known and not any(known) and first_site(site) == site.name:
        found, run = record_of(site), site.values["run"]
        why = found.reason if isinstance(found, NoRecord) else "its record is of other accounts"
        raise InvalidInput("images_run", run, f"is borne by nothing: {why}, and no copy", latest_runs(site))


def tagged(site: Site, run: str | None) -> list[dict[str, Any]]:
    """Return the images that bear the run's name, or that of any run."""
    regions = list(site.values["regions"]) or ["all"]
    found = site.need("image_info", regions=regions, tags={TAG_RUN: run}, result="full")
    return list(found["images"])


def images_of(site: Site, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the images that rows of a record name, as listed now."""
    ids = {row["image_id"] for row in rows} | {row["new_image_id"] for row in rows if row.get("new_image_id")}
    if not ids:
        return []
    regions = sorted({region for row in rows for region in (row["region"], row["destination_region"])})
    found = site.need("image_info", regions=regions, image_ids=sorted(ids), missing="ignore", result="full")
    return list(found["images"])


def latest_runs(site: Site) -> str:
    """Return the remedy that names the runs that there are, the latest first."""
    copies = sorted(tagged(site, None), key=lambda image: str(image["created"]), reverse=True)
    runs = list(dict.fromkeys(image["tags"][TAG_RUN] for image in copies))[:NAMED]
    recorded = recorded_runs(site.values["report_dir"]) if site.values["report_dir"] else ()
    tags = f"The latest with copies: {', '.join(runs)}." if runs else "No copy bears a run's name."
    return f"{tags} The latest with a record: {', '.join(recorded)}." if recorded else tags
