# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a migration says of images that are shared in parts: which snapshot is which data disk."""

from __future__ import annotations

from collections.abc import Sequence

from .._core.tables import printable, table_lines
from .wording import Row, accounts_text


def parts_lines(parts: Sequence[Row]) -> list[str]:
    """Return a line for each image that is shared in parts, with its data disks and what is there of them."""
    lines = []
    for (name, region), group in by_image(parts).items():
        disks = ", ".join(
            f"{part['device']} ({part['size_gib']} GiB){' copied already' if part['state'] == 'available' else ''}"
            for part in group
        )
        noun = "a snapshot" if len(group) == 1 else "snapshots"
        lines.append(f"  in parts {printable(name)}: its system disk as an image in {region}, {disks} as {noun}")
    return lines


def snapshot_lines(rows: Sequence[Row]) -> list[str]:
    """Return a table of the snapshots that consumers get beside images: which disk of which image each is."""
    cells = [
        [
            row["name"] or row["image_id"],
            row["destination_region"],
            disk["device"],
            f"{disk['size_gib']} GiB",
            disk["snapshot_id"],
            accounts_text(disk["shared_with"]),
        ]
        for row in rows
        for disk in row.get("data_disks", ())
        if disk.get("snapshot_id")
    ]
    header = ["data disk of", "in", "device", "size", "snapshot", "shared with"]
    return table_lines(header, cells, whole=("snapshot",)) if cells else []


def by_image(parts: Sequence[Row]) -> dict[tuple[str, str], list[Row]]:
    """Return parts by the name of their image and the region."""
    found: dict[tuple[str, str], list[Row]] = {}
    for part in parts:
        found.setdefault((part["name"] or part["image_id"], part["destination_region"]), []).append(part)
    return found
