# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Each run has a record of its own, which no other run and no planted link touches."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugins.module_utils._core.apply_files import opened_folder, replacing
from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._reports.record import as_lines, sealed
from plugins.plugin_utils._record import check_record, write_record
from plugins.plugin_utils._record_files import (
    NoRecord,
    Record,
    collection_version,
    find_record,
    read_record,
    recorded_runs,
)

OWNER, CONSUMER, OTHER = "1000000000000001", "2000000000000002", "3000000000000003"
FIRST = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)
HANDED_OVER = {
    "image_map.json",
    "images.auto.tfvars.json",
    "images.auto.pkrvars.json",
    "images_variables.tf.json",
    "images_variables.pkr.json",
    "images.manifest.json",
    "image_map.txt",
    "ros_mappings.json",
}


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def row(image_id: str = "m-1", **more: Any) -> dict[str, Any]:
    return {
        "site": "localhost",
        "image_id": image_id,
        "name": f"name of {image_id}",
        "region": "cn-beijing",
        "encryption": "service_key",
        "verdict": "needs_copy",
        "key": "key-ecs",
        "destination_region": "cn-beijing",
        "action": "copy",
        "is_system_disk": False,
        "why": "because",
        "code": "service_key",
        "remedy": "",
        "new_image_id": f"{image_id}-new",
        "new_name": f"{image_id}-cmk",
        "new_key": "key-share",
        "copy_state": "available",
        "copy_action": "started",
        "before": "service key, needs copy",
        "after": "copied, shared",
        "state": "ready",
        "problem": "",
        "problem_code": "",
        "shared_with": [CONSUMER],
        "shared_before": [],
        "added": [CONSUMER],
        "proofs": [],
        "proven": "",
        **more,
    }


def report(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "run": "nightly",
        "site": "localhost",
        "account": OWNER,
        "caller": {"account_id": OWNER, "arn": f"acs:ram::{OWNER}:user/operator"},
        "made": "2026-01-31 12:00 UTC",
        "started": "2026-01-31T11:00:00Z",
        "finished": "2026-01-31T12:00:00Z",
        "region": "cn-beijing",
        "check_mode": False,
        "emulator": False,
        "accounts": [CONSUMER],
        "counts": {"copy": len(rows)},
        "image_map": {"cn-beijing": {one["image_id"]: one["new_image_id"] for one in rows}},
        "failures": [],
        "images": list(rows),
        "keys": [
            {"key_id": "key-share", "arn": f"acs:kms:cn-beijing:{OWNER}:key/key-share", "aliases": ["alias/share"]}
        ],
        "role": {"name": "AliyunECSShareEncryptImageDefaultRole", "trusted_accounts": [CONSUMER]},
        "request_ids": {"CopyImage": ["r-1"]},
        "api_calls": {"CopyImage": 1, "DescribeImages": 2},
        **more,
    }


def audit() -> dict[str, Any]:
    summary = {"total": 0, "listed": 0, "verdicts": {}, "encryption": {}, "regions": {}}
    return {"site": "localhost", "made": "now", "images": [], "summary": summary}


def write(directory: Path, run: str = "nightly", **more: Any) -> dict[str, Any]:
    return write_record(str(directory), run, **{"reports": [report(row())], "now": FIRST, **more})


