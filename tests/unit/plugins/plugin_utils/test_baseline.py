# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an audit is compared with is found by a run or a path, or it is said why it is not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._reports.record import as_text
from plugins.plugin_utils._baseline import find_baseline, last_audit, last_heads

IMAGE = {
    "image_id": "m-1", "name": "web", "region": "cn-beijing", "site": "prod", "verdict": "shareable",
    "encryption": "customer_key", "shared_with": [], "disks": [], "reasons": [],
}  # fmt: skip
ROW = {
    **{key: IMAGE[key] for key in ("name", "region", "site", "verdict", "encryption", "shared_with")},
    "image_id": "m-9", "shared_before": [], "new_image_id": None, "destination_region": "cn-beijing",
}  # fmt: skip


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Three audits, one of another choice, and the report of a run."""
    for number, (run, choice) in enumerate([("monday", "web-*"), ("tuesday", "api-*"), ("friday", "web-*")]):
        audit = {"run": run, "finished": f"day {number}", "choice": choice, "audited": ["prod"], "images": [IMAGE]}
        write(tmp_path / f"{run}-audit" / "audit.json", audit)
        os.utime(tmp_path / f"{run}-audit" / "audit.json", (number, number))
    write(tmp_path / "moved" / "report.json", {"run": "moved", "sites": [{"site": "prod"}], "images": [ROW]})
    return tmp_path


def write(path: Path, record: dict[str, Any]) -> None:
    path.parent.mkdir()
    path.write_text(as_text(record))


def test_the_last_audit_of_the_same_images_is_the_baseline_by_default(records: Path) -> None:
    earlier = last_audit(str(records), "web-*", ["prod"])

    assert earlier
    assert (earlier.run, list(earlier.states)) == ("friday", ["m-1"])
    assert last_audit(str(records), "web-*", ["other"]) is None
    assert last_audit(str(records / "nowhere"), "web-*", ["prod"]) is None
    assert [head["run"] for head in last_heads(str(records), "web-*", ["prod"], 9)] == ["monday", "friday"]
    assert [head["run"] for head in last_heads(str(records), "web-*", ["prod"], 1)] == ["friday"]


@pytest.mark.parametrize(
    "change", [{"site": ["prod"]}, {"disks": 5}, {"shared_with": [1, "2"]}, {"image_id": None}], ids=str
)
def test_an_audit_that_is_broken_is_passed_over(records: Path, change: dict[str, Any]) -> None:
    head = {"run": "sunday", "finished": "day 7", "choice": "web-*", "audited": ["prod"]}
    write(records / "sunday-audit" / "audit.json", {**head, "images": [{**IMAGE, **change}]})
    earlier = last_audit(str(records), "web-*", ["prod"])
    assert earlier
    assert earlier.run == "friday"


@pytest.mark.parametrize(
    ("given", "run"),
    [("monday", "monday"), ("moved", "moved"), ("{0}/monday-audit", "monday"), ("{0}/moved/report.json", "moved")],
)
def test_a_baseline_is_named_by_its_run_or_by_a_path(records: Path, given: str, run: str) -> None:
    assert find_baseline(given.format(records), str(records), "web-*").run == run


def test_a_baseline_by_its_path_needs_no_directory_of_records(records: Path) -> None:
    assert find_baseline(str(records / "monday-audit" / "audit.json"), "", "web-*").run == "monday"


def test_sites_that_only_one_of_both_saw_are_not_compared(records: Path) -> None:
    earlier = find_baseline("monday", str(records), "web-*")

    assert earlier.of_sites(["prod", "other"]) == earlier.states
    assert earlier.of_sites(["other"]) == {}
    assert earlier.comparable(earlier.states) == earlier.states


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("sunday", r"is neither a run with a record \(.* has audits of tuesday, monday, friday\) nor a file"),
        ("tuesday", r"is of api-\*, not of web-\*"),
        ("{0}/broken.json", "cannot be read: .* is broken"),
        ("{0}/list.json", "has no list images"),
        ("{0}/other.json", "has other images"),
        ("{0}/rows.json", "has other images"),
        ("{0}/nested.json", "has other images"),
    ],
)
def test_what_cannot_be_a_baseline_is_refused(records: Path, given: str, why: str) -> None:
    (records / "broken.json").write_text("{")
    (records / "list.json").write_text("[]")
    (records / "other.json").write_text(json.dumps({"images": [{"disks": []}]}))
    (records / "rows.json").write_text(json.dumps({"images": [{"image_id": 5}]}))
    (records / "nested.json").write_text(json.dumps({"images": [{**IMAGE, "site": ["prod"]}]}))

    with pytest.raises(InvalidInput, match=f"images_baseline.*{why}"):
        find_baseline(given.format(records), str(records), "web-*")
