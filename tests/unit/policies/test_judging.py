# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""`make policies` finds what is missing in a policy, and what is superfluous."""

from __future__ import annotations

from typing import Any

import pytest

from tests.policies.judging import Run, needing, wrong_with_all, wrong_without
from tests.policies.modes import DOCUMENTS, PRINCIPALS, make_world, merged, read_actions, read_modes

OWNER = "1000000000000001"
READ, COPY = (OWNER, "ecs:DescribeImages"), (OWNER, "ecs:CopyImage")


def run(status: int = 0, output: str = "", **more: Any) -> Run:
    return Run(status=status, output=output, called=frozenset(), denied=frozenset(), **more)


def test_a_run_with_all_rights_has_to_end_well_and_without_denials() -> None:
    denied = Run(status=2, output="", called=frozenset({READ, COPY}), denied=frozenset({COPY}))

    assert wrong_with_all(run()) == []
    assert wrong_with_all(denied) == ["ecs:CopyImage is denied, the document lacks it", "the run ends with status 2"]
    assert wrong_with_all(denied, {COPY}) == ["the run ends with status 2"]


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        pytest.param(run(2, "CopyImage in cn-beijing was refused"), "", id="it fails and says why"),
        pytest.param(run(0, "Allow ecs:CopyImage in RAM."), "", id="it says what it could not do"),
        pytest.param(run(2, "CancelCopyImage"), "the run fails without ecs:CopyImage and does not name it", id="why"),
        pytest.param(run(0, "all is well"), "ecs:CopyImage is superfluous", id="it makes no difference"),
    ],
)
def test_without_an_action_a_run_has_to_name_it(found: Run, wrong: str) -> None:
    assert wrong_without("ecs:CopyImage", found) == wrong


def test_an_action_is_taken_away_where_it_is_called_first() -> None:
    reads = Run(status=0, output="", called=frozenset({READ}), denied=frozenset())
    copies = Run(status=0, output="", called=frozenset({READ, COPY}), denied=frozenset())

    assert needing(*COPY, [reads, copies]) == 1
    assert needing(OWNER, "ram:PassRole", [reads, copies]) == 0


@pytest.mark.parametrize("mode", read_modes(), ids=lambda mode: mode.name)
def test_a_world_gives_each_principal_its_document_without_what_is_taken(mode: Any) -> None:
    for principal, document in mode.documents.items():
        taken = read_actions(document)[0]
        account, kind, name = PRINCIPALS[principal]
        policies = make_world(mode, mode.cases[0], (principal, taken))["accounts"][account][kind][name]["policies"]
        # Without its only action there is no document.
        left = [action for policy in policies for action in policy["Statement"][0]["Action"]]

        assert len(policies) == bool(left)
        beside = read_actions(mode.beside[principal]) if principal in mode.beside else []
        assert sorted([*left, taken]) == sorted({*read_actions(document), *beside})


def test_of_two_values_the_second_counts_and_mappings_become_one() -> None:
    base = {"a": {"b": 1, "c": [1]}, "d": 2}

    assert merged(base, {"a": {"c": [2]}, "e": 3}) == {"a": {"b": 1, "c": [2]}, "d": 2, "e": 3}
    assert base == {"a": {"b": 1, "c": [1]}, "d": 2}


def test_every_document_is_sorted_and_names_actions_and_no_patterns() -> None:
    for path in DOCUMENTS.glob("*.json"):
        actions = read_actions(path.stem)

        assert actions == sorted(set(actions))
        assert not [action for action in actions if "*" in action], path.name
