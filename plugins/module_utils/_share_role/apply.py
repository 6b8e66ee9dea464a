# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share role and the disk role: made, and trust documents changed so that writers at the same time lose nothing.

RAM has no compare-and-set: of two who read the same document and write it, the second undoes the first. So a write
counts only when it was read back twice, some time apart, and is merged and written again otherwise.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .._api import ram_roles
from .._client.session import Session
from .._model.errors import ApiError, RoleWriteConflict
from .._model.role import DISK_POLICY, DISK_ROLE
from .decide import RolePlan, describe_role
from .disk_role import DiskRolePlan, describe_disk_role
from .trust import Document, trusted_accounts, with_accounts, with_ecs, without_accounts
from .values import RoleRequest

TOO_LONG = "InvalidParameter.AssumeRolePolicyDocument.Length"
DESCRIPTION = "Lets the ECS of accounts that encrypted images are shared with use their keys"
DISK_DESCRIPTION = "Lets ECS use the customer master keys of this account"
READ_BACKS = 2
MOST_WRITES = 10
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 1.5
JITTER = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWriter:
    """Carry out a plan for the share role. `sleep` is this machine's."""

    session: Session
    request: RoleRequest
    sleep: Callable[[float], None] = time.sleep

    def carry_out(self, plan: RolePlan) -> dict[str, Any]:
        """Make what is missing; return the module's values: the roles as they were read afterwards."""
        session, request = self.session, self.request
        values: dict[str, Any] = {}
        if plan.disk:
            self._carry_out_disk(plan.disk)
            values["disk_encrypt_role"] = describe_disk_role(ram_roles.find_role(session, DISK_ROLE))
        if plan.create_role:
            self._write(request.name, plan.trust, create=DESCRIPTION)
        if plan.create_role or plan.update_trust:
            self._settle(request.name, self._merged)
        if plan.create_policy:
            ram_roles.create_policy(session, request.policy.name, plan.create_policy, DESCRIPTION)
        if plan.attach_policy:
            ram_roles.attach_policy(session, request.name, request.policy)
        if plan.create_role or plan.update_trust:
            role = describe_role(request.name, ram_roles.find_role(session, request.name), disk_role=plan.disk_role)
        else:
            policies = ram_roles.list_policies(session, request.name)
            role = {**plan.role, "policies": [policy.to_result() for policy in sorted(policies)]}
        return {"role": role, **values}

    def _carry_out_disk(self, plan: DiskRolePlan) -> None:
        if plan.create_role:
            self._write(DISK_ROLE, plan.trust, create=DISK_DESCRIPTION)
        if plan.create_role or plan.update_trust:
            self._settle(DISK_ROLE, with_ecs)
        if plan.attach_policy:
            ram_roles.attach_policy(self.session, DISK_ROLE, DISK_POLICY)

    def _settle(self, name: str, merged: Callable[[Document | None], Document | None]) -> None:
        """Merge into what is there now, until what was read back twice is as wanted."""
        seen = writes = 0
        while True:
            document = ram_roles.find_trust(self.session, name)
            wanted = merged(document)
            if wanted is None or wanted == document:
                seen += 1
                if seen == READ_BACKS:
                    return
            elif writes == MOST_WRITES:
                raise RoleWriteConflict(name, writes)
            else:
                seen, writes = 0, writes + 1
                self._write(name, wanted)
            self.sleep(JITTER.uniform(SHORTEST_PAUSE, LONGEST_PAUSE))

    def _merged(self, document: Document | None) -> Document | None:
        if self.request.absent:
            return document and without_accounts(document, self.request.accounts)
        return with_accounts(document, self.request.consumers)

    def _write(self, name: str, document: Document, *, create: str = "") -> None:
        """Write a trust document; `create` is the description of a new role.

        Say more about a document that RAM finds too long; the limit is not documented.
        """
        try:
            if create:
                ram_roles.create_role(self.session, name, document, create)
            else:
                ram_roles.update_trust(self.session, name, document)
        except ApiError as error:
            if error.code != TOO_LONG:
                raise
            size, trusted = len(ram_roles.compact(document)), len(trusted_accounts(document))
            message = f"{error.message} It would have {size} characters; trusted accounts: {trusted}"
            raise ApiError(
                error.code,
                message,
                action=error.action,
                region=error.region,
                request_id=error.request_id,
                status=error.status,
            ) from None