def content(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_real_run_leaves_all_its_files_and_is_the_latest(tmp_path: Path) -> None:
    written = write(tmp_path, audits=[audit()])

    names = {path.name for path in (tmp_path / "nightly").iterdir()}
    assert names == HANDED_OVER | {
        "report.html",
        "report.json",
        "report.csv",
        "audit.json",
        "audit.csv",
        "audit.sarif",
        "audit.junit.xml",
        "data_disks.json",
        f"consumer-{CONSUMER}.json",
    }
    assert (tmp_path / "latest").readlink() == Path("nightly")
    assert written["page"] == str(tmp_path / "nightly" / "report.html")
    assert {Path(path).name for path in written["files"]} == names
    assert written["is_latest"]


def test_the_record_says_who_did_what_when_under_which_key(tmp_path: Path) -> None:
    record = write(tmp_path)["record"]

    assert record == json.loads((tmp_path / "nightly" / "report.json").read_text())
    assert record["version"] == 1
    assert (record["run"], record["kind"], record["collection"]) == ("nightly", "run", collection_version())
    assert record["owners"] == [OWNER]
    assert record["sites"][0]["caller"] == f"acs:ram::{OWNER}:user/operator"
    assert (record["started"], record["finished"]) == ("2026-01-31T11:00:00Z", "2026-01-31T12:00:00Z")
    (image,) = record["images"]
    assert (image["key"], image["key_alias"]) == ("key-ecs", "alias/acs/ecs")
    assert (image["new_key"], image["new_key_alias"]) == ("key-share", "alias/share")
    assert record["request_ids"] == {"CopyImage": ["r-1"]}
    assert record["api_calls"] == {"CopyImage": 1, "DescribeImages": 2}
    assert record["history"][0]["callers"] == {"localhost": f"acs:ram::{OWNER}:user/operator"}


def test_a_consumer_gets_what_is_its_own_and_nothing_of_others(tmp_path: Path) -> None:
    write(tmp_path, reports=[report(row(), row("m-2", shared_with=[OTHER], added=[]))])

    text = (tmp_path / "nightly" / f"consumer-{CONSUMER}.json").read_text()
    extract = json.loads(text)
    assert extract["image_ids"] == {"cn-beijing": {"name of m-1": "m-1-new"}}
    assert extract["image_map"] == {"cn-beijing": {"m-1": "m-1-new"}}
    arn = f"acs:kms:cn-beijing:{OWNER}:key/key-share"
    assert extract["kms_keys"] == [{"arn": arn, "alias": "alias/share", "region": "cn-beijing", "owner": OWNER}]
    (role,) = extract["roles"]
    assert role["trust_statement"]["Principal"] == {"Service": [f"{CONSUMER}@ecs.aliyuncs.com"]}
    assert role["trusts"] is True
    assert OTHER not in text
    assert "m-2" not in text


@pytest.mark.parametrize("kind", ["check", "audit", "verify", "plan", "rehearsal"])
def test_other_kinds_leave_a_real_run_as_it_was(tmp_path: Path, kind: str) -> None:
    write(tmp_path)
    before = content(tmp_path / "nightly")

    totals = {"images": 1, "shares": 0, "snapshot_gib": 0, "seconds": 0, "time": "1 s", "seconds_per_gib": 1}
    reports = [] if kind == "audit" else [report(row(added=[]), check_mode=True)]
    if kind == "plan":
        reports[0]["totals"] = {**totals, "actions": {}, "copies": {}}
    written = write(tmp_path, kind=kind, reports=reports, audits=[audit()])

    assert written["directory"] == str(tmp_path / f"nightly-{kind}")
    assert content(tmp_path / "nightly") == before
    assert (tmp_path / "latest").readlink() == Path("nightly")


def whole_audit(path: Path, site: str, *images: dict[str, Any]) -> dict[str, Any]:
    """Return an audit that lists none of its images; a file has them."""
    whole = [
        {"name": "", "region": "cn-beijing", "owner_id": OWNER, "verdict": "shareable", "reasons": [], **one}
        for one in images
    ]
    path.write_text("".join(as_lines({}, whole)), "utf-8")
    summary = audit()["summary"] | {"total": len(images)}
    return audit() | {"site": site, "file": str(path), "summary": summary}


def test_a_record_has_every_image_of_the_audits_from_their_files(tmp_path: Path) -> None:
    one = whole_audit(tmp_path / "one.audit", "one", *({"image_id": f"m-{number}"} for number in range(3)))
    two = whole_audit(tmp_path / "two.audit", "two", {"image_id": "m-9", "name": "=1+1"})

    written = write(tmp_path, kind="audit", reports=[], audits=[one, two])

    data = json.loads((tmp_path / "nightly-audit" / "audit.json").read_text("utf-8"))
    assert [(image["site"], image["image_id"]) for image in data["images"]] == [
        ("one", "m-0"),
        ("one", "m-1"),
        ("one", "m-2"),
        ("two", "m-9"),
    ]
    assert (data["summary"]["total"], data["summary"]["listed"]) == (4, 4)
    sheet = (tmp_path / "nightly-audit" / "audit.csv").read_text("utf-8").splitlines()
    assert len(sheet) == 5
    assert "'=1+1" in sheet[-1]
    assert {Path(path).stat().st_mode & 0o037 for path in written["files"]} == {0}


def test_an_audit_without_a_file_says_what_it_lists(tmp_path: Path) -> None:
    one = audit()
    one["summary"] = one["summary"] | {"total": 3}
    two = whole_audit(tmp_path / "two.audit", "two", {"image_id": "m-9"})

    write(tmp_path, kind="audit", reports=[], audits=[one, two])

    data = json.loads((tmp_path / "nightly-audit" / "audit.json").read_text("utf-8"))
    assert (data["summary"]["total"], data["summary"]["listed"], len(data["images"])) == (4, 1, 1)


def test_another_run_leaves_it_as_it_was_and_becomes_the_latest(tmp_path: Path) -> None:
    write(tmp_path)
    before = content(tmp_path / "nightly")

    write(tmp_path, "weekly")

    assert content(tmp_path / "nightly") == before
    assert (tmp_path / "latest").readlink() == Path("weekly")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"kind": "check"}, {"run": "nightly-check"}, id="a run named like another's check"),
        pytest.param({"run": "nightly-check"}, {"kind": "check"}, id="a check whose place is a run's"),
        pytest.param(
            {"kind": "audit", "reports": [], "audits": [audit()]}, {"run": "nightly-audit"}, id="a run like an audit"
        ),
    ],
)
def test_two_records_never_share_a_directory(tmp_path: Path, first: dict[str, Any], second: dict[str, Any]) -> None:
    write(tmp_path, **first)
    before = content(tmp_path)

    with pytest.raises(InvalidInput, match=r"images_run: .* is the record of the"):
        write(tmp_path, **second)

    assert content(tmp_path) == before


