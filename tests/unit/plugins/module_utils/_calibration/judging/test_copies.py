# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What answers to CopyImage, and the copies, say about facts; above all what they do not say."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._calibration.judging.copies import (
    conflict_scope,
    copy_dry_run,
    foreign_form,
    kept,
    key_form,
    key_kept,
    launch_dry_run,
    mismatch,
    twice,
    without_encrypted,
)
from plugins.module_utils._calibration.judging.times import client_token, lag, running, speed
from plugins.module_utils._calibration.values import FactFinding, Result
from plugins.module_utils._model.answered import Answered

CONFIRMED, REFUTED, OPEN = Result.CONFIRMED, Result.REFUTED, Result.NOT_SETTLED
CONFLICT = "OperationDenied.ImageCopyConflict"


def taken(**body: Any) -> Answered:
    return Answered(action="CopyImage", region="cn-beijing", at="", body={"ImageId": "m-copy", **body})


def refusal(code: str) -> Answered:
    return Answered(action="CopyImage", region="cn-beijing", at="", code=code)


def denied() -> Answered:
    return Answered(action="CopyImage", region="cn-beijing", at="", code="Forbidden.RAM", denied="ecs:CopyImage")


def told(finding: FactFinding) -> tuple[Result, dict[str, Any]]:
    return finding.result, dict(finding.settings)


def test_one_dry_run_that_passes_shows_that_dry_runs_count() -> None:
    depth, ignored = copy_dry_run(refusal("InvalidImageId.NotFound"), refusal("DryRunOperation"))
    assert (depth.result, depth.value) == (REFUTED, "image checked")
    assert told(ignored) == (CONFIRMED, {"dry_run_ignored": False})


def test_dry_runs_that_are_refused_as_without_dry_run_say_nothing() -> None:
    found = copy_dry_run(refusal("InvalidImageId.NotFound"), refusal("InvalidParameter.KMSKeyId.NotFound"))
    assert [told(finding) for finding in found] == [(OPEN, {}), (OPEN, {})]
    assert launch_dry_run(refusal("InvalidImageId.NotFound"), counts=False).result is OPEN
    assert launch_dry_run(refusal("InvalidImageId.NotFound"), counts=True).result is CONFIRMED
    assert launch_dry_run(refusal("DryRunOperation"), counts=False).result is REFUTED


def test_a_missing_right_is_named() -> None:
    findings = [*copy_dry_run(denied(), None), key_form("key_arn_taken", denied()), twice(denied(), still_runs=True)]
    assert {(finding.result, finding.why) for finding in findings} == {(OPEN, "ecs:CopyImage is not allowed")}


@pytest.mark.parametrize(
    ("again", "other", "still_runs", "expected"),
    [
        (refusal(CONFLICT), refusal(CONFLICT), True, (CONFIRMED, {"copy_conflict_scope": "image"})),
        (refusal(CONFLICT), taken(), True, (REFUTED, {"copy_conflict_scope": "destination"})),
        (refusal(CONFLICT), taken(), False, (OPEN, {})),
        (refusal(CONFLICT), refusal("OperationDenied.EncryptSnapshotAcrossRegion"), True, (OPEN, {})),
        (refusal(CONFLICT), None, True, (OPEN, {})),
        (taken(), None, True, (OPEN, {})),
    ],
)
def test_the_scope_of_a_conflict_shows_only_while_the_first_copy_runs(
    again: Answered, other: Answered | None, still_runs: bool, expected: tuple[Result, dict[str, Any]]
) -> None:
    assert told(conflict_scope(again, other, still_runs=still_runs)) == expected


def test_a_second_copy_that_was_taken_after_the_first_had_ended_says_nothing() -> None:
    assert twice(taken(), still_runs=False).result is OPEN
    assert twice(taken(), still_runs=True).result is REFUTED


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (taken(), (CONFIRMED, {"client_token_seconds": 0.0})),
        (taken(ImageId="m-other"), (REFUTED, {"client_token_seconds": 7.0})),
        (refusal("InvalidImageName.Duplicated"), (REFUTED, {"client_token_seconds": 7.0})),
        (denied(), (OPEN, {})),
    ],
)
def test_a_token_that_is_forgotten_has_the_seconds(answer: Answered, expected: tuple[Result, dict[str, Any]]) -> None:
    assert told(client_token("m-copy", answer, 7.0)) == expected


def test_a_token_that_is_not_known_any_more_says_nothing_about_other_parameters() -> None:
    assert mismatch("client_token_tags", "m-copy", refusal("InvalidImageName.Duplicated")).result is OPEN
    assert mismatch("client_token_tags", "m-copy", refusal("IdempotentParameterMismatch")).result is CONFIRMED
    assert told(mismatch("client_token_tags", "m-copy", taken())) == (REFUTED, {"client_token_counts_tags": False})


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("InvalidParameter.KMSKeyId.NotFound", (CONFIRMED, {"key_alias_taken": False})),
        ("QuotaExceed.Image", (OPEN, {})),
        ("", (REFUTED, {"key_alias_taken": True})),
    ],
)
def test_only_a_refusal_about_the_key_says_that_a_form_is_not_taken(
    code: str, expected: tuple[Result, dict[str, Any]]
) -> None:
    assert told(key_form("key_alias_taken", refusal(code))) == expected


