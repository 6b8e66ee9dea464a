# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Seeds give scenarios that the emulator takes and that have all kinds of trouble."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from emulator.state.cloud import Cloud
from emulator.state.faults import Faults
from emulator.world.load import load
from tests.faults.__main__ import FIXED
from tests.faults.commands import arguments, in_calm
from tests.faults.scenario import IN_EMULATOR, OWNER, Kind
from tests.faults.scenarios import make_scenario

SEEDS = range(200)
SCENARIOS = [make_scenario(seed) for seed in SEEDS]


def test_a_seed_always_gives_the_same_scenario() -> None:
    assert [make_scenario(seed) for seed in SEEDS] == SCENARIOS


def test_the_emulator_takes_every_world_and_every_fault() -> None:
    for scenario in SCENARIOS:
        load(Cloud(), dict(scenario.world))
        faults = Faults()
        for kind, fault in scenario.faults:
            assert kind in IN_EMULATOR
            faults.plan(fault)


def test_a_few_hundred_seeds_have_everything_often() -> None:
    counts = Counter(kind for scenario in SCENARIOS for kind in scenario.planned)
    assert {kind: counts[kind] >= 5 for kind in Kind} == dict.fromkeys(Kind, True)
    assert 10 < sum(scenario.playbook for scenario in SCENARIOS) < 50
    assert {len(scenario.steps) for scenario in SCENARIOS} == {1, 2, 3}


def test_the_fixed_seeds_have_every_kind_and_are_cheap() -> None:
    fixed = [make_scenario(seed) for seed in FIXED]
    assert len(fixed) == 9
    assert set().union(*(scenario.planned for scenario in fixed)) == set(Kind)
    assert not any(scenario.playbook for scenario in fixed)
    assert {len(scenario.steps) for scenario in fixed} == {1}
    assert max(len(scenario.wanted.pairs) for scenario in fixed) <= 5


def test_what_is_wanted_is_in_the_world() -> None:
    for scenario in SCENARIOS:
        regions, wanted = scenario.world["accounts"][OWNER]["regions"], scenario.wanted
        sources = {image["id"] for image in regions[wanted.region]["images"]}
        assert {pair.image for pair in wanted.pairs} | set(wanted.as_is) <= sources
        for pair in wanted.pairs:
            assert wanted.keys[pair.region] in {key["id"] for key in regions[pair.region]["keys"]}


def test_no_two_images_of_a_region_have_the_same_name() -> None:
    for scenario in SCENARIOS:
        for facts in scenario.world["accounts"][OWNER]["regions"].values():
            names = [image["name"] for image in facts["images"]]
            assert len(set(names)) == len(names)


def test_a_later_run_is_the_same_command_under_another_name(tmp_path: Path) -> None:
    for scenario in SCENARIOS[:20]:
        first, second = (arguments(scenario, tmp_path, run=run) for run in ("a", "b"))
        texts = (
            [Path(first[0]).read_text(), Path(second[0]).read_text()]
            if not scenario.playbook
            else [*map(str, (first, second))]
        )
        assert texts[0] != texts[1]
        assert texts[0].replace('"a"', '"b"') == texts[1]


def test_a_run_in_which_nothing_goes_wrong_has_time_for_its_answers(tmp_path: Path) -> None:
    hurried = [scenario for scenario in SCENARIOS if "read_timeout" in scenario.connection and not scenario.playbook]
    for scenario in hurried[:5]:
        texts = [Path(arguments(one, tmp_path, run="a")[0]).read_text() for one in (scenario, in_calm(scenario))]
        assert ["read_timeout" in text for text in texts] == [True, False]


def test_copies_whose_tags_are_lost_for_good_are_never_chosen_as_images_of_their_own() -> None:
    for scenario in SCENARIOS:
        if scenario.command.get("images_all"):
            assert Kind.UNTAG_COPY not in scenario.planned
