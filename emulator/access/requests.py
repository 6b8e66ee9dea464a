# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an HTTP request to a call: which product, action, signature form and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from . import signatures
from .hosts import Endpoint
from .routes import Pairs, find_route, is_roa, read_body

_AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]*),\s*SignedHeaders=([^,]*),\s*Signature=([^,]*)")


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it came in; `headers` have lower-case names, `host` is the target's.

    The target is `relative` if the request names a path only, as it does without a proxy.
    """

    method: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    client: str = "127.0.0.1"
    secure: bool = False
    relative: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says about itself; nothing of it is proven yet."""

    form: str
    endpoint: Endpoint
    host: str
    action: str
    version: str
    parameters: Mapping[str, str]
    access_key_id: str
    security_token: str
    timestamp: str
    nonce: str
    signature: str
    string_to_sign: str
    wrong: str = ""
    """A part that makes the request unreadable: which of two values counts, or what a body holds, would be a guess."""

    @property
    def is_roa(self) -> bool:
        """Whether request and answer have the ROA style."""
        return is_roa(self.endpoint.product)

    @property
    def format(self) -> str:
        """The form of the answer: RPC clients have to ask for JSON."""
        if self.is_roa:
            return "JSON"
        asked = self.parameters.get("Format") or ("XML" if self.form == "RPC" else "JSON")
        return "XML" if asked.upper() == "XML" else "JSON"


def read_version(request: HttpRequest) -> str:
    """The API version that a request names, before anything else of it is known."""
    query, form = _pairs(request)
    return request.headers.get("x-acs-version", "") or dict(query + form).get("Version", "")


def read_claim(request: HttpRequest, endpoint: Endpoint) -> Claim:
    """Find out which of the two signature forms a request has; the vendor's SDK sends `x-acs-` headers with either."""
    query, form = _pairs(request)
    if is_roa(endpoint.product):
        return _roa(request, endpoint, query)
    parameters = dict(query + form)
    if "authorization" in request.headers or ("x-acs-action" in request.headers and "Signature" not in parameters):
        claim = _acs3(request, endpoint, query, parameters)
    else:
        claim = _rpc(request, endpoint, query + form, parameters)
    return replace(claim, wrong=_repeated(query + form))


def _roa(request: HttpRequest, endpoint: Endpoint, query: Pairs) -> Claim:
    """The path says the action, and a header that says another one contradicts it."""
    body = read_body(request.body)
    wrong = "body" if body is None else ""
    action, named = find_route(endpoint.product, request.method, request.path)
    pairs = named + (query if request.method == "GET" else body or [])
    claim = _acs3(request, endpoint, query, dict(pairs))
    if action and claim.action not in ("", action):
        wrong = "Action or Version"
    shown = action or f"{request.method} {request.path}"
    return replace(claim, action=shown, wrong=_repeated(pairs) or wrong)


def _pairs(request: HttpRequest) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The parameters in the query and in the form."""
    form = []
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    return parse_qsl(request.query, keep_blank_values=True), form


def _repeated(pairs: list[tuple[str, str]]) -> str:
    """The first parameter that comes twice: which one counts would be a guess."""
    seen: set[str] = set()
    for name, _value in pairs:
        if name in seen:
            return name
        seen.add(name)
    return ""


def _acs3(request: HttpRequest, endpoint: Endpoint, query: Pairs, parameters: Mapping[str, str]) -> Claim:
    headers = request.headers
    found = _AUTHORIZATION.fullmatch(headers.get("authorization", ""))
    access_key_id, signed, signature = found.groups() if found else ("", "", "")
    body_hash = signatures.sha256(request.body)
    if headers.get("x-acs-content-sha256") != body_hash or not _covers(signed):
        # A part that the signature does not cover could have been changed on the way.
        signature = ""
    return Claim(
        form="ACS3",
        endpoint=endpoint,
        host=request.host,
        action=headers.get("x-acs-action", ""),
        version=headers.get("x-acs-version", ""),
        parameters=parameters,
        access_key_id=access_key_id,
        security_token=headers.get("x-acs-security-token", ""),
        timestamp=headers.get("x-acs-date", ""),
        nonce=headers.get("x-acs-signature-nonce", ""),
        signature=signature,
        string_to_sign=signatures.acs3_string_to_sign(
            request.method, request.path or "/", query, headers, signed, body_hash
        ),
    )


def _covers(signed_headers: str) -> bool:
    needed = {"host", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}
    return needed <= set(signed_headers.split(";"))


def _rpc(
    request: HttpRequest, endpoint: Endpoint, pairs: list[tuple[str, str]], parameters: Mapping[str, str]
) -> Claim:
    supported = parameters.get("SignatureMethod") == "HMAC-SHA1" and parameters.get("SignatureVersion") == "1.0"
    return Claim(
        form="RPC",
        endpoint=endpoint,
        host=request.host,
        action=parameters.get("Action", ""),
        version=parameters.get("Version", ""),
        parameters=parameters,
        access_key_id=parameters.get("AccessKeyId", ""),
        security_token=parameters.get("SecurityToken", ""),
        timestamp=parameters.get("Timestamp", ""),
        nonce=parameters.get("SignatureNonce", ""),
        signature=parameters.get("Signature", "") if supported else "",
        string_to_sign=signatures.rpc_string_to_sign(request.method, pairs),
    )
