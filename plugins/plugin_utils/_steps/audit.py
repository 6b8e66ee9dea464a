# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Audit: which key encrypts each image, whether it can be shared, and why not. Nothing is decided or written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...module_utils._audit.findings import shared_outside, stops, uncovered
from ...module_utils._core.tables import table_lines
from ...module_utils._migration.wording import count_of
from .failures import StepFailed
from .look import selection
from .site import Site
from .state import scratch_path

# Verdicts in the order of the table: what cannot be shared first.
ORDER = ("blocked", "unknown", "needs_copy", "shareable")
IMAGE_COLUMNS = ("image", "region", "encryption", "key", "verdict", "why")


def audit(site: Site) -> dict[str, Any]:
    """Look at the images and say what is found. Findings of images_fail_on fail the site at the end."""
    site.begin()
    values = site.values
    check_findings(values)
    found = site.need(
        "image_info",
        # Ids that no site has are found by the list.
        result="full" if values["ids"] else "auto",
        missing="ignore",
        regions=values["regions"] or None,
        share_accounts=values["share_accounts"] or None,
        share_quota=values["share_quota"],
        allowed_accounts=values["allowed_accounts"] or None,
        coverage_families=values["coverage_families"] or None,
        encryption_defaults=values["encryption_defaults"],
        result_file=str(scratch_path(site.name, "audit")) if values["report_dir"] else None,
        **selection(site),
    )
    kept = {key: found.get(key, []) for key in ("images", "encryption_defaults", "coverage")} | {
        "summary": found["summary"]
    }
    # The terminal and the page show the images that are listed here; the record gets all of them from the file.
    site.state["audit"] = kept | {
        "file": found.get("result_file", ""),
        "site": site.name,
        "emulator": site.is_emulated,
        "made": site.now(),
    }
    show(site, kept)
    for text in stops(kept, values["fail_on"]):
        site.record_failure(f"images_fail_on: {text}")
    return {"summary": found["summary"]}


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
    rows = [
        [
            image["name"] or image["image_id"],
            image["region"] if len(summary["regions"]) > 1 else "",
            image["encryption"],
            image["disks"][0].get("kms_key_id", "") if image["disks"] else "",
            image["verdict"],
            image["reasons"][0]["message"] if image["reasons"] else "",
        ]
        for image in images
    ]
    site.say(*table_lines(IMAGE_COLUMNS, rows))
    accounts = [
        [image["name"], image["region"], item["account_id"], item["verdict"], item["reasons"][0]["message"]]
        for image in images
        for item in image["accounts"]
    ]
    if accounts:
        site.say(
            "for these accounts it is different:",
            *table_lines(("image", "region", "account", "verdict", "why"), accounts),
        )
    outside = shared_outside(found["images"], site.values["allowed_accounts"])
    if outside:
        columns = ("name", "image_id", "region", "accounts")
        site.say(
            "shared outside images_allowed_accounts:",
            *table_lines(
                ("image", "id", "region", "with"), [[row[key] for key in columns] for row in outside], whole=("id",)
            ),
        )
    defaults = [
        [
            row["region"],
            row["enabled"],
            row["kms_key_id"],
            row["key_type"],
            row["reasons"][0]["message"] if row["reasons"] else "",
        ]
        for row in found["encryption_defaults"]
    ]
    if defaults:
        site.say("new disks:", *table_lines(("region", "encrypted", "key", "type", "why"), defaults))
    lacking = [
        [row["region"], row["family"], row["instances"], row["reasons"][0]["message"] if row["reasons"] else ""]
        for row in uncovered(found["coverage"])
    ]
    if lacking:
        site.say("families that instances lack:", *table_lines(("region", "family", "instances", "why"), lacking))
