# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Stands between runs and the emulator, and looks at the cloud after every request that may change something."""

from __future__ import annotations

import contextlib
import http.client
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.faults.users.scenario import WRITES

ANSWER_SECONDS = 60
# A kill comes within this time once its request has come.
HELD_SECONDS = 0.6
READS = ("Describe", "List", "Get", "AssumeRole", "Query")
HOP = ("connection", "proxy-connection", "keep-alive")


@dataclass(slots=True)
class Witness:
    """`look` is called after each write, one at a time. `hold` is the number of the write that a kill waits for."""

    url: str
    look: Callable[[str], None] = lambda _action: None
    writes: int = 0
    hold: int = 0
    before: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self) -> dict[str, int]:
        """As the emulator counts actions: how many writes there have been."""
        return {WRITES: self.writes}

    def pass_on(self, request: Request) -> Answer:
        """Pass a request on, and answer what the emulator answers. Raises OSError, HTTPException if it does not."""
        action = request.action
        if not action or action.startswith(READS):
            return request.send(self.url)
        with self.lock:
            self.writes += 1
            is_held = self.writes == self.hold
            if is_held and self.before:
                time.sleep(HELD_SECONDS)
            try:
                return request.send(self.url)
            finally:
                self.look(action)
                if is_held and not self.before:
                    time.sleep(HELD_SECONDS)


@dataclass(frozen=True, slots=True)
class Answer:
    """A response."""

    status: int
    head: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    target: str
    head: list[tuple[str, str]]
    body: bytes

    @property
    def action(self) -> str:
        """The action that it asks for; empty for the emulator's own paths."""
        heads = {name.lower(): value for name, value in self.head}
        if "x-acs-action" in heads:
            return heads["x-acs-action"]
        for text in (urlsplit(self.target).query, self.body.decode(errors="replace")):
            if found := parse_qs(text).get("Action"):
                return found[0]
        return ""

    def send(self, url: str) -> Answer:
        """Send it to the emulator."""
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=ANSWER_SECONDS)
        with contextlib.closing(connection):
            connection.putrequest(self.method, self.target, skip_host=True, skip_accept_encoding=True)
            for name, value in self.head:
                if name.lower() not in HOP:
                    connection.putheader(name, value)
            connection.endheaders(self.body)
            answer = connection.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())


@contextlib.contextmanager
def standing(witness: Witness) -> Iterator[str]:
    """Have it stand on a free port of the loopback interface, and yield its URL."""
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"witness": witness}))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


class Server(ThreadingHTTPServer):
    """Says nothing of clients that were killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what is no lost connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Reads requests, and cuts the connection where the emulator does."""

    protocol_version = "HTTP/1.1"
    witness: Witness

    def do_GET(self) -> None:
        """Pass it on."""
        self._pass_on()

    def do_POST(self) -> None:
        """Pass it on."""
        self._pass_on()

    def do_PUT(self) -> None:
        """Pass it on."""
        self._pass_on()

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, list(self.headers.items()), body)
        try:
            answer = self.witness.pass_on(request)
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            return
        # Who asked may have been killed.
        with contextlib.suppress(OSError):
            self.send_response_only(answer.status)
            for name, value in answer.head:
                if name.lower() not in (*HOP, "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""
