# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The calls of an inspection with nothing around them: lists of 100, each key once, shares of those that are shared."""

from __future__ import annotations

import json

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_kms20160120 import models as kms
from alibabacloud_kms20160120.client import Client as Kms

from tests.bench.raw.clients import HOME, config

STATUSES = "Creating,Waiting,Available,UnAvailable,CreateFailed,Deprecated"


def main() -> None:
    client = Ecs(config(HOME))
    images = []
    page = 1
    while True:
        request = ecs.DescribeImagesRequest(
            region_id=HOME, image_owner_alias="self", status=STATUSES, page_number=page, page_size=100
        )
        body = client.describe_images(request).body
        images += body.images.image
        if len(images) >= body.total_count:
            break
        page += 1
    ids = [disk.snapshot_id for image in images for disk in image.disk_device_mappings.disk_device_mapping]
    keys = set()
    for start in range(0, len(ids), 100):
        wanted = ecs.DescribeSnapshotsRequest(
            region_id=HOME, snapshot_ids=json.dumps(ids[start : start + 100]), max_results=100
        )
        keys |= {item.kmskey_id for item in client.describe_snapshots(wanted).body.snapshots.snapshot}
    keeper = Kms(config(HOME))
    for key in keys:
        keeper.describe_key(kms.DescribeKeyRequest(key_id=key))
    for image in images:
        if image.is_self_shared.lower() == "true":
            client.describe_image_share_permission(
                ecs.DescribeImageSharePermissionRequest(region_id=HOME, image_id=image.image_id)
            )


if __name__ == "__main__":
    main()
