# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Elastic Compute Service: importing this package declares its actions."""

from . import (
    attributes,
    copy_cancel,
    copying,
    disk_defaults,
    disks,
    dry_run_instances,
    families,
    image_create,
    image_delete,
    images,
    instances,
    regions,
    share_list,
    sharing,
    snapshot_copy,
    snapshot_delete,
    snapshots,
    tag_list,
    tags,
)

__all__ = [
    "attributes",
    "copy_cancel",
    "copying",
    "disk_defaults",
    "disks",
    "dry_run_instances",
    "families",
    "image_create",
    "image_delete",
    "images",
    "instances",
    "regions",
    "share_list",
    "sharing",
    "snapshot_copy",
    "snapshot_delete",
    "snapshots",
    "tag_list",
    "tags",
]
