# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who gains and who loses access to an image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .._model.errors import InvalidInput, ShareFailed
from .._model.image import AssessedImage, Encryption, Verdict
from .._model.share import ShareChange


class ShareState(StrEnum):
    """`present` adds, `absent` removes, `exact` does both until only the named accounts are left."""

    PRESENT = "present"
    ABSENT = "absent"
    EXACT = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesPlan:
    """All images of a request."""

    changes: Sequence[ShareChange]

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return any(change.changed for change in self.changes)

    @property
    def has_work(self) -> bool:
        """Nothing but writing is done."""
        return self.changed

    @property
    def before(self) -> dict[str, list[str]]:
        """The share lists as they are."""
        return {change.image_id: list(change.before) for change in self.changes}

    @property
    def after(self) -> dict[str, list[str]]:
        """The share lists as they will be."""
        return {change.image_id: list(change.after) for change in self.changes}


def plan_shares(
    image_ids: Sequence[str],
    found: Sequence[AssessedImage],
    accounts: Sequence[str],
    state: ShareState,
    quota: int,
) -> SharesPlan:
    """Compare every image's share list with the wanted accounts. Raises InvalidInput for lists over the quota."""
    lists = {item.image.image_id: item.shared_with for item in found}
    changes = [plan_share(image_id, lists[image_id], accounts, state) for image_id in image_ids]
    check_quota(changes, quota)
    return SharesPlan(changes=changes)


def plan_share(image_id: str, current: Iterable[str], wanted: Sequence[str], state: ShareState) -> ShareChange:
    """Compare a share list with the wanted accounts. ECS does not say what a double add does, so none is sent."""
    have, want = set(current), set(wanted)
    return ShareChange(
        image_id=image_id,
        before=tuple(sorted(have)),
        add=() if state is ShareState.ABSENT else tuple(sorted(want - have)),
        remove={
            ShareState.PRESENT: (),
            ShareState.ABSENT: tuple(sorted(have & want)),
            ShareState.EXACT: tuple(sorted(have - want)),
        }[state],
    )


def check_accounts(option: str, accounts: Sequence[str], own_account: str) -> None:
    """Refuse what ECS would refuse or drop. Raises InvalidInput."""
    for account in accounts:
        if not (account.isascii() and account.isdigit()):
            remedy = "Give the id (UID) of an Alibaba Cloud account, digits only."
            raise InvalidInput(option, account, "is not an account id", remedy)
        if account == own_account:
            raise InvalidInput(option, account, "is the image's own account", "Leave it out.")
    doubled = sorted({account for account in accounts if accounts.count(account) > 1})
    if doubled:
        raise InvalidInput(option, doubled[0], "is given more than once", "Name each account once.")


def check_quota(changes: Sequence[ShareChange], quota: int) -> None:
    """Refuse lists that would grow over the quota of accounts per image. Raises InvalidInput."""
    for change in changes:
        if change.add and len(change.after) > quota:
            problem = f"would give {change.image_id} {len(change.after)} accounts, over the quota of {quota}"
            remedy = "Name fewer, or raise the quota in Quota Center and give it as share_quota."
            raise InvalidInput("accounts", f"{len(change.add)} new", problem, remedy)


def check_images(
    option: str,
    image_ids: Sequence[str],
    found: Sequence[AssessedImage],
    state: ShareState,
    region: str,
    *,
    share_plain: bool,
) -> None:
    """Refuse images that are not there or cannot be shared, all of them in one message. Raises InvalidInput."""
    by_id = {item.image.image_id: item for item in found}
    missing = [image_id for image_id in image_ids if image_id not in by_id]
    if missing:
        remedy = "Give ids of custom images of this account and region."
        raise InvalidInput(option, missing[0], f"is not among the account's images in {region}", remedy)
    if state is ShareState.ABSENT:
        return
    problems = [problem for image_id in image_ids if (problem := _problem(by_id[image_id], share_plain))]
    if problems:
        ids = [image_id for image_id, _why in problems]
        whys = "; ".join(f"{image_id} {why}" for image_id, why in problems)
        raise InvalidInput(option, ", ".join(ids), "cannot be shared", f"Nothing was done. {whys}")


def _problem(item: AssessedImage, share_plain: bool) -> tuple[str, str] | None:
    plain = item.encryption is Encryption.NONE and not share_plain
    if item.verdict is Verdict.SHAREABLE and not plain:
        return None
    first = item.reasons[0]
    return item.image.image_id, f"{first.message}. {first.remedy}"


def unread(change: ShareChange, accounts: Sequence[str]) -> ShareFailed | None:
    """The error if a share list, read back, is not what was asked for."""
    missing = sorted(set(change.add) - set(accounts))
    left = sorted(set(change.remove) & set(accounts))
    if not missing and not left:
        return None
    parts = [f"{word} {', '.join(names)}" for word, names in (("without", missing), ("still with", left)) if names]
    return ShareFailed(f"the share list of {change.image_id} was read back {' and '.join(parts)}")
