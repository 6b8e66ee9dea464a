# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One call: send it through the SDK, repeat it while that can help, and turn what comes back into ours.

Most actions may be repeated: reads, writes with a client token, and writes that set a state. Those that would do their
work twice are repeated only after an answer that says nothing was done.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from .._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError, Missing, Throttled
from .codes import ErrorKind, kind_of
from .pace import Pace
from .sdk import Service, load

TEA = "alibabacloud-tea-openapi"
FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 20.0
CAUSES = (
    (re.compile(r"\[Errno -?\d+\] [\w ]+"), ""),
    (re.compile(r"timed? ?out", re.IGNORECASE), "it timed out"),
    (
        re.compile(r"Failed to parse the value as json"),
        "the answer is not JSON, so it comes from a proxy or a wrong host",
    ),
    (re.compile(r"Remote end closed connection|Connection aborted"), "the connection was cut"),
)
UNKNOWN_HOST = ("Name or service not known", "No address associated", "nodename nor servname")
JITTER = random.SystemRandom()


class Transport:
    """A service in a region: the SDK's client, with retry and pace around it. `count` is told of every request."""

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
    ) -> None:
        self._service = service
        self._region = region
        self._via = via
        self._client = client
        self._pace = pace
        self._max_attempts = max_attempts
        self._count = count or (lambda _action: None)
        self._models = load("alibabacloud_tea_openapi.utils_models", TEA)
        self._flatten = load("alibabacloud_tea_openapi.utils", TEA).Utils.query
        self._runtime = load("darabonba.runtime", TEA).RuntimeOptions()
        self._sdk_error = load("darabonba.exceptions", TEA).ResponseException
        self._no_answer = load("Tea.exceptions", TEA).UnretryableException

    def call(
        self, action: str, query: Mapping[str, Any], also_retry: tuple[str, ...] = (), *, repeatable: bool = True
    ) -> dict[str, Any]:
        """The answer's body.

        `query` holds wire names; lists and nested values as the API writes them. `also_retry` names further codes that
        pass by themselves. `repeatable` is false for an action that would do its work twice. Raises ApiError and its
        kinds, ConnectionFailed.
        """
        for attempt in range(1, self._max_attempts + 1):
            self._pace.wait()
            self._count(action)
            error = self._try(action, query)
            if isinstance(error, dict):
                self._pace.succeeded()
                return error
            if isinstance(error, Throttled):
                self._pace.throttled()
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

    def _try(self, action: str, query: Mapping[str, Any]) -> dict[str, Any] | ApiError | ConnectionFailed:
        params = self._models.Params(
            action=action,
            version=self._service.version,
            protocol="HTTPS",
            pathname="/",
            method="POST",
            auth_type="AK",
            style="RPC",
            req_body_type="formData",
            body_type="json",
        )
        request = self._models.OpenApiRequest(query=self._flatten(dict(query)))
        try:
            body = self._client.call_api(params, request, self._runtime)["body"]
        except self._sdk_error as error:
            return self._refusal(action, error)
        except self._no_answer as error:
            if isinstance(error.inner_exception, ImageopsError):
                raise error.inner_exception from None
            return self._no_use(action, _cause(str(error.inner_exception or error)))
        return body if isinstance(body, dict) else self._no_use(action, "it is not JSON")

    def _no_use(self, action: str, detail: str) -> ConnectionFailed:
        service = self._service.name.upper()
        lasting = any(words in detail for words in UNKNOWN_HOST)
        return ConnectionFailed(
            action, service=service, region=self._region, via=self._via, detail=detail, is_lasting=lasting
        )

    def _refusal(self, action: str, error: Any) -> ApiError:
        data = error.data if isinstance(error.data, dict) else {}
        code = str(error.code)
        status = error.status_code or 0
        kinds: dict[ErrorKind, type[ApiError]] = {
            ErrorKind.THROTTLED: Throttled,
            ErrorKind.DENIED: Denied,
            ErrorKind.MISSING: Missing,
        }
        refusal = kinds.get(kind_of(code, status), ApiError)(
            code,
            _plain(str(data.get("Message") or data.get("message") or error.message)),
            action=action,
            region=self._region,
            request_id=str(data.get("RequestId") or ""),
            status=status,
        )
        if isinstance(refusal, Denied):
            refusal.permission = f"{self._service.name}:{action}"
        return refusal


def _cause(detail: str) -> str:
    """A transport error in a few words; the library's own text repeats the whole request."""
    for pattern, words in CAUSES:
        if found := pattern.search(detail):
            return words or found.group()
    return detail.partition("?")[0][:200]


def _plain(message: str) -> str:
    """Without the string to sign, which a signature error appends and which holds the key id."""
    return message.split("server string to sign is", 1)[0].strip().rstrip(":")
