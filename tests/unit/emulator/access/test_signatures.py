# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signatures, time stamps, nonces and credentials.

Source: the vendor's signing pages, and its SDK as second opinion.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from alibabacloud_tea_openapi.utils import Utils
from darabonba.request import DaraRequest

from emulator.access import signatures

from ..support import Harness, error_of, refused
from ..support import send as sdk
from ..worlds import OWNER

EMPTY = signatures.sha256(b"")


def test_acs3_gives_the_signature_of_the_vendors_signing_page() -> None:
    """Source: the fixed-parameter example of the page on the V3 signature."""
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": EMPTY,
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    query = [("ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"), ("RegionId", "cn-shanghai")]
    text = signatures.acs3_string_to_sign("POST", "/", query, headers, ";".join(sorted(headers)), EMPTY)
    assert text.splitlines()[1] == "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259"
    assert (
        signatures.acs3_signature("YourAccessKeySecret", text)
        == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_rpc_gives_the_signature_of_the_vendors_signing_page() -> None:
    """Source: the DescribeRegions example of the page on the RPC signature."""
    parameters = {
        "Timestamp": "2016-02-23T12:46:24Z",
        "Format": "XML",
        "AccessKeyId": "testid",
        "Action": "DescribeRegions",
        "SignatureMethod": "HMAC-SHA1",
        "SignatureNonce": "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf",
        "Version": "2014-05-26",
        "SignatureVersion": "1.0",
    }
    text = signatures.rpc_string_to_sign("GET", parameters.items())
    assert signatures.rpc_signature("testsecret", text) == "OLeaidS1JvxuMvnyHOwuJ+uX5qY="


@pytest.mark.parametrize("value", ["a b", "a+b*c~d/e", "键", '{"k": ["v"]}', "", "x=y&z"])
def test_acs3_agrees_with_the_sdks_own_signer(value: str) -> None:
    request = DaraRequest()
    request.method, request.pathname = "POST", "/"
    request.query = {"Tag.1.Value": value, "Action": "x", "RegionId": "cn-beijing"}
    request.headers = {"host": "ecs.aliyuncs.com", "x-acs-date": "now", "user-agent": "  spaced  ", "accept": "*/*"}
    theirs = Utils.get_authorization(request, signatures.ACS3, EMPTY, "id", "secret")
    names = ";".join(sorted(request.headers))
    text = signatures.acs3_string_to_sign("POST", "/", request.query.items(), request.headers, names, EMPTY)
    assert theirs.endswith(signatures.acs3_signature("secret", text))


@pytest.mark.parametrize("value", ["a b", "a+b*c~d/e", "键", ""])
def test_rpc_agrees_with_the_sdks_own_signer(value: str) -> None:
    parameters = {"Action": "AssumeRole", "Value": value, "AccessKeyId": "id"}
    theirs = Utils.get_rpcsignature(parameters, "GET", "secret")
    assert theirs == signatures.rpc_signature("secret", signatures.rpc_string_to_sign("GET", parameters.items()))


@pytest.mark.parametrize("form", [False, True], ids=["query", "form body"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_acs3_is_accepted_with_parameters_in_query_or_form(emu: Harness, method: str, form: bool) -> None:
    status, body = emu.acs3(
        "ecs", "DescribeImages", {"RegionId": "cn-beijing", "ImageName": "a b*"}, method=method, form=form
    )
    assert status == 200, body


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_rpc_is_accepted_over_get_and_post(emu: Harness, method: str) -> None:
    status, body = emu.rpc("sts", "GetCallerIdentity", {}, method=method)
    assert (status, body["AccountId"]) == (200, OWNER)


def test_the_sdk_is_accepted_with_its_older_signature(emu: Harness) -> None:
    answer = sdk(emu.client("ecs", signature_algorithm="v2"), "DescribeImages", {"RegionId": "cn-beijing"})
    assert answer["TotalCount"] > 0


SENDERS: list[Callable[..., tuple[int, dict[str, str]]]] = [Harness.acs3, Harness.rpc]
both_forms = pytest.mark.parametrize("send", SENDERS, ids=["acs3", "rpc"])


@both_forms
def test_a_wrong_secret_is_refused_and_no_secret_is_told(
    emu: Harness, send: Callable[..., tuple[int, dict[str, str]]]
) -> None:
    status, body = send(emu, "ecs", "DescribeRegions", {}, secret="wrong")
    assert (status, body["Code"]) == (400, "SignatureDoesNotMatch")
    assert "secret" not in json.dumps(body)
    assert set(body) == {"RequestId", "HostId", "Code", "Message", "Recommend"}


@both_forms
def test_an_unknown_access_key_is_not_found(emu: Harness, send: Callable[..., tuple[int, dict[str, str]]]) -> None:
    status, body = send(emu, "ecs", "DescribeRegions", {}, key="LTAI-none", secret="x")
    assert (status, body["Code"]) == (404, "InvalidAccessKeyId.NotFound")


def test_a_changed_parameter_breaks_the_signature(emu: Harness) -> None:
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeImages", {"RegionId": "cn-beijing"})
    status, _headers, text = emu.raw(method, f"http://{host}/?{query.replace('beijing', 'chengdu')}", headers, body)
    assert (status, json.loads(text)["Code"]) == (400, "SignatureDoesNotMatch")


def test_a_changed_signed_header_breaks_the_signature(emu: Harness) -> None:
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {}, headers={"user-agent": "mine"})
    status, _headers, text = emu.raw(method, f"http://{host}/?{query}", {**headers, "user-agent": "rewritten"}, body)
    assert (status, json.loads(text)["Code"]) == (400, "SignatureDoesNotMatch")


def test_a_header_outside_the_signature_may_change(emu: Harness) -> None:
    """Source: the verifier goes by the SignedHeaders list (TEA)."""
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {})
    assert emu.raw(method, f"http://{host}/?{query}", {**headers, "user-agent": "any"}, body)[0] == 200


@pytest.mark.parametrize("change", ["no authorization", "garbage", "host unsigned", "other body"])
def test_an_incomplete_signature_is_refused(emu: Harness, change: str) -> None:
    method, host, query, headers, body = emu.signed_acs3("ecs", "DescribeRegions", {})
    code = "IncompleteSignature"
    match change:
        case "no authorization":
            del headers["authorization"]
            code = "MissingParameter"
        case "garbage":
            headers["authorization"] = "ACS3-HMAC-SHA256 nonsense"
            code = "MissingParameter"
        case "host unsigned":
            headers["authorization"] = headers["authorization"].replace("SignedHeaders=host;", "SignedHeaders=")
        case "other body":
            body = b"x"
    status, _headers, text = emu.raw(method, f"http://{host}/?{query}", headers, body)
    assert (status, json.loads(text)["Code"]) == (400, code)


@pytest.mark.parametrize("method", ["HMAC-SHA256", "HMAC-MD5"])
def test_rpc_takes_hmac_sha1_only(emu: Harness, method: str) -> None:
    status, body = emu.rpc("ecs", "DescribeRegions", {}, changes={"SignatureMethod": method})
    assert (status, body["Code"]) == (400, "IncompleteSignature")


def test_a_nonce_is_good_for_one_request(emu: Harness) -> None:
    request = emu.signed_rpc("ecs", "DescribeRegions", {})
    target = f"http://{request[1]}/?{request[2]}"
    assert emu.raw(request[0], target, request[3])[0] == 200
    status, _headers, text = emu.raw(request[0], target, request[3])
    assert (status, json.loads(text)["Code"]) == (400, "SignatureNonceUsed")


@pytest.mark.parametrize(
    ("ago", "status"), [(0, 200), (14 * 60, 200), (16 * 60, 400), (-14 * 60, 200), (-16 * 60, 400)]
)
def test_time_stamps_may_differ_by_15_minutes(emu: Harness, ago: float, status: int) -> None:
    answer = emu.rpc("ecs", "DescribeRegions", {}, changes={"Timestamp": emu.timestamp(ago)})
    assert answer[0] == status
    assert answer[1].get("Code") == (None if status == 200 else "InvalidTimeStamp.Expired")


@pytest.mark.parametrize("milliseconds", [".000Z", ".123Z", ".999Z"])
def test_a_time_stamp_may_have_milliseconds(emu: Harness, milliseconds: str) -> None:
    """Source: the vendor's JavaScript SDK always sends them."""
    text = emu.timestamp().replace("Z", milliseconds)
    assert emu.acs3("ecs", "DescribeRegions", {}, headers={"x-acs-date": text})[0] == 200
    assert emu.rpc("ecs", "DescribeRegions", {}, changes={"Timestamp": text})[0] == 200


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-01-01 00:00:00", "2026-1-1T0:0:0Z", "2026-01-01T00:00:00.1Z", "2026-01-01T00:00:00.Z",
        "2026-01-01T00:00:00.123", "2026-13-01T00:00:00Z",
    ],
)  # fmt: skip
def test_a_malformed_time_stamp_is_refused(emu: Harness, text: str) -> None:
    status, body = emu.acs3("ecs", "DescribeRegions", {}, headers={"x-acs-date": text})
    assert (status, body["Code"]) == (400, "IllegalTimestamp")


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_only_get_and_post_are_supported(emu: Harness, method: str) -> None:
    status, body = emu.acs3("ecs", "DescribeRegions", {}, method=method)
    assert (status, body["Code"]) == (403, "UnsupportedHTTPMethod")


