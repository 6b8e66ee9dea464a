# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read instances with their disks and everything that shows the keys of those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from .._api.ecs_disks import list_disks
from .._api.ecs_instances import list_instances
from .._api.sts import get_caller
from .._client.session import Session
from .._images.encryption import arn_account
from .._images.observe import look_up_keys
from .._model.errors import InvalidInput
from .._model.instance import Instance
from .reading import InstanceSelection, disk_key_ids, examine_instance, instance_result
from .values import InstancesRequest, StateRequest


def read_instances(session: Session, region: str, selection: InstanceSelection) -> tuple[list[Instance], list[str]]:
    """Return the instances that a selection means, with examined disks, and the ids it names that are not there.

    A key that may not be read leaves its disks' kind unknown. Raises Denied for callers that may not read disks.
    """
    listed = list_instances(session, region, selection.instance_ids or None)
    chosen = [instance for instance in listed if selection.matches(instance)]
    disks = list_disks(session, region, [instance.instance_id for instance in chosen])
    chosen = [replace(instance, disks=tuple(disks[instance.instance_id])) for instance in chosen]
    # Without an ARN only keys of this account can be meant.
    has_arns = any(arn_account(disk.kms_key_id) for instance in chosen for disk in instance.disks)
    owner_id = get_caller(session).account_id if has_arns else ""
    keys, _denied = look_up_keys(session, region, disk_key_ids(chosen, owner_id))
    return [examine_instance(instance, owner_id, keys) for instance in chosen], selection.missing_ids(listed)


def observe_instances(session: Session, request: StateRequest) -> Sequence[Instance]:
    """Read the instances to stop or start."""
    return list_instances(session, request.region, request.instance_ids)


def read_info(session: Session, request: InstancesRequest) -> dict[str, Any]:
    """Return the values of instance_info. Raises InvalidInput for an id that is not found."""
    found, missing = read_instances(session, request.region, request.selection)
    if missing and request.missing_fails:
        remedy = "Check the ids and the region, or set missing: ignore."
        raise InvalidInput("instance_ids", ", ".join(missing), f"is not found in {request.region}", remedy)
    return {"instances": [instance_result(instance) for instance in found]}
