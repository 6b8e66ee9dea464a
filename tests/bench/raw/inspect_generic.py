# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The same inspection without the SDK's typed answers, which cost more CPU than the calls: bare dictionaries."""

from __future__ import annotations

import json
from typing import Any

from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_kms20160120.client import Client as Kms
from alibabacloud_tea_openapi.utils_models import OpenApiRequest, Params
from darabonba.runtime import RuntimeOptions

from tests.bench.raw.clients import HOME, config

STATUSES = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated"
VERSIONS = {Ecs: "2014-05-26", Kms: "2016-01-20"}


def call(client: Any, action: str, **query: str) -> dict[str, Any]:
    """One call of any action."""
    params = Params(
        action=action,
        version=VERSIONS[type(client)],
        protocol="HTTPS",
        pathname="/",
        method="POST",
        auth_type="AK",
        style="RPC",
        req_body_type="formData",
        body_type="json",
    )
    body: dict[str, Any] = client.call_api(params, OpenApiRequest(query=query), RuntimeOptions())["body"]
    return body


def main() -> None:
    client = Ecs(config(HOME))
    images: list[dict[str, Any]] = []
    page = 1
    query = {"RegionId": HOME, "ImageOwnerAlias": "self", "Status": STATUSES, "PageSize": "100"}
    while True:
        body = call(client, "DescribeImages", **query, PageNumber=str(page))
        images += body["Images"]["Image"]
        if len(images) >= body["TotalCount"]:
            break
        page += 1
    ids = [disk["SnapshotId"] for image in images for disk in image["DiskDeviceMappings"]["DiskDeviceMapping"]]
    keys = set()
    for start in range(0, len(ids), 100):
        batch = json.dumps(ids[start : start + 100])
        body = call(client, "DescribeSnapshots", RegionId=HOME, SnapshotIds=batch, MaxResults="100")
        keys |= {item["KMSKeyId"] for item in body["Snapshots"]["Snapshot"]}
    keeper = Kms(config(HOME))
    for key in keys:
        call(keeper, "DescribeKey", KeyId=key)
    for image in images:
        if image["IsSelfShared"].lower() == "true":
            call(client, "DescribeImageSharePermission", RegionId=HOME, ImageId=image["ImageId"])


if __name__ == "__main__":
    main()
