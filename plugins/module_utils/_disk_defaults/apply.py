# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Change a region's default encryption, and read it back."""

from __future__ import annotations

from .._api.ecs_regions import disable_default_encryption, enable_default_encryption, set_default_disk_key
from .._audit.observe import known_defaults
from .._audit.values import DiskDefaults
from .._client.session import Session
from .._model.errors import ApiError
from .decide import DefaultsPlan, named_key
from .values import DefaultsFailed


def apply_defaults(session: Session, plan: DefaultsPlan) -> DiskDefaults:
    """Carry out the plan. Raises DefaultsFailed if ECS took the calls and reports something else, ApiError."""
    region = plan.was.region
    if plan.is_switched and not plan.will_be.enabled:
        disable_default_encryption(session, region)
        return _checked(session, plan)
    if plan.is_switched:
        enable_default_encryption(session, region)
    # No source says which key is the default after switching on, so it is named again.
    if plan.key_id is not None or (plan.is_switched and named_key(plan.will_be)):
        _name_key(session, plan, named_key(plan.will_be))
    return _checked(session, plan)


def _name_key(session: Session, plan: DefaultsPlan, key_id: str) -> None:
    """Name the key. A region that was switched on for it, and whose key ECS refuses, is switched off again."""
    region = plan.was.region
    try:
        set_default_disk_key(session, region, key_id)
    except ApiError:
        if plan.is_switched:
            disable_default_encryption(session, region)
        raise


def _checked(session: Session, plan: DefaultsPlan) -> DiskDefaults:
    found, wanted = known_defaults(session, plan.was.region), plan.will_be
    same_key = not wanted.enabled or named_key(found) == named_key(wanted)
    if found.enabled is not wanted.enabled or not same_key:
        raise DefaultsFailed(found.region, enabled=bool(found.enabled), key=found.kms_key_id)
    return found
