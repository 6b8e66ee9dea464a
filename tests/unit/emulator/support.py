# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator's tests share: a server in a thread, clients of the vendor's SDK, hand-signed requests."""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_ess20220222.client import Client as Ess
from alibabacloud_kms20160120.client import Client as Kms
from alibabacloud_oos20190601.client import Client as Oos
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_resourcemanager20200331.client import Client as ResourceManager
from alibabacloud_resourcesharing20200110.client import Client as ResourceSharing
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.client import Client as OpenApi
from alibabacloud_tea_openapi.exceptions import AlibabaCloudException
from alibabacloud_tea_openapi.utils_models import Config, OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from emulator.access import signatures
from emulator.http.server import Emulator, listening
from emulator.state.clock import Clock
from emulator.state.cloud import Cloud
from emulator.state.request_log import Entry, RequestLog

from .worlds import OWNER, WORLD

# Enough for the largest world on a busy machine.
PATIENCE_SECONDS = 60
SECRETS = {
    key_id: key["secret"] for account in WORLD["accounts"].values() for key_id, key in account["access_keys"].items()
}
CLIENTS = {
    "cs": OpenApi,
    "ecs": Ecs,
    "ess": Ess,
    "kms": Kms,
    "oos": Oos,
    "ram": Ram,
    "resourcemanager": ResourceManager,
    "resourcesharing": ResourceSharing,
    "sts": Sts,
}
VERSIONS = {
    "cs": "2015-12-15",
    "ecs": "2014-05-26",
    "ess": "2022-02-22",
    "kms": "2016-01-20",
    "oos": "2019-06-01",
    "ram": "2015-05-01",
    "resourcemanager": "2020-03-31",
    "resourcesharing": "2020-01-10",
    "sts": "2015-04-01",
}
CENTRAL = ("ram", "resourcemanager", "sts")
_POOLS = "/clusters/{ClusterId}/nodepools"
_IN_PATHS = {"ClusterId": "none", "NodepoolId": "none"}
ROA = {
    "DescribeClusterNodePoolDetail": ("GET", f"{_POOLS}/{{NodepoolId}}"),
    "DescribeClusterNodePools": ("GET", _POOLS),
    "DescribeClustersV1": ("GET", "/api/v1/clusters"),
    "ModifyClusterNodePool": ("PUT", f"{_POOLS}/{{NodepoolId}}"),
}
"""Method and path of the actions of CS."""


SEEN: set[tuple[str, str, int, str]] = set()
"""Product, action, status and code of every error that some test has provoked."""


class Recorder(RequestLog):
    """A request log that also remembers errors, over all tests."""

    def add(self, entry: Entry) -> None:
        if entry.code is not None and entry.status is not None and entry.fault is None:
            SEEN.add((entry.product, entry.action, entry.status, entry.code))
        super().add(entry)


@dataclass
class RealTime:
    """Real time that a test can move."""

    offset: float = 0.0

    def __call__(self) -> float:
        return time.time() + self.offset


