# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One call: send it through the SDK, repeat it while that can help, and turn what comes back into ours.

Most actions may be repeated: reads, writes with a client token, and writes that set a state. Those that would do their
work twice are repeated only after an answer that says nothing was done.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from .._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError, Missing, Throttled
from .answer import Answer
from .causes import NOT_JSON, Cause, cause_of
from .codes import ErrorKind, kind_of
from .pace import Pace
from .routes import routed
from .sdk import TEA, Service, load

FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 20.0
# What some services say beside an answer.
NO_ERROR = ("", "200", "OK", "Ok", "ok", "Success", "success")
JITTER = random.SystemRandom()


class Transport:
    """A service in a region: the SDK's client, with retry and pace around it.

    `count` gets every request. `doubt` is asked when the first try leaves it open whether there is such a
    region at all; it raises InvalidInput if not. A call without a signature belongs to no account.
    """

    def __init__(
        self,
        service: Service,
        region: str,
        client: Any,
        pace: Pace,
        max_attempts: int,
        *,
        via: str = "",
        count: Callable[[str], None] | None = None,
        doubt: Callable[[], None] | None = None,
        is_signed: bool = True,
    ) -> None:
        self._service = service
        self._region = region
        self._via = via
        self._client = client
        self._pace = pace
        self._max_attempts = max_attempts
        self._count = count or (lambda _action: None)
        self._doubt = doubt or (lambda: None)
        self._auth_type = "AK" if is_signed else "Anonymous"
        self._models = load("alibabacloud_tea_openapi.utils_models", TEA)
        self._flatten = load("alibabacloud_tea_openapi.utils", TEA).Utils.query
        self._runtime = load("darabonba.runtime", TEA).RuntimeOptions()
        self._sdk_error = load("darabonba.exceptions", TEA).ResponseException
        self._no_answer = load("Tea.exceptions", TEA).UnretryableException

    def call(
        self, action: str, query: Mapping[str, Any], also_retry: tuple[str, ...] = (), *, repeatable: bool = True
    ) -> Answer:
        """The answer's body.

        `query` holds wire names; lists and nested values as the API writes them. `also_retry` names further codes that
        pass by themselves. `repeatable` is false for an action that would do its work twice. Raises ApiError and its
        kinds, ConnectionFailed.
        """
        for attempt in range(1, self._max_attempts + 1):
            self._pace.wait()
            self._count(action)
            error = self._try(action, query)
            if isinstance(error, Answer):
                self._pace.succeeded()
                return error
            if isinstance(error, Throttled):
                self._pace.throttled()
            if attempt == 1 and doubts_region(error):
                self._doubt()
            if attempt == self._max_attempts or not self._may_retry(error, also_retry, repeatable):
                raise error
            self._sleep(attempt)
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _may_retry(self, error: ApiError | ConnectionFailed, also_retry: tuple[str, ...], repeatable: bool) -> bool:
        if isinstance(error, ConnectionFailed):
            return repeatable and not error.is_lasting
        kind = kind_of(error.code, error.status)
        return error.code in also_retry or kind is ErrorKind.THROTTLED or (repeatable and kind is ErrorKind.BUSY)

    def _sleep(self, attempt: int) -> None:
        delay = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (attempt - 1))
        time.sleep(delay * JITTER.uniform(0.5, 1.0))

    def _try(self, action: str, query: Mapping[str, Any]) -> Answer | ApiError | ConnectionFailed:
        params, request = self._request(action, query)
        try:
            body = self._client.call_api(params, request, self._runtime)["body"]
        except self._sdk_error as error:
            return self._refusal(action, error)
        except self._no_answer as error:
            if isinstance(error.inner_exception, ImageopsError):
                raise error.inner_exception from None
            return self._no_use(action, cause_of(error))
        if not isinstance(body, dict):
            return self._no_use(action, Cause(NOT_JSON, doubts_host=True))
        if is_refusal(body):
            return self._refused(action, str(body["Code"]), body, 200)
        return Answer(body, action)

    def _request(self, action: str, query: Mapping[str, Any]) -> tuple[Any, Any]:
        """The request as the SDK takes it."""
        method, path, sent, body = routed(self._service.routes, action, query)
        params = self._models.Params(
            action=action,
            version=self._service.version,
            protocol="HTTPS",
            pathname=path,
            method=method,
            auth_type=self._auth_type,
            style="ROA" if action in self._service.routes else "RPC",
            req_body_type="formData" if body is None else "json",
            body_type="json",
        )
        return params, self._models.OpenApiRequest(query=self._flatten(sent), body=body)

    def _no_use(self, action: str, cause: Cause) -> ConnectionFailed:
        return ConnectionFailed(
            action,
            service=self._service.name.upper(),
            region=self._region,
            via=self._via,
            detail=cause.detail,
            is_lasting=cause.is_lasting,
            remedy=cause.remedy,
            doubts_host=cause.doubts_host,
        )

    def _refusal(self, action: str, error: Any) -> ApiError:
        data = error.data if isinstance(error.data, dict) else {}
        told = {"Message": data.get("message") or error.message, **data}
        return self._refused(action, str(error.code), told, error.status_code or 0)

    def _refused(self, action: str, code: str, data: Mapping[str, Any], status: int) -> ApiError:
        kinds: dict[ErrorKind, type[ApiError]] = {
            ErrorKind.THROTTLED: Throttled,
            ErrorKind.DENIED: Denied,
            ErrorKind.MISSING: Missing,
        }
        refusal = kinds.get(kind_of(code, status), ApiError)(
            code,
            _plain(str(data.get("Message") or "")),
            action=action,
            region=self._region,
            request_id=request_id_of(data),
            status=status,
        )
        if isinstance(refusal, Denied):
            refusal.permission = f"{self._service.name}:{action}"
        return refusal


def doubts_region(error: ApiError | ConnectionFailed) -> bool:
    """Return whether there may be no such region."""
    if isinstance(error, ConnectionFailed):
        return error.doubts_host
    return error.code.startswith("InvalidRegionId")


def request_id_of(answer: Mapping[str, Any]) -> str:
    """Return the id of a request by its answer, which writes it in another way in the ROA style."""
    return str(answer.get("RequestId") or answer.get("requestId") or answer.get("request_id") or "")


def is_refusal(body: Mapping[str, Any]) -> bool:
    """Return whether a body that came with status 200 is an error's."""
    code = body.get("Code")
    return isinstance(code, str) and code not in NO_ERROR and isinstance(body.get("Message"), str)


def _plain(message: str) -> str:
    """Without the string to sign, which a signature error appends and which holds the key id."""
    return message.split("server string to sign is", 1)[0].strip().rstrip(":")
