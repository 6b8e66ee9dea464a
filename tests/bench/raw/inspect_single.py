# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The way of many scripts: for every image its own calls, for itself, its snapshots, their key, and its shares."""

from __future__ import annotations

import json
import sys

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs
from alibabacloud_kms20160120 import models as kms
from alibabacloud_kms20160120.client import Client as Kms

from tests.bench.raw.clients import HOME, config


def main() -> None:
    client, keeper = Ecs(config(HOME)), Kms(config(HOME))
    for number in range(int(sys.argv[1])):
        image_id = f"m-{HOME}-{number:05}"
        (image,) = client.describe_images(
            ecs.DescribeImagesRequest(region_id=HOME, image_id=image_id)
        ).body.images.image
        ids = [disk.snapshot_id for disk in image.disk_device_mappings.disk_device_mapping]
        found = client.describe_snapshots(ecs.DescribeSnapshotsRequest(region_id=HOME, snapshot_ids=json.dumps(ids)))
        for key in {snapshot.kmskey_id for snapshot in found.body.snapshots.snapshot}:
            keeper.describe_key(kms.DescribeKeyRequest(key_id=key))
        client.describe_image_share_permission(
            ecs.DescribeImageSharePermissionRequest(region_id=HOME, image_id=image_id)
        )


if __name__ == "__main__":
    main()
