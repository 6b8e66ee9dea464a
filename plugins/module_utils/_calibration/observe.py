# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Read who asks, what earlier calibrations left, the canary and its key, and what reads settle."""

from __future__ import annotations

from .._api.ecs_images import find_image, list_images
from .._api.ecs_instances import list_tagged_instances
from .._api.ecs_regions import is_encrypted_by_default
from .._api.ecs_snapshots import list_snapshots
from .._api.ecs_tags import list_tagged_snapshots
from .._api.kms_keys import find_key, list_aliases
from .._api.ram_removal import find_policy_description
from .._api.ram_roles import find_role
from .._api.sts import get_caller
from .._client.session import Session
from .._launches.marks import TAG as TRIAL_TAG
from .._launches.marks import is_trial
from .._model.errors import Denied, ImageopsError, InvalidInput
from .._model.image import Image
from .._model.instance import Instance
from .._model.key import KeyType
from .._model.role import DISK_ROLE, SHARE_ROLE, Role
from .observe_read import read_facts
from .role_marks import POLICY, is_marked, is_ours_alone
from .values import PREFIX, TAG, CalibrationRequest, Canary, Leftovers, ObservedAccount


def observe(session: Session, request: CalibrationRequest) -> ObservedAccount:
    """Read everything that is decided by. Raises InvalidInput for a canary or key that is not there."""
    caller = get_caller(session)
    leftovers = find_leftovers(
        session,
        request.regions,
        with_role=request.write or not request.is_wanted,
        consumer=consumer_of(session, request),
    )
    if not request.is_wanted:
        return ObservedAccount(account_id=caller.account_id, leftovers=leftovers, findings=())
    canary = _canary(session, request) if request.write else None
    findings, smallest = read_facts(session, request.region)
    return ObservedAccount(
        account_id=caller.account_id,
        leftovers=leftovers,
        findings=findings,
        canary=canary,
        smallest_image=smallest,
        is_emulated=bool(session.connection.emulator_url),
    )


def consumer_of(session: Session, request: CalibrationRequest) -> Session | None:
    """Return a session of the consumer if instances may be there. A run that asks goes on without one that fails."""
    if not request.reaches_consumer:
        return None
    consumer = session.as_consumer(request.consumer_role_arn, request.consumer_profile)
    if request.is_wanted:
        try:
            list_tagged_instances(consumer, request.region, TRIAL_TAG)
        except ImageopsError:
            return None
    return consumer


def find_leftovers(
    session: Session, regions: tuple[str, ...], *, with_role: bool, consumer: Session | None = None
) -> Leftovers:
    """Return what calibration made in these regions, and the share role if it is calibration's.

    With a `consumer` also the instances in that account, which are in the first region. Needs ecs:DescribeInstances.

    Needs ecs:DescribeImages, and for what a run that wrote left ecs:ListTagResources, ram:GetRole, ram:GetPolicy and
    ram:ListPoliciesForRole.
    """
    images = tuple(image for region in regions for image in list_images(session, region) if is_made(image))
    instances = _instances_of_calibration(consumer, regions[0]) if consumer else ()
    if not with_role:
        return Leftovers(images=images, instances=instances)
    used = {disk.snapshot_id for image in images for disk in image.disks}
    snapshots = tuple(
        (region, snapshot_id)
        for region in regions
        for snapshot_id in sorted(list_tagged_snapshots(session, region, [TAG]))
        if snapshot_id not in used
    )
    role = _role_of_calibration(session)
    has_policy = is_marked(find_policy_description(session, POLICY) or "") if role or _may_be_left(session) else False
    return Leftovers(images=images, snapshots=snapshots, role=role, has_policy=has_policy, instances=instances)


def _instances_of_calibration(consumer: Session, region: str) -> tuple[Instance, ...]:
    found = list_tagged_instances(consumer, region, TAG)
    return tuple(instance for instance in found if TAG in instance.tags and is_trial(instance))


def is_made(image: Image) -> bool:
    """Say whether calibration made an image: tag, name and facts agree."""
    return TAG in image.tags and image.name.startswith(PREFIX) and image.is_copied


def _role_of_calibration(session: Session) -> Role | None:
    try:
        role = find_role(session, SHARE_ROLE)
    except Denied:
        return None
    return role if role is not None and is_ours_alone(role) else None


def _may_be_left(session: Session) -> bool:
    """Say whether the caller may read policies at all; one who may not has made none."""
    try:
        return find_policy_description(session, POLICY) is not None
    except Denied:
        return False


def _canary(session: Session, request: CalibrationRequest) -> Canary:
    image = find_image(session, request.region, request.image_id)
    if image is None:
        remedy = "Name an image of your own in this region."
        raise InvalidInput("image_id", request.image_id, f"is not found in {request.region}", remedy)
    key = find_key(session, request.region, request.kms_key_id)
    if key is None:
        remedy = "Name a customer master key of this region by its id, ARN or alias."
        raise InvalidInput("kms_key_id", request.kms_key_id, f"is not found in {request.region}", remedy)
    snapshots = list_snapshots(session, request.region, [disk.snapshot_id for disk in image.disks])
    encrypted = [snapshot for snapshot in snapshots.values() if snapshot.encrypted]
    alias, alias_denied = _alias(session, request, key.key_id)
    share_role, share_denied = _role(session, SHARE_ROLE)
    disk_role, disk_denied = _role(session, DISK_ROLE)
    return Canary(
        image=image,
        is_encrypted=bool(encrypted),
        is_under_service_key=bool(encrypted)
        and all(_is_service_key(session, request.region, item.kms_key_id) for item in encrypted),
        key=key,
        alias=alias,
        alias_denied=alias_denied,
        share_role=share_role,
        share_role_denied=share_denied,
        disk_role=disk_role,
        disk_role_denied=disk_denied,
        encrypts_by_default=_encrypts_by_default(session, request.region),
    )


def _role(session: Session, name: str) -> tuple[Role | None, str]:
    """Return a role, and the right that was missing to know. One that an earlier calibration made counts as none."""
    try:
        role = find_role(session, name)
    except Denied as error:
        return None, error.permission
    return (None if role and name == SHARE_ROLE and is_ours_alone(role) else role), ""


def _is_service_key(session: Session, region: str, key_id: str) -> bool:
    key = find_key(session, region, key_id) if key_id else None
    return not key_id or (key is not None and key.key_type is KeyType.SERVICE)


def _alias(session: Session, request: CalibrationRequest, key_id: str) -> tuple[str, str]:
    """Return an alias of the key, and the right that was missing to find one."""
    if request.kms_key_id.startswith("alias/"):
        return request.kms_key_id, ""
    try:
        return next(iter(list_aliases(session, request.region).get(key_id, ())), ""), ""
    except Denied as error:
        return "", error.permission


def _encrypts_by_default(session: Session, region: str) -> bool | None:
    try:
        return is_encrypted_by_default(session, region)
    except Denied:
        return None
