# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front of the port: plain HTTP goes on as it is, CONNECT becomes TLS with a certificate for the asked host."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

from ..access.hosts import resolve
from .certificate_authority import Authority, NoCryptography

_HEAD = 8192
_END = b"\r\n\r\n"
_ESTABLISHED = b"HTTP/1.1 200 Connection established" + _END


@dataclass(frozen=True, slots=True)
class Ground:
    """What all connections share: how to speak HTTP, certificates, tunnels being opened, and what is open."""

    inner: Callable[[], asyncio.Protocol]
    authority: Authority = field(default_factory=Authority)
    opening: set[asyncio.Task[None]] = field(default_factory=set)
    transports: WeakSet[asyncio.Transport] = field(default_factory=WeakSet)

    async def close(self) -> None:
        """Cut whatever is still open: a connection that was kept alive, a tunnel that nobody has closed."""
        for transport in list(self.transports):
            transport.abort()
        await asyncio.sleep(0)


class Front(asyncio.Protocol):
    """One connection until its first bytes tell what it is; then somebody else takes over."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._transport: asyncio.Transport | None = None
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin. Inside a tunnel bytes may have come before."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._ground.transports.add(transport)
            self._look(transport)

    def data_received(self, data: bytes) -> None:
        """Collect until it is clear whether this is CONNECT."""
        self._received += data
        if self._transport is not None:
            self._look(self._transport)

    def _look(self, transport: asyncio.Transport) -> None:
        start = b"CONNECT "
        if not self._received:
            return
        if not self._received.startswith(start[: len(self._received)]):
            inner = self._ground.inner()
            transport.set_protocol(inner)
            inner.connection_made(transport)
            inner.data_received(self._received)
        elif _END in self._received:
            self._connect(transport)
        elif len(self._received) > _HEAD:
            _refuse(transport, b"431 Request Header Fields Too Large", b"too long\n")

    def _connect(self, transport: asyncio.Transport) -> None:
        head, _blank, early = self._received.partition(_END)
        self._received = b""
        host = head.split(b" ")[1].decode("ascii", "replace").rpartition(":")[0].lower()
        if resolve(host) is None:
            _refuse(transport, b"502 Bad Gateway", b"The emulator knows no such host.\n")
            return
        if early:
            # TLS begins after the answer to CONNECT.
            _refuse(transport, b"400 Bad Request", b"too early\n")
            return
        try:
            context = self._ground.authority.context(host)
        except NoCryptography as problem:
            _refuse(transport, b"501 Not Implemented", f"{problem}, or use plain HTTP (protocol='http').\n".encode())
            return
        transport.write(_ESTABLISHED)
        task = asyncio.get_running_loop().create_task(_open(transport, context, Front(self._ground)))
        self._ground.opening.add(task)
        task.add_done_callback(self._ground.opening.discard)


async def _open(transport: asyncio.Transport, context: ssl.SSLContext, inside: Front) -> None:
    try:
        secured = await asyncio.get_running_loop().start_tls(transport, inside, context, server_side=True)
    except OSError:
        # The client does not trust the certificate, or has gone: it knows more about it than the emulator.
        transport.close()
        return
    if secured is not None:
        inside.connection_made(secured)


def _refuse(transport: asyncio.Transport, status: bytes, text: bytes) -> None:
    length = str(len(text)).encode()
    head = b"HTTP/1.1 %b\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: %b" % (status, length)
    transport.write(head + _END + text)
    transport.close()
