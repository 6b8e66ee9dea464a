# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Audit: which key encrypts each image, whether it can be shared, and why not. Nothing is decided or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ...module_utils._audit.findings import shared_outside, stops, uncovered
from ...module_utils._audit.replaced import counted, replacements, with_replaced
from ...module_utils._audit.summary import listed_of
from ...module_utils._calibration.document import images_with_results
from ...module_utils._core.tables import table_lines
from ...module_utils._migration.wording import choice_text, count_of
from ...module_utils._reports.record import lines_read
from .calibrated import calibration_of
from .choice import is_chosen, is_standing
from .compare import check_baseline
from .failures import StepFailed
from .look import selection
from .site import Site
from .stand_ins import all_copies
from .state import scratch_path

# Verdicts in the order of the table: what cannot be shared first.
ORDER = ("blocked", "unknown", "shareable_in_parts", "needs_copy", "replaced", "shareable")
IMAGE_COLUMNS = ("image", "region", "encryption", "key", "verdict", "why")


def audit(site: Site) -> dict[str, Any]:
    """Look at the images and say what is found. Findings of images_fail_on fail the site at the end."""
    site.begin()
    values, calibrated = site.values, calibration_of(site)
    check_findings(values)
    check_baseline(site)
    # A result of ten thousand images passes through Ansible for as long as reading them took, a file does not.
    in_file = site.is_local and not values["ids"]
    file = str(scratch_path(site.name, "audit")) if in_file or values["report_dir"] else None
    kept = found_images(site, file, in_file=in_file)
    replaced = replacements(kept["images"], copies_of(site, kept), values["share_accounts"])
    if replaced:
        kept["images"] = with_replaced(kept["images"], replaced)
        kept["summary"] = {**kept["summary"], "verdicts": counted(kept["summary"]["verdicts"], len(replaced))}
    if calibrated:
        kept["images"] = images_with_results(kept["images"], calibrated)
    is_kept = bool(values["report_dir"] or values["baseline"])
    # The terminal and the page show the images that are listed here; the record gets all of them from the file.
    site.state["audit"] = kept | {
        # Without a record or a baseline, later steps ask for chosen images alone.
        "images": kept["images"] if is_kept or values["ids"] else [],
        "file": file if is_kept else "",
        "replaced": replaced,
        "choice": choice_text(values),
        "site": site.name,
        "emulator": site.is_emulated,
        "made": site.now(),
        "calibrated": calibrated.date if calibrated else "",
    }
    show(site, kept)
    for text in stops(kept, values["fail_on"]):
        site.record_failure(f"images_fail_on: {text}")
    return {"summary": kept["summary"]}


def found_images(site: Site, file: str | None, *, in_file: bool) -> dict[str, Any]:
    """Return the images that are listed, their summary, and what else an audit asks for."""
    values = site.values
    found = site.need(
        "image_info",
        # Ids that no site has are found by the list.
        result="full" if values["ids"] else "file" if in_file else "auto",
        missing="ignore",
        regions=values["regions"] or None,
        share_accounts=values["share_accounts"] or None,
        share_quota=values["share_quota"],
        allowed_accounts=values["allowed_accounts"] or None,
        coverage_families=values["coverage_families"] or None,
        encryption_defaults=values["encryption_defaults"],
        result_file=file,
        **selection(site),
    )
    keys = ("images", "encryption_defaults", "coverage")
    kept = {key: found.get(key, []) for key in keys} | {"summary": found["summary"]}
    if file and in_file:
        kept["images"] = images_listed(file, found["summary"]["total"])
        kept["summary"] = {**found["summary"], "listed": len(kept["images"])}
    return kept


def copies_of(site: Site, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the copies that may stand for images: those listed, or all of the regions where only some are."""
    is_whole = not is_chosen(site) and not is_standing(site)
    if is_whole and len(found["images"]) == found["summary"]["total"]:
        return list(found["images"])
    return all_copies(site, found["images"], site.values["regions"])


def images_listed(file: str, total: int) -> list[dict[str, Any]]:
    """Return the images that are shown, of all that a file has."""
    with Path(file).open(encoding="utf-8") as lines:
        return listed_of(total, lines_read(lines))


def check_findings(values: Mapping[str, Any]) -> None:
    """Refuse findings that need another variable to be found. Raises StepFailed."""
    needs = {"shared_outside": "allowed_accounts", "uncovered": "coverage_families"}
    for finding, variable in needs.items():
        if finding in values["fail_on"] and not values[variable]:
            raise StepFailed(f"images_fail_on: {finding} needs images_{variable}. Give it, or leave {finding} out.")


def show(site: Site, found: Mapping[str, Any]) -> None:
    """Print what was found, a table for each kind of it."""
    summary = found["summary"]
    verdicts = ", ".join(
        f"{summary['verdicts'][verdict]} {verdict.replace('_', ' ')}"
        for verdict in ORDER
        if summary["verdicts"].get(verdict)
    )
    site.say(f"{count_of(summary['total'], 'image')}{': ' if verdicts else ''}{verdicts}")
    images = sorted(found["images"], key=lambda image: (ORDER.index(image["verdict"]), image["name"]))
    site.say(*table_lines(IMAGE_COLUMNS, [image_row(image, len(summary["regions"])) for image in images]))
    accounts = [
        [image["name"], image["region"], item["account_id"], item["verdict"], item["reasons"][0]["message"]]
        for image in images
        for item in image["accounts"]
    ]
    show_table(site, "for these accounts it is different:", ("image", "region", "account", "verdict", "why"), accounts)
    columns = ("name", "image_id", "region", "accounts")
    shared = shared_outside(found["images"], site.values["allowed_accounts"])
    outside = [[row[key] for key in columns] for row in shared]
    show_table(site, "shared outside images_allowed_accounts:", ("image", "id", "region", "with"), outside)
    defaults = [
        [row["region"], row["enabled"], row["kms_key_id"], row["key_type"], first_message(row)]
        for row in found["encryption_defaults"]
    ]
    show_table(site, "new disks:", ("region", "encrypted", "key", "type", "why"), defaults)
    lacking = [
        [row["region"], row["family"], row["instances"], first_message(row)] for row in uncovered(found["coverage"])
    ]
    show_table(site, "families that instances lack:", ("region", "family", "instances", "why"), lacking)


def image_row(image: Mapping[str, Any], regions: int) -> list[Any]:
    """Return the cells of an image. The region is left out where there is one for all."""
    return [
        image["name"] or image["image_id"],
        image["region"] if regions > 1 else "",
        image["encryption"],
        image["disks"][0].get("kms_key_id", "") if image["disks"] else "",
        image["verdict"],
        first_message(image),
    ]


def show_table(site: Site, title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table with its title, unless it has no rows. Ids are never cut."""
    if rows:
        site.say(title, *table_lines(header, rows, whole=("id",)))


def first_message(item: Mapping[str, Any]) -> str:
    """Return what the gravest reason says, empty without reasons."""
    return str(item["reasons"][0]["message"]) if item["reasons"] else ""
