# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Why no answer came, in words that hold nothing secret."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
import requests

from plugins.module_utils._client.causes import Cause, cause_of, status_of
from plugins.module_utils._client.sdk import ECS, STS
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ConnectionFailed, InvalidInput

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME, OWNER

TOKEN = "to-ken-that-nobody-may-see"


def wrapped(error: Exception) -> Exception:
    """An error as the SDK gives it: its text in another one, and the error itself as what came before."""
    outer = RuntimeError(f"{error} {TOKEN}")
    outer.__context__ = error
    return outer


def certificate_error() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, TOKEN)
    error.verify_message = "self-signed certificate in certificate chain"
    return error


CAUSES: dict[str, tuple[Exception, str, bool, bool]] = {
    "no such host": (
        socket.gaierror(-2, "Name or service not known"),
        "[Errno -2] Name or service not known",
        True,
        True,
    ),
    "names are not resolved now": (
        socket.gaierror(-3, "Temporary failure"),
        "[Errno -3] Temporary failure",
        False,
        True,
    ),
    "refused": (ConnectionRefusedError(111, "Connection refused"), "[Errno 111] Connection refused", False, False),
    "too slow": (requests.ReadTimeout("Read timed out. (read timeout=1)"), "it timed out", False, False),
    "a certificate": (
        certificate_error(),
        "its certificate is not trusted (self-signed certificate in certificate chain)",
        True,
        False,
    ),
    "a proxy that wants a password": (
        OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
        "the proxy asks for a user and password (HTTP 407)",
        True,
        False,
    ),
    "a proxy that finds no host": (
        OSError("Tunnel connection failed: 502 Bad Gateway"),
        "the proxy refused the connection (HTTP 502)",
        False,
        True,
    ),
    "a header that is none": (
        requests.exceptions.InvalidHeader(f"Invalid header value: {TOKEN}"),
        "InvalidHeader",
        False,
        False,
    ),
    "a page": (ValueError("Failed to parse the value as json format"), "the answer is not JSON", False, True),
    "an answer of another form": (
        AttributeError("'list' object has no attribute 'get'"),
        "the answer does not have the form that the vendor's SDK reads",
        False,
        False,
    ),
}


@pytest.mark.parametrize(("error", "detail", "is_lasting", "doubts_host"), CAUSES.values(), ids=CAUSES)
def test_a_cause_is_told_without_the_text_of_the_error(
    error: Exception, detail: str, is_lasting: bool, doubts_host: bool
) -> None:
    cause = cause_of(wrapped(error))

    assert cause.detail.startswith(detail)
    assert TOKEN not in repr(cause)
    assert (cause.is_lasting, cause.doubts_host) == (is_lasting, doubts_host)


def test_a_certificate_comes_with_its_remedy() -> None:
    assert "as ca_bundle" in cause_of(wrapped(certificate_error())).remedy
    assert cause_of(ValueError("x")) == Cause("ValueError")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("error refreshing credentials from sso, http_code: 403, result: {token}", "HTTP 403"),
        ("failed to refresh OAuth token, status code: 400, response: {token}", "HTTP 400"),
        ("Failed to get RAM session credentials from ECS metadata service. HttpCode=404", "HTTP 404"),
        ("error refreshing credentials from http://x,  http_code=500, result: x", "HTTP 500"),
        ("failed to execute external command: exit status 3\nstderr: {token}", "exit status 3"),
        ("{token}", ""),
    ],
)
def test_a_status_is_taken_out_of_the_librarys_texts(text: str, status: str) -> None:
    assert status_of(ValueError(text.format(token=TOKEN))) == status


# TLS, with the emulator as a proxy


@pytest.fixture
def through_tls(emu: Harness, connect: Connect, tmp_path: Path) -> tuple[Session, Session, Session]:
    """Sessions with the emulator's authority, with another one, and with none."""
    right, wrong = tmp_path / "ca.pem", tmp_path / "other.pem"
    right.write_bytes(emu.raw("GET", "/_emulator/ca", {})[2])
    wrong.write_bytes((Path(__file__).parents[4] / "integration/targets/connection/files/other-ca.pem").read_bytes())
    way = {"emulator_url": "", "proxy_url": emu.url}
    return connect(**way, ca_bundle=str(right)), connect(**way, ca_bundle=str(wrong)), connect(**way)


def test_a_bundle_says_whose_certificates_are_trusted(
    through_tls: tuple[Session, Session, Session], slept: list[float], emu: Harness
) -> None:
    trusting, *others = through_tls

    assert trusting.call(STS, HOME, "GetCallerIdentity", {})["AccountId"] == OWNER
    assert len(emu.log()) == 1
    for session in others:
        with pytest.raises(ConnectionFailed, match=r"certificate is not trusted .* as ca_bundle"):
            session.call(STS, HOME, "GetCallerIdentity", {})
    assert slept == []


# Regions that are none


@pytest.mark.parametrize(
    ("region", "told"),
    [
        ("cn-beijng", "Did you mean cn-beijing?"),
        ("ap-southeast-11", "Did you mean ap-southeast-1?"),
        ("xx-nowhere", "There are ap-northeast-1, "),
    ],
)
def test_a_region_that_is_not_listed_is_told_at_once(
    connect: Connect, slept: list[float], region: str, told: str
) -> None:
    session = connect()
    with pytest.raises(InvalidInput) as caught:
        session.call(ECS, region, "DescribeImages", {"RegionId": region})

    assert told in str(caught.value)
    assert slept == []
    assert session.api_calls == {"DescribeImages": 1, "DescribeRegions": 1}
    with pytest.raises(InvalidInput):
        session.call(ECS, region, "DescribeImages", {"RegionId": region})
    assert session.api_calls["DescribeRegions"] == 1


@pytest.mark.usefixtures("slept")
def test_without_a_list_of_regions_the_call_is_tried_as_usual(emu: Harness, connect: Connect) -> None:
    emu.fault(kind="error", action="DescribeRegions", code="Forbidden.RAM", status=403, times=9)
    session = connect(max_attempts=3)
    with pytest.raises(ConnectionFailed, match="cn-beijng"):
        session.call(ECS, "cn-beijng", "DescribeImages", {"RegionId": "cn-beijng"})

    assert session.api_calls["DescribeImages"] == 3


@pytest.mark.parametrize("region", ["evil.com#", "cn-beijing-h", "", "cn-beijing.evil.com"])
def test_no_region_of_a_tag_or_record_becomes_a_host(emu: Harness, connect: Connect, region: str) -> None:
    with pytest.raises(InvalidInput):
        connect().call(ECS, region, "DescribeImages", {"RegionId": region})
    assert emu.log() == []
