# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both signature forms, written from their description: ACS3-HMAC-SHA256 and the RPC form with HMAC-SHA1."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping
from urllib.parse import quote

ACS3 = "ACS3-HMAC-SHA256"

Pairs = Iterable[tuple[str, str]]


def encode(text: str) -> str:
    """Percent-encoding of RFC 3986: only letters, digits and `-_.~` stay."""
    return quote(text, safe="~")


def canonical_query(pairs: Pairs) -> str:
    """Sorted and encoded query, the middle of both forms."""
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in sorted(pairs))


def acs3_string_to_sign(
    method: str,
    path: str,
    query: Pairs,
    headers: Mapping[str, str],
    signed_headers: str,
    body_hash: str,
) -> str:
    """The text that an ACS3 signature is made of; `headers` have lower-case names."""
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in signed_headers.split(";"))
    request = "\n".join((method, path, canonical_query(query), lines, signed_headers, body_hash))
    return f"{ACS3}\n{hashlib.sha256(request.encode()).hexdigest()}"


def acs3_signature(secret: str, string_to_sign: str) -> str:
    """Hexadecimal HMAC-SHA256; the key is the secret, unchanged."""
    return hmac.new(secret.encode(), string_to_sign.encode(), hashlib.sha256).hexdigest()


def rpc_string_to_sign(method: str, parameters: Pairs) -> str:
    """The text that an RPC signature is made of: every parameter but the signature itself."""
    query = canonical_query(pair for pair in parameters if pair[0] != "Signature")
    return f"{method}&{encode('/')}&{encode(query)}"


def rpc_signature(secret: str, string_to_sign: str) -> str:
    """Base64 of HMAC-SHA1; the key is the secret and an ampersand."""
    digest = hmac.new(f"{secret}&".encode(), string_to_sign.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def equal(left: str, right: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


def sha256(body: bytes) -> str:
    """Hexadecimal hash of a body."""
    return hashlib.sha256(body).hexdigest()
