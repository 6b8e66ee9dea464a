# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The AMIs that are copied: `python -m tests.bench.raw.amis COUNT FILE` makes them and writes their ids."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import boto3


def main() -> None:
    client = boto3.client("ec2")
    disk = {"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 40, "VolumeType": "gp3"}}
    ids = [
        client.register_image(
            Name=f"image-{number:05}",
            Architecture="x86_64",
            RootDeviceName="/dev/sda1",
            VirtualizationType="hvm",
            BlockDeviceMappings=[disk],
        )["ImageId"]
        for number in range(int(sys.argv[1]))
    ]
    Path(sys.argv[2]).write_text(json.dumps(ids))


if __name__ == "__main__":
    main()
