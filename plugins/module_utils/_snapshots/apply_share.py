# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Sharing snapshots with accounts through Resource Sharing, and reading back what each has."""

from __future__ import annotations

import time
from dataclasses import replace

from .._api import resource_shares as api
from .._client.session import Session
from .._core.backoff import growing
from .._model.errors import ConnectionFailed, ShareFailed
from .._model.resource_share import NewResourceShare, ResourceShare, ShareContent
from .observe_share import find_shares
from .share import SnapshotSharePlan, snapshots_of, unfinished
from .share_values import AccountShare

LONGEST_PAUSE = 3.0


def share_snapshots(session: Session, plan: SnapshotSharePlan) -> tuple[list[AccountShare], dict[str, Exception]]:
    """Carry the plan out for each account, side by side. Return what each has, and failures by account."""

    def work(item: AccountShare) -> AccountShare:
        return _share(session, plan, item)

    shares: list[AccountShare] = []
    failures: dict[str, Exception] = {}
    for item, answer in session.map(work, plan.shares):
        if isinstance(answer, Exception):
            failures[item.account] = answer
            shares.append(replace(item, share=plan.have.get(item.account), added=(), removed=()))
            continue
        shares.append(answer)
        wanted = () if plan.request.absent else plan.request.snapshot_ids
        if not plan.request.absent and (error := unfinished(answer, wanted)):
            failures[item.account] = error
    return shares, failures


def _share(session: Session, plan: SnapshotSharePlan, item: AccountShare) -> AccountShare:
    request, have = plan.request, plan.have.get(item.account)
    if item.account in plan.deleted and have:
        api.delete_share(session, request.region, have.share_id)
        return item
    if have is None:
        if not item.added:
            return item
        share_id = _create(session, plan, item)
        change = ShareContent(snapshot_ids=item.added[api.PER_CALL :])
    else:
        share_id = have.share_id
        targets = (item.account,) if item.account in plan.invited else ()
        change = ShareContent(snapshot_ids=item.added, targets=targets)
    api.associate(session, request.region, share_id, change)
    api.disassociate(session, request.region, share_id, ShareContent(snapshot_ids=item.removed))
    share = _wait(session, plan, share_id)
    there = snapshots_of(share)
    return replace(item, share=share, added=tuple(snapshot for snapshot in item.added if snapshot in there))


def _create(session: Session, plan: SnapshotSharePlan, item: AccountShare) -> str:
    request = plan.request
    share = NewResourceShare(
        region=request.region,
        name=item.name,
        snapshot_ids=item.added,
        targets=(item.account,),
        # An account of the resource directory gets access at once all the same, any other one is invited.
        allow_external=True,
        tags=request.tags,
    )
    try:
        return api.create_share(session, share)
    except ConnectionFailed:
        # Without an answer the share may be there all the same.
        made = find_shares(session, request).get(item.account)
        if made is None:
            raise
        return made.share_id


def _wait(session: Session, plan: SnapshotSharePlan, share_id: str) -> ResourceShare:
    """Look until no association changes any more; invited accounts are not waited for."""
    end, pauses = time.monotonic() + plan.request.wait_timeout, growing(LONGEST_PAUSE)
    while True:
        share = _read(session, plan.request.region, share_id)
        pause = next(pauses)
        if share.is_settled or time.monotonic() + pause > end:
            return share
        time.sleep(pause)


def _read(session: Session, region: str, share_id: str) -> ResourceShare:
    for share in api.list_shares(session, region):
        if share.share_id == share_id:
            return api.with_associations(session, share)
    raise ShareFailed(f"the resource share {share_id} is not there any more")
