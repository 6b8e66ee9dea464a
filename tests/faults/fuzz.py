# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Send an emulator random calls, sensible and senseless, and find those that it cannot answer (status 500, or none)."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from emulator.access import signatures
from emulator.actions.declare import registry
from emulator.catalogue.catalogue import Spec, documented, versions
from emulator.state.clock import iso
from emulator.state.settings import Settings
from tests.faults.fuzz_values import Values, seeded, texts_of
from tests.faults.fuzz_world import KEYS, WORLD

ANSWER_SECONDS = 60
CONTROL_EVERY, BROKEN_EVERY = 25, 20
RESET_EVERY = 500
NOT_MODELLED = 0.01
CRASHED = 500
CENTRAL = ("ram", "resourcemanager", "sts")


@dataclass
class Fuzz:
    """One run of calls that a seed decides."""

    url: str
    seed: int
    keys: list[tuple[str, str]] = field(default_factory=lambda: list(KEYS))
    findings: list[str] = field(default_factory=list)
    answers: dict[int, int] = field(default_factory=dict)
    _sent: int = 0

    def __post_init__(self) -> None:
        self.random = seeded(self.seed)
        self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=ANSWER_SECONDS)
        self.actions = sorted(registry())
        self._control("POST", "reset", WORLD)
        self.values = Values(self.random, texts_of(self._control("GET", "world")))

    def run(self, calls: int) -> list[str]:
        """Send so many calls and return what went wrong, each with its request."""
        for number in range(calls):
            if number % RESET_EVERY == RESET_EVERY - 1:
                self._control("POST", "reset", WORLD)
            elif number % CONTROL_EVERY == CONTROL_EVERY - 1:
                self._disturb()
            elif number % BROKEN_EVERY == BROKEN_EVERY - 1:
                self._break()
            else:
                self._call()
        self._control("POST", "reset")
        if self._control("GET", "health")["status"] != "ok":
            self.findings.append("a reset does not heal the emulator")
        self.connection.close()
        return self.findings

    # What is sent

    def _call(self) -> None:
        product, action = self.random.choice(self.actions)
        given = dict(self._parameters(product, action))
        key, secret = self.random.choice(self.keys)
        host = f"{product}.aliyuncs.com" if product in CENTRAL else f"{product}.cn-beijing.aliyuncs.com"
        self._sent += 1
        signed = {
            "Action": action,
            "Version": versions()[product],
            "AccessKeyId": key,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": f"{self.seed}-{self._sent}-{time.monotonic_ns()}",
            "Timestamp": iso(time.time()),
            **self.random.choice(({"Format": "JSON"}, {"Format": "JSON"}, {"Format": "XML"}, {})),
            **{name: value for name, value in given.items() if name},
        }
        text = signatures.rpc_string_to_sign("POST", signed.items())
        signed["Signature"] = signatures.rpc_signature(secret, text)
        body = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in signed.items())
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        self._send("POST", f"http://{host}/", body.encode(), head, f"{product} {action} {given!r:.600}")

    def _parameters(self, product: str, action: str) -> Iterator[tuple[str, str]]:
        modelled = registry()[product, action].models
        for spec in documented()[product, action].values():
            fields = {name.partition(".")[2] for name in modelled if name.partition(".")[0] == spec.name}
            if not fields and self.random.random() < NOT_MODELLED:
                fields = {""}
            if fields and self.random.random() < (0.9 if spec.required or spec.name == "RegionId" else 0.3):
                partly = replace(spec, fields=dict.fromkeys(sorted(fields), "String"))
                yield from self._parameter(spec if "" in fields else partly)
        if self.random.random() < 0.05:
            yield self.values.nonsense()[:200], self.values.nonsense()

    def _parameter(self, spec: Spec) -> Iterator[tuple[str, str]]:
        match spec.type:
            case "RepeatList":
                for number in range(self.random.choice((1, 1, 2, 3))):
                    index = self.values.index(number + 1)
                    for name in self._fields(spec):
                        yield f"{spec.name}.{index}{name}", self.values.text(spec.name)
            case "Struct":
                for name in self._fields(spec):
                    yield f"{spec.name}{name}", self.values.text(name)
            case "Json" | "Map":
                yield spec.name, self.values.json_text()
            case "Boolean":
                yield spec.name, self.values.flag()
            case "Integer" | "Long":
                yield spec.name, self.values.number(spec.minimum, spec.maximum)
            case _:
                yield spec.name, self.values.text(spec.name)

    def _fields(self, spec: Spec) -> list[str]:
        fields = [f".{name}" for name in spec.fields or {}] or [""]
        return [name for name in fields if self.random.random() < 0.7]

    def _break(self) -> None:
        """A request that is wrong below the API."""
        noise = self.random.choice((b"\x1f\x8b\x08broken", b"\xff\xfe", b"{", b"a" * 3000, b"%zz=%", b"=&=&;"))
        head = self.random.choice(
            (
                {"Content-Encoding": "gzip"},
                {"Content-Encoding": "deflate"},
                {"Content-Type": "application/x-www-form-urlencoded"},
                {"x-acs-action": "DescribeImages", "x-acs-version": "2014-05-26", "x-acs-date": "\xe9"},
                {"Authorization": "ACS3-HMAC-SHA256 Credential=a,SignedHeaders=;;,Signature=\xff"},
                {"Authorization": "ACS3-HMAC-SHA256 Credential=,SignedHeaders=host,Signature="},
            )
        )
        target = self.random.choice(
            ("http://ecs.aliyuncs.com/", "/", "//", "/?Action=", "http://[::1/", "http://[zz]/", "*", "/%ff?%ff=%00")
        )
        self._send(self.random.choice(("GET", "POST", "PUT")), target, noise, head, f"{target} {head} {noise[:20]!r}")

    def _disturb(self) -> None:
        """A control request with values that may be none."""
        name = self.random.choice(sorted(Settings().to_json()))
        value = self.random.choice((self.values.number(0, 10), self.values.json_text(), "NaN", "-1", "1e12", "1e400"))
        path, body = self.random.choice(
            (
                ("settings", f'{{"{name}": {value}}}'),
                ("clock", f'{{"advance": {value}}}'),
                ("clock", f'{{"speed": {value}}}'),
                ("faults", f'{{"kind": "slow", "seconds": {value}, "times": 0}}'),
                ("faults", f'{{"kind": "throttle", "status": {value}, "times": 1}}'),
                ("faults", f'{{"kind": "alter", "answer": {value}, "times": 1}}'),
                ("faults", f'{{"kind": "change", "change": {{"add_images": [{value}]}}}}'),
                ("instances", f'{{"instance": {value}, "write": {value}}}'),
                ("reset", f'{{"accounts": {value}}}'),
                ("reset", f'{{"generate": {value}}}'),
                ("reset", value),
            )
        )
        self._send("POST", f"/_emulator/{path}", body.encode(errors="replace"), {}, f"{path} {body:.600}")
        self._send("GET", "/_emulator/world", b"", {}, f"the world after {path} {body:.600}")
        if path == "reset":
            self._control("POST", "reset", WORLD)

    # Sending it

    def _send(self, method: str, target: str, body: bytes, head: dict[str, str], shown: str) -> bytes:
        try:
            # The client would refuse some of these targets itself if it made the Host of them.
            self.connection.putrequest(method, target, skip_host=True)
            for name, value in {"Host": self.connection.host, "Content-Length": str(len(body)), **head}.items():
                self.connection.putheader(name, value)
            self.connection.endheaders(body)
            response = self.connection.getresponse()
            text = response.read()
        except (http.client.HTTPException, OSError) as problem:
            self.connection.close()
            self.findings.append(f"no answer ({problem!r}): {shown}")
            return b""
        self.answers[response.status] = self.answers.get(response.status, 0) + 1
        if response.status == CRASHED:
            self.findings.append(f"{response.status}: {shown}")
        return text

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        data = b"" if body is None else json.dumps(body).encode()
        text = self._send(method, f"/_emulator/{path}", data, {}, f"{method} {path}")
        with contextlib.suppress(ValueError):
            return json.loads(text)
        self.findings.append(f"{method} {path} is answered by {text[:200]!r}")
        return {"status": "broken"}
