# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The probes and the emulator's settings fit together, and the page lists them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.calibration import PAGE, tables, updated
from emulator.state.settings import Settings
from plugins.module_utils._calibration.catalogue import PROBES, WITHOUT_PROBE
from plugins.module_utils._calibration.probes import Probe, ProbeClass
from plugins.module_utils._calibration.write_probes import LATE, SPEED

ROOT = Path(__file__).resolve().parents[5]
SETTINGS = Settings().to_json()
SETTLED = {name for probe in PROBES for name in probe.settings}
# What is assumed of a measured fact is a limit, and the setting has what was measured.
MEASURED = {"list_lag", "copy_speed", "client_token"}
MODULE = (ROOT / "plugins" / "modules" / "account_calibration.py").read_text("utf-8")
every_probe = pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.fact)


def test_every_setting_of_the_emulator_has_a_probe_or_a_reason() -> None:
    assert SETTLED | set(WITHOUT_PROBE) == set(SETTINGS)
    assert SETTLED & set(WITHOUT_PROBE) == set()
    assert all(reason.endswith(".") for reason in WITHOUT_PROBE.values())


@every_probe
def test_a_probe_assumes_what_the_emulator_does(probe: Probe) -> None:
    if probe.settings and probe.fact not in MEASURED:
        assert [SETTINGS[name] for name in probe.settings] == [probe.assumed]


@every_probe
def test_a_probe_s_actions_are_documented(probe: Probe) -> None:
    assert [call for call in probe.calls if f"C({call})" not in MODULE] == []


def test_facts_are_named_once() -> None:
    assert len({probe.fact for probe in PROBES}) == len(PROBES)


def test_only_probes_that_write_make_something() -> None:
    assert {probe.kind for probe in PROBES if probe.makes} == {ProbeClass.WRITE, ProbeClass.LAUNCH}


def test_the_page_is_as_the_catalogue_is() -> None:
    text = PAGE.read_text("utf-8")
    assert text == updated(text), "run python -m docs.calibration"
    assert [probe.fact for probe in PROBES if f"| `{probe.fact}` |" not in tables()] == []
    assert [name for name in SETTINGS if f"`{name}`" not in tables()] == []


def test_the_limits_are_those_of_the_sentences() -> None:
    sentences = {probe.fact: probe.sentence for probe in PROBES}
    assert re.findall(r"\d+", sentences["copy_speed"]) == [str(SPEED)]
    assert re.findall(r"\d+", sentences["list_lag"]) == [str(LATE)]


@pytest.mark.parametrize("name", ["calibrate", "calibrate_write", "calibrate_launch"])
def test_a_policy_allows_the_actions_of_its_classes(name: str) -> None:
    policy = yaml.safe_load((ROOT / "docs" / "policies" / f"{name}.json").read_text("utf-8"))
    allowed = {action for statement in policy["Statement"] for action in statement["Action"]}
    kinds = {
        "calibrate": (ProbeClass.READ, ProbeClass.DRY_RUN),
        "calibrate_launch": (ProbeClass.LAUNCH,),
        "calibrate_write": (ProbeClass.READ, ProbeClass.DRY_RUN, ProbeClass.WRITE),
    }[name]
    calls = {call for probe in PROBES if probe.kind in kinds for call in probe.calls}
    # The consumer's rights are in a document of their own.
    of_owner = {call for call in calls if call.startswith("ram:")} if name == "calibrate_launch" else set()
    assert calls - allowed - of_owner == set()
