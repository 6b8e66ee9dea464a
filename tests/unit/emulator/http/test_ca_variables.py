# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which variable gives a client the emulator's authority, as the README lists them. Source: the clients themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ..support import Harness

VARIABLES = ("ALIBABA_CLOUD_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
ASK = "https://ecs.cn-beijing.aliyuncs.com/?Action=DescribeRegions&Version=2014-05-26"
NEWER = """
import os
from alibabacloud_ecs20140526.client import Client
from alibabacloud_ecs20140526.models import DescribeRegionsRequest
from alibabacloud_tea_openapi.utils_models import Config
client = Client(Config(access_key_id="operator", access_key_secret="secret-of-operator", protocol="https",
                       https_proxy=os.environ["HTTPS_PROXY"], endpoint="ecs.cn-beijing.aliyuncs.com"))
print(client.describe_regions(DescribeRegionsRequest()).body.to_map())
"""
REQUESTS = f"import requests; print(requests.get({ASK!r}).text)"
URLLIB = f"""
import urllib.error, urllib.request
try:
    urllib.request.urlopen({ASK!r})
except urllib.error.HTTPError as error:
    print(error.read())
"""


@pytest.fixture
def environment(emu: Harness, tmp_path: Path) -> dict[str, str]:
    """The proxy alone; the authority is in `ca.pem` beside it."""
    (tmp_path / "ca.pem").write_bytes(emu.raw("GET", "/_emulator/ca", {})[2])
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and name not in VARIABLES}
    return {**kept, "HTTPS_PROXY": emu.url, "PYTHONWARNINGS": "ignore"}


@pytest.mark.parametrize(
    ("code", "taken"),
    [
        pytest.param(NEWER, (), id="typed SDK"),
        pytest.param(REQUESTS, ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"), id="requests"),
        pytest.param(URLLIB, ("SSL_CERT_FILE",), id="urllib"),
    ],
)
def test_each_client_takes_its_variables_and_no_other(
    emu: Harness, tmp_path: Path, environment: dict[str, str], code: str, taken: tuple[str, ...]
) -> None:
    ca = str(tmp_path / "ca.pem")
    others = {name: ca for name in VARIABLES if name not in taken}
    for variables in (others, *({name: ca} for name in taken)):
        before = len(emu.log())
        subprocess.run(
            [sys.executable, "-c", code], env={**environment, **variables}, capture_output=True, timeout=60, check=False
        )
        assert len(emu.log()) - before == (0 if variables is others else 1), variables
