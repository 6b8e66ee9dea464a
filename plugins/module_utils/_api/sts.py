# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""STS: GetCallerIdentity."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from .._client.sdk import STS
from .._client.session import Session
from .wire import text


def get_caller(session: Session) -> Caller:
    """Who the credentials belong to. Needs no permission."""
    answer = session.call(STS, session.connection.region or "cn-hangzhou", "GetCallerIdentity", {})
    return Caller(
        account_id=text(answer, "AccountId", is_required=True),
        arn=text(answer, "Arn"),
        identity_type=text(answer, "IdentityType"),
        principal_id=text(answer, "PrincipalId"),
    )


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
