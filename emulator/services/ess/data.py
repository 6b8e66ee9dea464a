# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a scaling configuration says: as calls write it, and as answers show it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...catalogue.catalogue import Spec, documented

SCALARS = (
    "CreditSpecification", "DeletionProtection", "DeploymentSetId", "HostName", "HttpEndpoint", "HttpTokens",
    "ImageFamily", "ImageId", "InstanceDescription", "InstanceName", "InternetChargeType", "InternetMaxBandwidthIn",
    "InternetMaxBandwidthOut", "KeyPairName", "PasswordInherit", "RamRoleName", "ResourceGroupId", "SecurityGroupId",
    "SpotDuration", "SpotStrategy", "UserData", "ZoneId",
)  # fmt: skip
DATA = (*SCALARS, "DataDisks", "InstanceTypes", "SecurityGroupIds", "SystemDisk", "Tags")
# In answers `SystemDisk.Category` is `SystemDiskCategory`, but `SystemDisk.DiskName` is `SystemDiskName`.
_DISK_NAMES = {"DiskName": "SystemDiskName"}


def data_specs() -> dict[str, Spec]:
    """The parameters of a configuration that are modelled, by name."""
    specs = documented()["ess", "ModifyScalingConfiguration"]
    # The tags are an object in JSON, which the vendor's models have as a text.
    return {name: Spec("Tags", "Map") if name == "Tags" else specs[name] for name in DATA}


def show_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data as answers have it: single lists, and the system disk's fields beside the others."""
    shown = {name: value for name, value in data.items() if name not in ("SystemDisk", "Tags")}
    for field, value in data.get("SystemDisk", {}).items():
        shown[_DISK_NAMES.get(field, f"SystemDisk{field}")] = value
    types = data.get("InstanceTypes", [])
    return {
        **shown,
        "InstanceType": types[0] if types else "",
        "InstanceTypes": types,
        "DataDisks": data.get("DataDisks", []),
        "Tags": [{"Key": key, "Value": value} for key, value in data.get("Tags", {}).items()],
    }