@dataclass
class Harness:
    """A running emulator whose cloud clock stands still until a test moves it."""

    cloud: Cloud
    emulator: Emulator
    real: RealTime
    port: int = 0
    _clients: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # The vendor's SDK

    def client(
        self, product: str, key: str = "operator", *, region: str = "cn-beijing", host: str = "", **more: str
    ) -> Any:
        """A client of the vendor's SDK that speaks through the emulator as its proxy."""
        host = host or (f"{product}.aliyuncs.com" if product in CENTRAL else f"{product}.{region}.aliyuncs.com")
        name = (product, key, host, *sorted(more.items()))
        if name not in self._clients:
            config = Config(
                access_key_id=key,
                access_key_secret=more.pop("secret", SECRETS.get(key, "none")),
                protocol="http",
                http_proxy=self.url,
                endpoint=host,
                **more,
            )
            self._clients[name] = CLIENTS[product](config)
        return self._clients[name]

    def call(
        self, product: str, action: str, *, key: str = "operator", region: str = "", **parameters: Any
    ) -> dict[str, Any]:
        """One call with the SDK; parameters have their names on the wire, lists and structures as they are."""
        region = region or parameters.get("RegionId", "cn-beijing")
        client = self.client(product, key, region=region)
        return send(client, action, parameters)

    def cs(
        self, action: str, *, key: str = "operator", region: str = "cn-beijing", host: str = "", **parameters: Any
    ) -> dict[str, Any]:
        """One call of CS with the SDK's core, which its client for CS is a list of calls of."""
        method, path = ROA[action]
        given = {name: value for name, value in parameters.items() if f"{{{name}}}" not in path}
        query = {name: str(value) for name, value in given.items()}
        request = OpenApiRequest(body=given) if method == "PUT" else OpenApiRequest(query=query)
        params = Params(
            action=action, version=VERSIONS["cs"], protocol="HTTP", pathname=path.format(**parameters), method=method,
            auth_type="AK", style="ROA", req_body_type="json", body_type="json",
        )  # fmt: skip
        answer = self.client("cs", key, region=region, host=host).call_api(params, request, RuntimeOptions())
        return dict(answer["body"])

    def ecs(
        self, action: str, *, key: str = "operator", region: str = "cn-beijing", **parameters: Any
    ) -> dict[str, Any]:
        return self.call("ecs", action, key=key, region=region, **{"RegionId": region, **parameters})

    def image(self, image_id: str, *, key: str = "operator", region: str = "cn-beijing") -> dict[str, Any]:
        """One image in any state."""
        found = self.ecs(
            "DescribeImages", key=key, region=region, ImageId=image_id, ImageOwnerAlias="self", Status="ALL"
        )
        return dict(found["Images"]["Image"][0])

    def copy(self, image_id: str = "m-plain", **parameters: Any) -> str:
        """Start an encrypted copy and answer its id."""
        given = {"DestinationRegionId": "cn-beijing", "Encrypted": True, "KMSKeyId": "key-bj", **parameters}
        key = given.pop("key", "operator")
        answer = self.ecs("CopyImage", key=key, ImageId=image_id, **{k: v for k, v in given.items() if v is not None})
        return str(answer["ImageId"])

    def share(self, image_id: str, *accounts: str, key: str = "operator") -> None:
        self.ecs("ModifyImageSharePermission", key=key, ImageId=image_id, AddAccount=list(accounts))

    # The emulator's own paths

    def control(self, method: str, path: str, body: Any = None) -> Any:
        status, answer = self.control_status(method, path, body)
        assert status == 200, answer
        return answer

    def control_status(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, f"/_emulator/{path}", None if body is None else json.dumps(body))
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def set(self, **settings: Any) -> None:
        self.cloud.settings.merge(settings)

    def advance(self, seconds: float) -> None:
        self.cloud.clock.advance(seconds)

    def fault(self, **fault: Any) -> None:
        self.control("POST", "faults", fault)

    def log(self) -> list[dict[str, Any]]:
        requests: list[dict[str, Any]] = self.control("GET", "requests")["requests"]
        return requests

    # Requests signed by hand

    def acs3(self, product: str, action: str, parameters: dict[str, str], **changes: Any) -> tuple[int, dict[str, Any]]:
        """Errors of CS get the names that other products' have."""
        if product == "cs":
            status, body = self.roa(action, parameters, **changes)
            return status, body if status == 200 else {f"{name[0].upper()}{name[1:]}": body[name] for name in body}
        return self._send(*self.signed_acs3(product, action, parameters, **changes))

    def signed_acs3(
        self,
        product: str,
        action: str,
        parameters: dict[str, str],
        *,
        method: str = "POST",
        form: bool = False,
        key: str = "operator",
        secret: str = "",
        host: str = "",
        headers: dict[str, str] | None = None,
        token: str = "",
    ) -> tuple[str, str, str, dict[str, str], bytes]:
        host = host or self._host(product)
        query = [] if form else list(parameters.items())
        body = urlencode(parameters).encode() if form else b""
        signed = {
            "host": host,
            "x-acs-action": action,
            "x-acs-version": VERSIONS[product],
            "x-acs-date": self.timestamp(),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": signatures.sha256(body),
            **({"x-acs-security-token": token} if token else {}),
            **(headers or {}),
        }
        names = ";".join(sorted(signed))
        text = signatures.acs3_string_to_sign(method, "/", query, signed, names, signed["x-acs-content-sha256"])
        signature = signatures.acs3_signature(secret or SECRETS[key], text)
        signed["authorization"] = f"ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}"
        if form:
            signed["content-type"] = "application/x-www-form-urlencoded"
        return method, host, _query(query), signed, body

    def roa(
        self,
        action: str,
        parameters: dict[str, str],
        *,
        method: str = "",
        path: str = "",
        body: bytes = b"",
        key: str = "operator",
        secret: str = "",
        host: str = "cs.cn-beijing.aliyuncs.com",
        headers: dict[str, str] | None = None,
        token: str = "",
    ) -> tuple[int, dict[str, Any]]:
        """A request of the ROA style to the path of its action, or to another one."""
        wanted_method, template = ROA.get(action, ("GET", "/"))
        method, path = method or wanted_method, path or template.format(**{**_IN_PATHS, **parameters})
        query = [(name, value) for name, value in parameters.items() if f"{{{name}}}" not in template]
        if method == "PUT" and not body:
            query, body = [], json.dumps(dict(query)).encode()
        signed = {
            "host": host,
            "x-acs-action": action,
            "x-acs-version": VERSIONS["cs"],
            "x-acs-date": self.timestamp(),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": signatures.sha256(body),
            **({"content-type": "application/json; charset=utf-8"} if body else {}),
            **({"x-acs-security-token": token} if token else {}),
            **(headers or {}),
        }
        names = ";".join(sorted(signed))
        text = signatures.acs3_string_to_sign(method, path, query, signed, names, signed["x-acs-content-sha256"])
        signature = signatures.acs3_signature(secret or SECRETS[key], text)
        signed["authorization"] = f"ACS3-HMAC-SHA256 Credential={key},SignedHeaders={names},Signature={signature}"
        status, _headers, answer = self.raw(method, f"http://{host}{path}?{_query(query)}", signed, body)
        return status, json.loads(answer)

    def rpc(self, product: str, action: str, parameters: dict[str, str], **changes: Any) -> tuple[int, dict[str, Any]]:
        return self._send(*self.signed_rpc(product, action, parameters, **changes))

    def signed_rpc(
        self,
        product: str,
        action: str,
        parameters: dict[str, str],
        *,
        method: str = "GET",
        key: str = "operator",
        secret: str = "",
        changes: dict[str, str] | None = None,
        host: str = "",
    ) -> tuple[str, str, str, dict[str, str], bytes]:
        all_parameters = {
            "Action": action,
            "Version": VERSIONS[product],
            "Format": "JSON",
            "AccessKeyId": key,
            "SignatureMethod": "HMAC-SHA1",
            "SignatureVersion": "1.0",
            "SignatureNonce": uuid.uuid4().hex,
            "Timestamp": self.timestamp(),
            **parameters,
            **(changes or {}),
        }
        text = signatures.rpc_string_to_sign(method, all_parameters.items())
        pairs = [*all_parameters.items(), ("Signature", signatures.rpc_signature(secret or SECRETS[key], text))]
        host = host or self._host(product)
        if method == "GET":
            return method, host, _query(pairs), {"host": host}, b""
        headers = {"host": host, "content-type": "application/x-www-form-urlencoded"}
        return method, host, "", headers, urlencode(pairs).encode()

    def _host(self, product: str) -> str:
        return f"{product}.aliyuncs.com" if product in CENTRAL else f"{product}.cn-beijing.aliyuncs.com"

    def _send(
        self, method: str, host: str, query: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, Any]]:
        status, _headers, text = self.raw(method, f"http://{host}/?{query}", headers, body)
        return status, json.loads(text)

    def raw(
        self, method: str, target: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        finally:
            connection.close()

    def timestamp(self, ago: float = 0) -> str:
        return datetime.fromtimestamp(self.real() - ago, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _query(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)


def send(client: Any, action: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Build the SDK's request model from wire names, send it, and answer the body by wire names."""
    module = __import__(f"{type(client).__module__.split('.')[0]}.models", fromlist=["models"])
    method = getattr(client, _snake(action))
    model = getattr(module, f"{action}Request", None)
    if model is None:
        return dict(method().body.to_map())
    request = model().from_map(parameters)
    assert set(parameters) <= set(request.to_map()), "the SDK does not know one of the parameters"
    return dict(method(request).body.to_map())


def _snake(action: str) -> str:
    action = action.replace("KMSKey", "Kmskey")
    text = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in action)
    return text.lstrip("_")


def refused(call: Callable[[], Any]) -> tuple[int, str]:
    """Status and code of an error answer, as the SDK reports them."""
    error = error_of(call)
    return int(error.status_code), str(error.code)


def error_of(call: Callable[[], Any]) -> Any:
    """The SDK's exception."""
    with pytest.raises(AlibabaCloudException) as caught:
        call()
    return caught.value


def start(*, world: Any = None, read_seconds: float = 30.0, **options: Any) -> tuple[Harness, Callable[[], None]]:
    """Start a server with a world in a thread, with options of the program; the second answer stops it."""
    real = RealTime()
    cloud = Cloud(clock=Clock(speed=0, real=real))
    emulator = Emulator.create(cloud, WORLD if world is None else world, **options)
    emulator.read_seconds = read_seconds
    emulator.gateway.log = emulator.control.log = Recorder()
    harness = Harness(cloud, emulator, real)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    stopped = asyncio.Event()

    async def run() -> None:
        async with listening(emulator, "127.0.0.1", 0) as harness.port:
            ready.set()
            await stopped.wait()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(run())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert ready.wait(5)

    def stop() -> None:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(5)

    return harness, stop


__all__ = ["OWNER", "Harness", "error_of", "refused", "send", "start"]
