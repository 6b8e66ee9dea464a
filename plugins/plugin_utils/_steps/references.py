# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Find who uses images, and say it: a table for each site, one record for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._core.tables import table_lines
from ...module_utils._migration.wording import choice_text, count_of
from ...module_utils._reports.columns import OF_REFERENCES
from .._record import record_files
from .._record_files import collection_version
from .choice import is_chosen
from .failures import StepFailed
from .look import selection
from .site import Site

COLUMNS = ("user", "id", "image", "launches", "how", "new image")
KIND = "references"


def references(site: Site) -> dict[str, Any]:
    """Search one site. The states in images_references_fail_on fail it at the end."""
    site.begin()
    values = site.values
    found = site.need(
        "image_reference_info",
        image_ids=chosen_ids(site),
        image_map=values["map"] or None,
        kinds=values["reference_kinds"],
    )
    kept = {key: found[key] for key in ("account_id", "region", "images", "references", "kinds")}
    site.state[KIND] = kept | {"site": site.name, "emulator": site.is_emulated}
    show(site, kept)
    for text in findings(kept, values["references_fail_on"]):
        site.record_failure(f"images_references_fail_on: {text}")
    return {"references": len(kept["references"]), "unknown": unknown_kinds(kept)}


def chosen_ids(site: Site) -> list[str]:
    """Return the ids that are chosen. Those given as ids may be gone; others are looked up. Raises StepFailed."""
    values = site.values
    if not (is_chosen(site) or values["all"] or values["map"]):
        raise StepFailed(
            "No images are chosen. Give images_ids, images_map, images_names, images_tags or images_families, "
            "or images_all: true for every image of the region."
        )
    if not any(values[name] for name in ("names", "tags", "families", "all")):
        return list(values["ids"])
    images = site.need("image_info", result="full", missing="ignore", **selection(site))["images"]
    if not images and not values["map"] and not values["allow_empty"]:
        raise StepFailed(
            f"No image matches {choice_text(values)}, so nothing was searched. "
            "Correct the choice, or set images_allow_empty: true if an empty match is expected."
        )
    return [image["image_id"] for image in images]


def unknown_kinds(found: Mapping[str, Any]) -> list[str]:
    """Return the kinds that could not be searched as a whole."""
    return [row["kind"] for row in found["kinds"] if row["state"] == "unknown"]


def findings(found: Mapping[str, Any], fail_on: list[str]) -> list[str]:
    """Return what images_references_fail_on names and was found."""
    texts = []
    used = sum(1 for image in found["images"] if image["references"])
    if "used" in fail_on and used:
        texts.append(f"{count_of(used, 'image')} in {found['region']} {'has' if used == 1 else 'have'} users.")
    unknown = unknown_kinds(found)
    if "unknown" in fail_on and unknown:
        texts.append(f"{', '.join(unknown)} could not be searched in {found['region']}.")
    return texts


def show(site: Site, found: Mapping[str, Any]) -> None:
    """Print the users, and what is unknown with its remedy."""
    active = sum(item["active"] for item in found["references"])
    images = count_of(len(found["images"]), "image")
    users = count_of(len(found["references"]), "user")
    site.say(f"{images} in {found['region']}: {users}{f', {active} in use today' if users != '0 users' else ''}")
    rows = [
        [
            item["name"] or item["id"],
            item["id"],
            item["image_id"],
            "yes" if item["active"] else "no",
            how(item),
            item["new_image_id"],
        ]
        for item in found["references"]
    ]
    site.say(*table_lines(COLUMNS, rows, whole=("id", "image")))
    for row in found["kinds"]:
        for item in row["reasons"]:
            site.say(f"unknown  {row['kind']}: {item['message']}. {item['remedy']}")


def how(item: Mapping[str, Any]) -> str:
    """Return how a user names the image."""
    kind = str(item["type"]).replace("_", " ").removeprefix("image ").replace("oos ", "OOS ")
    if item["type"] == "launch_template_version":
        marks = [word for word, holds in (("default", item["is_default"]), ("latest", item["is_latest"])) if holds]
        kind = f"version {item['version']}" + (f" ({', '.join(marks)})" if marks else "")
    return f"{kind}, {item['through']}" if item["through"] else kind


def references_result(site: Site) -> dict[str, Any]:
    """Write the record of all sites once. Failures are left to the step `end`."""
    if site.speaks_for_all and site.values["report_dir"]:
        return {"record": write(site)}
    return {}


def write(site: Site) -> str:
    """Write `references.json` and `references.csv`, and return their directory."""
    sites = [state[KIND] for _host, state in site.others() if KIND in state]
    rows = [{"site": part["site"], **item} for part in sites for item in part["references"]]
    with record_files(site.values["report_dir"], site.run_name, KIND) as files:
        files.write(
            f"{KIND}.json",
            {
                "kind": KIND,
                "run": site.run_name,
                "collection": collection_version(),
                "made": site.now(),
                "sites": [{key: value for key, value in part.items() if key != KIND} for part in sites],
                "references": rows,
            },
        )
        files.write_csv(f"{KIND}.csv", rows, OF_REFERENCES)
    directory = f"{site.values['report_dir']}/{site.run_name}-{KIND}"
    site.say_all(f"report   {directory}/{KIND}.json")
    return directory
