# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One call: what is repeated, how often, and what the operator reads when it fails."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from alibabacloud_ecs20140526.client import Client
from alibabacloud_tea_openapi.utils_models import Config

from plugins.module_utils._client.pace import Pace
from plugins.module_utils._client.sdk import ECS, KMS, Service
from plugins.module_utils._client.transport import Transport
from plugins.module_utils._model.errors import ApiError, ConnectionFailed, Denied, ImageopsError, Missing, Throttled

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import HOME

Make = Callable[..., Transport]
QUERY = {"RegionId": HOME, "ImageOwnerAlias": "self", "ImageId": "m-web"}
KEY_ID = "no-tags"
SECRET = "a-secret-that-is-wrong"


@pytest.fixture
def transport(emu: Harness, slept: list[float]) -> Make:
    """Ways to ECS that wait for nothing: what the pace would have waited is noted like the rest."""

    def make(max_attempts: int = 4, *, key: str = "operator", secret: str = "", **more: Any) -> Transport:
        config = Config(
            access_key_id=key,
            access_key_secret=secret or f"secret-of-{key}",
            protocol="http",
            http_proxy=emu.url,
            endpoint=f"ecs.{HOME}.aliyuncs.com",
            **more,
        )
        return Transport(ECS, HOME, Client(config), Pace(lambda: 0.0, slept.append), max_attempts)

    return make


def images(transport: Transport, **more: Any) -> dict[str, Any]:
    return transport.call("DescribeImages", QUERY, **more)


def failure(call: Callable[[], object]) -> ImageopsError:
    with pytest.raises(ImageopsError) as caught:
        call()
    return caught.value


def fired(emu: Harness) -> list[int]:
    return [fault["fired"] for fault in emu.control("GET", "faults")["faults"]]


TRANSIENT = {
    "throttling": {"kind": "throttle"},
    "throttling with a time to wait": {"kind": "throttle", "retry_after_ms": 5},
    "throttling of KMS": {"kind": "error", "code": "Rejected.Throttling", "status": 429},
    "unavailable": {"kind": "error", "code": "ServiceUnavailable", "status": 503},
    "internal error": {"kind": "error", "code": "InternalError", "status": 500},
    "unknown error": {"kind": "error", "code": "UnknownError", "status": 400},
    "an unknown code with a server's status": {"kind": "error", "code": "Something.New", "status": 500},
    "the last request is still being worked on": {"kind": "error", "code": "LastTokenProcessing", "status": 403},
    "conflict": {"kind": "error", "code": "OperationConflict", "status": 409},
    "nonce used": {"kind": "error", "code": "SignatureNonceUsed", "status": 400},
    "too many, under another code": {"kind": "error", "code": "Something.New", "status": 429},
    "too many requests": {"kind": "error", "code": "TooManyRequests", "status": 400},
    "flow control": {"kind": "error", "code": "Rejected.FlowControl", "status": 400},
    "too late, under another code": {"kind": "error", "code": "Something.New", "status": 408},
    "busy": {"kind": "error", "code": "SystemBusy", "status": 400},
    "an error with the status of success": {
        "kind": "alter",
        "answer": {"Code": "ServiceUnavailable", "Message": "Later."},
    },
    "a proxy's page": {"kind": "html_502"},
    "cut before the call": {"kind": "drop_before"},
    "cut after the call": {"kind": "drop_after"},
}


@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_a_call_is_repeated_while_that_can_help(emu: Harness, transport: Make, fault: dict[str, Any]) -> None:
    emu.fault(**fault, action="DescribeImages", times=2)

    answer = images(transport())

    assert answer["Images"]["Image"][0]["ImageId"] == "m-web"
    assert fired(emu) == [2]
    assert [entry["action"] for entry in emu.log()] == ["DescribeImages"] * 3


@pytest.mark.parametrize("max_attempts", [1, 2, 5])
@pytest.mark.parametrize("fault", TRANSIENT.values(), ids=TRANSIENT)
def test_no_more_requests_are_sent_than_attempts_are_allowed(
    emu: Harness, transport: Make, fault: dict[str, Any], max_attempts: int
) -> None:
    emu.fault(**fault, action="DescribeImages", times=99)

    error = failure(lambda: images(transport(max_attempts)))

    assert fired(emu) == [max_attempts]
    assert len(emu.log()) == max_attempts
    assert isinstance(error, ConnectionFailed | ApiError)


