# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the role with which ECS uses customer master keys lacks."""

from __future__ import annotations

from typing import Any

import pytest

from plugins.module_utils._model.errors import InvalidInput
from plugins.module_utils._model.role import DISK_POLICY, DISK_ROLE, PolicyRef, Role
from plugins.module_utils._share_role.decide import RolePlan, plan_role
from plugins.module_utils._share_role.disk_role import plan_disk_role
from plugins.module_utils._share_role.trust import ASSUME, ECS, trust_document
from plugins.module_utils._share_role.values import RoleRequest, RoleSeen

from ..support import CONSUMER, HOME, OWNER

POLICY = PolicyRef("Custom", "imageops-decrypt")
ROOT = {"Action": ASSUME, "Effect": "Allow", "Principal": {"RAM": [f"acs:ram::{OWNER}:root"]}}
ALLOW = {"Action": ASSUME, "Effect": "Allow", "Principal": {"Service": [ECS]}}
OTHERS = {"Action": ASSUME, "Effect": "Allow", "Principal": {"Service": ["rds.aliyuncs.com"]}}


def disk(*statements: Any, policies: tuple[PolicyRef, ...] = (DISK_POLICY,)) -> Role:
    trust = {"Statement": list(statements), "Version": "1"}
    return Role(name=DISK_ROLE, arn=f"acs:ram::{OWNER}:role/{DISK_ROLE}", trust=trust, policies=policies)


def plan(found: Role | None, *, asked: bool = True, absent: bool = False) -> RolePlan:
    """Plan beside a share role that has all it needs."""
    share = Role(name="share", arn="", trust=trust_document([CONSUMER]), policies=(POLICY,))
    request = RoleRequest(
        name="share", accounts=(CONSUMER,), absent=absent, region=HOME, policy=POLICY, disk_role=asked
    )
    return plan_role(request, RoleSeen(account_id=OWNER, role=share, disk_role=found is not None, disk=found))


@pytest.mark.parametrize(
    ("found", "steps", "statements"),
    [
        pytest.param(None, (True, False, True), [ALLOW], id="no role"),
        pytest.param(disk(ALLOW), (False, False, False), [ALLOW], id="all there"),
        pytest.param(disk(ROOT, ALLOW), (False, False, False), [ROOT, ALLOW], id="others are trusted as well"),
        pytest.param(disk(ALLOW, policies=()), (False, False, True), [ALLOW], id="no policy"),
        pytest.param(
            disk(ALLOW, policies=(PolicyRef("Custom", DISK_POLICY.name),)),
            (False, False, True),
            [ALLOW],
            id="a custom policy of this name",
        ),
        pytest.param(disk(ROOT), (False, True, False), [ROOT, ALLOW], id="ECS is not trusted"),
        pytest.param(
            disk(OTHERS),
            (False, True, False),
            [{**OTHERS, "Principal": {"Service": [ECS, "rds.aliyuncs.com"]}}],
            id="another service is trusted",
        ),
        pytest.param(
            disk({**ALLOW, "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}),
            (False, True, False),
            [{**ALLOW, "Condition": {"StringEquals": {"acs:SourceVpc": "vpc-1"}}}, ALLOW],
            id="ECS is trusted under a condition",
        ),
        pytest.param(
            disk({**ALLOW, "Principal": {"Service": [f"{CONSUMER}@{ECS}"]}}),
            (False, True, False),
            [{**ALLOW, "Principal": {"Service": [f"{CONSUMER}@{ECS}", ECS]}}],
            id="the ECS of another account is trusted",
        ),
    ],
)
def test_only_what_the_role_lacks_is_done(
    found: Role | None, steps: tuple[bool, bool, bool], statements: list[Any]
) -> None:
    made = plan_disk_role(found)

    assert (made.create_role, made.update_trust, made.attach_policy) == steps
    assert made.changed is any(steps)
    assert (made.before != made.after) is made.changed
    assert made.trust["Statement"] == statements


def test_the_diff_and_the_values_show_the_role_as_it_will_be() -> None:
    made = plan(None)

    assert (made.changed, made.has_work) == (True, True)
    assert made.before["disk_encrypt_role"] == {
        "name": DISK_ROLE,
        "exists": False,
        "arn": "",
        "trusts_ecs": False,
        "policies": [],
    }
    assert made.after["disk_encrypt_role"]["policies"] == [DISK_POLICY.to_result()]
    assert (made.before["disk_encrypt_role_exists"], made.after["disk_encrypt_role_exists"]) == (False, True)
    assert made.values == {
        "role": {key: value for key, value in made.after.items() if key != "disk_encrypt_role"},
        "disk_encrypt_role": made.after["disk_encrypt_role"],
    }


def test_a_role_that_is_ready_is_no_change() -> None:
    made = plan(disk(ALLOW))

    assert (made.changed, made.before == made.after) == (False, True)


def test_without_the_option_nothing_is_done_or_said_about_the_role() -> None:
    made = plan(None, asked=False)

    assert (made.changed, made.disk) == (False, None)
    assert set(made.values) == {"role"}
    assert "disk_encrypt_role" not in made.after


def test_a_role_that_denies_ecs_is_refused() -> None:
    with pytest.raises(InvalidInput, match=rf"^disk_encrypt_role: .*denied by the trust policy of {DISK_ROLE}.*Deny"):
        plan(disk(ALLOW, {**ALLOW, "Effect": "Deny"}))


def test_the_role_is_not_removed() -> None:
    with pytest.raises(InvalidInput, match=r"^disk_encrypt_role: 'true' does not go with state absent.*not removed"):
        plan(disk(ALLOW), absent=True)
