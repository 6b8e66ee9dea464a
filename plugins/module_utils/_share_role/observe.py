# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read the share role, whom it trusts, and which images need it."""

from __future__ import annotations

from typing import Any

from .._api import ram_roles
from .._api.ecs_images import list_images
from .._api.ecs_regions import list_regions
from .._api.ecs_sharing import list_share_accounts
from .._api.sts import get_caller
from .._client.session import Session
from .._core.accounts import check_accounts
from .._model.errors import Denied
from .._model.evidence import ShareTrust
from .._model.role import DISK_ROLE, SHARE_ROLE
from .decide import describe_role
from .trust import trust_statement, trusted_accounts
from .values import FoundShare, RoleInfoRequest, RoleRequest, RoleSeen


def observe_role(session: Session, request: RoleRequest) -> RoleSeen:
    """Read the role and what depends on it. Raises InvalidInput for accounts that cannot be."""
    role = ram_roles.find_role(session, request.name)
    account_id = role.account_id if role else get_caller(session).account_id
    check_accounts("accounts", request.accounts, account_id)
    disk = ram_roles.find_role(session, DISK_ROLE) if request.disk_role else None
    disk_role = disk is not None or (not request.disk_role and ram_roles.has_role(session, DISK_ROLE))
    if request.absent:
        leaving = set(request.accounts) & set(trusted_accounts(role.trust) if role else ())
        shares = find_shares(session, request.region, frozenset(leaving)) if leaving else ()
        return RoleSeen(account_id=account_id, role=role, disk_role=disk_role, shares=shares)
    attached = bool(role and request.policy in role.policies)
    exists = attached or ram_roles.find_policy_document(session, request.policy) is not None
    return RoleSeen(account_id=account_id, role=role, disk_role=disk_role, disk=disk, policy_exists=exists)


def read_trust(session: Session, role: str = SHARE_ROLE) -> ShareTrust:
    """Read whom a share role trusts; a missing right to read it is part of the answer. Needs ram:GetRole."""
    try:
        document = ram_roles.find_trust(session, role)
    except Denied as error:
        return ShareTrust(role=role, denied=error.permission)
    return ShareTrust(role=role, accounts=None if document is None else frozenset(trusted_accounts(document)))


def find_shares(session: Session, region: str, accounts: frozenset[str]) -> tuple[FoundShare, ...]:
    """Return the own images of all regions that are shared with one of these accounts.

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


def read_role(session: Session, request: RoleInfoRequest) -> dict[str, Any]:
    """Return the values of image_share_role_info."""
    role = ram_roles.find_role(session, request.role_name)
    untrusted = sorted(set(request.accounts) - set(trusted_accounts(role.trust) if role else ()))
    return {
        "role": describe_role(request.role_name, role, disk_role=ram_roles.has_role(session, DISK_ROLE)),
        "untrusted_accounts": untrusted,
        "trust_statement": trust_statement(untrusted) if untrusted else None,
    }
