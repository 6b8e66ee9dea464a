# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading what a request to share is about, and carrying it out: first every image gains, then sources lose."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .._api.ecs_images import list_images
from .._api.ecs_sharing import list_share_accounts, modify_share
from .._api.sts import get_caller
from .._client.session import Session
from .._core.accounts import check_accounts
from .._images.observe import assess_images, select_images
from .._images.selection import Selection
from .._model.errors import ApiError, ImageopsError
from .._model.image import AssessedImage, Encryption
from .._model.image_copy import TAG_SYSTEM_DISK_OF
from .._model.share import ShareChange, ShareRequest, ShareSource, SharesSeen, ShareState
from .._share_role.apply import read_trust
from .apply_resource import read_targets
from .decide import SharesPlan, may_lose, source_region, unread

# The share role was changed a moment ago and RAM has not spread it yet.
NOT_SPREAD = "AssumeRoleError"
PAUSE_SECONDS = 2.0


def observe_shares(session: Session, request: ShareRequest) -> SharesSeen:
    """Everything that tells whether ECS will share. Raises InvalidInput for accounts that cannot be."""
    account_id = get_caller(session).account_id
    check_accounts("accounts", request.accounts, account_id)
    selection = Selection(image_ids=request.image_ids)
    found = select_images(session, request.region, selection) if request.image_ids else []
    images = {item.image.image_id: item for item in assess_images(session, request.region, found)}
    targets, notes = read_targets(session, request.region, _gaining(request, images))
    return SharesSeen(
        account_id=account_id,
        images=images,
        sources=read_sources(session, request, images) if request.from_source else {},
        trust=read_trust(session) if _needs_trust(request, images.values()) else None,
        targets=targets,
        notes=notes,
    )


def _gaining(request: ShareRequest, images: Mapping[str, AssessedImage]) -> list[str]:
    """The images whose resource shares matter: those that may gain accounts."""
    if not request.check_resource_shares or request.state is ShareState.ABSENT:
        return []
    wanted = set(request.accounts)
    return [image_id for image_id, item in images.items() if request.from_source or wanted - set(item.shared_with)]


def read_sources(
    session: Session, request: ShareRequest, images: Mapping[str, AssessedImage]
) -> dict[str, ShareSource]:
    """The sources of images by image id, as far as a mapping or a tag names them, with the accounts that have them."""
    wanted: dict[str, tuple[str, str]] = {}
    for image_id, item in images.items():
        if given := request.sources.get(image_id):
            wanted[image_id] = (request.source_region or request.region, given)
        elif item.copied_from:
            # What was copied is an image of the source's system disk, which is gone by now.
            whole = item.image.tags.get(TAG_SYSTEM_DISK_OF)
            wanted[image_id] = (source_region(item) or request.region, whole or item.copied_from)
    accounts: dict[tuple[str, str], tuple[str, ...]] = {}
    for region in sorted({region for region, _source in wanted.values()}):
        ids = {source for where, source in wanted.values() if where == region}
        there = [image for image in list_images(session, region, until=ids) if image.image_id in ids]
        accounts |= {(region, image.image_id): () for image in there}
        shared = [image.image_id for image in there if image.is_shared]

        def read(source: str, region: str = region) -> tuple[tuple[str, str], tuple[str, ...]]:
            return (region, source), list_share_accounts(session, region, source)

        accounts |= dict(session.gather(read, shared))
    return {
        image_id: ShareSource(image_id=source, region=region, accounts=accounts.get((region, source)))
        for image_id, (region, source) in wanted.items()
    }


def _needs_trust(request: ShareRequest, items: Iterable[AssessedImage]) -> bool:
    if not request.check_role or request.state is ShareState.ABSENT:
        return False
    if request.from_source:
        return any(item.encryption is not Encryption.NONE for item in items)
    return any(
        item.encryption is not Encryption.NONE and not set(request.accounts) <= set(item.shared_with) for item in items
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesDone:
    """The items of `shares` that came out right, and the errors of those that did not, by image id."""

    shares: Sequence[dict[str, object]]
    failures: Mapping[str, Exception]
    changed: bool


@dataclass(slots=True, kw_only=True)
class ShareWriter:
    """Carries out a plan. `clock` and `sleep` are this machine's."""

    session: Session
    request: ShareRequest
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    failures: dict[str, Exception] = field(default_factory=dict)
    changed: bool = False

    def carry_out(self, plan: SharesPlan) -> SharesDone:
        """Every image, each for itself; then the sources of those that came out right."""
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
        return SharesDone(shares=shares, failures=self.failures, changed=self.changed)

    def _write(self, changes: Sequence[ShareChange]) -> dict[str, tuple[str, ...]]:
        """The lists as they were read back, of those that came out right."""
        lists = {}
        for change, accounts in self.session.map(self._change_one, changes):
            if isinstance(accounts, Exception):
                self.failures[change.image_id] = accounts
            else:
                lists[change.image_id] = accounts
        return lists

    def _change_one(self, change: ShareChange) -> tuple[str, ...]:
        if not change.changed:
            return change.before
        try:
            self._modify(change)
        except ApiError:
            # Of several calls the first may have been taken.
            with contextlib.suppress(ImageopsError):
                self._read_back(change)
            raise
        accounts = self._read_back(change)
        if error := unread(change, accounts):
            raise error
        return accounts

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
