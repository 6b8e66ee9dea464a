# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which snapshots an account gains and loses, and what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .._images.encryption import arn_account
from .._model.errors import InvalidInput, ShareFailed
from .._model.evidence import ShareTrust
from .._model.key import KeyType
from .._model.resource_share import ResourceShare, ShareEntity
from .._model.snapshot import Snapshot
from .share_values import ACCOUNTS_AT_MOST, AccountShare, SnapshotShareRequest, SnapshotShareSeen
from .values import DONE

COPY = "Copy it under a customer master key with snapshot_copy, and share the copy."


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotSharePlan:
    """`shares` are as they will be; `have` is what is there now, by account. `deleted` are accounts left with nothing.

    `invited` are accounts that are not among a share's targets yet.
    """

    request: SnapshotShareRequest
    account_id: str
    have: dict[str, ResourceShare]
    shares: tuple[AccountShare, ...]
    deleted: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()

    @property
    def changed(self) -> bool:
        """Is anything written."""
        return any(item.added or item.removed for item in self.shares) or bool(self.deleted or self.invited)

    @property
    def has_work(self) -> bool:
        """Associations that an earlier run began are waited for."""
        unsettled = any(not self.have[item.account].is_settled for item in self.shares if item.account in self.have)
        return self.changed or unsettled

    @property
    def before(self) -> dict[str, Any]:
        """The snapshots of each account."""
        return {item.account: snapshots_of(self.have.get(item.account)) for item in self.shares}

    @property
    def after(self) -> dict[str, Any]:
        """The snapshots of each account afterwards."""
        return {item.account: snapshots_of(item.share) for item in self.shares}


def snapshots_of(share: ResourceShare | None) -> list[str]:
    """Return the snapshots in a resource share."""
    return [item.entity_id for item in share.snapshots if item.is_there] if share else []


def plan_snapshot_shares(request: SnapshotShareRequest, seen: SnapshotShareSeen) -> SnapshotSharePlan:
    """Decide for each account. Raises InvalidInput for what cannot be shared."""
    if request.absent:
        return _plan_removal(request, seen)
    _check(request, seen)
    shares = []
    for account in request.accounts:
        share = seen.shares.get(account)
        there = snapshots_of(share)
        added = tuple(item for item in request.snapshot_ids if item not in there)
        shares.append(_account_share(request, account, _with(request, seen, account, added), added=added))
    return SnapshotSharePlan(
        request=request,
        account_id=seen.account_id,
        have=dict(seen.shares),
        shares=tuple(shares),
        invited=frozenset(account for account in request.accounts if not _is_target(seen, account)),
    )


def _account_share(
    request: SnapshotShareRequest, account: str, share: ResourceShare | None, **done: tuple[str, ...]
) -> AccountShare:
    name = request.share_name(account)
    return AccountShare(account=account, name=name, region=request.region, share=share, **done)


def _is_target(seen: SnapshotShareSeen, account: str) -> bool:
    share = seen.shares.get(account)
    return share is not None and any(item.entity_id == account and item.is_there for item in share.targets)


def _with(request: SnapshotShareRequest, seen: SnapshotShareSeen, account: str, added: Sequence[str]) -> ResourceShare:
    """Return an account's share as it will be; what only the service can say of a new one is empty."""
    known = seen.shares.get(account) or ResourceShare(
        share_id="",
        name=request.share_name(account),
        region=request.region,
        owner_id=seen.account_id,
        status="Active",
        allow_external=True,
        tags=request.tags,
    )
    coming = tuple(ShareEntity(entity_id=item, status="Associating") for item in added)
    kept = tuple(item for item in known.snapshots if item.is_there)
    target = () if _is_target(seen, account) else (ShareEntity(entity_id=account, status="Associating"),)
    snapshots = tuple(sorted((*kept, *coming), key=lambda item: item.entity_id))
    return replace(known, snapshots=snapshots, targets=(*known.targets, *target))


def _check(request: SnapshotShareRequest, seen: SnapshotShareSeen) -> None:
    if seen.account_id in request.accounts:
        raise InvalidInput("accounts", seen.account_id, "is the own account", "Leave it out.")
    problems = {item: why for item in request.snapshot_ids if (why := _against(request, seen, item))}
    if problems:
        whys = " ".join(f"({number}) {item} {why}" for number, (item, why) in enumerate(problems.items(), 1))
        raise InvalidInput("snapshot_ids", ", ".join(problems), "cannot be shared", f"Nothing was done. {whys}")
    for account in request.accounts:
        _check_share(request, account, seen.shares.get(account))
    if seen.trust and not seen.trust.denied:
        _check_trust(request, seen.trust)
    _check_number(request, seen)