def test_the_same_name_again_merges(tmp_path: Path) -> None:
    write(tmp_path)
    later = report(
        row(copy_action="reused", added=[OTHER], shared_with=[CONSUMER, OTHER], shared_before=[CONSUMER]),
        row("m-2"),
        started="2026-02-01T11:00:00Z",
        finished="2026-02-01T12:00:00Z",
    )

    record = write(tmp_path, reports=[later])["record"]

    first, second = record["images"]
    assert first["added"] == [CONSUMER, OTHER]
    assert first["shared_before"] == []
    assert first["copy_action"] == "started"
    assert second["image_id"] == "m-2"
    assert (record["started"], record["finished"]) == ("2026-01-31T11:00:00Z", "2026-02-01T12:00:00Z")
    assert record["counts"] == {"copy": 2}
    assert record["image_map"] == {"cn-beijing": {"m-1": "m-1-new", "m-2": "m-2-new"}}
    assert record["api_calls"]["CopyImage"] == 2
    assert [part["images"] for part in record["history"]] == [1, 2]
    assert OTHER in (tmp_path / "nightly" / "report.html").read_text()


def test_a_check_again_replaces_the_check(tmp_path: Path) -> None:
    write(tmp_path, kind="check")

    record = write(tmp_path, kind="check", reports=[report(row("m-2"))])["record"]

    assert [image["image_id"] for image in record["images"]] == ["m-2"]


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        ("", "is empty"),
        (" nightly", "blank"),
        ("../x", "dot"),
        ("a/../b", "slash"),
        (".hidden", "dot"),
        ("a\0b", "control character"),
        ("latest", "link to the last run"),
        ("n" * 201, "longer than"),
    ],
)
def test_a_name_that_is_no_directory_is_refused(tmp_path: Path, run: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        check_record(str(tmp_path), run)
    with pytest.raises(InvalidInput):
        write(tmp_path, run)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("directory", ["", "missing", "file", "a\0b"])
def test_a_directory_that_is_none_is_refused(tmp_path: Path, directory: str) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(InvalidInput, match=r"images_report_dir: .* is not a directory"):
        check_record(str(tmp_path / directory) if directory else "", "nightly")


def test_a_directory_of_a_run_that_another_user_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nightly").mkdir()
    # The user of these tests may be root, who may write everywhere.
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) == tmp_path)

    with pytest.raises(InvalidInput, match=r"has .*/nightly, which another user made"):
        check_record(str(tmp_path), "nightly")


def spoilt(directory: Path, **change: Any) -> None:
    path = directory / "nightly" / "report.json"
    path.write_text(json.dumps(sealed({**json.loads(path.read_text()), **change})))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        pytest.param({"collection": "0.0.1"}, "is of version 0.0.1 of the collection", id="another collection"),
        pytest.param({"version": 2}, "has version 2, not 1", id="another version"),
        pytest.param({"images": [{"site": "a"}]}, r"has no text at images\[0\].image_id", id="odd rows"),
        pytest.param({"images": None}, "has no list images", id="no rows"),
        pytest.param({"sites": ["a"]}, r"has no text at sites\[0\].site", id="odd sites"),
        pytest.param({"run": "weekly"}, "is the record of the run weekly", id="another run's"),
        pytest.param({"run": "a\x85b"}, r"is the record of the run a\\x85b", id="what a terminal obeys"),
        pytest.param({"version": "x" * 9000}, r"has version 'x+\.\.\. \(9002 characters\)", id="a long version"),
    ],
)
def test_a_record_that_cannot_be_gone_on_with_is_named_and_kept(
    tmp_path: Path, change: dict[str, Any], problem: str
) -> None:
    write(tmp_path)
    spoilt(tmp_path, **change)
    before = content(tmp_path)

    with pytest.raises(InvalidInput, match=problem) as refused:
        check_record(str(tmp_path), "nightly")
    with pytest.raises(InvalidInput):
        write(tmp_path)

    assert str(tmp_path / "nightly" / "report.json") in str(refused.value)
    assert content(tmp_path) == before


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"{", "is broken: no JSON at line 1"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "is not a mapping"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_record_is_one_sentence(tmp_path: Path, text: bytes, problem: str) -> None:
    write(tmp_path)
    (tmp_path / "nightly" / "report.json").write_bytes(text)

    with pytest.raises(InvalidInput, match=problem):
        check_record(str(tmp_path), "nightly")
    found = find_record(str(tmp_path), "nightly")
    assert isinstance(found, NoRecord)
    assert found.is_broken
    assert problem in found.reason


