# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""As much of a controller's REST API as modules need that have objects: it takes them, finds them again and links them.

It checks no field: which options there are is checked against the modules' documentation. What it takes is to be looked
at, and that the same playbook has nothing to change the second time.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

PREFIX = "/api/v2/"
# Kinds of objects that are templates to a workflow's node.
TEMPLATES = ("job_templates", "workflow_job_templates")
APPROVALS = "workflow_approval_templates"
PAGING = {"page", "page_size", "order_by", "type"}
# What a controller adds to an object of a kind, and what it has before anybody comes.
ADDED = {"projects": {"scm_revision": "1a2b3c4d", "status": "successful"}}
FIRST = {"organizations": ["Default"]}

Answer = tuple[int, Any]


@dataclass
class Controller:
    """Objects by kind, id and field, the ids that hang on each relation of an object, and surveys."""

    objects: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    links: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    surveys: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, names in FIRST.items():
            for name in names:
                self.make(kind, {"name": name})

    def make(self, kind: str, values: dict[str, Any]) -> dict[str, Any]:
        """A new object."""
        number = 1 + sum(map(len, self.objects.values()))
        url = f"{PREFIX}{kind}/{number}/"
        made = {
            **ADDED.get(kind, {}),
            **values,
            "id": number,
            "type": kind.rstrip("s"),
            "url": url,
            "summary_fields": {},
        }
        made["related"] = {"survey_spec": f"{url}survey_spec/"}
        self.objects[kind][number] = made
        return made

    def answer(self, method: str, target: str, body: Any) -> Answer:
        """The status and body that a request is answered with."""
        address = urlsplit(target)
        parts = address.path.removeprefix(PREFIX).strip("/").split("/")
        asked = dict(parse_qsl(address.query))
        match method, parts:
            case "GET", [kind]:
                return self._listed(self._found(kind, asked))
            case "POST", [kind]:
                return HTTPStatus.CREATED, self.make(kind, body)
            case _, [kind, number]:
                return self._one(method, self.objects[kind][int(number)], body)
            case _, [kind, number, relation]:
                return self._related(method, self.objects[kind][int(number)], relation, body)
        return HTTPStatus.NOT_FOUND, {"detail": "Not found."}

    def _found(self, kind: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        if kind == "unified_job_templates":
            found = [one for name in TEMPLATES for one in self.objects[name].values() if one["type"] == asked["type"]]
        else:
            found = list(self.objects[kind].values())
        wanted = {name: value for name, value in asked.items() if name not in PAGING}
        return [one for one in found if all(str(one.get(name)) == value for name, value in wanted.items())]

    @staticmethod
    def _listed(found: list[dict[str, Any]]) -> Answer:
        return HTTPStatus.OK, {"count": len(found), "next": None, "results": found}

    @staticmethod
    def _one(method: str, found: dict[str, Any], body: Any) -> Answer:
        if method == "PATCH":
            found.update(body)
        return HTTPStatus.OK, found

    def _related(self, method: str, found: dict[str, Any], relation: str, body: Any) -> Answer:
        url = f"{found['url']}{relation}/"
        if relation == "survey_spec":
            if method == "POST":
                self.surveys[found["name"]] = body
            return HTTPStatus.OK, self.surveys.get(found["name"], {})
        if relation == "create_approval_template":
            made = self.make(APPROVALS, body)
            found["unified_job_template"] = made["id"]
            found["related"]["unified_job_template"] = made["url"]
            return HTTPStatus.CREATED, made
        if method == "POST":
            self.links[url].append(body["id"])
            return HTTPStatus.NO_CONTENT, None
        return self._listed([{"id": number} for number in self.links[url]])


@contextlib.contextmanager
def controller() -> Iterator[tuple[str, Controller]]:
    """Serve a controller without objects on the loopback interface and yield its address with it."""
    served = Controller()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or "null")
            with lock:
                status, value = served.answer(self.command, self.path, body)
            data = b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_args: Any) -> None:
            """Nothing is printed."""

    for method in ("GET", "POST", "PATCH"):
        setattr(Handler, f"do_{method}", Handler.answer)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", served
    finally:
        server.shutdown()
