# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The accounts an image is shared with and could be shared with, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .._core.accounts import outsiders
from .._core.reasons import gravest_first, reason, verdict_of
from .._model.evidence import ShareTrust
from .._model.image import AccountVerdict, AssessedImage, Encryption, Verdict
from .._model.reason import Reason
from .._share_role.trust import trust_reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """`accounts` should have the images; `allowed` may have them, if that is limited at all; `quota` is per image."""

    quota: int
    accounts: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    trust: ShareTrust | None = None


def assess_audience(item: AssessedImage, audience: Audience) -> AssessedImage:
    """Return the image with what there is to say about the accounts it is or will be shared with."""
    notes = _notes(item, audience)
    found = (_assess_account(item, account, audience) for account in audience.accounts)
    if not notes and not audience.accounts:
        return item
    return replace(
        item,
        reasons=gravest_first([*item.reasons, *notes]),
        accounts=tuple(account for account in found if account),
    )


def _notes(item: AssessedImage, audience: Audience) -> list[Reason]:
    notes = []
    if outside := outsiders(item.shared_with, audience.allowed):
        notes.append(reason("shared_outside", accounts=", ".join(outside)))
    if len(item.shared_with) >= audience.quota:
        notes.append(reason("share_list_full", count=len(item.shared_with), quota=audience.quota))
    return notes


def _assess_account(item: AssessedImage, account: str, audience: Audience) -> AccountVerdict | None:
    """Return what is different for this account; None if nothing is, or if the image cannot be shared at all."""
    if item.verdict not in (Verdict.SHAREABLE, Verdict.NEEDS_COPY, Verdict.IN_PARTS):
        return None
    found = []
    if account in item.shared_with:
        found.append(reason("already_shared", account=account))
    elif item.verdict is Verdict.SHAREABLE and len(item.shared_with) >= audience.quota:
        # A copy begins with an empty list.
        found.append(reason("share_quota_reached", count=len(item.shared_with), quota=audience.quota))
    if item.encryption is not Encryption.NONE and audience.trust:
        found.extend(trust_reasons(audience.trust, account))
    if not found:
        return None
    return AccountVerdict(account_id=account, verdict=verdict_of([*item.reasons, *found]), reasons=gravest_first(found))