LASTING = {
    "not allowed": ({"code": "Forbidden.RAM", "status": 403}, Denied),
    "not there": ({"code": "InvalidImageId.NotFound", "status": 404}, Missing),
    "wrong parameter": ({"code": "InvalidParameter", "status": 400}, ApiError),
    "over a quota": ({"code": "QuotaExceed.Image", "status": 403}, ApiError),
    "token used for something else": ({"code": "IdempotentParameterMismatch", "status": 400}, ApiError),
    "clock": ({"code": "InvalidTimeStamp.Expired", "status": 400}, ApiError),
    "source busy": ({"code": "OperationDenied.ImageCopyConflict", "status": 400}, ApiError),
}


@pytest.mark.parametrize(("fault", "kind"), LASTING.values(), ids=LASTING)
def test_a_call_that_will_not_do_is_not_repeated(
    emu: Harness, transport: Make, slept: list[float], fault: dict[str, Any], kind: type[ApiError]
) -> None:
    emu.fault(kind="error", action="DescribeImages", times=99, **fault)

    error = failure(lambda: images(transport()))

    assert error.__class__ is kind
    assert fired(emu) == [1]
    assert slept == []


def test_a_code_that_passes_by_itself_can_be_named(emu: Harness, transport: Make) -> None:
    emu.fault(kind="error", action="DescribeImages", times=2, code="AssumeRoleError", status=403)

    images(transport(), also_retry=("AssumeRoleError",))

    assert fired(emu) == [2]


@pytest.mark.parametrize(
    ("fault", "sent"),
    [
        pytest.param({"kind": "throttle"}, 2, id="throttled, so nothing was done"),
        pytest.param({"kind": "drop_after"}, 1, id="no answer"),
        pytest.param({"kind": "drop_before"}, 1, id="no answer, and nothing was done"),
        pytest.param({"kind": "html_502"}, 1, id="a proxy's page"),
        pytest.param({"kind": "error", "code": "InternalError", "status": 500}, 1, id="internal error"),
        pytest.param({"kind": "error", "code": "ServiceUnavailable", "status": 503}, 1, id="unavailable"),
    ],
)
def test_a_call_that_would_do_its_work_twice_is_only_repeated_if_nothing_was_done(
    emu: Harness, transport: Make, fault: dict[str, Any], sent: int
) -> None:
    emu.fault(**fault, action="DescribeImages")
    way = transport()
    if sent == 1:
        failure(lambda: images(way, repeatable=False))
    else:
        images(way, repeatable=False)

    assert fired(emu) == [1]
    assert len(emu.log()) == sent


def test_waiting_grows_with_every_attempt_and_is_not_the_same_for_all(
    emu: Harness, transport: Make, slept: list[float]
) -> None:
    emu.fault(kind="error", action="DescribeImages", times=99)
    failure(lambda: images(transport(10)))

    bounds = [min(20.0, 0.2 * 2**number) for number in range(9)]

    assert len(slept) == 9
    assert all(bound / 2 <= delay <= bound for delay, bound in zip(slept, bounds, strict=True))
    assert any(delay not in (bound / 2, bound) for delay, bound in zip(slept, bounds, strict=True))


def test_throttling_slows_down_every_caller_of_the_service(emu: Harness, transport: Make, slept: list[float]) -> None:
    emu.fault(kind="throttle", action="DescribeImages")
    way = transport()
    images(way)
    slept.clear()
    images(way)

    assert sum(slept) > 0


def test_an_exhausted_throttle_says_so(emu: Harness, transport: Make) -> None:
    emu.fault(kind="throttle", action="DescribeImages", times=99)

    error = failure(lambda: images(transport(2)))

    assert error.__class__ is Throttled
    assert error.code == "Throttling.User"


# What is reported


def test_an_error_tells_code_text_request_action_and_region(emu: Harness, transport: Make) -> None:
    error = failure(lambda: transport().call("CancelCopyImage", {"RegionId": HOME, "ImageId": "m-none"}))

    assert isinstance(error, ApiError)
    entry = emu.log()[-1]
    assert (error.code, error.action, error.region) == (entry["code"], "CancelCopyImage", HOME)
    assert (error.request_id, error.status) == (entry["request_id"], entry["status"])
    assert error.code in str(error)
    assert error.request_id in str(error)


def test_a_denial_names_the_permission(transport: Make) -> None:
    error = failure(lambda: images(transport(key="nobody")))

    assert isinstance(error, Denied)
    assert error.permission == "ecs:DescribeImages"


