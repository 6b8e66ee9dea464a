# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration without any library: requests signed and sent over one kept connection, answers hardly read.

Copies, polls, tags, shares and reads back, one call after the other, with the standard library alone. Nothing that
calls an API from Python can cost much less. Signatures follow the vendor's page on ACS3-HMAC-SHA256.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tests.bench.worlds import CONSUMER, HOME

HOST = f"ecs.{HOME}.aliyuncs.com"
VERSION = "2014-05-26"
EMPTY = hashlib.sha256(b"").hexdigest()
SIGNED = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"


class Connection:
    """A kept connection to the emulator as a proxy."""

    def __init__(self) -> None:
        host, port = os.environ["ALIBABA_CLOUD_EMULATOR_URL"].removeprefix("http://").split(":")
        self.socket = socket.create_connection((host, int(port)))
        self.key = os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"]
        self.secret = os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"].encode()
        self.calls = 0

    def call(self, action: str, **parameters: str) -> dict[str, Any]:
        """Make one call. Raises RuntimeError with the answer of a call that is refused."""
        self.socket.sendall(self._request(action, {"RegionId": HOME, **parameters}))
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.socket.recv(65536)
        head, _end, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += self.socket.recv(65536)
        if b" 200 " not in head[:16]:
            raise RuntimeError(body.decode())
        answer: dict[str, Any] = json.loads(body)
        return answer

    def _request(self, action: str, parameters: Mapping[str, str]) -> bytes:
        self.calls += 1
        date, nonce = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), f"{os.getpid()}-{time.time_ns()}-{self.calls}"
        query = "&".join(f"{quote(name, safe='')}={quote(parameters[name], safe='')}" for name in sorted(parameters))
        headers = (
            f"host:{HOST}\nx-acs-action:{action}\nx-acs-content-sha256:{EMPTY}\nx-acs-date:{date}\n"
            f"x-acs-signature-nonce:{nonce}\nx-acs-version:{VERSION}\n"
        )
        canonical = hashlib.sha256(f"POST\n/\n{query}\n{headers}\n{SIGNED}\n{EMPTY}".encode()).hexdigest()
        signature = hmac.digest(self.secret, f"ACS3-HMAC-SHA256\n{canonical}".encode(), "sha256").hex()
        sent = headers.replace("\n", "\r\n")
        return (
            f"POST http://{HOST}/?{query} HTTP/1.1\r\n{sent}content-length:0\r\nauthorization:ACS3-HMAC-SHA256 "
            f"Credential={self.key},SignedHeaders={SIGNED},Signature={signature}\r\n\r\n"
        ).encode()


def main() -> None:
    connection = Connection()
    copies: list[str] = []
    for number in range(int(sys.argv[1])):
        source = f"m-{HOME}-{number:05}"
        name = {"DestinationImageName": f"{source}-cmk", "ClientToken": f"bench-{source}"}
        key = {"DestinationRegionId": HOME, "Encrypted": "true", "KMSKeyId": f"key-{HOME}"}
        copies.append(connection.call("CopyImage", ImageId=source, **name, **key)["ImageId"])
    states = {"ImageOwnerAlias": "self", "Status": "Creating,Waiting"}
    while connection.call("DescribeImages", **states)["TotalCount"]:
        time.sleep(1)
    for start in range(0, len(copies), 50):
        ids = {f"ResourceId.{number}": copy for number, copy in enumerate(copies[start : start + 50], 1)}
        connection.call("TagResources", ResourceType="image", **ids, **{"Tag.1.Key": "run", "Tag.1.Value": "bench"})
    for copy in copies:
        connection.call("ModifyImageSharePermission", ImageId=copy, **{"AddAccount.1": CONSUMER})
        connection.call("DescribeImageSharePermission", ImageId=copy)


if __name__ == "__main__":
    main()
