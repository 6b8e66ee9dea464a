# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of scaling groups in policies."""

from __future__ import annotations

from ...actions.declare import Call


def arn(call: Call, group_id: str = "*") -> str:
    """`acs:ess:<region>:<account>:scalinggroup/<id>`."""
    return f"acs:ess:{call.region_id}:{call.account.id}:scalinggroup/{group_id}"


def every_group(call: Call) -> list[str]:
    """All scaling groups of the region."""
    return [arn(call)]


def group_of_call(call: Call) -> list[str]:
    """The group that the call names."""
    return [arn(call, call.parameters.text("ScalingGroupId", "*"))]


def group_of_configuration(call: Call) -> list[str]:
    """The group of the configuration that the call names; of one that does not exist, any."""
    found = call.region.scaling.configurations.get(call.parameters.text("ScalingConfigurationId"))
    return [arn(call, found.group if found else "*")]
