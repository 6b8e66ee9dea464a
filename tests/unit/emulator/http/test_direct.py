# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients without a proxy setting (`--direct`). Source: the emulator's own design; TLS with SNI: RFC 6066."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_tea_openapi.utils_models import Config

from ..support import SECRETS, Harness, send, start

BEIJING = {"RegionId": "cn-beijing"}


@pytest.fixture(scope="module")
def serving(running: Harness) -> Iterator[Harness]:
    """A server of its own; `running` takes away what the environment says about proxies."""
    harness, stop = start(direct="cn-shanghai")
    assert harness.port != running.port
    yield harness
    stop()


@pytest.fixture
def direct(serving: Harness) -> Harness:
    serving.control("POST", "reset")
    return serving


@pytest.fixture
def ca(direct: Harness, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    path.write_bytes(direct.raw("GET", "/_emulator/ca", {})[2])
    return str(path)


def asked(emu: Harness, product: str, action: str, host: str, **parameters: str) -> tuple[int, dict[str, object]]:
    method, _host, query, headers, body = emu.signed_acs3(product, action, parameters, host=host)
    status, _headers, text = emu.raw(method, f"/?{query}", headers, body)
    return status, json.loads(text) if text.startswith(b"{") else {}


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "127.0.0.9", "[::1]"])
@pytest.mark.parametrize(
    ("product", "action"), [("ecs", "DescribeImages"), ("kms", "ListKeys"), ("sts", "GetCallerIdentity")]
)
def test_the_version_names_the_product(direct: Harness, name: str, product: str, action: str) -> None:
    host = f"{name}:{direct.port}"
    assert asked(direct, product, action, host, RegionId="cn-beijing")[0] == 200
    assert (direct.log()[-1]["product"], direct.log()[-1]["host"]) == (product, host)


def test_the_region_is_the_calls_own_or_the_options(direct: Harness) -> None:
    host = f"127.0.0.1:{direct.port}"
    assert asked(direct, "ecs", "DescribeImages", host, **BEIJING)[1]["RegionId"] == "cn-beijing"
    assert asked(direct, "kms", "DescribeKey", host, KeyId="key-sh")[0] == 200
    assert asked(direct, "kms", "DescribeKey", host, KeyId="key-bj")[0] == 404
    assert asked(direct, "kms", "DescribeKey", host, KeyId="key-bj", **BEIJING)[0] == 200
    assert asked(direct, "kms", "DescribeKey", host, KeyId="key-sh", RegionId="cn-nowhere")[0] == 200


def test_the_vendors_sdk_works_without_a_proxy(direct: Harness) -> None:
    config = Config(
        access_key_id="operator",
        access_key_secret=SECRETS["operator"],
        protocol="http",
        endpoint=f"127.0.0.1:{direct.port}",
    )
    assert send(Ecs(config), "DescribeImages", BEIJING)["TotalCount"] > 0


def test_the_proxy_form_works_all_the_same(direct: Harness) -> None:
    assert direct.acs3("ecs", "DescribeImages", BEIJING)[0] == 200


@pytest.mark.parametrize("host", ["example.com", "10.0.0.1"])
def test_only_a_loopback_host_is_the_emulators_own(direct: Harness, host: str) -> None:
    assert asked(direct, "ecs", "DescribeImages", host, **BEIJING)[0] == 502


def test_without_the_option_its_own_address_is_no_endpoint(emu: Harness) -> None:
    assert asked(emu, "ecs", "DescribeImages", f"127.0.0.1:{emu.port}", **BEIJING)[0] == 502
    with socket.create_connection(("127.0.0.1", emu.port), timeout=5) as connection:
        context = ssl.create_default_context()
        with pytest.raises((ssl.SSLError, ConnectionError)):
            context.wrap_socket(connection, server_hostname="ecs.cn-beijing.aliyuncs.com")


@pytest.mark.parametrize("version", ["", "2026-01-01"])
def test_an_unknown_version_names_no_product(direct: Harness, version: str) -> None:
    host = f"127.0.0.1:{direct.port}"
    method, _host, query, headers, _body = direct.signed_rpc(
        "ecs", "DescribeImages", BEIJING, changes={"Version": version}, host=host
    )
    assert direct.raw(method, f"/?{query}", headers)[0] == 502


@pytest.mark.parametrize("host", ["ecs.cn-beijing.aliyuncs.com", "localhost", "127.0.0.1"])
def test_tls_begins_without_connect_and_has_the_asked_name(direct: Harness, ca: str, host: str) -> None:
    """Without a name in the greeting (an address has none) the certificate is for this machine."""
    connection = http.client.HTTPSConnection("127.0.0.1", direct.port, timeout=5)
    plain = socket.create_connection(("127.0.0.1", direct.port), timeout=5)
    connection.sock = ssl.create_default_context(cafile=ca).wrap_socket(plain, server_hostname=host)
    method, _host, query, headers, body = direct.signed_acs3("ecs", "DescribeImages", BEIJING, host=host)
    connection.request(method, f"/?{query}", body, headers)
    assert json.loads(connection.getresponse().read())["RegionId"] == "cn-beijing"
    connection.close()


def test_tls_for_another_name_is_refused(direct: Harness, ca: str) -> None:
    context = ssl.create_default_context(cafile=ca)
    with (
        socket.create_connection(("127.0.0.1", direct.port), timeout=5) as connection,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        context.wrap_socket(connection, server_hostname="example.com")


def test_control_paths_are_not_for_tls(direct: Harness, ca: str) -> None:
    connection = http.client.HTTPSConnection(
        "localhost", direct.port, timeout=5, context=ssl.create_default_context(cafile=ca)
    )
    connection.request("GET", "/_emulator/world")
    assert connection.getresponse().status == 403
    connection.close()
