# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a request: its target, and a body that is neither endless nor slower than a client has to be."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from aiohttp import web

from ..access.requests import HttpRequest

READ_SECONDS = 30.0
# Requests to the cloud are small; a whole world is not.
_BODY = 1024 * 1024
_WORLD = 64 * 1024 * 1024


class Unreadable(Exception):
    """A request that has no answer of the cloud, only a status of HTTP."""

    def __init__(self, status: int, problem: str) -> None:
        super().__init__(problem)
        self.status = status


async def read_request(request: web.BaseRequest, control: str, seconds: float) -> HttpRequest:
    """Read a request; targets below `control` may have the larger body. Raises Unreadable."""
    target = _text(request.raw_path)
    relative = target.startswith("/")
    host, path, query = _parts(target)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Unreadable(415, "A body must not be compressed.")
    body = await _body(request, _WORLD if path.startswith(control) else _BODY, seconds)
    return HttpRequest(
        method=request.method,
        # A proxy is asked for whole addresses; the host in them is the one that counts.
        host=headers.get("host", "") if relative else host,
        path=path,
        query=query,
        headers=headers,
        body=body,
        client=request.remote or "",
        secure=request.secure,
        relative=relative,
    )


def _parts(target: str) -> tuple[str, str, str]:
    """Host, path and query."""
    if target.startswith("/"):
        path, _mark, query = target.partition("?")
        return "", path, query
    try:
        parts = urlsplit(target)
        return parts.hostname or "", parts.path, parts.query
    except ValueError:
        raise Unreadable(400, "The address is malformed.") from None


async def _body(request: web.BaseRequest, most: int, seconds: float) -> bytes:
    if (request.content_length or 0) > most:
        raise Unreadable(413, f"A body has at most {most} bytes.")
    chunks, size = [], 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size > most:
                    raise Unreadable(413, f"A body has at most {most} bytes.")
    except TimeoutError:
        raise Unreadable(408, f"The request took longer than {seconds:.0f} seconds.") from None
    return b"".join(chunks)


def _text(text: str) -> str:
    """Bytes that are no UTF-8 are replaced: nothing of them could be written again."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