def test_an_edited_record_is_not_merged(tmp_path: Path) -> None:
    write(tmp_path)
    path = tmp_path / "nightly" / "report.json"
    path.write_text(path.read_text().replace(CONSUMER, OTHER))

    with pytest.raises(InvalidInput, match="was edited since it was written"):
        check_record(str(tmp_path), "nightly")


@pytest.mark.usefixtures("umask")
@pytest.mark.parametrize(
    ("mask", "file_mode", "directory_mode"), [(0o022, 0o640, 0o750), (0o077, 0o600, 0o700), (0, 0o640, 0o750)]
)
def test_files_are_for_the_group_at_most(tmp_path: Path, mask: int, file_mode: int, directory_mode: int) -> None:
    os.umask(mask)

    write(tmp_path, audits=[audit()])

    files = list((tmp_path / "nightly").iterdir())
    assert {path.stat().st_mode & 0o777 for path in files} == {file_mode}
    assert (tmp_path / "nightly").stat().st_mode & 0o777 == directory_mode


def test_a_planted_link_to_a_file_is_replaced_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / "reports" / "nightly").mkdir(parents=True)
    for name in ("report.html", "report.csv", "image_map.json"):
        (tmp_path / "reports" / "nightly" / name).symlink_to(victim)

    write(tmp_path / "reports")

    assert victim.read_text() == "mine"
    assert not (tmp_path / "reports" / "nightly" / "report.html").is_symlink()


def test_a_planted_link_in_place_of_the_directory_or_the_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "nightly").symlink_to("elsewhere")
    with pytest.raises(InvalidInput, match="is no directory"):
        write(tmp_path)
    assert list((tmp_path / "elsewhere").iterdir()) == []

    (tmp_path / "nightly").unlink()
    (tmp_path / "nightly").mkdir()
    (tmp_path / "nightly" / "report.json").symlink_to(tmp_path / "elsewhere" / "report.json")
    with pytest.raises(InvalidInput, match="cannot be read"):
        write(tmp_path)


def test_a_directory_named_latest_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()

    with pytest.raises(InvalidInput, match="which is no link"):
        write(tmp_path)
    assert write(tmp_path, kind="check")["directory"] == str(tmp_path / "nightly-check")


def test_what_fails_in_the_middle_leaves_the_old_file_and_no_part(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")

    def write_and_fail() -> None:
        with opened_folder(str(tmp_path)) as folder, replacing("file", folder) as file:
            file.write("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_and_fail()

    assert content(tmp_path) == {"file": b"old"}


def test_records_are_found_by_name_and_as_the_latest(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "weekly")
    write(tmp_path, "weekly", kind="check")

    for run, name in (("nightly", "nightly"), ("latest", "weekly")):
        found = find_record(str(tmp_path), run)
        assert isinstance(found, Record)
        assert found.run == name
    assert set(recorded_runs(str(tmp_path))) == {"nightly", "weekly"}


@pytest.mark.parametrize("run", ["nigthly", "nightly-check", "../nightly", "latest"])
def test_a_record_that_is_not_there_names_those_that_are(tmp_path: Path, run: str) -> None:
    write(tmp_path)
    write(tmp_path, kind="check")
    (tmp_path / "latest").unlink()

    found = find_record(str(tmp_path), run)

    assert isinstance(found, NoRecord)
    assert found.runs == ("nightly",)
    assert f"no record of the run {run}" in found.reason or "is the record of the check" in found.reason


def test_a_record_of_a_later_run_is_named_as_such(tmp_path: Path) -> None:
    write(tmp_path, "weekly")

    found = read_record(tmp_path / "weekly" / "report.json", "nightly")

    assert isinstance(found, NoRecord)
    assert found.reason.endswith("is the record of the run weekly, which finished at 2026-01-31T12:00:00Z")


def test_without_a_directory_nothing_can_be_found(tmp_path: Path) -> None:
    assert isinstance(find_record("", "nightly"), NoRecord)
    assert isinstance(find_record(str(tmp_path / "missing"), "nightly"), NoRecord)


def test_a_language_that_the_page_has_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="images_report_language"):
        write(tmp_path, language="xx")
