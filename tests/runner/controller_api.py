# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""As much of a controller's REST API as modules need that have objects, and what it refuses.

It keeps objects, finds them again and links them; the rules are in controller_rules.py. An inventory source that is
updated has the hosts that the judge gives it.
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

from tests.runner import controller_rules as rules

PREFIX = "/api/v2/"
# Kinds of objects that are templates to a workflow's node.
TEMPLATES = ("job_templates", "workflow_job_templates")
NODES = "workflow_job_template_nodes"
APPROVALS = "workflow_approval_templates"
PAGING = {"page", "page_size", "order_by", "type"}
# What a controller adds to an object of a kind, and what it has before anybody comes.
ADDED = {"projects": {"scm_revision": "1a2b3c4d", "status": "successful"}, "job_templates": {"extra_vars": ""}}
FIRST = {"organizations": ["Default"]}
# What an update of a project or of an inventory source leaves behind.
UPDATED = {
    "status": "successful",
    "failed": False,
    "finished": "2026-11-30T00:00:00Z",
    "event_processing_finished": True,
}
HIDDEN = "$encrypted$"

Answer = tuple[int, Any]


class Refused(Exception):
    """A request that the API answers with 400."""

    def __init__(self, errors: dict[str, Any]) -> None:
        super().__init__(str(errors))
        self.errors = errors


