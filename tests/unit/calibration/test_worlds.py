# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The worlds that a calibration is tried in show every value of every setting that has a probe, and every fact."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._calibration.catalogue import PROBES
from tests.calibration.worlds import VALUES, covering, drawn, expected, expected_facts, world, wrong

KINDS = ("bare", "in_use", "data_disks")


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in VALUES.items() for value in values])
def test_every_value_is_told_in_a_world(name: str, value: Any) -> None:
    assert [world for world in covering() if world[name] == value and name in expected(world, "bare")] != []


def test_every_setting_that_has_a_probe_is_tried() -> None:
    assert {name for probe in PROBES for name in probe.settings} == set(VALUES)


def test_every_fact_without_a_setting_is_expected_somewhere() -> None:
    told = {fact for kind in KINDS for settings in covering() for fact in expected_facts(settings, kind)}
    # A dry run says nothing certain where DryRun may not count: the targets of account_calibration try both.
    dry_runs = {"copy_dry_run", "launch_dry_run"}
    assert {probe.fact for probe in PROBES if not probe.settings} - told - dry_runs == set()


@pytest.mark.parametrize("kind", KINDS)
def test_a_random_world_is_a_world(kind: str) -> None:
    assert (
        world(drawn(1), kind)["accounts"]["1000000000000001"]["regions"]["cn-beijing"]["images"][0]["id"] == "m-canary"
    )


@pytest.mark.parametrize(
    ("fact", "says"),
    [
        ({"result": "confirmed", "evidence": []}, "same has no evidence"),
        ({"result": "confirmed", "evidence": [{"action": "A", "request_id": "", "at": "T"}]}, "same has no evidence"),
        ({"why": "m-1 is gone"}, "an id outside of the evidence: m-1"),
    ],
)
def test_a_result_without_proof_or_with_ids_is_wrong(fact: dict[str, Any], says: str) -> None:
    settings = covering()[-1]
    rest: dict[str, Any] = {"fact": "same", "result": "not_settled", "value": None, "why": "", "evidence": []}
    told: dict[str, Any] = {"settings": {name: settings[name] for name in VALUES}, "facts": [rest | fact]}
    told["facts"] += [
        {**rest, "fact": name, "result": result} for name, (result, _value) in expected_facts(settings, "bare").items()
    ]

    assert says in wrong(settings, told)