def test_a_foreign_key_that_no_form_reaches_is_not_settled() -> None:
    missing = refusal("InvalidParameter.KMSKeyId.NotFound")
    assert foreign_form(missing, missing).result is OPEN
    assert told(foreign_form(missing, taken())) == (REFUTED, {"foreign_key_form": "id"})


def image(boot: str = "UEFI", nvme: str = "supported", family: str = "f", **tags: str) -> dict[str, Any]:
    shown = [{"TagKey": key, "TagValue": value} for key, value in {"run": "1", **tags}.items()]
    features = {"NvmeSupport": nvme}
    return {
        "Description": "d",
        "BootMode": boot,
        "Features": features,
        "ImageFamily": family,
        "Tags": {"Tag": shown},
    }


def test_what_the_source_did_not_get_cannot_be_kept() -> None:
    source = image(boot="BIOS", nvme="unsupported", family="")
    found = {finding.fact: finding.result for finding in kept(source, source, taken())}
    assert found == {
        "copy_keeps_tags": OPEN,
        "copy_keeps_description": REFUTED,
        "copy_keeps_boot_mode": OPEN,
        "copy_keeps_features": OPEN,
        "copy_keeps_family": OPEN,
    }


def test_a_copy_that_lost_everything_is_seen() -> None:
    copy = image(boot="BIOS", nvme="unsupported", family="") | {"Description": ""}
    found = {finding.fact: finding.value for finding in kept(image(kept="yes"), copy, taken())}
    assert set(found.values()) == {False}


def snapshots(*keys: str, encrypted: bool = True) -> Answered:
    listed = [{"Encrypted": encrypted, "KMSKeyId": key} for key in keys]
    return Answered(action="DescribeSnapshots", region="", at="", body={"Snapshots": {"Snapshot": listed}})


def key(creator: str) -> Answered:
    return Answered(action="DescribeKey", region="", at="", body={"KeyMetadata": {"Creator": creator}})


@pytest.mark.parametrize(
    ("names", "keys", "expected"),
    [
        (("key-own",), {}, (CONFIRMED, {"copy_without_key": "source"})),
        (("",), {}, (REFUTED, {"copy_without_key": "service"})),
        (("key-ecs",), {"key-ecs": key("Ecs")}, (REFUTED, {"copy_without_key": "service"})),
        (("key-default",), {"key-default": key("1000000000000001")}, (OPEN, {})),
        (("key-unseen",), {}, (OPEN, {})),
        ((), {}, (OPEN, {})),
    ],
)
def test_a_copy_without_a_key_has_that_of_its_source_or_the_service_key(
    names: tuple[str, ...], keys: dict[str, Answered], expected: tuple[Result, dict[str, Any]]
) -> None:
    assert told(key_kept("key-own", snapshots(*names), keys)) == expected


def test_a_copy_without_encrypted_that_became_plain_is_no_setting() -> None:
    found = without_encrypted(taken(), snapshots("", encrypted=False), encrypts_by_default=False)
    assert (found.result, found.value, dict(found.settings)) == (REFUTED, "plain", {})
    assert without_encrypted(taken(), None, encrypts_by_default=False).result is OPEN
    assert without_encrypted(refusal("QuotaExceed.Image"), None, encrypts_by_default=False).result is OPEN


def test_speed_is_the_median_and_a_copy_that_nobody_watched_has_none() -> None:
    assert speed([(10.0, 4), (20.0, 4), (300.0, 4)]).settings["copy_seconds_per_gib"] == 5.0
    assert speed([(4 * 46.0, 4)]).result is REFUTED
    assert speed([]).result is OPEN


def test_a_lag_within_the_limit_is_measured_all_the_same() -> None:
    assert told(lag(1.5)) == (CONFIRMED, {"list_lag_seconds": 1.5})
    assert told(lag(2.5)) == (REFUTED, {"list_lag_seconds": 2.5})


@pytest.mark.parametrize(
    ("rounds", "expected"),
    [
        ([["Creating"] * 5 + ["Waiting"]], (CONFIRMED, {"running_copies_per_region": 5})),
        (
            [["Creating", "Creating"], ["Creating", "Creating", "Waiting", "Waiting"]],
            (REFUTED, {"running_copies_per_region": 2}),
        ),
        ([["Creating"] * 6], (REFUTED, {"running_copies_per_region": 6})),
        ([["Creating"] * 4], (OPEN, {})),
        ([["Available"] + ["Creating"] * 5], (OPEN, {})),
        ([["Available", "Creating", "Creating", "Waiting"]], (REFUTED, {"running_copies_per_region": 2})),
        ([], (OPEN, {})),
    ],
)
def test_only_a_copy_that_waits_shows_how_many_run(
    rounds: list[list[str]], expected: tuple[Result, dict[str, Any]]
) -> None:
    states = [{f"m-{number}": state for number, state in enumerate(one)} for one in rounds]
    assert told(running(states)) == expected
