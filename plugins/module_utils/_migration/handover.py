# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What other tools take over from a migration: the ids to use from now on, in the shapes they read."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]

# States in which an image can be used; not_proven is shared and only not seen by its consumer yet.
USABLE = ("ready", "not_proven")
DECLARATIONS = {
    "image_map": "For each region, the new id of each old one.",
    "image_ids": "For each region, the id to use of each image, by its name.",
}
NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9]+")


def image_ids(report: Report) -> dict[str, dict[str, str]]:
    """For each region the id to use of each image by its name.

    Of images of one name, at two sites the key is `<site>/<name>`, and at one site `<site>/<name>/<id of the source>`.
    """
    rows = [row for row in report.get("images", ()) if row["state"] in USABLE]
    names, at_sites = Counter(map(_key, rows)), Counter(map(_key_at_site, rows))
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        (region, name), of_site = _key(row), _key_at_site(row)[1]
        if names[region, name] > 1:
            name = of_site if at_sites[region, of_site] == 1 else f"{of_site}/{row['image_id']}"
        found.setdefault(region, {})[name] = row["new_image_id"] or row["image_id"]
    return found


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["destination_region"], row["name"] or row["image_id"]


def _key_at_site(row: Mapping[str, Any]) -> tuple[str, str]:
    region, name = _key(row)
    return region, f"{row['site']}/{name}"


def handover(report: Report, seconds: int) -> dict[str, Any]:
    """The files by name: text, or plain data to be written as JSON. `seconds` since 1970 are for the manifest."""
    values = {"image_map": report["image_map"], "image_ids": image_ids(report)}
    variables = {
        "variable": {
            name: {"type": "map(map(string))", "description": text, "default": {}}
            for name, text in DECLARATIONS.items()
        }
    }
    return {
        "image_map.json": values["image_map"],
        "images.auto.tfvars.json": values,
        "images_variables.tf.json": variables,
        "images.auto.pkrvars.json": values,
        "images_variables.pkr.json": variables,
        "images.manifest.json": manifest(report, seconds),
        "data_disks.json": data_disks(report),
        "image_map.txt": grep_list(report["image_map"]),
        "ros_mappings.json": {"Mappings": {"ImageMap": report["image_map"]}},
    }


def data_disks(report: Report) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """For each region and image that is shared in parts, the snapshots of its data disks, by the ids of their owner."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in report.get("images", ()):
        disks = [
            {name: disk[name] for name in ("device", "size_gib", "snapshot_id")}
            for disk in row.get("data_disks") or ()
            if disk.get("snapshot_id")
        ]
        if disks and row["state"] in USABLE:
            found.setdefault(row["destination_region"], {})[row["new_image_id"] or row["image_id"]] = disks
    return found


def grep_list(image_map: Mapping[str, Mapping[str, str]]) -> str:
    """Return a line for each old id with a tab and its new one, for what finds and replaces ids in code.

    An image that was copied to several regions has a line for each.
    """
    pairs = sorted({(old, new) for of_region in image_map.values() for old, new in of_region.items()})
    return "".join(f"{old}\t{new}\n" for old, new in pairs)


def manifest(report: Report, seconds: int) -> dict[str, Any]:
    """A file like that of Packer's post-processor `manifest`: a build for each image, with its ids in all regions."""
    run = str(report.get("run", ""))
    builds: dict[str, list[str]] = {}
    for region, ids in image_ids(report).items():
        for name, image_id in ids.items():
            builds.setdefault(name, []).append(f"{region}:{image_id}")
    return {
        "builds": [
            {
                "name": name,
                "builder_type": "imageops.alicloud",
                "build_time": seconds,
                "files": None,
                "artifact_id": ",".join(sorted(artifacts)),
                "packer_run_uuid": run,
                "custom_data": None,
            }
            for name, artifacts in builds.items()
        ],
        "last_run_uuid": run,
    }


def _names_of(sites: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the end of each site's artifacts; sites that would have the same get a digest of their name."""
    names = [str(one.get("site", "")) for one in sites]
    plain = {name: artifact_suffix(str(one.get("account") or ""), name) for name, one in zip(names, sites, strict=True)}
    count = Counter(plain.values())
    return {
        site: name if count[name] == 1 else f"{name}_{hashlib.sha256(site.encode()).hexdigest()[:8]}"
        for site, name in plain.items()
    }


def stats(report: Report, limit: int) -> dict[str, Any]:
    """What a workflow's next job gets of each site: how many ids its map has, and up to `limit` ids of all maps.

    The names hold account and site, because of two jobs' values of one name only the last survives.
    """
    sites = report.get("sites") or ({"site": ""},)
    names = _names_of(sites)
    found: dict[str, Any] = {}
    room = limit
    for one in sites:
        site = str(one.get("site", ""))
        rows = [row for row in report["images"] if row["site"] == site]
        mapped: dict[str, dict[str, str]] = {}
        for row in rows:
            if row["new_image_id"] and row["state"] in USABLE:
                mapped.setdefault(row["destination_region"], {})[row["image_id"]] = row["new_image_id"]
        count = sum(map(len, mapped.values()))
        name = names[site]
        found[f"image_count_{name}"] = count
        if count <= room:
            room -= count
            found[f"image_map_{name}"] = mapped
    return found


def artifact_suffix(account: str, site: str) -> str:
    """Return the end of an artifact's name. Of names that differ only in what names cannot hold, it holds a digest."""
    name = NOT_IN_NAMES.sub("_", site).strip("_") or ("" if site else "localhost")
    digest = hashlib.sha256(site.encode()).hexdigest()[:6] if not site.isascii() else ""
    return "_".join(part for part in (account, name, digest) if part)
