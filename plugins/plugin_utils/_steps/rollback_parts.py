# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Undo what a run did with snapshots of data disks: find its copies and their accounts, unshare and remove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...module_utils._migration.rollback_snapshots import accounts_by_snapshot, shared_disks, with_accounts
from ...module_utils._migration.rollback_values import RunTraces
from .site import Site


def copies_of_run(site: Site, run: str) -> list[dict[str, Any]]:
    """Return the copies of snapshots that the run began, with the accounts that have them."""
    regions = list(site.values["regions"]) or ["all"]
    copies = site.need("snapshot_copy_info", regions=regions, run=run)["copies"]
    return with_accounts(copies, shares_of(site, copies))


def shares_of(site: Site, copies: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return what each account would lose if these snapshots were taken from all."""
    shares: list[Mapping[str, Any]] = []
    for region in dict.fromkeys(copy["region"] for copy in copies):
        ids = [copy["snapshot_id"] for copy in copies if copy["region"] == region]
        shares += site.need("snapshot_share", check=True, state="absent", region=region, snapshot_ids=ids)["shares"]
    return shares


def with_holders(site: Site, traces: RunTraces) -> RunTraces:
    """Return the traces with the accounts that have copies of other runs which this run shared."""
    return replace(traces, holders=accounts_by_snapshot(shares_of(site, shared_disks(traces))))


def remove_snapshots(
    site: Site, plan: Mapping[str, Any], run: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the snapshots that were removed, the shares that were taken away, and the answers that failed."""
    removed, unshared, failed = [], [], []
    for share in plan["unshared"]:
        answer = site.call("snapshot_share", state="absent", **share)
        unshared += [item for item in answer.get("shares", ()) if item["removed"]]
        failed += [answer] if answer.get("failed") else []
    for group in plan["removals"]:
        place = group["destination_region"]
        answer = site.call("snapshot_share", state="absent", region=place, snapshot_ids=group["copies"])
        unshared += [item for item in answer.get("shares", ()) if item["removed"]]
        if not answer.get("failed"):
            asked = {name: group[name] for name in ("region", "destination_region", "snapshot_ids")}
            answer = site.call("snapshot_copy", state="absent", run=run, **asked)
            removed += [copy for copy in answer.get("copies", ()) if copy["state"] == "absent"]
        failed += [answer] if answer.get("failed") else []
    return removed, unshared, failed
