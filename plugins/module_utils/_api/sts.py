# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""STS: GetCallerIdentity."""

from __future__ import annotations

from .._client.sdk import STS
from .._client.session import Session
from .._model.caller import Caller
from .wire import text


def get_caller(session: Session) -> Caller:
    """Who the credentials belong to. Needs no permission."""
    answer = session.call(STS, session.connection.region or "cn-hangzhou", "GetCallerIdentity", {})
    return Caller(
        account_id=text(answer, "AccountId"),
        arn=text(answer, "Arn"),
        identity_type=text(answer, "IdentityType"),
        principal_id=text(answer, "PrincipalId"),
    )
