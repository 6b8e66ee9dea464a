# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A migration with nothing around it: copy with threads, poll, tag, share, read back. No checks, no retry, no proof."""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from alibabacloud_ecs20140526 import models as ecs
from alibabacloud_ecs20140526.client import Client as Ecs

from tests.bench.raw.clients import HOME, config

THREADS = 16
CONSUMER = "2000000000000002"


def main() -> None:
    client = Ecs(config(HOME, THREADS))
    sources = [f"m-{HOME}-{number:05}" for number in range(int(sys.argv[1]))]

    def copy(image_id: str) -> str:
        request = ecs.CopyImageRequest(
            region_id=HOME,
            image_id=image_id,
            destination_region_id=HOME,
            destination_image_name=f"{image_id}-cmk",
            encrypted=True,
            kmskey_id=f"key-{HOME}",
            client_token=f"bench-{image_id}",
        )
        return str(client.copy_image(request).body.image_id)

    def share(image_id: str) -> None:
        client.modify_image_share_permission(
            ecs.ModifyImageSharePermissionRequest(region_id=HOME, image_id=image_id, add_account=[CONSUMER])
        )
        client.describe_image_share_permission(
            ecs.DescribeImageSharePermissionRequest(region_id=HOME, image_id=image_id)
        )

    with ThreadPoolExecutor(THREADS) as pool:
        copies = list(pool.map(copy, sources))
        while client.describe_images(
            ecs.DescribeImagesRequest(region_id=HOME, image_owner_alias="self", status="Creating,Waiting")
        ).body.total_count:
            time.sleep(1)
        for start in range(0, len(copies), 50):
            request = ecs.TagResourcesRequest(
                region_id=HOME,
                resource_type="image",
                resource_id=copies[start : start + 50],
                tag=[ecs.TagResourcesRequestTag(key="run", value="bench")],
            )
            client.tag_resources(request)
        list(pool.map(share, copies))


if __name__ == "__main__":
    main()
