# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front of the port: plain HTTP goes on unchanged, CONNECT becomes TLS with a certificate for the asked host."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakSet

from ..access.hosts import resolve
from .certificate_authority import Authority, NoCryptography
from .first_byte import FirstByte

_CONNECT = 8192
_HEAD = 512 * 1024
_END = b"\r\n\r\n"
_ESTABLISHED = b"HTTP/1.1 200 Connection established" + _END
_START = b"CONNECT "


@dataclass(frozen=True, slots=True)
class Ground:
    """What all connections share: how to speak HTTP, certificates, tunnels being opened, and what is open.

    `direct`: TLS may begin without CONNECT. A client has `seconds` for its first head, and for a TLS handshake.
    """

    inner: Callable[[], asyncio.Protocol]
    authority: Authority = field(default_factory=Authority)
    direct: bool = False
    seconds: float = 30.0
    opening: set[asyncio.Task[None]] = field(default_factory=set)
    transports: WeakSet[asyncio.Transport] = field(default_factory=WeakSet)

    async def close(self) -> None:
        """Cut whatever is still open: a connection that was kept alive, a tunnel that no side has closed."""
        for transport in list(self.transports):
            transport.abort()
        await asyncio.sleep(0)

    def secure(self, transport: asyncio.Transport, context: ssl.SSLContext) -> None:
        """Go on inside of TLS."""
        task = asyncio.get_running_loop().create_task(_open(transport, context, Front(self), self.seconds))
        self.opening.add(task)
        task.add_done_callback(self.opening.discard)


class Front(asyncio.Protocol):
    """One connection until its first head says what it is; then another protocol takes over."""

    def __init__(self, ground: Ground, *, looks_for_tls: bool = False) -> None:
        self._ground = ground
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._looks_for_tls = looks_for_tls
        self._first: FirstByte | None = None
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        if not isinstance(transport, asyncio.Transport):
            return
        self._transport = transport
        self._ground.transports.add(transport)
        self._end = asyncio.get_running_loop().call_later(self._ground.seconds, transport.abort)
        if self._looks_for_tls:
            self._first = FirstByte(transport, self._begin_tls)
        # Inside a tunnel bytes may have come before.
        self._look(transport)

    def connection_lost(self, _problem: Exception | None) -> None:
        """End."""
        self._leave()

    def data_received(self, data: bytes) -> None:
        """Collect until it is clear whether this is CONNECT."""
        self._received += data
        if self._transport is not None:
            self._look(self._transport)

    def _look(self, transport: asyncio.Transport) -> None:
        if not self._received:
            return
        connects = _START.startswith(self._received[: len(_START)])
        # The other side refuses at once a message that does not begin like HTTP.
        if _END in self._received or not self._received[:1].isalpha():
            self._leave()
            if connects:
                self._connect(transport)
                return
            inner = self._ground.inner()
            transport.set_protocol(inner)
            inner.connection_made(transport)
            inner.data_received(self._received)
        elif len(self._received) > (_CONNECT if connects else _HEAD):
            self._leave()
            _refuse(transport, b"431 Request Header Fields Too Large", b"too long\n")

    def _leave(self) -> None:
        if self._end is not None:
            self._end.cancel()
        if self._first is not None:
            self._first.close()

    def _begin_tls(self, transport: asyncio.Transport) -> None:
        self._leave()
        try:
            self._ground.secure(transport, self._ground.authority.context_by_name())
        except NoCryptography:
            transport.abort()

    def _connect(self, transport: asyncio.Transport) -> None:
        head, _blank, early = self._received.partition(_END)
        self._received = b""
        target = [*head.split(b" "), b""][1]
        host = target.decode("ascii", "replace").rpartition(":")[0].lower()
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
        self._ground.secure(transport, context)


async def _open(transport: asyncio.Transport, context: ssl.SSLContext, inside: Front, seconds: float) -> None:
    loop = asyncio.get_running_loop()
    try:
        secured = await loop.start_tls(transport, inside, context, server_side=True, ssl_handshake_timeout=seconds)
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