@pytest.mark.parametrize(
    ("service", "action", "query", "permission"),
    [
        pytest.param(ECS, "DescribeImages", {"RegionId": HOME}, "ecs:DescribeImages", id="ECS"),
        pytest.param(KMS, "DescribeKey", {"KeyId": "key-bj"}, "kms:DescribeKey", id="KMS"),
    ],
)
def test_every_services_denial_is_known_as_one(
    connect: Connect, service: Service, action: str, query: dict[str, str], permission: str
) -> None:
    error = failure(lambda: connect("nobody").call(service, HOME, action, query))

    assert isinstance(error, Denied)
    assert error.permission == permission


def everything(error: BaseException) -> str:
    """All that a person could be shown of an exception."""
    return "\n".join([str(error), repr(error), *traceback.format_exception(error)])


def test_a_wrong_secret_is_told_without_keys_and_string_to_sign(emu: Harness, transport: Make) -> None:
    error = failure(lambda: images(transport(key=KEY_ID, secret=SECRET)))
    shown = everything(error)

    assert isinstance(error, ApiError)
    assert error.code == "SignatureDoesNotMatch"
    assert len(emu.log()) == 1
    for secret in ("string to sign", "ACS3-HMAC-SHA256", KEY_ID, SECRET, f"secret-of-{KEY_ID}"):
        assert secret not in shown


@pytest.mark.parametrize(
    ("code", "begins"),
    [
        ("SignatureDoesNotMatch", "Specified signature is not matched with our calculation."),
        ("IncompleteSignature", "The request signature does not conform to Aliyun standards."),
    ],
)
@pytest.mark.parametrize("separator", [":", ": ", " [", "\n"])
def test_the_older_string_to_sign_is_not_told_either(
    emu: Harness, transport: Make, code: str, begins: str, separator: str
) -> None:
    text = f"{begins} server string to sign is{separator}POST&%2F&AccessKeyId%3DLTAI5t%26SecurityToken%3DCAIS"
    emu.fault(kind="error", action="DescribeImages", code=code, status=400, message=text)

    error = failure(lambda: images(transport()))
    shown = everything(error)

    assert fired(emu) == [1]
    assert begins in str(error)
    for secret in ("string to sign", "LTAI5t", "CAIS"):
        assert secret not in shown


@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "html_502"])
def test_a_lost_answer_is_told_without_the_request(emu: Harness, transport: Make, kind: str) -> None:
    emu.fault(kind=kind, action="DescribeImages", times=99)

    error = failure(lambda: images(transport(2)))
    shown = everything(error)

    assert isinstance(error, ConnectionFailed)
    assert error.action == "DescribeImages"
    assert f"ECS in {HOME}" in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    for secret in ("m-web", "operator", "ImageOwnerAlias"):
        assert secret not in shown


def test_a_proxys_page_is_told_as_such(emu: Harness, transport: Make) -> None:
    emu.fault(kind="html_502", action="DescribeImages")

    assert "not JSON" in str(failure(lambda: images(transport(1))))


def test_an_answer_that_takes_too_long_is_told_as_such(emu: Harness, transport: Make) -> None:
    emu.fault(kind="slow", action="DescribeImages", seconds=0.2)

    error = failure(lambda: images(transport(1, read_timeout=50)))

    assert fired(emu) == [1]
    assert isinstance(error, ConnectionFailed)
    assert "timed out" in str(error)


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def test_a_server_that_is_not_there_is_told_without_anything_secret(
    connect: Connect, slept: list[float], closed_port: int
) -> None:
    session = connect(KEY_ID, emulator_url=f"http://127.0.0.1:{closed_port}", max_attempts=3)

    error = failure(lambda: session.call(ECS, HOME, "DescribeImages", QUERY))

    assert isinstance(error, ConnectionFailed)
    assert len(slept) == 2
    assert "refused" in str(error)
    assert str(closed_port) in str(error)
    for secret in (KEY_ID, f"secret-of-{KEY_ID}", "m-web", "ImageOwnerAlias"):
        assert secret not in everything(error)


def test_a_proxy_that_is_not_there_is_told_without_its_password(
    connect: Connect, slept: list[float], closed_port: int
) -> None:
    proxy = f"http://me:hidden@127.0.0.1:{closed_port}"
    session = connect(emulator_url="", proxy_url=proxy, max_attempts=2)

    error = failure(lambda: session.call(ECS, HOME, "DescribeImages", QUERY))

    assert isinstance(error, ConnectionFailed)
    assert len(slept) == 1
    assert f"127.0.0.1:{closed_port}" in str(error)
    for secret in ("hidden", "secret-of-operator", "m-web"):
        assert secret not in everything(error)
