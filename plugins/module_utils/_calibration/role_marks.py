# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The share role that calibration makes where there was none: how it is known again, and whether it is still alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .._model.role import PolicyRef, Role
from .._share_role.trust import trust_document, with_ecs
from .values import PREFIX, TAG

POLICY = PolicyRef("Custom", f"{PREFIX}share")
POLICY_DOCUMENT: dict[str, Any] = {
    "Version": "1",
    "Statement": [{"Effect": "Allow", "Action": ["kms:Decrypt", "kms:DescribeKey"], "Resource": "*"}],
}
_FOR = " for "


def description(run: str, accounts: Sequence[str]) -> str:
    """Return the description of the role and of the policy."""
    return f"{TAG}={run}{_FOR}{','.join(sorted(accounts))}"


def is_marked(text: str) -> bool:
    """Say whether a description is calibration's."""
    return text.startswith(f"{TAG}=")


def marked_accounts(text: str) -> set[str]:
    """Return the accounts that a role of calibration was made for."""
    return set(text.rpartition(_FOR)[2].split(","))


def is_ours_alone(role: Role) -> bool:
    """Say whether the role is calibration's, and nothing relies on it since."""
    own = (trust_document(sorted(marked_accounts(role.description))), with_ecs(None))
    return is_marked(role.description) and role.trust in own and set(role.policies) <= {POLICY}
