# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control paths under `/_emulator/`: what tests and demos ask of the emulator itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from ..access.hosts import host_name, is_loopback
from ..access.requests import HttpRequest
from ..actions.json_text import parse_json
from ..state.cloud import Cloud
from ..state.request_log import RequestLog
from ..world.dump import dump
from ..world.load import load
from .answers import HttpAnswer
from .gateway import Gateway
from .progress import progress

PREFIX = "/_emulator/"
_NUMBER = re.compile(r"[0-9]{1,18}")


class ControlError(ValueError):
    """A control request is wrong."""


@dataclass(slots=True)
class Control:
    """Answers control requests."""

    cloud: Cloud
    gateway: Gateway
    log: RequestLog
    initial: dict[str, Any]
    defaults: dict[str, Any]
    hosts: frozenset[str] = frozenset()
    _routes: dict[tuple[str, str], Callable[[HttpRequest], Any]] = field(init=False)

    def __post_init__(self) -> None:
        self._routes = {
            ("GET", "health"): lambda _: {"status": "ok", "time": self.cloud.now()},
            ("GET", "world"): self._world,
            ("GET", "requests"): self._requests,
            ("GET", "faults"): self._faults,
            ("POST", "faults"): self._plan,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "settings"): lambda _: self.cloud.settings.to_json(),
            ("POST", "settings"): self._settings,
            ("POST", "clock"): self._clock,
            ("POST", "instances"): self._instance,
            ("POST", "reset"): self._reset,
        }

    def answer(self, request: HttpRequest) -> HttpAnswer:
        """Answer one control request."""
        if reason := self.stranger(request):
            return _json(403, {"error": reason})
        name = request.path.removeprefix(PREFIX)
        route = self._routes.get((request.method, name))
        if route is None:
            known = ", ".join(f"{method} {PREFIX}{path}" for method, path in self._routes)
            return _json(404, {"error": f"no such control path; there are {known}"})
        try:
            return _json(200, route(request))
        except ValueError as problem:
            return _json(400, {"error": str(problem)})

    def stranger(self, request: HttpRequest) -> str:
        """Return why a request may not use the control paths, empty if it may.

        A web page, or a name that suddenly leads here, could otherwise reset the world and read its secrets.
        """
        if not request.relative or request.secure:
            return "control paths are asked directly, neither through the proxy nor through TLS"
        host = request.headers.get("host", "")
        if not is_loopback(host) and host_name(host) not in self.hosts:
            return "control paths need a loopback address as Host"
        if request.headers.get("origin", f"http://{host}") != f"http://{host}":
            return "control paths are not for pages of other origins"
        return ""

    def _world(self, _request: HttpRequest) -> Any:
        progress(self.cloud)
        return dump(self.cloud)

    def _requests(self, request: HttpRequest) -> Any:
        text = parse_qs(request.query).get("since", ["0"])[0]
        if not _NUMBER.fullmatch(text):
            raise ControlError("since: must be a whole number")
        return self.log.since(int(text))

    def _faults(self, _request: HttpRequest) -> Any:
        return {"faults": [fault.to_json() for fault in self.cloud.faults.planned]}

    def _plan(self, request: HttpRequest) -> Any:
        body = _body(request)
        given = body.get("faults", [body])
        if not isinstance(given, list) or not all(isinstance(fault, dict) for fault in given):
            raise ControlError("faults: must be a list of objects")
        return {"faults": [self.cloud.faults.plan(fault).to_json() for fault in given]}

    def _clear_faults(self, request: HttpRequest) -> Any:
        self.cloud.faults.clear()
        return self._faults(request)

    def _settings(self, request: HttpRequest) -> Any:
        self.cloud.settings.merge(_body(request))
        return self.cloud.settings.to_json()

    def _clock(self, request: HttpRequest) -> Any:
        body = _body(request)
        for name, value in body.items():
            if name not in ("advance", "speed") or isinstance(value, bool) or not isinstance(value, int | float):
                raise ControlError(f"clock.{name}: only advance and speed, which are numbers")
        self.cloud.clock.advance(body.get("advance", 0))
        if "speed" in body:
            self.cloud.clock.set_speed(body["speed"])
        return {"time": self.cloud.now(), "speed": self.cloud.clock.speed}

    def _instance(self, request: HttpRequest) -> Any:
        """What happens inside of an instance, or to it from elsewhere: it writes, or it is released."""
        body = _body(request)
        if set(body) not in ({"instance", "write"}, {"instance", "release"}):
            raise ControlError("instances: needs instance, and write or release")
        progress(self.cloud)
        region, instance = self.cloud.find_instance(str(body["instance"]))
        if body.get("release") is True:
            del region.instances[instance.id]
            return {"released": instance.id}
        disk, count = instance.system_disk, body.get("write")
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ControlError("instances: write must be a whole number, 1 or more; release can only be true")
        if disk is None or instance.status_at(self.cloud.now()) != "Running":
            raise ControlError("instances: only a Running instance with a system disk writes")
        disk.content += count
        return {"disk": disk.id, "content": disk.content}

    def _reset(self, request: HttpRequest) -> Any:
        load(self.cloud, self._with_defaults(_body(request)) if request.body.strip() else self.initial)
        self.log.clear()
        self.gateway.forget()
        return {"status": "ok"}

    def _with_defaults(self, world: dict[str, Any]) -> dict[str, Any]:
        settings = world.get("settings", {})
        if not self.defaults or not isinstance(settings, dict):
            return world
        return {**world, "settings": {**self.defaults, **settings}}


def _body(request: HttpRequest) -> dict[str, Any]:
    body = parse_json(request.body or b"{}")
    if not isinstance(body, dict):
        raise ControlError("the body must be a JSON object")
    return body


def _json(status: int, body: Any) -> HttpAnswer:
    return HttpAnswer(status, json.dumps(body, ensure_ascii=False).encode())
