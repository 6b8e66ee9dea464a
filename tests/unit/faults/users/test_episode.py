# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Ends are compared, requests are judged, and seeds about users of images give what the emulator takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from emulator.state.cloud import Cloud
from emulator.state.faults import Faults
from emulator.world.load import load
from tests.faults.__main__ import FIXED_USERS
from tests.faults.scenario import IN_EMULATOR, OPERATOR, OWNER, Kind, Moment
from tests.faults.users.episode import differences, moment_among, put_back, state_of, unasked
from tests.faults.users.node_pools import OFFICIAL
from tests.faults.users.scenario import FIRST, OF_USERS, REGION, WRITES, Chapter, UsersScenario
from tests.faults.users.trouble import make_scenario
from tests.unit.faults.cases import played

SEEDS = range(150)
SCENARIOS = [make_scenario(seed) for seed in SEEDS]


def planned(scenario: UsersScenario) -> set[Kind]:
    """The kinds that a seed has."""
    return {kind for kind, _fault in scenario.faults} | {step.kill.kind for step in scenario.steps if step.kill}


def world(*images: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """A world with these images."""
    return {"accounts": {OWNER: {"regions": {REGION: {"images": list(images), **parts}}}}}


def test_a_seed_always_gives_the_same_scenario() -> None:
    assert [make_scenario(seed) for seed in SEEDS] == SCENARIOS


def test_the_emulator_takes_every_world_and_every_fault() -> None:
    for scenario in SCENARIOS:
        load(Cloud(), dict(scenario.world))
        faults = Faults()
        for kind, fault in scenario.faults:
            assert kind in IN_EMULATOR
            faults.plan(fault)


def test_seeds_have_every_chapter_and_every_kind_often() -> None:
    chapters = Counter(scenario.chapter for scenario in SCENARIOS)
    assert {chapter: chapters[chapter] >= 3 for chapter in Chapter} == dict.fromkeys(Chapter, True)
    kinds = Counter(kind for scenario in SCENARIOS for kind in planned(scenario))
    assert {kind: kinds[kind] >= 3 for kind in OF_USERS} == dict.fromkeys(OF_USERS, True)
    assert set(kinds) == set(OF_USERS)


def test_every_seed_has_trouble_and_what_is_undone_was_done_before() -> None:
    for scenario in SCENARIOS:
        assert planned(scenario)
        assert (scenario.prelude is not None) == (scenario.chapter in FIRST)


def test_the_fixed_seeds_are_killed_while_users_are_moved_and_images_retired() -> None:
    # The last one is about what is undone.
    fixed = [make_scenario(seed) for seed in FIXED_USERS[:-1]]
    assert {scenario.chapter for scenario in fixed} == {Chapter.REPOINT, Chapter.DEPRECATE}
    assert all(len(scenario.steps) == 1 and scenario.steps[0].kill for scenario in fixed)


def test_in_a_fixed_seed_a_parameter_has_the_id_of_another_kind_of_user_and_all_is_undone() -> None:
    scenario = make_scenario(FIXED_USERS[-1])
    region = scenario.world["accounts"][OWNER]["regions"][REGION]
    configurations = {item["id"] for item in region["scaling_configurations"]}

    assert scenario.chapter is Chapter.UNDO
    assert configurations & {item["name"] for item in region["oos_parameters"]}


def test_a_fixed_seed_is_killed_at_a_write_that_only_parameters_are_left_for() -> None:
    scenario = next(scenario for scenario in map(make_scenario, FIXED_USERS) if scenario.seed == 2322)
    region = scenario.world["accounts"][OWNER]["regions"][REGION]
    # A template takes a version for its default and for its latest one, and the default, at most.
    others = 3 * len(region["launch_templates"]) + len(region["scaling_configurations"])
    kill = scenario.steps[0].kill
    assert kill is not None
    assert others < kill.at.count <= others + len(region["oos_parameters"])


def test_a_fixed_seed_is_killed_at_the_write_that_changes_a_node_pool() -> None:
    scenario = next(scenario for scenario in map(make_scenario, FIXED_USERS) if scenario.seed == 23546)
    region = scenario.world["accounts"][OWNER]["regions"][REGION]
    (template,) = region["launch_templates"]
    assert len(template["versions"]) == 1
    assert region["scaling_configurations"] == []
    moved = [image for image in pool_images(region) if image in scenario.image_map]
    kill = scenario.steps[0].kill
    assert kill is not None
    # The template takes a version and a default.
    assert 2 < kill.at.count <= 2 + len(moved)


def test_node_pools_name_own_images_and_official_ones_and_are_moved_where_things_go_wrong() -> None:
    regions = [scenario.world["accounts"][OWNER]["regions"][REGION] for scenario in SCENARIOS]
    images = {image for region in regions for image in pool_images(region)}
    assert {"m-1", "m-1-copy", OFFICIAL} <= images
    faults = Counter(fault["action"] for scenario in SCENARIOS for _kind, fault in scenario.faults)
    assert min(faults[name] for name in ("ModifyClusterNodePool", "DescribeClusterNodePools")) >= 3


def pool_images(region: Mapping[str, Any]) -> list[str]:
    """The images of a world's node pools."""
    pools = [pool for cluster in region.get("clusters", ()) for pool in cluster["node_pools"]]
    return [pool["data"]["scaling_group"]["image_id"] for pool in pools]


def test_parameters_name_images_in_every_form_and_are_moved_where_things_go_wrong() -> None:
    regions = [scenario.world["accounts"][OWNER]["regions"][REGION] for scenario in SCENARIOS]
    values = [item["value"] for region in regions for item in region["oos_parameters"]]
    assert {"m-1", "m-other", "m-foreign", '["m-other", "m-1"]', "m-other,m-1", "m-1,m-1-copy"} <= set(values)
    assert any('"password"' in value for value in values)
    faults = Counter(fault["action"] for scenario in SCENARIOS for _kind, fault in scenario.faults)
    assert min(faults[name] for name in ("UpdateParameter", "GetParameters", "ListParameters")) >= 3


@pytest.mark.parametrize(("writes", "counts"), [(0, [1] * 5), (1, [1] * 5), (3, [1, 2, 3, 1, 2])])
def test_a_kill_comes_at_one_of_the_writes_that_there_are(writes: int, counts: list[int]) -> None:
    moments = [moment_among(writes, Moment(action=WRITES, count=count)) for count in range(1, 6)]
    assert [moment.count for moment in moments] == counts
    assert moment_among(writes, Moment(seconds=2.0)) == Moment(seconds=2.0)


def test_ends_are_the_same_but_for_times() -> None:
    first = world({"id": "m-1", "created": "2026-01-01T00:00:00Z", "tags": {"a": "2026-01-01T00:00:00Z/1/seed"}})
    later = world({"id": "m-1", "created": "2026-01-02T00:00:00Z", "tags": {"a": "2026-01-02T00:00:00Z/1/seed"}})
    other = world({"id": "m-1", "created": "2026-01-01T00:00:00Z", "tags": {"a": "2026-01-01T00:00:00Z/2/seed"}})
    assert differences(state_of(first), state_of(later)) == ""
    assert differences(state_of(first), state_of(other)).startswith("m-1 ")
    assert differences(state_of(first), state_of(world())).startswith("m-1 None")


def test_a_key_without_encryption_is_none() -> None:
    left = {"id": "asc-1", "data": {"ImageId": "m-1", "SystemDisk": {"Encrypted": False, "KMSKeyId": "key-1"}}}
    before = {"id": "asc-1", "data": {"ImageId": "m-1"}}
    ends = [state_of(world(scaling_configurations=[item])) for item in (before, left)]
    assert differences(*ends) == ""


def test_a_request_that_a_chapter_is_not_about_is_seen() -> None:
    entry = {"mutating": True, "dry_run": False, "principal": OPERATOR, "account": OWNER, "action": "DeleteImage"}
    assert unasked(Chapter.DELETE, [entry]) == []
    assert [item.text for item in unasked(Chapter.DEPRECATE, [entry])] == ["DeleteImage"]
    assert unasked(Chapter.DEPRECATE, [{**entry, "dry_run": True}]) == []


def test_shares_that_are_said_to_be_put_back_have_to_be_there() -> None:
    before, now = (world({"id": "m-1", "shared_with": shared}) for shared in (["1"], []))
    row = {"image_id": "m-1", "reasons": [{"code": "retire_put_back"}]}
    run = played({"retired": [row]})
    assert [item.rule for item in put_back(before, now, run)] == ["not put back"]
    assert put_back(before, before, run) == []
