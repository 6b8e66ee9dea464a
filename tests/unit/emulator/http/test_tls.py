# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS through CONNECT. Source: HTTP for CONNECT; the vendor's SDK with https, https_proxy and ca as the client."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path
from typing import Any

import pytest
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_kms20160120.client import Client as Kms
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.exceptions import UnretryableException

from emulator.http import certificate_authority as authority

from ..support import SECRETS, Harness, send
from ..worlds import OWNER, allow, changed

BEIJING = {"RegionId": "cn-beijing"}


@pytest.fixture
def ca(emu: Harness, tmp_path: Path) -> str:
    status, headers, pem = emu.raw("GET", "/_emulator/ca", {})
    assert (status, headers["content-type"]) == (200, "application/x-pem-file")
    path = tmp_path / "ca.pem"
    path.write_bytes(pem)
    return str(path)


def secure(emu: Harness, kind: Any, host: str, ca: str, key: str = "operator") -> Any:
    return kind(
        Config(
            access_key_id=key,
            access_key_secret=SECRETS[key],
            protocol="https",
            https_proxy=emu.url,
            ca=ca,
            endpoint=host,
        )
    )


def connect(emu: Harness, target: str) -> tuple[socket.socket, bytes]:
    """A CONNECT by hand and what the proxy says."""
    connection = socket.create_connection(("127.0.0.1", emu.port), timeout=5)
    connection.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    return connection, connection.recv(4096)


def test_the_sdk_works_over_https(emu: Harness, ca: str) -> None:
    ecs = secure(emu, Ecs, "ecs.cn-beijing.aliyuncs.com", ca)
    assert send(ecs, "DescribeImages", BEIJING)["TotalCount"] > 0
    kms = secure(emu, Kms, "kms.cn-beijing.aliyuncs.com", ca)
    assert send(kms, "DescribeKey", {"KeyId": "key-bj"})["KeyMetadata"]["KeyId"] == "key-bj"
    sts = secure(emu, Sts, "sts.aliyuncs.com", ca)
    assert send(sts, "GetCallerIdentity", {})["AccountId"] == OWNER
    assert [entry["host"] for entry in emu.log()] == [
        "ecs.cn-beijing.aliyuncs.com",
        "kms.cn-beijing.aliyuncs.com",
        "sts.aliyuncs.com",
    ]


def test_a_client_that_trusts_another_authority_gets_no_answer(emu: Harness, tmp_path: Path) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(authority.Authority().pem())
    client = secure(emu, Ecs, "ecs.cn-beijing.aliyuncs.com", str(other))
    with pytest.raises(UnretryableException, match="CERTIFICATE_VERIFY_FAILED"):
        send(client, "DescribeImages", BEIJING)
    assert emu.ecs("DescribeImages")["TotalCount"] > 0


def test_the_certificate_is_for_the_asked_host_alone(emu: Harness, ca: str) -> None:
    connection, answer = connect(emu, "kms.cn-beijing.aliyuncs.com:443")
    assert answer.startswith(b"HTTP/1.1 200 ")
    context = ssl.create_default_context(cafile=ca)
    with context.wrap_socket(connection, server_hostname="kms.cn-beijing.aliyuncs.com") as secured:
        names = (secured.getpeercert() or {})["subjectAltName"]
    assert names == (("DNS", "kms.cn-beijing.aliyuncs.com"),)
    connection, _answer = connect(emu, "kms.cn-beijing.aliyuncs.com:443")
    with pytest.raises(ssl.SSLCertVerificationError), connection:
        context.wrap_socket(connection, server_hostname="ecs.cn-beijing.aliyuncs.com")


@pytest.mark.parametrize("target", ["example.com:443", "ram.cn-beijing.aliyuncs.com:443", "nonsense"])
def test_a_tunnel_to_an_unknown_host_is_refused(emu: Harness, target: str) -> None:
    """Source: assumed, as for plain requests."""
    connection, answer = connect(emu, target)
    with connection:
        assert answer.startswith(b"HTTP/1.1 502 ")


def test_nothing_may_come_before_the_answer_to_connect(emu: Harness) -> None:
    with socket.create_connection(("127.0.0.1", emu.port), timeout=5) as connection:
        connection.sendall(b"CONNECT ecs.aliyuncs.com:443 HTTP/1.1\r\n\r\nearly")
        assert connection.recv(4096).startswith(b"HTTP/1.1 400 ")


def test_an_endless_connect_is_refused(emu: Harness) -> None:
    with socket.create_connection(("127.0.0.1", emu.port), timeout=5) as connection:
        connection.sendall(b"CONNECT " + b"x" * 9000)
        assert connection.recv(4096).startswith(b"HTTP/1.1 431 ")


def test_a_request_may_come_in_pieces(emu: Harness) -> None:
    with socket.create_connection(("127.0.0.1", emu.port), timeout=5) as connection:
        for piece in (b"G", b"ET /_emulator/health HT", b"TP/1.1\r\nHost: localhost\r\n", b"\r\n"):
            connection.sendall(piece)
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")


def test_without_cryptography_tls_is_refused_with_a_word_on_what_to_do(
    emu: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise authority.NoCryptography("TLS needs the Python package cryptography")

    monkeypatch.setattr(authority, "_certificates", missing)
    connection, answer = connect(emu, "ecs.cn-qingdao.aliyuncs.com:443")
    with connection:
        assert answer.startswith(b"HTTP/1.1 501 ")
        assert b"plain HTTP" in answer
    monkeypatch.setattr(emu.emulator, "authority", authority.Authority())
    assert emu.raw("GET", "/_emulator/ca", {})[0] == 501


def test_policies_can_ask_for_tls(emu: Harness, ca: str) -> None:
    """Source: RAM-2021 (acs:SecureTransport)."""
    document = allow("ecs:*")
    document["Statement"][0]["Condition"] = {"Bool": {"acs:SecureTransport": "true"}}
    emu.control("POST", "reset", changed(OWNER, users={"operator": {"policies": [document]}}, access_keys=KEYS))
    assert emu.acs3("ecs", "DescribeImages", BEIJING)[1]["Code"] == "Forbidden.RAM"
    client = secure(emu, Ecs, "ecs.cn-beijing.aliyuncs.com", ca)
    assert send(client, "DescribeImages", BEIJING)["TotalCount"] > 0


KEYS = {"operator": {"secret": "secret-of-operator", "user": "operator"}}
