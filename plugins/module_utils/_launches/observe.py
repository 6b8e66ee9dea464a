# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read what an earlier trial left, and whether what is started could be released."""

from __future__ import annotations

from datetime import UTC, datetime

from .._api.ecs_instances import list_tagged_instances
from .._api.ecs_trials import release_denied
from .._client.session import Session
from .marks import TAG, sorted_out
from .values import TrialPlan, TrialRequest


def observe_trial(session: Session, request: TrialRequest) -> TrialPlan:
    """Return what is started and released. Needs ecs:DescribeInstances and ecs:DeleteInstances."""
    found = list_tagged_instances(session, request.region, TAG)
    left, busy = sorted_out(found, request.image_ids, datetime.now(UTC))
    return TrialPlan(image_ids=request.image_ids, leftovers=left, busy=busy)


def with_release(session: Session, request: TrialRequest, plan: TrialPlan) -> TrialPlan:
    """Return the plan with the right that is missing to release instances. Sends a dry run, which is no mere read."""
    denied = release_denied(session, request.region) if plan.image_ids else ""
    return TrialPlan(image_ids=plan.image_ids, leftovers=plan.leftovers, busy=plan.busy, release_denied=denied)
