# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One object that reaches every service in every region."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from plugins.module_utils._client.sdk import ECS, KMS, RAM, STS, Service
from plugins.module_utils._client.session import Session
from plugins.module_utils._model.errors import ApiError, CopyFailed, Denied, ImageopsError

from ....emulator.support import Harness
from ..conftest import Connect
from ..support import AWAY, HOME, OWNER

CALLS = {
    "ecs": (ECS, "DescribeRegions"),
    "kms": (KMS, "ListKeys"),
    "ram": (RAM, "ListPoliciesForRole"),
    "sts": (STS, "GetCallerIdentity"),
}
ROLE = {"RoleName": "image-operator"}


def host(emu: Harness, session: Session, service: Service, action: str, region: str) -> str:
    session.call(service, region, action, ROLE if service is RAM else {})
    return str(emu.log()[-1]["host"])


@pytest.mark.parametrize(
    ("service", "region", "expected"),
    [
        ("ecs", HOME, "ecs.cn-beijing.aliyuncs.com"),
        ("ecs", "cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"),
        ("ecs", "cn-wulanchabu", "ecs.cn-wulanchabu.aliyuncs.com"),
        ("kms", AWAY, "kms.cn-shanghai.aliyuncs.com"),
        ("ram", HOME, "ram.aliyuncs.com"),
        ("ram", "cn-wulanchabu", "ram.aliyuncs.com"),
        ("sts", "ap-southeast-7", "sts.aliyuncs.com"),
    ],
)
def test_each_service_is_called_at_its_endpoint(
    emu: Harness, connect: Connect, service: str, region: str, expected: str
) -> None:
    assert host(emu, connect(), *CALLS[service], region) == expected


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("ecs", "ecs-vpc.cn-hangzhou.aliyuncs.com"),
        ("kms", "kms-vpc.cn-hangzhou.aliyuncs.com"),
        ("sts", "sts-vpc.cn-hangzhou.aliyuncs.com"),
        ("ram", "ram.aliyuncs.com"),
    ],
)
def test_vpc_endpoints_keep_calls_off_the_internet_where_there_are_any(
    emu: Harness, connect: Connect, service: str, expected: str
) -> None:
    assert host(emu, connect(vpc_endpoints=True), *CALLS[service], "cn-hangzhou") == expected


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A proxy that answers every call and notes the hosts that it was asked for."""
    hosts: list[str] = []

    class Proxy(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hosts.append(urlsplit(self.path).hostname or "")
            body = b'{"RequestId": "1"}'
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Stay quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Proxy) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", hosts
        server.shutdown()


@pytest.mark.parametrize(
    ("region", "shared"),
    [
        ("cn-hangzhou-finance", "ecs.aliyuncs.com"),
        ("cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
        ("cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"),
        ("cn-north-2-gov-1", "ecs.aliyuncs.com"),
    ],
)
def test_a_call_without_a_region_goes_to_the_regions_own_host(
    connect: Connect, asked: tuple[str, list[str]], region: str, shared: str
) -> None:
    url, hosts = asked
    session = connect(emulator_url=url)
    session.call(ECS, region, "DescribeSnapshots", {"RegionId": region})
    session.call(ECS, region, "DeleteSnapshot", {"SnapshotId": "s-1"})
    session.call(ECS, HOME, "DeleteSnapshot", {"SnapshotId": "s-1"})
    assert hosts == [shared, f"ecs.{region}.aliyuncs.com", f"ecs.{HOME}.aliyuncs.com"]


def test_results_come_in_the_order_of_the_items(connect: Connect) -> None:
    assert connect().map(lambda number: number * 2, range(50)) == [(number, number * 2) for number in range(50)]


@pytest.mark.parametrize("count", [0, 1])
def test_few_items_need_no_threads(connect: Connect, count: int) -> None:
    threads = connect().map(lambda _number: threading.current_thread(), range(count))

    assert threads == [(number, threading.current_thread()) for number in range(count)]


@pytest.mark.parametrize("items", [[1], [1, 2, 3]])
def test_one_items_error_takes_the_place_of_its_result(connect: Connect, items: list[int]) -> None:
    error = CopyFailed("x", "y")

    def work(number: int) -> int:
        if number == 1:
            raise error
        return number

    assert connect().map(work, items) == [(1, error), *((number, number) for number in items[1:])]


def test_an_error_of_our_own_is_not_taken_for_a_result(connect: Connect) -> None:
    with pytest.raises(ZeroDivisionError):
        connect().map(lambda number: 1 // number, [1, 0])


def test_as_many_calls_as_allowed_run_side_by_side_and_no_more(connect: Connect) -> None:
    together = threading.Barrier(3, timeout=5)

    def work(_number: int) -> str:
        together.wait()
        return threading.current_thread().name

    names = [name for _number, name in connect(concurrency=3).map(work, range(12))]

    assert len(set(names)) == 3


def test_work_that_must_succeed_raises_the_first_error_after_all_have_ended(connect: Connect) -> None:
    done: list[int] = []

    def work(number: int) -> int:
        done.append(number)
        if number in (2, 4):
            raise CopyFailed("x", f"number {number}")
        return number

    with pytest.raises(CopyFailed, match="number 2"):
        connect().gather(work, range(8))

    assert sorted(done) == list(range(8))


def test_many_calls_at_once_are_all_answered(emu: Harness, connect: Connect) -> None:
    session = connect()

    regions = session.gather(lambda _number: session.call(ECS, HOME, "DescribeRegions", {}), range(24))

    assert all("Regions" in answer for answer in regions)
    assert len(emu.log()) == 24


def test_a_role_is_assumed_once_and_then_does_everything(emu: Harness, connect: Connect) -> None:
    session = connect(assume_role_arn=f"acs:ram::{OWNER}:role/image-operator", assume_role_session_name="nightly")
    identities = [session.call(STS, HOME, "GetCallerIdentity", {})["Arn"] for _round in range(2)]

    assert identities == [f"acs:ram::{OWNER}:assumed-role/image-operator/nightly"] * 2
    assert [entry["action"] for entry in emu.log()] == ["AssumeRole", "GetCallerIdentity", "GetCallerIdentity"]


def test_many_threads_assume_a_role_once(emu: Harness, connect: Connect) -> None:
    session = connect(assume_role_arn=f"acs:ram::{OWNER}:role/image-operator")
    session.gather(lambda _number: session.call(ECS, HOME, "DescribeRegions", {}), range(16))

    assert [entry["action"] for entry in emu.log()].count("AssumeRole") == 1


def test_every_request_is_counted_by_its_action(emu: Harness, connect: Connect) -> None:
    emu.fault(kind="throttle", action="DescribeRegions", times=2)
    session = connect(assume_role_arn=f"acs:ram::{OWNER}:role/image-operator")
    session.gather(lambda _number: session.call(ECS, HOME, "DescribeRegions", {}), range(16))

    assert session.api_calls == {"AssumeRole": 1, "DescribeRegions": 18}
    assert session.api_calls == Counter(sorted(entry["action"] for entry in emu.log()))


def test_requests_that_changed_something_are_known_by_their_ids(emu: Harness, connect: Connect) -> None:
    session = connect()
    session.call(ECS, HOME, "DescribeRegions", {})
    assert session.request_ids == {}
    session.call(KMS, HOME, "CreateKey", {})
    with pytest.raises(ApiError):
        session.call(KMS, HOME, "CreateAlias", {"AliasName": "alias/x", "KeyId": "key-none"})
    (made,) = [entry["request_id"] for entry in emu.log() if entry["action"] == "CreateKey"]
    assert session.request_ids == {"CreateKey": [made]}


def test_the_external_id_is_sent_with_the_role(emu: Harness, connect: Connect) -> None:
    session = connect(assume_role_arn=f"acs:ram::{OWNER}:role/image-operator", assume_role_external_id="x-1")
    session.call(ECS, HOME, "DescribeRegions", {})

    assert emu.log()[0]["parameters"]["ExternalId"] == "x-1"


@pytest.mark.parametrize(
    ("region", "host"), [("", "sts-vpc.cn-hangzhou.aliyuncs.com"), (AWAY, "sts-vpc.cn-shanghai.aliyuncs.com")]
)
def test_a_role_can_be_assumed_with_and_without_a_region(
    emu: Harness, connect: Connect, region: str, host: str
) -> None:
    role = f"acs:ram::{OWNER}:role/image-operator"
    connect(assume_role_arn=role, region=region, vpc_endpoints=True).call(ECS, HOME, "DescribeRegions", {})

    assert [entry["host"] for entry in emu.log()] == [host, f"ecs-vpc.{HOME}.aliyuncs.com"]


def test_a_role_that_may_not_be_assumed_is_told_with_its_code(emu: Harness, connect: Connect) -> None:
    session = connect("nobody", assume_role_arn=f"acs:ram::{OWNER}:role/image-operator")

    with pytest.raises(Denied) as caught:
        session.call(ECS, HOME, "DescribeRegions", {})

    assert (caught.value.code, caught.value.action) == ("NoPermission", "AssumeRole")
    assert caught.value.permission == "sts:AssumeRole"
    assert caught.value.request_id == emu.log()[-1]["request_id"]
    assert [entry["action"] for entry in emu.log()] == ["AssumeRole"]


def test_a_role_that_does_not_exist_is_told(connect: Connect) -> None:
    session = connect(assume_role_arn=f"acs:ram::{OWNER}:role/none")

    with pytest.raises(ImageopsError, match=r"EntityNotExist\.Role"):
        session.call(ECS, HOME, "DescribeRegions", {})
