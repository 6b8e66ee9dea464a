# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share role: read, and its trust document changed so that writers at the same time lose nothing.

RAM has no compare-and-set: of two who read the same document and write it, the second undoes the first. So a write
counts only when it was read back twice, some time apart, and is merged and written again otherwise.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from .._api import ram_roles
from .._api.ecs_images import list_images
from .._api.ecs_regions import list_regions
from .._api.ecs_sharing import list_share_accounts
from .._api.sts import get_caller
from .._client.session import Session
from .._core.accounts import check_accounts
from .._model.errors import ApiError, Denied, RoleWriteConflict
from .._model.evidence import ShareTrust
from .._model.role import DISK_ROLE, SHARE_ROLE, RoleRequest, RoleSeen
from .._model.share import FoundShare
from .decide import RolePlan, describe_role
from .trust import Document, trusted_accounts, with_accounts, without_accounts

TOO_LONG = "InvalidParameter.AssumeRolePolicyDocument.Length"
DESCRIPTION = "Lets the ECS of accounts that encrypted images are shared with use their keys"
READ_BACKS = 2
MOST_WRITES = 10
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 1.5
JITTER = random.SystemRandom()


def observe_role(session: Session, region: str, request: RoleRequest) -> RoleSeen:
    """The role and what depends on it. Raises InvalidInput for accounts that cannot be."""
    account_id = get_caller(session).account_id
    check_accounts("accounts", request.accounts, account_id)
    role = ram_roles.find_role(session, request.name)
    disk_role = ram_roles.has_role(session, DISK_ROLE)
    if request.absent:
        leaving = set(request.accounts) & set(trusted_accounts(role.trust) if role else ())
        shares = find_shares(session, region, frozenset(leaving)) if leaving else ()
        return RoleSeen(account_id=account_id, role=role, disk_role=disk_role, shares=shares)
    attached = bool(role and request.policy in role.policies)
    exists = attached or ram_roles.find_policy_document(session, request.policy) is not None
    return RoleSeen(account_id=account_id, role=role, disk_role=disk_role, policy_exists=exists)


def read_trust(session: Session) -> ShareTrust:
    """Whom the share role trusts; a missing right to read it is part of the answer. Needs ram:GetRole."""
    try:
        document = ram_roles.find_trust(session, SHARE_ROLE)
    except Denied as error:
        return ShareTrust(role=SHARE_ROLE, denied=error.permission)
    return ShareTrust(role=SHARE_ROLE, accounts=None if document is None else frozenset(trusted_accounts(document)))


def find_shares(session: Session, region: str, accounts: frozenset[str]) -> tuple[FoundShare, ...]:
    """The own images of all regions that are shared with one of these accounts.

    Needs ecs:DescribeRegions, ecs:DescribeImages and ecs:DescribeImageSharePermission. A region that cannot be searched
    is an error: what is not known to be unused is in use.
    """

    def search(where: str) -> list[FoundShare]:
        return [
            FoundShare(account=account, region=where, image_id=image.image_id, name=image.name)
            for image in list_images(session, where)
            if image.is_shared
            for account in list_share_accounts(session, where, image.image_id)
            if account in accounts
        ]

    found = session.gather(search, list_regions(session, region))
    return tuple(sorted(share for shares in found for share in shares))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWriter:
    """Carries out a plan for the share role. `sleep` is this machine's."""

    session: Session
    request: RoleRequest
    sleep: Callable[[float], None] = time.sleep

    def carry_out(self, plan: RolePlan) -> dict[str, object]:
        """Make what is missing; the result is the role as it was read afterwards."""
        session, request = self.session, self.request
        if plan.create_role:
            self._write(plan.trust, create=True)
        if plan.create_role or plan.update_trust:
            self._settle()
        if plan.create_policy:
            ram_roles.create_policy(session, request.policy.name, plan.create_policy, DESCRIPTION)
        if plan.attach_policy:
            ram_roles.attach_policy(session, request.name, request.policy)
        return describe_role(request.name, ram_roles.find_role(session, request.name), disk_role=plan.disk_role)

    def _settle(self) -> None:
        """Merge into what is there now, until what was read back twice is as wanted."""
        seen = writes = 0
        while True:
            document = ram_roles.find_trust(self.session, self.request.name)
            wanted = self._merged(document)
            if wanted is None or wanted == document:
                seen += 1
                if seen == READ_BACKS:
                    return
            elif writes == MOST_WRITES:
                raise RoleWriteConflict(self.request.name, writes)
            else:
                seen, writes = 0, writes + 1
                self._write(wanted)
            self.sleep(JITTER.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))

    def _merged(self, document: Document | None) -> Document | None:
        if self.request.absent:
            return document and without_accounts(document, self.request.accounts)
        return with_accounts(document, self.request.consumers)

    def _write(self, document: Document, *, create: bool = False) -> None:
        """Write, and say more about a document that RAM finds too long; the limit is not documented."""
        try:
            if create:
                ram_roles.create_role(self.session, self.request.name, document, DESCRIPTION)
            else:
                ram_roles.update_trust(self.session, self.request.name, document)
        except ApiError as error:
            if error.code != TOO_LONG:
                raise
            size, trusted = len(ram_roles.compact(document)), len(trusted_accounts(document))
            message = f"{error.message} It would have {size} characters and trust {trusted} accounts"
            raise ApiError(
                error.code,
                message,
                action=error.action,
                region=error.region,
                request_id=error.request_id,
                status=error.status,
            ) from None
