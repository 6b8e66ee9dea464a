# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP in and out. One thread, and nothing awaits between reading and writing state, so there are no locks."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from ..access.hosts import host_name, resolve
from ..access.requests import HttpRequest
from ..state.cloud import Cloud
from ..state.request_log import RequestLog
from ..world.load import load
from .answers import HttpAnswer
from .certificate_authority import Authority, NoCryptography
from .control import PREFIX, Control
from .gateway import Gateway
from .reading import READ_SECONDS, Unreadable, read_request
from .tunnel import Front, Ground

_SHUTDOWN_SECONDS = 0.3
_LINGERING_SECONDS = 1.0
_WATCHING_SECONDS = 0.5
_LINE = 128 * 1024
CA_PATH = f"{PREFIX}ca"


@dataclass(slots=True)
class Emulator:
    """The cloud behind an HTTP handler."""

    gateway: Gateway
    control: Control
    authority: Authority = field(default_factory=Authority)
    read_seconds: float = READ_SECONDS

    @classmethod
    def create(
        cls,
        cloud: Cloud,
        world: dict[str, Any],
        *,
        log_size: int = 10_000,
        settings: Mapping[str, Any] | None = None,
        direct: str | None = None,
        control_hosts: Collection[str] = (),
    ) -> Emulator:
        """Load a world; it is also the one an empty reset goes back to.

        `settings` win over those of this world, and are the defaults of worlds loaded later. `direct` is the region of
        clients without a proxy that name none; without it the emulator's own address is no endpoint.
        """
        defaults = dict(settings or {})
        initial = {**world, "settings": {**world.get("settings", {}), **defaults}} if defaults else world
        load(cloud, initial)
        log = RequestLog(log_size)
        gateway = Gateway(cloud, log, direct)
        hosts = frozenset(map(host_name, control_hosts))
        return cls(gateway, Control(cloud, gateway, log, initial, defaults, hosts))

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        try:
            answer = self._answer(await read_request(request, PREFIX, self.read_seconds))
        except Unreadable as problem:
            answer = HttpAnswer(problem.status, f"{problem}\n".encode(), "text/plain", closes=True)
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.drop:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        response = web.Response(
            status=answer.status,
            body=answer.body,
            # As a whole: the vendor's SDK compares it as text, and aiohttp would put a space into it.
            headers={"Content-Type": answer.content_type, **answer.headers},
        )
        if answer.closes:
            response.force_close()
        return response

    def _answer(self, request: HttpRequest) -> HttpAnswer:
        if not request.path.startswith(PREFIX) or resolve(request.host):
            return self.gateway.answer(request)
        if (request.method, request.path) == ("GET", CA_PATH) and not self.control.stranger(request):
            return self._ca()
        return self.control.answer(request)

    def _ca(self) -> HttpAnswer:
        try:
            return HttpAnswer(200, self.authority.pem(), "application/x-pem-file")
        except NoCryptography as problem:
            return HttpAnswer(501, f"{problem}.\n".encode(), "text/plain")


def http_server(emulator: Emulator) -> web.Server:
    """The protocol side. The SDK puts everything into the query, whole policy documents too."""
    return web.Server(
        emulator.handle,
        access_log=None,
        max_line_size=_LINE,
        max_field_size=_LINE,
        auto_decompress=False,
        lingering_time=_LINGERING_SECONDS,
    )


@asynccontextmanager
async def listening(emulator: Emulator, host: str, port: int) -> AsyncIterator[int]:
    """Accept connections, and close them at the end; the port is given."""
    http = http_server(emulator)
    ground = Ground(http, emulator.authority, emulator.gateway.direct is not None, emulator.read_seconds)
    server = await asyncio.get_running_loop().create_server(
        lambda: Front(ground, looks_for_tls=ground.direct), host, port, reuse_address=True
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await http.shutdown(_SHUTDOWN_SECONDS)
        await ground.close()


async def serve(
    emulator: Emulator, host: str, port: int, ready: Callable[[int], None], until_ended: int | None = None
) -> None:
    """Serve until SIGTERM or SIGINT, or until a process has ended; `ready` gets the port when it is open."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with listening(emulator, host, port) as bound:
        ready(bound)
        watching = asyncio.create_task(_stop_after(until_ended, stop)) if until_ended else None
        await stop.wait()
        if watching:
            watching.cancel()


async def _stop_after(process: int, stop: asyncio.Event) -> None:
    """Stop once a process has ended. It may be another user's, who may be sent no signal."""
    while True:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            stop.set()
            return
        except PermissionError:
            pass
        await asyncio.sleep(_WATCHING_SECONDS)


def write_port(path: Path, port: int) -> None:
    """Write the port so that a reader sees nothing or all of it."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(f"{port}\n")
    temporary.replace(path)