@dataclass
class Controller:
    """Objects by kind, id and field, the ids that hang on each relation of an object, and surveys.

    `hosts` are those that an inventory has once its source was updated; `syncs` counts updates; `refusals` are the
    errors of all requests that were refused.
    """

    hosts: list[str] = field(default_factory=lambda: ["one", "two"])
    objects: dict[str, dict[int, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    links: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    surveys: dict[str, Any] = field(default_factory=dict)
    synced: dict[int, list[str]] = field(default_factory=dict)
    syncs: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refusals: list[dict[str, Any]] = field(default_factory=list)

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
        made["related"] = {"survey_spec": f"{url}survey_spec/", "update": f"{url}update/"}
        self.objects[kind][number] = made
        return made

    def named(self, kind: str, name: str) -> dict[str, Any]:
        """The object of a kind with a name."""
        return next(one for one in self.objects[kind].values() if one.get("name") == name)

    def linked(self, found: dict[str, Any], relation: str, kind: str) -> list[dict[str, Any]]:
        """The objects that hang on a relation of an object."""
        return [self.objects[kind][number] for number in self.links[f"{found['url']}{relation}/"]]

    def answer(self, method: str, target: str, body: Any) -> Answer:
        """The status and body that a request is answered with."""
        try:
            return self._answer(method, target, body)
        except Refused as error:
            self.refusals.append(error.errors)
            return HTTPStatus.BAD_REQUEST, error.errors

    def _answer(self, method: str, target: str, body: Any) -> Answer:
        address = urlsplit(target)
        parts = address.path.removeprefix(PREFIX).strip("/").split("/")
        asked = dict(parse_qsl(address.query))
        match method, parts:
            case "GET", [kind]:
                return self._listed(self._found(kind, asked))
            case "POST", [kind]:
                self._check(kind, body)
                return HTTPStatus.CREATED, self._shown(kind, self.make(kind, body))
            case _, [kind, number]:
                return self._one(method, kind, self.objects[kind][int(number)], body)
            case _, [kind, number, relation]:
                return self._related(method, kind, self.objects[kind][int(number)], relation, body)
        return HTTPStatus.NOT_FOUND, {"detail": "Not found."}

    def _check(self, kind: str, sent: dict[str, Any]) -> None:
        """Refuse what the API refuses of a whole object."""
        errors: dict[str, Any] = {}
        if kind == "credential_types":
            errors = rules.credential_type_errors(sent)
        elif kind == "credentials":
            errors = rules.credential_errors(sent, self.objects["credential_types"][sent["credential_type"]])
        elif kind == "notification_templates":
            errors = rules.message_errors(sent)
        elif kind in (NODES, "schedules") and (number := sent.get("unified_job_template")):
            template = self.objects["job_templates"].get(number, {})
            survey = self.surveys.get(template.get("name", ""), {}) if template.get("survey_enabled") else {}
            hosts = self.synced.get(template.get("inventory", 0), [])
            errors = rules.saved_launch_errors(template, survey, sent, len(hosts))
        if errors:
            raise Refused(errors)

    def _found(self, kind: str, asked: dict[str, str]) -> list[dict[str, Any]]:
        if kind == "unified_job_templates":
            wanted_type = asked.get("type")
            found = [
                one for name in TEMPLATES for one in self.objects[name].values() if wanted_type in (None, one["type"])
            ]
        else:
            found = list(self.objects[kind].values())
        wanted = {name: value for name, value in asked.items() if name not in PAGING}
        return [
            self._shown(kind, one)
            for one in found
            if all(self._value(one, name.removesuffix("__iexact")) == value for name, value in wanted.items())
        ]

    def _value(self, found: dict[str, Any], name: str) -> str:
        """A field as a filter reads it; `organization__name` is that of another object."""
        relation, _two, inner = name.partition("__")
        if not inner:
            return str(found.get(name))
        return str(self.objects[f"{relation}s"].get(found.get(relation, 0), {}).get(inner))

    def _shown(self, kind: str, found: dict[str, Any]) -> dict[str, Any]:
        """An object without what the API never shows."""
        if kind != "credentials":
            return found
        fields = self.objects["credential_types"][found["credential_type"]]["inputs"]["fields"]
        secret = {item["id"] for item in fields if item.get("secret")}
        inputs = {name: HIDDEN if name in secret else value for name, value in found.get("inputs", {}).items()}
        return {**found, "inputs": inputs}

    @staticmethod
    def _listed(found: list[dict[str, Any]]) -> Answer:
        return HTTPStatus.OK, {"count": len(found), "next": None, "results": found}

    def _one(self, method: str, kind: str, found: dict[str, Any], body: Any) -> Answer:
        if method == "PATCH":
            self._check(kind, {**found, **body})
            if kind == "credentials" and "inputs" in body:
                # What comes back as it was shown is what is there.
                kept = found.get("inputs", {})
                body = {
                    **body,
                    "inputs": {
                        name: kept[name] if value == HIDDEN else value for name, value in body["inputs"].items()
                    },
                }
            found.update(body)
        return HTTPStatus.OK, self._shown(kind, found)

    def _related(self, method: str, kind: str, found: dict[str, Any], relation: str, body: Any) -> Answer:
        url = f"{found['url']}{relation}/"
        if relation == "survey_spec":
            if method == "POST":
                if errors := rules.survey_errors(body):
                    raise Refused(errors)
                self.surveys[found["name"]] = body
            return HTTPStatus.OK, self.surveys.get(found["name"], {})
        if relation == "update":
            return self._update(kind, found)
        if relation == "launch":
            return self._launch(found, body or {})
        if relation == "create_approval_template":
            made = self.make(APPROVALS, body)
            found["unified_job_template"] = made["id"]
            found["related"]["unified_job_template"] = made["url"]
            return HTTPStatus.CREATED, made
        if method == "POST":
            if relation == "credentials":
                self._check_second(found, self.objects["credentials"][body["id"]])
            self.links[url].append(body["id"])
            return HTTPStatus.NO_CONTENT, None
        return self._listed([{"id": number} for number in self.links[url]])

    def _check_second(self, template: dict[str, Any], credential: dict[str, Any]) -> None:
        if errors := rules.second_of_a_type(self.linked(template, "credentials", "credentials"), credential):
            raise Refused(errors)

    def _update(self, kind: str, found: dict[str, Any]) -> Answer:
        self.syncs[kind] += 1
        if kind == "inventory_sources":
            self.synced[found["inventory"]] = list(self.hosts)
        return HTTPStatus.ACCEPTED, self.make(f"{kind.rstrip('s')}_updates", {**UPDATED, "scm_revision": "1a2b3c4d"})

    def _launch(self, template: dict[str, Any], sent: dict[str, Any]) -> Answer:
        """Launch a template: what is needed and missing is refused, what is not asked for is ignored."""
        survey = self.surveys.get(template["name"], {})
        taken, ignored, errors = rules.accepted_answers(template, survey, sent.get("extra_vars", {}))
        if errors:
            raise Refused(errors)
        dropped = {name: sent[name] for name, ask in rules.PROMPTS.items() if name in sent and not template.get(ask)}
        slices = rules.slices_of(
            self.synced.get(template.get("inventory", 0), []), template.get("job_slice_count") or 1
        )
        job = {
            "type": "workflow_job" if len(slices) > 1 else "job",
            "extra_vars": taken,
            "ignored_fields": {**dropped, **({"extra_vars": ignored} if ignored else {})},
        }
        return HTTPStatus.CREATED, self.make("jobs", job) | {"type": job["type"]}


@contextlib.contextmanager
def controller(hosts: list[str] | None = None) -> Iterator[tuple[str, Controller]]:
    """Serve a controller without objects on the loopback interface and yield its address with it."""
    served = Controller(hosts=hosts or ["one", "two"])
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