def session(emu: Harness, **parameters: object) -> dict[str, str]:
    answer = emu.call(
        "sts", "AssumeRole", RoleArn=f"acs:ram::{OWNER}:role/auditor", RoleSessionName="test", **parameters
    )
    return dict(answer["Credentials"])


def test_temporary_credentials_work_with_their_token(emu: Harness) -> None:
    found = session(emu)
    client = emu.client(
        "ecs", found["AccessKeyId"], secret=found["AccessKeySecret"], security_token=found["SecurityToken"]
    )
    assert sdk(client, "DescribeImages", {"RegionId": "cn-beijing"})["TotalCount"] > 0


def _with_token(emu: Harness, found: dict[str, str], token: str) -> tuple[int, dict[str, str]]:
    return emu.acs3(
        "sts", "GetCallerIdentity", {}, key=found["AccessKeyId"], secret=found["AccessKeySecret"], token=token
    )


def test_a_missing_token_is_refused(emu: Harness) -> None:
    status, body = _with_token(emu, session(emu), "")
    assert (status, body["Code"]) == (400, "MissingSecurityToken")


def test_a_wrong_token_is_refused(emu: Harness) -> None:
    status, body = _with_token(emu, session(emu), "CAISwrong")
    assert (status, body["Code"]) == (400, "InvalidSecurityToken.Malformed")


