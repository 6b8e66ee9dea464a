# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of ECS resources in policies."""

from __future__ import annotations

from ...actions.declare import Call


def arn(call: Call, kind: str, resource_id: str = "*") -> str:
    """`acs:ecs:<region>:<account>:<kind>/<id>`."""
    return f"acs:ecs:{call.region_id}:{call.account.id}:{kind}/{resource_id}"


def image_of_call(call: Call) -> list[str]:
    """The image that the call names, or all images."""
    return [arn(call, "image", call.parameters.text("ImageId", "*"))]


def snapshots_of_account(call: Call) -> list[str]:
    """All snapshots of the region."""
    return [arn(call, "snapshot")]
