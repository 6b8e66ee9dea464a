# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Write the plan: what would be done at all sites, to be read, approved, and applied unchanged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...module_utils._core.apply_files import opened_folder, replacing
from ...module_utils._core.tables import table_lines
from ...module_utils._migration.plan_file import plan_document, plan_report
from .._record import write_record
from .site import Site


def write_plan(site: Site) -> dict[str, Any]:
    """Show what is in the way over all sites, and write the plan as JSON and as a page."""
    if not site.speaks_for_all:
        return {}
    plans = [state["planned"] for _host, state in site.others() if state.get("planned")]
    blockers = [blocker for plan in plans for blocker in plan["blockers"]]
    rows = [[item["site"] if len(plans) > 1 else "", item["count"], item["why"], item["remedy"]] for item in blockers]
    site.say_all(*table_lines(("site", "images", "in the way", "what to do"), rows))
    path = Path(site.values["plan"]) if site.values["plan"] else None
    if plans and (directory := site.values["report_dir"]):
        reports = [plan_report(plan) for plan in plans]
        language = site.values["report_language"]
        written = write_record(directory, site.run_name, kind="plan", reports=reports, language=language)
        site.say_all(f"page     {written['page']}")
        path = path or Path(written["directory"]) / "plan.json"
    if path is None or not plans:
        return {}
    document = plan_document(plans)
    with opened_folder(str(path.parent)) as folder, replacing(path.name, folder) as file:
        file.write(f"{json.dumps(document, indent=2, sort_keys=True)}\n")
    site.say_all(
        f"plan     {path}",
        f"digest   {document['digest']}",
        f"apply    migrate_images -e images_plan={path} -e images_plan_digest={document['digest']}",
    )
    return {"plan": str(path)}
