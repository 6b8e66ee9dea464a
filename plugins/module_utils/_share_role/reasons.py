# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the share role lacks for an account."""

from __future__ import annotations

from .._core.reasons import reason
from .._model.evidence import ShareTrust
from .._model.reason import Reason


def trust_reasons(trust: ShareTrust, account: str) -> list[Reason]:
    """What the share role lacks for an account to use encrypted images."""
    if trust.denied:
        return [reason("role_not_visible", role=trust.role, permission=trust.denied)]
    if trust.accounts is None:
        return [reason("role_missing", role=trust.role)]
    if account not in trust.accounts:
        return [reason("trust_missing", role=trust.role, account=account)]
    return []
