# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Why no answer came, in words of our own.

Texts of transport errors repeat headers and addresses, and so keys, tokens and passwords. They take their words from
types and numbers, and from few phrases that hold nothing else.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from typing import NamedTuple

NOT_JSON = "the answer is not JSON, so it comes from a proxy or a wrong host"
TIMED_OUT = "it timed out"
CUT = "the connection was cut"
PHRASES = (
    (re.compile(r"timed? ?out", re.IGNORECASE), TIMED_OUT),
    (re.compile(r"Failed to parse the value as json"), NOT_JSON),
    (re.compile(r"Remote end closed connection|Connection aborted"), CUT),
)
TUNNEL = re.compile(r"Tunnel connection failed: ([1-5][0-9]{2})\b")
HTTP_STATUS = re.compile(r"(?:http_?code|status code)\W{1,3}([1-5][0-9]{2})\b", re.IGNORECASE)
EXIT_STATUS = re.compile(r"exit status (-?[0-9]{1,3})\b")
ERRNO = re.compile(r"\[Errno (-?[0-9]+)\]")
NEW_BUNDLE = "Give a bundle with the authority that signed it, such as that of an inspecting proxy, as ca_bundle"
DEPTH = 12


class Cause(NamedTuple):
    """What went wrong, whether another try can help, and what to do if that is not to look at network and proxy.

    `doubts_host`: there may be no such host, which a proxy says with a page of its own.
    """

    detail: str
    is_lasting: bool = False
    remedy: str = ""
    doubts_host: bool = False


def cause_of(error: BaseException) -> Cause:
    """Return the cause of an error of the transport."""
    errors = list(_chain(error))
    for found in errors:
        if isinstance(found, ssl.SSLCertVerificationError):
            return Cause(f"its certificate is not trusted ({found.verify_message})", True, NEW_BUNDLE)
        if isinstance(found, socket.gaierror):
            return Cause(f"[Errno {found.errno}] {found.strerror}", found.errno != socket.EAI_AGAIN, doubts_host=True)
    for found in errors:
        text = str(found)
        if answered := TUNNEL.search(text):
            return _refused_tunnel(int(answered[1]))
        for pattern, words in PHRASES:
            if pattern.search(text):
                return Cause(words, doubts_host=words == NOT_JSON)
    return _by_type(errors)


def status_of(error: BaseException) -> str:
    """Return the HTTP status or exit status in an error's text, empty if there is none."""
    text = str(error)
    if found := HTTP_STATUS.search(text):
        return f"HTTP {found[1]}"
    if found := EXIT_STATUS.search(text):
        return f"exit status {found[1]}"
    return ""


def _refused_tunnel(status: int) -> Cause:
    if status == 407:
        return Cause("the proxy asks for a user and password (HTTP 407)", True, "Give them in proxy_url")
    return Cause(f"the proxy refused the connection (HTTP {status})", status in (401, 403), doubts_host=True)


def _by_type(errors: list[BaseException]) -> Cause:
    for found in reversed(errors):
        if isinstance(found, ssl.SSLError):
            is_plain = found.reason == "WRONG_VERSION_NUMBER"
            return Cause(f"TLS failed ({found.reason or type(found).__name__})", is_plain)
        if isinstance(found, OSError) and found.errno:
            return Cause(f"[Errno {found.errno}] {found.strerror}")
    # A library put the cause into words and dropped the error itself.
    for found in errors:
        if number := ERRNO.search(str(found)):
            return Cause(f"[Errno {number[1]}]")
    if isinstance(errors[-1], AttributeError | KeyError | TypeError):
        return Cause("the answer does not have the form that the vendor's SDK reads")
    return Cause(type(errors[-1]).__name__)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give the error and what it was made of, each once, outermost first."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting and len(seen) < DEPTH:
        found = waiting.pop(0)
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        inner = (getattr(found, "inner_exception", None), getattr(found, "reason", None), found.__cause__)
        waiting += [item for item in (*inner, found.__context__, *found.args) if isinstance(item, BaseException)]
