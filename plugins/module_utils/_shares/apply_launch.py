# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Try whether instances could be started, without starting any."""

from __future__ import annotations

from .._api.ecs_launch import try_launch
from .._api.ram_roles import has_role
from .._client.session import Session
from .._model.errors import Denied, LaunchStarted
from .._model.role import DISK_ROLE
from .launch import launch_check
from .launch_values import LaunchCheck, LaunchPlan, LaunchRequest


def observe_launch(session: Session, request: LaunchRequest) -> LaunchPlan:
    """Read whether ECS has the role that it needs for the account's keys."""
    if not request.kms_key_id or not request.image_ids:
        return LaunchPlan(image_ids=request.image_ids, disk_role=None)
    try:
        return LaunchPlan(image_ids=request.image_ids, disk_role=has_role(session, DISK_ROLE))
    except Denied as error:
        return LaunchPlan(image_ids=request.image_ids, disk_role=None, denied=error.permission)


def try_images(
    session: Session, request: LaunchRequest, plan: LaunchPlan
) -> tuple[list[LaunchCheck], dict[str, LaunchStarted]]:
    """Send a dry run for each image; return the checks, and an error for each that ECS took for real."""
    answers = session.map(lambda image_id: try_launch(session, request, image_id), plan.image_ids)
    started = {image_id: answer for image_id, answer in answers if isinstance(answer, LaunchStarted)}
    return [
        launch_check(request, plan, image_id, answer) for image_id, answer in answers if image_id not in started
    ], started
