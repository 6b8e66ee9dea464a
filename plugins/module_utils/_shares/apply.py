# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading what a request to share is about, and carrying it out: first every image gains, then sources lose."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .._api.ecs_sharing import list_share_accounts, modify_share
from .._client.session import Session
from .._model.errors import AccountsUnknown, ApiError, ImageopsError
from .._model.share import ShareChange
from .decide import SharesPlan, may_lose, share_list_error
from .values import ShareRequest

# The share role was changed a moment ago and RAM has not spread it yet.
NOT_SPREAD = "AssumeRoleError"
# One such account makes ECS refuse the whole call.
UNKNOWN_ACCOUNT = "InvalidAccount.NotFound"
PAUSE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesDone:
    """The items of `shares` that came out right, and the errors of those that did not, by image id."""

    shares: Sequence[dict[str, object]]
    failures: Mapping[str, Exception]
    changed: bool
    unknown: Sequence[str] = ()


@dataclass(slots=True, kw_only=True)
class ShareWriter:
    """Carries out a plan. `clock` and `sleep` are this machine's."""

    session: Session
    request: ShareRequest
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    failures: dict[str, Exception] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    changed: bool = False

    def carry_out(self, plan: SharesPlan) -> SharesDone:
        """Change every image for itself, then the sources of those that succeeded."""
        lists = self._write(plan.changes)
        taken = [(takeover, lists.get(image_id)) for image_id, takeover in plan.takeovers.items()]
        losing = []
        for source_id, change in plan.source_changes.items():
            accounts = may_lose(taken, source_id)
            losing.append(replace(change, remove=tuple(sorted(set(change.remove) & set(accounts)))))
        left = self._write(losing)
        removed = {change.image_id: change.remove for change in losing if change.image_id in left}
        shares = []
        for change in plan.changes:
            if change.image_id not in lists:
                continue
            share = change.to_result(lists[change.image_id], plan.encryptions[change.image_id])
            if takeover := plan.takeovers.get(change.image_id):
                source = takeover.source
                accounts = left.get(source.image_id, source.accounts or ())
                share["source"] = takeover.to_result(accounts, removed.get(source.image_id, ()))
            shares.append(share)
        return SharesDone(shares=shares, failures=self.failures, changed=self.changed, unknown=sorted(self.unknown))

    def _write(self, changes: Sequence[ShareChange]) -> dict[str, tuple[str, ...]]:
        """Return the lists as they were read back, of those that came out right."""
        lists = {}
        for change, accounts in self.session.map(self._change_one, changes):
            if isinstance(accounts, AccountsUnknown):
                # What the others gained is part of the answer, so that it can be undone.
                self.failures[change.image_id] = accounts
                lists[change.image_id] = accounts.accounts
            elif isinstance(accounts, Exception):
                self.failures[change.image_id] = accounts
            else:
                lists[change.image_id] = accounts
        return lists

    def _change_one(self, change: ShareChange) -> tuple[str, ...]:
        if not change.changed:
            return change.before
        try:
            self._modify(change)
        except ApiError as refusal:
            if refusal.code == UNKNOWN_ACCOUNT and len(change.add) > 1:
                return self._change_one_by_one(change, refusal)
            # Of several calls the first may have been taken.
            with contextlib.suppress(ImageopsError):
                self._read_back(change)
            raise
        accounts = self._read_back(change)
        if error := share_list_error(change, accounts):
            raise error
        return accounts

    def _change_one_by_one(self, change: ShareChange, refusal: ApiError) -> tuple[str, ...]:
        """Share with each account for itself, so that an account that ECS does not know denies no other one."""
        unknown = []
        for account in change.add:
            if account not in self.unknown:
                try:
                    self._modify(replace(change, add=(account,), remove=()))
                    continue
                except ApiError as single:
                    if single.code != UNKNOWN_ACCOUNT:
                        raise
                    self.unknown.add(account)
            unknown.append(account)
        if change.remove:
            self._modify(replace(change, add=()))
        accounts = self._read_back(change)
        if not unknown:
            return accounts
        raise AccountsUnknown(refusal, tuple(unknown), accounts)

    def _read_back(self, change: ShareChange) -> tuple[str, ...]:
        accounts = list_share_accounts(self.session, change.region, change.image_id)
        if accounts != change.before:
            self.changed = True
        return accounts

    def _modify(self, change: ShareChange) -> None:
        """Send a change. After a change of the share role, wait until RAM has spread it."""
        end = self.clock() + (self.request.role_timeout if self.request.role_changed else 0)
        while True:
            try:
                modify_share(self.session, change)
                return
            except ApiError as error:
                if error.code != NOT_SPREAD or self.clock() + PAUSE_SECONDS > end:
                    raise
            self.sleep(PAUSE_SECONDS)
