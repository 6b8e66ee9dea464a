# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Compare an audit of all sites with its baseline: say it, keep it for the record, fail on what is not wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...module_utils._audit.changes import change_lines, changes, limited, states
from ...module_utils._audit.comparison import COLUMNS, cells, change_stops, compare, counts
from ...module_utils._core.tables import table_lines
from ...module_utils._migration.wording import choice_text
from ...module_utils._model.errors import InvalidInput
from ...module_utils._reports.record import LATEST
from ...module_utils._variables.baseline import CHANGES
from .._baseline import Earlier, find_baseline, last_audit, last_heads
from .._record_audit import all_images
from .failures import StepFailed
from .site import Site

SHOWN_AT_MOST = 20
# What a record keeps of one comparison, and of earlier audits.
KEPT_AT_MOST = 1000
TREND = 9


def check_baseline(site: Site) -> None:
    """Refuse a baseline that cannot be read, before anything is looked at. Raises StepFailed, InvalidInput."""
    values = site.values
    given, directory = values["baseline"], values["report_dir"]
    asked = [kind for kind in CHANGES if kind in values["fail_on"]]
    if given in ("", LATEST) and not directory and (given or asked):
        what = f"images_baseline: {LATEST}" if given else f"images_fail_on: {asked[0]}"
        raise StepFailed(
            f"{what} needs the records of earlier audits. Give images_report_dir, or an audit.json as images_baseline."
        )
    if given not in ("", LATEST):
        earlier = find_baseline(given, directory, choice_text(values) if len(site.hosts) == 1 else "")
        if earlier.sites and earlier.sites.isdisjoint(site.hosts):
            whose = ", ".join(sorted(earlier.sites))
            raise InvalidInput("images_baseline", given, f"is of {whose} alone", "Compare audits of the same sites.")


def compare_audits(
    site: Site, audits: Sequence[Mapping[str, Any]], joined: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """Return lines for people and artifacts. Findings of images_fail_on fail this site at the end."""
    directory, which = site.values["report_dir"], (joined["choice"], joined["audited"])
    trend = last_heads(directory, *which, TREND) if directory else []
    site.state["compared"] = {"trend": [_of_trend(head) for head in trend]}
    earlier = _baseline(site, joined)
    if not earlier:
        if not directory and not site.is_in_awx:
            return [], {}
        where = f"in {directory}" if directory else "(images_report_dir is not given)"
        lines = [f"nothing to compare with: no earlier audit of the same images {where}"]
        site.say_all(*lines)
        return lines, {}
    before = earlier.of_sites(joined["audited"])
    now = earlier.comparable(states(all_images(audits)))
    found, rows = changes(before, now), compare(before, now)
    lines = [*change_lines(found, earlier.run), *_not_compared(earlier, joined["audited"])]
    site.state["compared"] |= {
        "since": earlier.run,
        "finished": earlier.finished,
        "changes": rows[:KEPT_AT_MOST],
        "left_out": len(rows[KEPT_AT_MOST:]),
    }
    site.say_all(*lines, *_table(rows))
    for text in change_stops(rows, site.values["fail_on"], earlier.run):
        site.record_failure(f"images_fail_on: {text}")
    return lines, {"image_changes": {"since": earlier.run, **limited(found)}, "image_findings": counts(rows)}


def _baseline(site: Site, joined: Mapping[str, Any]) -> Earlier | None:
    given, directory = site.values["baseline"], site.values["report_dir"]
    if given not in ("", LATEST):
        return find_baseline(given, directory, joined["choice"])
    return last_audit(directory, joined["choice"], joined["audited"]) if directory else None


def _not_compared(earlier: Earlier, audited: Sequence[str]) -> list[str]:
    """Return that sites are not in the baseline, if some are not."""
    others = [name for name in audited if earlier.sites and name not in earlier.sites]
    return [f"not compared, since they are not in {earlier.run}: {', '.join(others)}"] if others else []


def _table(rows: Sequence[Mapping[str, str]]) -> list[str]:
    lines = table_lines(COLUMNS, [cells(row) for row in rows[:SHOWN_AT_MOST]], whole=("id",))
    more = len(rows) - SHOWN_AT_MOST
    return [*lines, f"and {more} more changes"] if more > 0 else lines


def _of_trend(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a trend shows of an audit."""
    summary = head["summary"]
    return {
        "run": head.get("run", ""),
        "finished": head.get("finished", ""),
        **{key: summary[key] for key in ("total", "verdicts", "encryption")},
    }
