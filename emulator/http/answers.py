# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as they go over the wire: JSON, or XML for RPC clients that do not ask for JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from ..access.requests import Claim
from ..actions.declare import Answer
from ..actions.errors import ApiError

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]")
_NO_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What goes back; `drop` cuts the connection instead, `closes` after the answer; `delay` is in real seconds."""

    status: int
    body: bytes
    content_type: str = "application/json;charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    drop: bool = False
    delay: float = 0.0
    closes: bool = False


def success(answer: Answer, claim: Claim, request_id: str) -> HttpAnswer:
    """The answer of an action. In the ROA style only actions that have a place for the id of the request show it."""
    if claim.is_roa:
        placed = {**answer, "request_id": request_id} if "request_id" in answer else answer
        return _written(claim, "", 200, placed, {"x-acs-request-id": request_id})
    return _written(claim, f"{claim.action}Response", 200, {"RequestId": request_id, **answer})


def failure(error: ApiError, claim: Claim, request_id: str) -> HttpAnswer:
    """The answer of a refusal."""
    if claim.is_roa:
        return _roa_failure(error, claim, request_id)
    body: dict[str, Any] = {
        "RequestId": request_id,
        "HostId": claim.host,
        "Code": error.code,
        "Message": error.message,
        "Recommend": f"https://api.alibabacloud.com/troubleshoot?q={error.code}&product={claim.endpoint.product}",
    }
    if error.access_denied:
        body["AccessDeniedDetail"] = dict(error.access_denied)
    return _written(claim, "Error", error.status, body, error.headers)


def _roa_failure(error: ApiError, claim: Claim, request_id: str) -> HttpAnswer:
    body: dict[str, Any] = {
        "code": error.code,
        "message": error.message,
        "requestId": request_id,
        "status": error.status,
    }
    if error.access_denied:
        body["accessDeniedDetail"] = dict(error.access_denied)
    return _written(claim, "", error.status, body, {**error.headers, "x-acs-request-id": request_id})


def _written(
    claim: Claim, root: str, status: int, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> HttpAnswer:
    if claim.format == "XML":
        text = _HEAD + "".join(_elements(root, body))
        return HttpAnswer(status, text.encode(), "text/xml;charset=utf-8", headers or {})
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return HttpAnswer(status, text.encode(), headers=headers or {})


def _elements(name: str, value: Any) -> Iterator[str]:
    """One value as elements of this name: a list repeats it."""
    if isinstance(value, list | tuple):
        for item in value:
            yield from _elements(name, item)
    elif value is not None:
        # Keys that clients have chosen may be no names of XML.
        tag = _NO_NAME.sub("_", name)
        tag = tag if tag[:1].isalpha() or tag[:1] == "_" else f"_{tag}"
        yield f"<{tag}>"
        if isinstance(value, Mapping):
            for key, part in value.items():
                yield from _elements(str(key), part)
        else:
            yield _text(value)
        yield f"</{tag}>"


def _text(value: Any) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return escape(_NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text))
