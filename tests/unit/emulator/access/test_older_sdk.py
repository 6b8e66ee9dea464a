# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendor's older generation of SDKs (aliyun-python-sdk-*), which signs with HMAC-SHA1, through its proxy setting.

Source: these SDKs themselves; they are another client with an own signer.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from ..support import SECRETS, Harness
from ..worlds import OWNER, with_beijing

VERSIONS = {"ecs": "v20140526", "kms": "v20160120"}
# It was written before these things were deprecated.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:aliyunsdkcore"),
    # Its old urllib3 does not find SNI in newer Pythons; the proxy knows the host from CONNECT.
    pytest.mark.filterwarnings("ignore:An HTTPS request has been made, but the SNI"),
]


def load(name: str) -> Any:
    """A module of the SDK; its vendored packages do not import on every Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return import_module(name)
        except (ImportError, AttributeError) as problem:
            pytest.skip(f"the older SDK does not import here: {problem}")


def request(product: str, action: str, protocol: str = "http", **parameters: Any) -> Any:
    name = f"aliyunsdk{product}.request.{VERSIONS[product]}.{action}Request"
    made = getattr(load(name), f"{action}Request")()
    made.set_protocol_type(protocol)
    made.set_endpoint(f"{product}.cn-beijing.aliyuncs.com")
    made.set_accept_format("json")
    for parameter, value in parameters.items():
        getattr(made, f"set_{parameter}")(value)
    return made


@pytest.fixture
def client(emu: Harness) -> Iterator[Any]:
    made = connected(emu)
    yield made
    made.session.close()


def connected(emu: Harness, secret: str = "", **more: Any) -> Any:
    kind = load("aliyunsdkcore.client").AcsClient
    proxy = {"http": emu.url, "https": emu.url}
    return kind("operator", secret or SECRETS["operator"], "cn-beijing", proxy=proxy, auto_retry=False, **more)


def call(client: Any, made: Any) -> dict[str, Any]:
    return dict(json.loads(client.do_action_with_exception(made)))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_images_are_listed(emu: Harness, client: Any, method: str) -> None:
    made = request("ecs", "DescribeImages", PageSize=100, ImageOwnerAlias="self")
    made.set_method(method)
    images = call(client, made)["Images"]["Image"]
    assert {"m-plain", "m-cmk"} <= {image["ImageId"] for image in images}
    assert (emu.log()[-1]["action"], emu.log()[-1]["principal"]) == ("DescribeImages", "operator")


def test_an_image_is_copied_and_shared(emu: Harness, client: Any) -> None:
    emu.set(copy_seconds=0)
    wish = {"ImageId": "m-service", "DestinationRegionId": "cn-beijing", "Encrypted": True, "KMSKeyId": "key-bj"}
    made = call(client, request("ecs", "CopyImage", **wish))["ImageId"]
    call(client, request("ecs", "ModifyImageSharePermission", ImageId=made, AddAccounts=["2000000000000002"]))
    shown = call(client, request("ecs", "DescribeImageSharePermission", ImageId=made))
    assert [account["AliyunId"] for account in shown["Accounts"]["Account"]] == ["2000000000000002"]


def test_tags_are_lists_of_structures(emu: Harness, client: Any) -> None:
    tags = [{"Key": "a", "Value": "b c/+*~"}]
    call(client, request("ecs", "TagResources", ResourceType="image", ResourceIds=["m-plain"], Tags=tags))
    assert emu.image("m-plain")["Tags"]["Tag"] == [{"TagKey": "a", "TagValue": "b c/+*~"}]


def test_a_key_is_described(emu: Harness, client: Any) -> None:
    assert call(client, request("kms", "DescribeKey", KeyId="key-bj"))["KeyMetadata"]["Creator"] == OWNER
    assert emu.log()[-1]["host"] == "kms.cn-beijing.aliyuncs.com"


def test_a_launch_template_is_read_with_the_keys_of_its_disk(emu: Harness, client: Any) -> None:
    data = {"ImageId": "m-plain", "SystemDisk": {"Encrypted": "true", "KMSKeyId": "key-bj"}}
    emu.control("POST", "reset", with_beijing(launch_templates=[{"id": "lt-1", "versions": [{"data": data}]}]))
    found = call(client, request("ecs", "DescribeLaunchTemplateVersions", LaunchTemplateId="lt-1"))
    shown = found["LaunchTemplateVersionSets"]["LaunchTemplateVersionSet"][0]["LaunchTemplateData"]
    assert (shown["ImageId"], shown["SystemDisk.KMSKeyId"]) == ("m-plain", "key-bj")


def test_an_error_has_its_code_and_status(client: Any) -> None:
    wrong = load("aliyunsdkcore.acs_exception.exceptions").ServerException
    with pytest.raises(wrong) as caught:
        call(client, request("kms", "DescribeKey", KeyId="key-none"))
    assert (caught.value.get_http_status(), caught.value.get_error_code()) == (404, "Forbidden.KeyNotFound")
    assert caught.value.get_request_id() != ""


def test_a_wrong_secret_is_refused(emu: Harness) -> None:
    client = connected(emu, secret="wrong")
    exceptions = load("aliyunsdkcore.acs_exception.exceptions")
    # The SDK compares the string to sign in the answer with its own, and says so if only the secret can be wrong.
    with pytest.raises((exceptions.ServerException, exceptions.ClientException)) as caught:
        call(client, request("ecs", "DescribeRegions"))
    assert caught.value.get_error_code() in ("SignatureDoesNotMatch", "InvalidAccessKeySecret")
    client.session.close()


def test_it_works_over_https(emu: Harness, tmp_path: Path) -> None:
    _status, _headers, pem = emu.raw("GET", "/_emulator/ca", {})
    ca = tmp_path / "ca.pem"
    ca.write_bytes(pem)
    client = connected(emu, verify=str(ca), port=443)
    assert call(client, request("ecs", "DescribeImages", protocol="https"))["TotalCount"] > 0
    client.session.close()


def test_its_variable_names_the_authority(emu: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator's README lists it as the only one."""
    ca = tmp_path / "ca.pem"
    ca.write_bytes(emu.raw("GET", "/_emulator/ca", {})[2])
    exceptions = load("aliyunsdkcore.acs_exception.exceptions")
    listed = request("ecs", "DescribeImages", protocol="https")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(ca))
    client = connected(emu, port=443)
    with pytest.raises(exceptions.ClientException):
        call(client, listed)
    client.session.close()
    monkeypatch.setenv("ALIBABA_CLOUD_CA_BUNDLE", str(ca))
    client = connected(emu, port=443)
    assert call(client, request("ecs", "DescribeImages", protocol="https"))["TotalCount"] > 0
    client.session.close()
