# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who is calling."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """STS GetCallerIdentity: `identity_type` is Account, RAMUser or AssumedRoleUser."""

    account_id: str
    arn: str
    identity_type: str
    principal_id: str = ""

    def to_result(self) -> dict[str, str]:
        """The shape of `caller`."""
        return asdict(self)
