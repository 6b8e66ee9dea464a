# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reading what an account has: images with their keys and verdicts, and what regions have beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import chain

from .._api.ecs_instances import count_instances
from .._api.ecs_regions import default_disk_key, is_encrypted_by_default, list_regions
from .._api.kms_keys import find_key
from .._api.sts import get_caller
from .._client.session import Session
from .._core.accounts import check_accounts
from .._images.observe import assess_images, select_images
from .._model.errors import ApiError, Denied, InvalidInput
from .._model.image import AssessedImage
from .._model.key import Key
from .._share_role.observe import read_trust
from .audience import Audience, assess_audience
from .coverage import find_coverage
from .defaults import default_key_id, region_defaults, unavailable_defaults
from .request import AuditRequest
from .values import Coverage, DiskDefaults, InstanceCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found, ordered by region and name; `defaults` and `coverage` are None if they were not asked for."""

    images: Sequence[AssessedImage]
    defaults: Sequence[DiskDefaults] | None
    coverage: Sequence[Coverage] | None


def audit(session: Session, request: AuditRequest) -> Audit:
    """Answer a request. Raises InvalidInput for an id that is not found, Denied where images may not be listed."""
    request = replace(request, selection=request.selection.at(datetime.now(UTC)))
    audience = _audience(session, request)
    regions = request.regions or list_regions(session, request.region)
    found = list(
        chain.from_iterable(session.gather(lambda name: _read_images(session, name, request, audience), regions))
    )
    found.sort(key=lambda item: (item.image.region, item.image.name, item.image.image_id))
    missing = request.selection.missing_ids(item.image for item in found)
    if missing and not request.may_miss:
        remedy = "Check the id, the region, the owner and the other filters; other accounts' images need owner: shared."
        raise InvalidInput("image_ids", missing[0], f"is not found in {', '.join(regions)}", remedy)
    return Audit(
        images=found,
        defaults=session.gather(lambda name: read_defaults(session, name), regions) if request.with_defaults else None,
        coverage=_read_coverage(session, regions, request.coverage_families, found),
    )


def _audience(session: Session, request: AuditRequest) -> Audience:
    trust = None
    if request.accounts:
        check_accounts("share_accounts", request.accounts, get_caller(session).account_id)
        trust = read_trust(session)
    return Audience(quota=request.share_quota, accounts=request.accounts, allowed=request.allowed, trust=trust)


def _read_images(session: Session, region: str, request: AuditRequest, audience: Audience) -> list[AssessedImage]:
    found = [
        image
        for alias in request.selection.owner_aliases
        for image in select_images(session, region, request.selection, alias)
    ]
    return [assess_audience(item, audience) for item in assess_images(session, region, found, must_see_shares=False)]


def read_defaults(session: Session, region: str) -> DiskDefaults:
    """Read how a region encrypts new disks; a missing right and a refusal of ECS are part of the answer."""
    try:
        return known_defaults(session, region)
    except Denied as error:
        return unavailable_defaults(region, permission=error.permission)
    except ApiError as error:
        return unavailable_defaults(region, error=error.code)


def known_defaults(session: Session, region: str) -> DiskDefaults:
    """Read the same for a caller that needs to know. Raises ApiError; a key that may not be read is unknown."""
    keys: dict[str, Key | None] = {}
    denied = ""
    enabled = is_encrypted_by_default(session, region)
    key = default_disk_key(session, region)
    if key_id := default_key_id(key):
        try:
            keys[key_id] = find_key(session, region, key_id)
        except Denied as error:
            denied = error.permission
    return region_defaults(region, enabled=enabled, kms_key_id=key, keys=keys, denied=denied)


def _read_coverage(
    session: Session, regions: Sequence[str], families: Sequence[str], images: Sequence[AssessedImage]
) -> list[Coverage] | None:
    if not families:
        return None

    def count(region: str) -> InstanceCount:
        try:
            return InstanceCount(region=region, count=count_instances(session, region))
        except Denied as error:
            return InstanceCount(region=region, count=None, denied=error.permission)

    return find_coverage(families, session.gather(count, regions), images)
