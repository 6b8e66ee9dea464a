# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP in and out. One thread, and nothing awaits between reading and writing state, so there are no locks."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from ..access.requests import HttpRequest
from ..state.cloud import Cloud
from ..state.request_log import RequestLog
from ..world.load import load
from .certificate_authority import Authority, NoCryptography
from .control import PREFIX, Control
from .gateway import Gateway, HttpAnswer
from .tunnel import Front, Ground

_SHUTDOWN_SECONDS = 0.3
_LINE = 128 * 1024
CA_PATH = f"{PREFIX}ca"


@dataclass(slots=True)
class Emulator:
    """The cloud behind an HTTP handler."""

    gateway: Gateway
    control: Control
    authority: Authority = field(default_factory=Authority)

    @classmethod
    def create(
        cls,
        cloud: Cloud,
        world: dict[str, Any],
        *,
        log_size: int = 10_000,
        settings: Mapping[str, Any] | None = None,
    ) -> Emulator:
        """Load a world; it is also the one an empty reset goes back to.

        `settings` win over those of this world, and are the defaults of worlds loaded later.
        """
        defaults = dict(settings or {})
        initial = {**world, "settings": {**world.get("settings", {}), **defaults}} if defaults else world
        load(cloud, initial)
        log = RequestLog(log_size)
        gateway = Gateway(cloud, log)
        return cls(gateway, Control(cloud, gateway, log, initial, defaults))

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        answer = self._answer(_read(request, await request.content.read()))
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        content_type, _separator, charset = answer.content_type.partition(";charset=")
        return web.Response(
            status=answer.status,
            body=answer.body,
            content_type=content_type,
            charset=charset or None,
            headers=dict(answer.headers),
        )

    def _answer(self, request: HttpRequest) -> HttpAnswer:
        # Control paths are reached directly, not through the proxy.
        if request.path.startswith(PREFIX) and not request.host.endswith(".aliyuncs.com"):
            return self._ca() if (request.method, request.path) == ("GET", CA_PATH) else self.control.answer(request)
        return self.gateway.answer(request)

    def _ca(self) -> HttpAnswer:
        try:
            return HttpAnswer(200, self.authority.pem(), "application/x-pem-file")
        except NoCryptography as problem:
            return HttpAnswer(501, f"{problem}.\n".encode(), "text/plain")


def _read(request: web.BaseRequest, body: bytes) -> HttpRequest:
    # A proxy is asked for whole addresses; the host in them is the one that counts.
    target = urlsplit(request.raw_path)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(
        method=request.method,
        host=target.hostname or headers.get("host", ""),
        path=target.path,
        query=target.query,
        headers=headers,
        body=body,
        client=request.remote or "",
        secure=request.secure,
    )


def http_server(emulator: Emulator) -> web.Server:
    """The protocol side. The SDK puts everything into the query, whole policy documents too."""
    return web.Server(emulator.handle, access_log=None, max_line_size=_LINE, max_field_size=_LINE)


@asynccontextmanager
async def listening(emulator: Emulator, host: str, port: int) -> AsyncIterator[int]:
    """Accept connections, and close them at the end; the port is given."""
    http = http_server(emulator)
    ground = Ground(http, emulator.authority)
    server = await asyncio.get_running_loop().create_server(lambda: Front(ground), host, port, reuse_address=True)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await http.shutdown(_SHUTDOWN_SECONDS)
        await ground.close()


async def serve(emulator: Emulator, host: str, port: int, ready: Callable[[int], None]) -> None:
    """Serve until SIGTERM or SIGINT; `ready` gets the port once connections are accepted."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with listening(emulator, host, port) as bound:
        ready(bound)
        await stop.wait()


def write_port(path: Path, port: int) -> None:
    """Write the port so that a reader sees nothing or all of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(f"{port}\n")
    temporary.replace(path)
