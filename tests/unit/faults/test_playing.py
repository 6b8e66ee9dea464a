# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Playbooks are run, watched and killed."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.faults.playing import Alarm, Player
from tests.faults.scenario import Kind, Moment

SLEEPING = """
- hosts: localhost
  gather_facts: false
  vars: {ansible_connection: local, ansible_python_interpreter: "{{ ansible_playbook_python }}"}
  tasks:
    - ansible.builtin.command: sh -c "touch {{ playbook_dir }}/started; sleep 60"
"""
# The task has begun.
STARTED = Moment(action="CopyImage", count=1)


@pytest.fixture
def player(tmp_path: Path) -> Player:
    (tmp_path / "play.yml").write_text(SLEEPING)

    looks = 0

    def counts() -> Mapping[str, int]:
        nonlocal looks
        has_started = (tmp_path / "started").exists()
        looks += has_started
        return {"CopyImage": int(has_started), "TagResources": looks}

    return Player(tmp_path, f"test-{time.time_ns()}", {}, counts)


def test_a_killed_playbook_leaves_processes_that_are_found_and_ended(player: Player) -> None:
    played = player.play(["play.yml"], kill=(Kind.KILL_PLAYBOOK, STARTED))

    assert (played.killed, played.hung, played.status) == (True, False, -9)
    assert player.settle(0) is False
    assert player.settle(10) is True


def test_all_processes_are_killed_together(player: Player) -> None:
    played = player.play(["play.yml"], kill=(Kind.KILL_ALL, STARTED))

    assert played.killed
    assert player.settle(10) is True


def test_a_kill_waits_for_its_request_and_does_not_happen_without(player: Player) -> None:
    played = player.play(["play.yml"], kill=(Kind.KILL_ALL, STARTED))

    assert played.killed
    assert (player.folder / "started").exists()
    played = player.play(["missing.yml"], kill=(Kind.KILL_ALL, Moment(action="TagResources", count=99)))
    assert (played.killed, played.status) == (False, 1)
    assert "missing.yml" in played.output


def test_somebody_acts_once_and_as_soon_as_it_is_possible(player: Player) -> None:
    tried: list[float] = []

    def act() -> bool:
        tried.append(time.monotonic())
        return len(tried) == 3

    alarm = Alarm(STARTED, act)
    late = Alarm(STARTED, lambda: len(tried) > 5)
    player.play(["play.yml"], [alarm, late], (Kind.KILL_ALL, Moment(action="TagResources", count=10)))

    assert (alarm.done, len(tried), late.done) == (True, 3, False)


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_module_is_killed_however_it_is_started(player: Player, pipelining: bool) -> None:
    play = player.folder / "play.yml"
    play.write_text(SLEEPING.replace("vars: {", f"vars: {{ansible_pipelining: {str(pipelining).lower()}, "))
    played = player.play(["play.yml"], kill=(Kind.KILL_MODULE, STARTED))

    # The task fails, and the playbook says so.
    assert (played.killed, played.hung, played.status) == (True, False, 2)


def test_a_module_that_does_not_run_is_not_killed(player: Player) -> None:
    played = player.play(["missing.yml"], kill=(Kind.KILL_MODULE, Moment()))
    assert (played.killed, played.status) == (False, 1)
