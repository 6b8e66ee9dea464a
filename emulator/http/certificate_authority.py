# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's certificate authority: one for each start, made when a client first asks for TLS."""

from __future__ import annotations

import ssl
import tempfile
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from ..access.hosts import is_loopback, resolve

LOCAL = "localhost"


class NoCryptography(Exception):
    """The Python package `cryptography` is missing; only TLS needs it."""


@dataclass(slots=True)
class Authority:
    """Makes certificates, and its own one first."""

    _issued: Any = None
    _contexts: dict[str, ssl.SSLContext] = field(default_factory=dict)
    _by_name: ssl.SSLContext | None = None

    def pem(self) -> bytes:
        """The authority's certificate, for clients to trust."""
        pem: bytes = self._root().pem()
        return pem

    def context(self, host: str) -> ssl.SSLContext:
        """What a server needs to speak for this host."""
        if host not in self._contexts:
            issued = _certificates().for_host(self._root(), host)
            self._contexts[host] = _server_context(issued.private_pem())
        return self._contexts[host]

    def context_by_name(self) -> ssl.SSLContext:
        """What a server needs that learns the host from the client's greeting; no name means this machine."""
        if self._by_name is None:
            self._by_name = _server_context(_certificates().for_host(self._root(), LOCAL).private_pem())
            self._by_name.sni_callback = self._choose
        return self._by_name

    def _choose(self, connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> int | None:
        if name is None or is_loopback(name):
            return None
        if resolve(name) is None:
            return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
        connection.context = self.context(name.lower())
        return None

    def _root(self) -> Any:
        if self._issued is None:
            self._issued = _certificates().new_authority()
        return self._issued


def _certificates() -> Any:
    try:
        return import_module(".certificates", __package__)
    except ImportError:
        raise NoCryptography("TLS needs the Python package cryptography") from None


def _server_context(pem: bytes) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # The ssl module reads files only.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "host.pem")
        path.touch(mode=0o600)
        path.write_bytes(pem)
        context.load_cert_chain(path)
    return context
