# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use the control paths, and what no request may do. Source: the emulator's own design; HTTP."""

from __future__ import annotations

import gzip
import socket
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from emulator.access.hosts import is_loopback

from ..support import Harness, start


@pytest.fixture(scope="module")
def hasty(running: Harness) -> Iterator[Harness]:
    """A server that waits for a request for half a second, and takes control requests for `emulator` too."""
    harness, stop = start(read_seconds=0.5, control_hosts=["Emulator"])
    assert harness.port != running.port
    yield harness
    stop()


def talk(port: int, *pieces: bytes, pause: float = 0) -> bytes:
    """Send pieces, and read until the other side closes or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        return connection.recv(65536)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


# Control paths


def test_a_page_of_another_origin_can_neither_reset_nor_read(emu: Harness) -> None:
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{emu.port}", "http://127.0.0.1:1"):
        head = {"host": f"127.0.0.1:{emu.port}", "origin": origin}
        assert emu.raw("POST", "/_emulator/reset", head)[0] == 403
        assert emu.raw("GET", "/_emulator/world", head)[0] == 403
    own = {"host": f"127.0.0.1:{emu.port}", "origin": f"http://127.0.0.1:{emu.port}"}
    assert emu.raw("GET", "/_emulator/health", own)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "localhost.evil.example"])
def test_a_name_that_suddenly_leads_here_is_refused(emu: Harness, host: str) -> None:
    """DNS rebinding."""
    status, _headers, text = emu.raw("GET", "/_emulator/world", {"host": host})
    assert (status, b"secret-of" in text) == (403, False)
    assert emu.raw("GET", "/_emulator/ca", {"host": host})[0] == 403


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.9.9.9:80", True), ("localhost:8080", True), ("LOCALHOST", True), ("[::1]:80", True),
        ("[::2]", False), ("128.0.0.1", False), ("", False), ("127.0.0.1.example", False),
    ],
)  # fmt: skip
def test_loopback_hosts(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_another_host_can_be_allowed(hasty: Harness) -> None:
    assert hasty.raw("GET", "/_emulator/health", {"host": "emulator:8080"})[0] == 200
    assert hasty.raw("GET", "/_emulator/health", {"host": "other:8080"})[0] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "example.com"])
def test_control_paths_are_not_reached_through_the_proxy(emu: Harness, host: str) -> None:
    head = {"host": "127.0.0.1"}
    assert emu.raw("GET", f"http://{host}:{emu.port}/_emulator/world", head)[0] == 403
    assert emu.raw("POST", f"http://{host}/_emulator/reset", head)[0] == 403


def test_control_paths_are_not_reached_through_a_tunnel(emu: Harness, tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_bytes(emu.raw("GET", "/_emulator/ca", {})[2])
    with socket.create_connection(("127.0.0.1", emu.port), timeout=5) as connection:
        connection.sendall(b"CONNECT ecs.aliyuncs.com:443 HTTP/1.1\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
        context = ssl.create_default_context(cafile=str(ca))
        with context.wrap_socket(connection, server_hostname="ecs.aliyuncs.com") as secured:
            secured.sendall(b"GET /_emulator/world HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert status_of(secured.recv(4096)) == 403


@pytest.mark.parametrize("path", ["//x/_emulator/health", "/_emulator", "/x/_emulator/health"])
def test_a_path_that_only_looks_like_one_is_none(emu: Harness, path: str) -> None:
    assert emu.raw("GET", path, {"host": "127.0.0.1"})[0] == 502


# Limits


def test_a_body_has_a_limit(emu: Harness) -> None:
    head = b"POST http://ecs.aliyuncs.com/ HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\n"
    assert status_of(talk(emu.port, head + b"Content-Length: 1048577\r\n\r\n")) == 413
    assert status_of(talk(emu.port, head + b"Content-Length: 99999999999999999999\r\n\r\n")) in (400, 413)
    whole = b"a" * 1048577
    chunked = b"Transfer-Encoding: chunked\r\n\r\n" + f"{len(whole):x}\r\n".encode() + whole + b"\r\n0\r\n\r\n"
    assert status_of(talk(emu.port, head + chunked)) == 413
    # A world may be larger.
    assert emu.raw("POST", "/_emulator/reset", {"host": "localhost"}, b" " * 2_000_000)[0] == 200


def test_who_sends_nothing_or_half_a_head_is_cut_off(hasty: Harness) -> None:
    started = time.monotonic()
    assert talk(hasty.port) == b""
    assert talk(hasty.port, b"GET /_emulator/health HTTP/1.1\r\nHost: localh") == b""
    assert talk(hasty.port, b"CONNECT ecs.aliyuncs.com:443 HT") == b""
    assert time.monotonic() - started < 5


def test_who_never_sends_the_body_gets_a_timeout(hasty: Harness) -> None:
    head = b"POST /_emulator/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"
    assert status_of(talk(hasty.port, head)) == 408


def test_a_greeting_of_tls_without_the_option_is_refused_at_once(emu: Harness) -> None:
    started = time.monotonic()
    assert status_of(talk(emu.port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n")) == 400
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("body", [gzip.compress(b"{}", mtime=0), b"\x1f\x8bbroken", b""])
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "x"])
def test_compressed_bodies_are_not_read(emu: Harness, body: bytes, coding: str) -> None:
    head = {"host": "ecs.aliyuncs.com", "content-encoding": coding}
    assert emu.raw("POST", "http://ecs.aliyuncs.com/", head, body)[0] == 415


# Parameters


@pytest.mark.parametrize("form", [False, True])
def test_a_parameter_that_comes_twice_is_refused(emu: Harness, form: bool) -> None:
    """Which one counts is documented nowhere (assumed)."""
    method, host, query, headers, _body = emu.signed_rpc("ecs", "DescribeImages", {"RegionId": "cn-beijing"})
    twice = b"RegionId=cn-shanghai"
    if form:
        headers = {**headers, "content-type": "application/x-www-form-urlencoded"}
        status, _headers, text = emu.raw("POST", f"http://{host}/?{query}", headers, twice)
    else:
        status, _headers, text = emu.raw(method, f"http://{host}/?{query}&{twice.decode()}", headers)
    assert status == 400
    assert b"InvalidParameter" in text
    assert b"RegionId" in text


@pytest.mark.parametrize("number", ["\u0661", "\u00b2", "\uff11", "1_0", "+1", " 1"])
def test_only_ascii_digits_are_numbers(emu: Harness, number: str) -> None:
    for name, value in (("PageSize", number), (f"Tag.{number}.Key", "x")):
        status, body = emu.acs3("ecs", "DescribeImages", {"RegionId": "cn-beijing", name: value})
        assert (status, body.get("Code")) == (400, "InvalidParameter"), name
    assert emu.control_status("GET", f"requests?since={quote(number)}")[0] == 400
    stamp = {"Timestamp": emu.timestamp().replace("1", "\u0661")}
    assert emu.rpc("ecs", "DescribeRegions", {}, changes=stamp)[1]["Code"] == "IllegalTimestamp"


def test_bytes_that_are_no_text_are_no_fault_of_the_server(emu: Harness) -> None:
    head = b" HTTP/1.1\r\nHost: ecs.aliyuncs.com\r\nAuthorization: \xff\xfe\r\n\r\n"
    for target in (b"http://ecs.aliyuncs.com/?A=\xff", b"/?\xff", b"http://[::1/", b"*"):
        assert status_of(talk(emu.port, b"GET " + target + head)) in (400, 404, 502)


@pytest.mark.parametrize(
    "action",
    ["DescribeSecurityGroups", "CreateSecurityGroup", "DescribeVpcs", "CreateVpc", "CreateVSwitch", "CreateKeyPair"],
)
def test_an_action_that_is_not_modelled_is_refused_with_its_name(emu: Harness, action: str) -> None:
    """The README says so of those that a build with Packer begins with."""
    status, body = emu.rpc("ecs", action, {"RegionId": "cn-beijing"})

    assert (status, body["Code"]) == (501, "Emulator.NotModelled")
    assert f"of ecs {action}" in body["Message"]
