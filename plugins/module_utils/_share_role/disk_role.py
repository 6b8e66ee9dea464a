# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the role with which ECS uses customer master keys needs: to be there, to trust ECS, to have its policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .._model.errors import InvalidInput
from .._model.role import DISK_POLICY, DISK_ROLE, Role
from .trust import ECS, Document, denies_ecs, with_ecs

OPTION = "disk_encrypt_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskRolePlan:
    """What the role lacks. `before` and `after` are the shape of `disk_encrypt_role`."""

    trust: Document
    create_role: bool
    update_trust: bool
    attach_policy: bool
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def changed(self) -> bool:
        """Is anything to be written."""
        return self.create_role or self.update_trust or self.attach_policy


def describe_disk_role(role: Role | None) -> dict[str, Any]:
    """Return the shape of `disk_encrypt_role`."""
    return {
        "name": DISK_ROLE,
        "exists": role is not None,
        "arn": role.arn if role else "",
        "trusts_ecs": role is not None and _trusts_ecs(role.trust),
        "policies": [policy.to_result() for policy in sorted(role.policies)] if role else [],
    }


def plan_disk_role(role: Role | None) -> DiskRolePlan:
    """Compare the role with the one of the vendor. Raises InvalidInput if its trust policy denies ECS."""
    if role and denies_ecs(role.trust):
        remedy = f"Remove the Deny statement from the trust policy of {DISK_ROLE}; this module does not remove any."
        raise InvalidInput(OPTION, ECS, f"is denied by the trust policy of {DISK_ROLE}", remedy)
    trust = with_ecs(role.trust if role else None)
    policies = tuple({*(role.policies if role else ()), DISK_POLICY})
    after = Role(name=DISK_ROLE, arn=role.arn if role else "", trust=trust, policies=policies)
    return DiskRolePlan(
        trust=trust,
        create_role=role is None,
        update_trust=role is not None and trust != role.trust,
        attach_policy=role is None or DISK_POLICY not in role.policies,
        before=describe_disk_role(role),
        after=describe_disk_role(after),
    )


def _trusts_ecs(trust: Document) -> bool:
    return with_ecs(trust) == trust and not denies_ecs(trust)
