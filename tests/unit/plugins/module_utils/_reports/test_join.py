# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""One report of several."""

from __future__ import annotations

from typing import Any

from plugins.module_utils._reports.join import join_audits, join_reports


def report(**more: Any) -> dict[str, Any]:
    given = {
        "site": "one",
        "run": "run-1",
        "region": "cn-beijing",
        "check_mode": False,
        "emulator": False,
        "accounts": ["2"],
        "counts": {"copy": 1, "skip": 2},
        "image_map": {"cn-beijing": {"m-1": "m-2"}},
        "failures": [],
        "images": [{"image_id": "m-1"}],
    }
    return {**given, **more}


def test_one_report_stays_as_it_is_but_for_its_sites() -> None:
    joined = join_reports([report(made="now")])

    added = ("sites", "storage")
    assert {key: value for key, value in joined.items() if key not in added} == report(
        made="now", images=[{"image_id": "m-1", "copy_gib": 0, "copy_cost": None}]
    )
    assert joined["storage"]["copies_gib"] == 0
    assert joined["sites"] == [
        {
            "site": "one",
            "region": "cn-beijing",
            "run": "run-1",
            "check_mode": False,
            "emulator": False,
            "counts": {"copy": 1, "skip": 2},
            "failures": [],
        }
    ]


def test_reports_add_up() -> None:
    other = report(
        site="two",
        run="run-1",
        region="cn-shanghai",
        emulator=True,
        accounts=["3", "2"],
        counts={"copy": 2},
        image_map={"cn-beijing": {"m-3": "m-4"}, "cn-shanghai": {"m-5": "m-6"}},
        failures=["1 failed"],
        images=[{"image_id": "m-3"}],
    )
    joined = join_reports([report(), other])

    assert joined["run"] == "run-1"
    assert joined["region"] == "cn-beijing, cn-shanghai"
    assert joined["emulator"]
    assert not joined["check_mode"]
    assert joined["accounts"] == ["2", "3"]
    assert joined["counts"] == {"copy": 3, "skip": 2}
    assert joined["image_map"] == {"cn-beijing": {"m-1": "m-2", "m-3": "m-4"}, "cn-shanghai": {"m-5": "m-6"}}
    assert joined["failures"] == ["1 failed"]
    assert [row["image_id"] for row in joined["images"]] == ["m-1", "m-3"]
    assert [site["site"] for site in joined["sites"]] == ["one", "two"]


def test_joining_leaves_what_was_joined_alone() -> None:
    first = report()
    join_reports([first, report(image_map={"cn-beijing": {"m-3": "m-4"}})])

    assert first == report()


def test_nothing_is_joined_to_nothing() -> None:
    assert join_reports([]) == {}
    assert join_audits([]) == {}


def test_audits_add_up_and_their_images_know_their_site() -> None:
    def audit(site: str, count: int) -> dict[str, Any]:
        return {
            "site": site,
            "encryption_defaults": [{"region": site}] if count == 2 else [],
            "images": [{"image_id": f"m-{number}"} for number in range(count)],
            "summary": {
                "total": count + 1,
                "listed": count,
                "verdicts": {"shareable": count + 1},
                "encryption": {"none": count + 1},
                "regions": {site: count + 1},
            },
        }

    joined = join_audits([audit("one", 1), audit("two", 2)])

    assert [(image["site"], image["image_id"]) for image in joined["images"]] == [
        ("one", "m-0"),
        ("two", "m-0"),
        ("two", "m-1"),
    ]
    assert joined["encryption_defaults"] == [{"site": "two", "region": "two"}]
    assert "coverage" not in joined
    assert joined["summary"] == {
        "total": 5,
        "listed": 3,
        "verdicts": {"shareable": 5},
        "encryption": {"none": 5},
        "regions": {"one": 2, "two": 3},
    }
