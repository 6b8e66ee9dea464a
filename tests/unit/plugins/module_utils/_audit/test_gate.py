# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Findings as pipelines show them."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree as ET

from plugins.module_utils._audit.gate import junit_lines, sarif_lines
from tests.contract.files import SARIF, faults

AUDIT = {"run": "nightly", "collection": "1.0.0", "finished": "2026-11-30T01:02:03Z"}


def reason(code: str, remedy: str = "Do it.") -> dict[str, Any]:
    return {"code": code, "message": f"is {code}", "remedy": remedy}


def image(name: str, verdict: str, *reasons: dict[str, Any], owner: str = "1000000000000001") -> dict[str, Any]:
    return {
        "image_id": f"m-{name}",
        "name": name,
        "region": "cn-beijing",
        "owner_id": owner,
        "verdict": verdict,
        "reasons": list(reasons),
    }


FLEET = (
    image("web", "needs_copy", reason("service_key")),
    image("db", "blocked", reason("encrypted_data_disks", ""), reason("service_key")),
    image("old", "unknown", reason("snapshots_unreadable")),
    image("base", "shareable", reason("default_key")),
    image("clean", "shareable"),
)


def sarif(*images: dict[str, Any]) -> dict[str, Any]:
    """Return a log, which is as the standard's schema says."""
    log: dict[str, Any] = json.loads("".join(sarif_lines(AUDIT, images)))
    assert list(faults(SARIF, log)) == []
    return log


def junit(*images: dict[str, Any]) -> ET.Element:
    return ET.fromstring("".join(junit_lines(AUDIT, images)))  # noqa: S314 - it is our own


def test_each_reason_of_each_image_is_a_result_at_the_images_place() -> None:
    (run,) = sarif(*FLEET)["runs"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("service_key", "error"),
        ("encrypted_data_disks", "error"),
        ("service_key", "error"),
        ("snapshots_unreadable", "warning"),
        ("default_key", "note"),
    ]
    first = run["results"][0]
    assert first["message"]["text"] == "web (m-web) is service_key. Do it."
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "images/cn-beijing/m-web"
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "1000000000000001/cn-beijing/m-web"
    assert first["partialFingerprints"] == {"imageAndReason/v1": "1000000000000001/cn-beijing/m-web/service_key"}


def test_each_code_is_one_rule_with_its_remedy() -> None:
    driver = sarif(*FLEET)["runs"][0]["tool"]["driver"]
    rules = {rule["id"]: rule["help"]["text"] for rule in driver["rules"]}
    assert rules == {
        "default_key": "Do it.",
        "encrypted_data_disks": "is encrypted_data_disks",
        "service_key": "Do it.",
        "snapshots_unreadable": "Do it.",
    }
    assert (driver["name"], driver["version"]) == ("imageops.alicloud", "1.0.0")


def test_a_fingerprint_is_the_same_in_the_next_audit() -> None:
    other = json.loads("".join(sarif_lines({**AUDIT, "run": "tomorrow", "collection": "1.1.0"}, FLEET)))
    assert [one["partialFingerprints"] for one in other["runs"][0]["results"]] == [
        one["partialFingerprints"] for one in sarif(*FLEET)["runs"][0]["results"]
    ]


def test_a_sarif_log_that_the_standard_does_not_allow_is_found() -> None:
    log = sarif(*FLEET)
    result = log["runs"][0]["results"][0]
    result["level"], result["place"] = "fatal", "images"

    place, level = faults(SARIF, log)
    assert "'place' was unexpected" in place
    assert level.startswith("$.runs[0].results[0].level: 'fatal'")


def test_a_sarif_log_without_findings_is_whole() -> None:
    log = sarif(image("clean", "shareable"))
    assert log["version"] == "2.1.0"
    assert log["runs"][0]["results"] == []
    assert log["runs"][0]["automationDetails"]["id"] == "image-audit/nightly"


def test_what_must_not_stay_so_fails_and_what_is_not_known_is_an_error() -> None:
    report = junit(*FLEET)
    assert report.attrib == {"name": "imageops.alicloud", "tests": "5", "failures": "2", "errors": "1"}
    suite = report[0]
    assert suite.attrib == {
        "name": "image audit",
        "timestamp": "2026-11-30T01:02:03",
        "tests": "5",
        "failures": "2",
        "errors": "1",
        "skipped": "0",
    }
    found = {case.attrib["name"]: [(one.tag, one.attrib["type"]) for one in case] for case in suite}
    assert found == {
        "web (m-web)": [("failure", "service_key")],
        "db (m-db)": [("failure", "encrypted_data_disks")],
        "old (m-old)": [("error", "snapshots_unreadable")],
        "base (m-base)": [],
        "clean (m-clean)": [],
    }
    assert {case.attrib["classname"] for case in suite} == {"1000000000000001.cn-beijing"}
    assert suite[1][0].text == "encrypted_data_disks: is encrypted_data_disks.\nservice_key: is service_key. Do it."


def test_names_that_no_xml_can_hold_are_still_shown() -> None:
    hostile = image('a"<&\x00\x1b]]>\u202e', "blocked", reason("service_key", "<&>\x07"), owner="")
    case = junit(hostile)[0][0]
    assert case.attrib == {"classname": "cn-beijing", "name": 'a"<&??]]>\u202e (m-a"<&??]]>\u202e)'}
    assert case[0].text == "service_key: is service_key. <&>?"
    uri = sarif(hostile)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "images/cn-beijing/m-a%22%3C%26%00%1B%5D%5D%3E%E2%80%AE"
