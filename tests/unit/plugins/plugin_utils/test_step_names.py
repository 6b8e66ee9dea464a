# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Tags choose steps, and only a run that writes has the record of its name."""

from __future__ import annotations

import pytest

from plugins.plugin_utils._steps.names import STEPS, chosen_steps, kind_of


@pytest.mark.parametrize(
    ("asked", "left_out", "own", "steps"),
    [
        (["all"], [], ["always"], STEPS),
        (["tagged"], [], ["always"], STEPS),
        (["all"], ["share"], ["always"], ("audit", "copy", "verify", "repoint")),
        (["copy"], [], ["copy"], ("copy",)),
        (["share", "verify"], [], ["always"], ("share", "verify")),
        (["web"], [], ["always"], ()),
        (["golden"], [], ["always", "golden"], STEPS),
        (["golden"], ["share"], ["copy", "golden"], ("audit", "copy", "verify", "repoint")),
        (["all"], ["copy", "share", "verify", "repoint"], ["always"], ("audit",)),
        (["untagged"], [], ["always"], ()),
        (["always"], [], ["always"], ()),
    ],
)
def test_tags_choose_steps(asked: list[str], left_out: list[str], own: list[str], steps: tuple[str, ...]) -> None:
    assert chosen_steps(asked, left_out, own) == steps


@pytest.mark.parametrize(
    ("playbook", "steps", "check_mode", "kind"),
    [
        ("migrate_images", STEPS, False, "run"),
        ("migrate_images", STEPS, True, "check"),
        ("migrate_images", ("audit",), False, "check"),
        ("migrate_images", ("repoint",), False, "run"),
        ("audit_images", STEPS, False, "audit"),
        ("verify_images", STEPS, True, "verify"),
        ("plan_images", STEPS, False, "plan"),
        ("rehearse_images", STEPS, False, "rehearsal"),
    ],
)
def test_only_a_run_that_writes_has_the_record_of_its_name(
    playbook: str, steps: tuple[str, ...], check_mode: bool, kind: str
) -> None:
    assert kind_of(playbook, steps, check_mode=check_mode) == kind