def test_another_sessions_token_is_refused(emu: Harness) -> None:
    one, other = session(emu), session(emu)
    status, body = _with_token(emu, one, other["SecurityToken"])
    assert (status, body["Code"]) == (400, "InvalidSecurityToken.MismatchWithAccessKey")


def test_a_token_with_a_lasting_key_is_refused(emu: Harness) -> None:
    status, body = emu.acs3("sts", "GetCallerIdentity", {}, token=session(emu)["SecurityToken"])
    assert (status, body["Code"]) == (400, "InvalidSecurityToken.MismatchWithAccessKey")


def test_tokens_expire_in_real_time(emu: Harness) -> None:
    found = session(emu, DurationSeconds=900)
    emu.advance(100_000)
    assert _with_token(emu, found, found["SecurityToken"])[0] == 200
    emu.real.offset = 901
    status, body = _with_token(emu, found, found["SecurityToken"])
    assert (status, body["Code"]) == (400, "InvalidSecurityToken.Expired")


def test_a_wrong_rpc_signature_does_not_repeat_the_token(emu: Harness) -> None:
    found = session(emu)
    changes = {"SecurityToken": found["SecurityToken"]}
    status, body = emu.rpc("sts", "GetCallerIdentity", {}, key=found["AccessKeyId"], secret="x", changes=changes)
    assert (status, body["Code"]) == (400, "SignatureDoesNotMatch")
    assert found["SecurityToken"] not in body["Message"]


def test_the_sdk_reports_what_the_server_says(emu: Harness) -> None:
    client = emu.client("ecs", "operator", secret="wrong")
    error = error_of(lambda: sdk(client, "DescribeRegions", {}))
    assert (error.status_code, error.code) == (400, "SignatureDoesNotMatch")
    assert error.data["HostId"] == "ecs.cn-beijing.aliyuncs.com"
    assert refused(lambda: sdk(client, "DescribeRegions", {}))[1] == "SignatureDoesNotMatch"
