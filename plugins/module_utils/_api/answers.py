# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Any action of ECS or KMS, with the service's answer unchanged.

For calibration, which looks at what the other functions here level: forms of answers, codes and texts of refusals.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .._client.sdk import ECS, KMS, RAM, Service
from .._client.session import Session
from .._model.answered import Answered
from .._model.errors import ApiError, Denied
from .ram_roles import ANYWHERE
from .wire import text

# Actions without RegionId: their region is the endpoint's.
OF_ENDPOINT = ("DeleteSnapshot",)


def ask_ecs(
    session: Session, region: str, action: str, query: Mapping[str, Any], *, repeatable: bool = True
) -> Answered:
    """What ECS answers. A call that would do its work twice is not `repeatable`. Raises ConnectionFailed."""
    place = {} if action in OF_ENDPOINT else {"RegionId": region}
    return _ask(session, ECS, region, action, {**place, **query}, repeatable)


def ask_kms(session: Session, region: str, action: str, query: Mapping[str, Any]) -> Answered:
    """What KMS answers. Raises ConnectionFailed."""
    return _ask(session, KMS, region, action, query, True)


def ask_ram(session: Session, action: str, query: Mapping[str, Any]) -> Answered:
    """What RAM answers. Raises ConnectionFailed."""
    return _ask(session, RAM, ANYWHERE, action, query, True)


def _ask(
    session: Session, service: Service, region: str, action: str, query: Mapping[str, Any], repeatable: bool
) -> Answered:
    try:
        body = session.call(service, region, action, query, repeatable=repeatable)
    except ApiError as error:
        return Answered(
            action=action,
            region=region,
            at=_now(),
            request_id=error.request_id,
            code=error.code,
            text=error.message,
            denied=error.permission if isinstance(error, Denied) else "",
        )
    return Answered(action=action, region=region, at=_now(), request_id=text(body, "RequestId"), body=body)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