def _check_trust(request: SnapshotShareRequest, trust: ShareTrust) -> None:
    untrusted = [account for account in request.accounts if account not in (trust.accounts or ())]
    if untrusted:
        lack = "does not exist" if trust.accounts is None else "does not trust their ECS"
        problem = f"cannot use encrypted snapshots: the RAM role {trust.role} {lack}"
        remedy = f"Nothing was done. Let it trust them: image_share_role with role_name: {trust.role}."
        raise InvalidInput("accounts", ", ".join(untrusted), problem, remedy)


def _against(request: SnapshotShareRequest, seen: SnapshotShareSeen, snapshot_id: str) -> str:
    """Return why a snapshot cannot be shared, as the end of a sentence and a remedy; empty if it can."""
    snapshot = seen.snapshots.get(snapshot_id)
    if snapshot is None:
        return f"is not found in {request.region}. Give the id of a snapshot of this account and region."
    if snapshot.shared_from is not None:
        return f"belongs to account {snapshot.shared_from.owner_id}. {COPY}"
    if snapshot.status != DONE:
        return f"is {snapshot.status}. Wait until it is complete."
    if not snapshot.encrypted:
        return "" if request.share_unencrypted else "is not encrypted. Set share_unencrypted: true to share it so."
    return _against_key(seen, snapshot)


def _against_key(seen: SnapshotShareSeen, snapshot: Snapshot) -> str:
    name = snapshot.kms_key_id
    if not name:
        return f"is encrypted with the ECS service key. {COPY}"
    if name in seen.keys_denied:
        return f"is encrypted with {name}, which may not be read. Allow the RAM action {seen.keys_denied[name]}."
    if arn_account(name) not in ("", seen.account_id):
        return ""
    key = seen.keys.get(name)
    if key is None:
        return f"is encrypted with {name}, which is not found. Without its key a snapshot cannot be read."
    if key.key_type is KeyType.SERVICE:
        return f"is encrypted with the ECS service key. {COPY}"
    return "" if key.state == "Enabled" else f"is encrypted with {name}, which is {key.state}. Enable the key in KMS."


def _check_share(request: SnapshotShareRequest, account: str, share: ResourceShare | None) -> None:
    """Refuse a share of the name that reaches others: what is put into it would reach them, too."""
    others = [item.entity_id for item in share.targets if item.is_there and item.entity_id != account] if share else []
    if share and others:
        problem = f"begins the name of {share.name} ({share.share_id}), which reaches others, too: {', '.join(others)}"
        remedy = "Take them out of it, or give another resource_share_prefix."
        raise InvalidInput("resource_share_prefix", request.prefix, problem, remedy)


def _check_number(request: SnapshotShareRequest, seen: SnapshotShareSeen) -> None:
    for snapshot_id in request.snapshot_ids:
        has = {account for account, share in seen.shares.items() if snapshot_id in snapshots_of(share)}
        if len(has | {*request.accounts}) > ACCOUNTS_AT_MOST:
            problem = f"would gain {snapshot_id}, which other accounts have already: {', '.join(sorted(has))}"
            remedy = f"ECS shares a snapshot with at most {ACCOUNTS_AT_MOST} accounts. Take it from one of them."
            raise InvalidInput("accounts", ", ".join(request.accounts), problem, remedy)


def _plan_removal(request: SnapshotShareRequest, seen: SnapshotShareSeen) -> SnapshotSharePlan:
    shares, deleted = [], set()
    for account in request.accounts or tuple(seen.shares):
        share = seen.shares.get(account)
        removed = tuple(item for item in snapshots_of(share) if item in request.snapshot_ids)
        after = share
        if share is not None and removed:
            left = tuple(item for item in share.snapshots if item.entity_id not in removed)
            after = replace(share, snapshots=left)
            if not snapshots_of(after) and not any(item.is_there for item in share.images):
                deleted.add(account)
                after = None
        shares.append(_account_share(request, account, after, removed=removed))
    return SnapshotSharePlan(
        request=request,
        account_id=seen.account_id,
        have=dict(seen.shares),
        shares=tuple(shares),
        deleted=frozenset(deleted),
    )


def unfinished(item: AccountShare, wanted: Sequence[str]) -> ShareFailed | None:
    """Return the error if an account's share, read back, does not have what was asked for."""
    share = item.share
    if share is None:
        return None
    named = {*wanted, item.account}
    failed = [
        entity
        for entity in (*share.snapshots, *share.targets)
        if entity.status == "Failed" and entity.entity_id in named
    ]
    if failed:
        why = "; ".join(f"{entity.entity_id} ({entity.message or 'no reason was given'})" for entity in failed)
        return ShareFailed(f"{share.name} ({share.share_id}) could not take {why}")
    there = {entity.entity_id for entity in (*share.snapshots, *share.targets) if entity.is_there}
    if missing := [entity for entity in (*wanted, item.account) if entity not in there]:
        return ShareFailed(f"{share.name} ({share.share_id}) was read back without {', '.join(missing)}")
    return None
