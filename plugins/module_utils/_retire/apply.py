# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deprecate, bring back and delete images, each for itself.

A run may be cut off anywhere. An image bears the date of its deprecation before it is taken from anybody, and snapshots
bear the id of their image before that is deleted, so that the next run finds both. Force is never used.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .._api.ecs_images import find_image, set_image_status
from .._api.ecs_instances import DRY_RUN_PASSED
from .._api.ecs_removal import delete_image
from .._api.ecs_sharing import list_share_accounts, modify_share
from .._api.ecs_tags import tag_images, tag_snapshots, untag_images
from .._client.session import Session
from .._core.reasons import reason
from .._core.remedies import write_reason
from .._model.errors import ApiError, ConnectionFailed, ImageopsError, Missing, RetireFailed
from .._model.share import ShareChange
from .apply_snapshots import delete_snapshots
from .marks import TAG_DEPRECATED
from .rows import Retired, Retirement, RetirementPlan, failed
from .values import RetireAction

STILL_SHARED = "ImageUseShared"
# ECS shows a change of shares, and of the status, a moment later.
SECONDS = 30
PAUSE_SECONDS = 1.0
# A copy under the service key that was shared once is not shared again.
NOT_SHAREABLE = ("InvalidOperation.ServiceKeyEncryptedImageUnsupported",)


@dataclass(slots=True, kw_only=True)
class Retirer:
    """Carries out a plan. `clock` and `sleep` are this machine's."""

    session: Session
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    written: set[str] = field(default_factory=set)

    def carry_out(self, plan: RetirementPlan) -> Retired:
        """Do what is due for every row; what fails for one does not stop the others."""
        rows = {id(row): row for row in plan.rows}
        failures: dict[str, Exception] = plan.failures
        for row, result in self.session.map(self._do, [row for row in plan.rows if row.is_due]):
            if isinstance(result, ImageopsError):
                rows[id(row)] = row.failed(write_reason(result))
                failures[row.label] = result
            else:
                rows[id(row)] = result
        return Retired(rows=list(rows.values()), failures=failures, changed=bool(self.written))

    def _do(self, row: Retirement) -> Retirement:
        work = {
            RetireAction.DEPRECATE: self._deprecate,
            RetireAction.RESTORE: self._restore,
            RetireAction.DELETE: self._delete,
            RetireAction.REMOVE: self._delete,
        }
        return work[row.action](row)

    def _deprecate(self, row: Retirement) -> Retirement:
        shares = list_share_accounts(self.session, row.region, row.image_id)
        if added := sorted(set(shares) - set(row.accounts)):
            raise failed("retire_shared_since", accounts=", ".join(added))
        if shares:
            self._check_right(row)
        if row.mark:
            tag_images(self.session, row.region, [row.image_id], {TAG_DEPRECATED: row.mark.text})
            self.written.add(row.image_id)
        try:
            if shares:
                self._share(row, remove=shares)
            self._set_status(row, "Deprecated")
        except ImageopsError as error:
            raise self._put_back(row, error) from error
        return row.done()

    def _check_right(self, row: Retirement) -> None:
        """Ask with a dry run whether the status may be changed, before anybody loses the image. Raises Denied."""
        try:
            set_image_status(self.session, row.region, row.image_id, "Deprecated", dry_run=True)
        except ApiError as answer:
            if answer.code not in (DRY_RUN_PASSED, STILL_SHARED):
                raise

    def _put_back(self, row: Retirement, error: ImageopsError) -> RetireFailed:
        """Share an image again that could not be deprecated, and return the error that says so.

        The accounts are also those that a run before this one took the image from before it was cut off.
        """
        try:
            image = find_image(self.session, row.region, row.image_id)
            if image and image.status == "Deprecated":
                set_image_status(self.session, row.region, row.image_id, "Available")
            if row.accounts:
                self._share(row, add=row.accounts)
            untag_images(self.session, row.region, [row.image_id], [TAG_DEPRECATED])
        except ImageopsError as second:
            accounts = ", ".join(row.accounts) or "no account"
            return failed("retire_not_put_back", error=error, accounts=accounts, second=second)
        return failed("retire_put_back", error=error)

    def _restore(self, row: Retirement) -> Retirement:
        image = find_image(self.session, row.region, row.image_id)
        if image is None:
            raise failed("retire_gone")
        if image.status == "Deprecated":
            self._set_status(row, "Available")
        notes = []
        has = list_share_accounts(self.session, row.region, row.image_id)
        if missing := sorted(set(row.accounts) - set(has)):
            try:
                self._share(row, add=missing)
            except ApiError as error:
                if error.code not in NOT_SHAREABLE:
                    raise
                notes.append(reason("retire_shares_refused", accounts=", ".join(missing), error=error))
        untag_images(self.session, row.region, [row.image_id], [TAG_DEPRECATED])
        self.written.add(row.image_id)
        return row.done(*notes)

    def _share(self, row: Retirement, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
        change = ShareChange(image_id=row.image_id, region=row.region, before=(), add=tuple(add), remove=tuple(remove))
        modify_share(self.session, change)
        self.written.add(row.image_id)

    def _set_status(self, row: Retirement, wanted: str) -> None:
        """Set the status and read it back. ECS may count a removed share for a moment."""
        deadline = self.clock() + SECONDS
        while True:
            try:
                set_image_status(self.session, row.region, row.image_id, wanted)
                self.written.add(row.image_id)
                break
            except (ApiError, ConnectionFailed) as error:
                if self._status(row) == wanted:
                    self.written.add(row.image_id)
                    return
                is_held = isinstance(error, ApiError) and error.code == STILL_SHARED
                if not is_held or self.clock() > deadline:
                    raise
                self.sleep(PAUSE_SECONDS)
        while (status := self._status(row)) != wanted:
            if self.clock() > deadline:
                raise failed("retire_status_kept", wanted=wanted, status=status)
            self.sleep(PAUSE_SECONDS)

    def _status(self, row: Retirement) -> str:
        image = find_image(self.session, row.region, row.image_id)
        return image.status if image else "not there"

    def _delete(self, row: Retirement) -> Retirement:
        if row.snapshot_ids and row.snapshot_tags:
            tag_snapshots(self.session, row.region, row.snapshot_ids, row.snapshot_tags)
        self.written.add(row.image_id)
        if row.image:
            # It may have been deleted elsewhere.
            with contextlib.suppress(Missing):
                delete_image(self.session, row.region, row.image_id)
        deleted, errors = delete_snapshots(
            self.session, row.region, row.snapshot_ids, clock=self.clock, sleep=self.sleep
        )
        if errors:
            raise next(iter(errors.values()))
        return row.done(snapshot_ids=tuple(deleted))
