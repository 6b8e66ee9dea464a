# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at a connection's first byte without taking it: TLS has to read its greeting from the start."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable

_HANDSHAKE = b"\x16"


class FirstByte:
    """Hold a connection until its first byte is there; then begin TLS, or let it be read."""

    def __init__(self, transport: asyncio.Transport, begin_tls: Callable[[asyncio.Transport], None]) -> None:
        self._transport, self._begin_tls = transport, begin_tls
        self._loop = asyncio.get_running_loop()
        transport.pause_reading()
        # A second descriptor of the same connection: the first one is the transport's.
        self._socket: socket.socket | None = socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno()))
        self._loop.add_reader(self._socket.fileno(), self._look)

    def close(self) -> None:
        """Hold no longer."""
        if self._socket is not None:
            self._loop.remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def _look(self) -> None:
        first = b""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                first = self._socket.recv(1, socket.MSG_PEEK)
        self.close()
        if first == _HANDSHAKE:
            self._begin_tls(self._transport)
        else:
            self._transport.resume_reading()
